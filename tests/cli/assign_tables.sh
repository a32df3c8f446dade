# keruen assign: the tables it reads and writes: links with their flows, skims, and what it says about odd ones.
. "$KERUEN_SOURCE/tests/support/expect.sh"
cd "$work" || exit 1

# The same network in both formats, with everything in its tables that we do not use.
printf '<NUMBER OF ZONES> 2\t\n<NUMBER OF NODES> 4\n<NUMBER OF LINKS> 5\n<ORIGINAL HEADER>~ a b ;\n<END OF METADATA>\n\n~ of Braess\n' > net.tntp
printf '~\tinit_node\tterm_node\tcapacity\tlength\tfree_flow_time\tb\tpower\tspeed\ttoll\tlink_type\tflow\t;\n' >> net.tntp
printf '\t1\t3\t1\t0\t10.0E+00\t1\t1\t0\t0\t1\t99\t;\n 7 2 1 0 10 1 1 0 0 1;\t\t\n\n1,7,50,0,50,1,1,0,0,1\r\n' >> net.tntp
printf '3 2 50 0 50 1 1 0 3 1 ; ~ here\n3 7 10 0 10 1 1 0 0 1' >> net.tntp
printf 'origin,destination,value\n1,2,6\n' > trips.csv
"$KERUEN" assign --net net.tntp --demand trips.csv --gap 1e-12 --flows a.csv --loaded loaded.tntp > a.txt || wrong "the table of links is not written"
"$KERUEN" assign --net loaded.tntp --demand trips.csv --gap 1e-12 --flows b.csv --loaded again.tntp > b.txt || wrong "the written net is not read"
cmp -s a.csv b.csv || wrong "the written net is another network"
printf '<NUMBER OF ZONES> 2\t\n<NUMBER OF NODES> 4\n<NUMBER OF LINKS> 5\n<ORIGINAL HEADER>~ a b ;\n<END OF METADATA>\n\n~ of Braess\n' > wanted.tntp
printf '~\tinit_node\tterm_node\tcapacity\tlength\tfree_flow_time\tb\tpower\tspeed\ttoll\tlink_type\tflow\tflow_2\tcost\t;\n' >> wanted.tntp
value() { sed -n "$(($1 + 1))p" a.csv | cut -d, -f"$2"; }
f() { printf '%s\t%s' "$(value "$1" 4)" "$(value "$1" 5)"; }
printf '\t1\t3\t1\t0\t10.0E+00\t1\t1\t0\t0\t1\t99\t%s\t;\n 7 2 1 0 10 1 1 0 0 1\t%s;\t\t\n\n1,7,50,0,50,1,1,0,0,1\t%s\r\n' "$(f 1)" "$(f 2)" "$(f 3)" >> wanted.tntp
printf '3 2 50 0 50 1 1 0 3 1\t%s ; ~ here\n3 7 10 0 10 1 1 0 0 1\t%s' "$(f 4)" "$(f 5)" >> wanted.tntp
cmp loaded.tntp wanted.tntp || wrong "the net does not stand as it stood: $(cat -A loaded.tntp)"
"$KERUEN" assign --net - --demand trips.csv --loaded x.tntp < net.tntp > x.txt 2>&1 && wrong "standard input is read twice"
[ ! -e x.tntp ] || wrong "a table that could not be written is there"

mkdir gmns
printf 'node_id,zone_id\na,"Z,1"\nb,\nc,Z2\n' > gmns/node.csv
printf '\357\273\277note,link_id,from_node_id,to_node_id,directed,free_speed,length,capacity,flow\r\n' > gmns/link.csv
printf '"x, ""y""",l1,a,b,1,60,010.0,100,7\r\n\r\n,l2,b,c,0,60,10,1e2,\r\n  , l3 ,"a",c,1,6,10,,\n' >> gmns/link.csv
printf 'origin,destination,value\n"Z,1",Z2,60\nZ2,"Z,1",1\n' > demand.csv
printf 'link,capacity\nl1,50\n' > change.csv
"$KERUEN" assign --net gmns --demand car=demand.csv --demand truck=demand.csv --change change.csv --gap 1e-9 --flows c.csv --loaded loaded.csv > c.txt || wrong "link.csv is not written"
mkdir again && cp gmns/node.csv again && cp loaded.csv again/link.csv
"$KERUEN" assign --net again --demand car=demand.csv --demand truck=demand.csv --change change.csv --gap 1e-9 --flows d.csv --loaded again/link.csv > d.txt ||
    wrong "the written link.csv is not read"
cmp -s c.csv d.csv || wrong "the written link.csv is another network"
[ "$(head -1 again/link.csv | tr -d '\r' | cut -d, -f10-)" = "flow_2,cost,flow_car,flow_truck,flow_back,cost_back,flow_car_back,flow_truck_back,\
flow_3,cost_2,flow_car_2,flow_truck_2,flow_back_2,cost_back_2,flow_car_back_2,flow_truck_back_2" ] || wrong "the names of the columns: $(head -1 again/link.csv)"
awk -F, 'NR == 2 { print $4 "," $5 "," $6 "," $7 }' c.csv > one
head -2 loaded.csv | tail -1 | tr -d '\r' > two
[ "$(cat two)" = "\"x, \"\"y\"\"\",l1,a,b,1,60,010.0,100,7,$(cat one),,,," ] || wrong "a row of link.csv does not stand as it stood: $(cat two)"
[ "$(sed -n 3p loaded.csv | tr -d '\r')" = "" ] || wrong "an empty line is gone"
sed 's/,[0-9.e-]*,[0-9.e-]*,[0-9.e-]*,[0-9.e-]*,[0-9.e-]*,[0-9.e-]*,[0-9.e-]*,[0-9.e-]*\(\r*\)$/\1/' loaded.csv | tail -n +2 > cut
tail -n +2 gmns/link.csv | cmp -s - cut || wrong "link.csv does not stand as it stood: $(cat -A loaded.csv)"

# A region's own table takes the same columns as its flows.
region=$KERUEN_SOURCE/data/region
"$KERUEN" assign --net "$region" --date 2026-01-01 --flows region.csv --loaded region_links.csv > /dev/null || wrong "a region's links are not written"
sed 's/^\([^,]*,\)\{3\}//' region.csv | tail -n +2 > flows
tail -n +2 "$region/link.csv" | paste -d, - flows > wanted.csv
tail -n +2 region_links.csv | cmp -s - wanted.csv || wrong "a region's links do not stand as they stood"

# Names with commas in them stay one cell.
"$KERUEN" assign --net gmns --demand 'a b=demand.csv' --skims skims.csv > /dev/null || wrong "skims fail"
grep -q '^"Z,1",Z2,a b,' skims.csv || wrong "zones are quoted where they must be: $(cat skims.csv)"

# Skims of zones with names are read again as demand by those names, in whatever order the network has them.
mkdir named turned
printf 'node_id,zone_id\na,Z1\nb,007\nc,Z2\n' > named/node.csv
printf 'node_id,zone_id\nc,Z2\nb,007\na,Z1\n' > turned/node.csv
printf 'link_id,from_node_id,to_node_id,directed,free_speed,length\nl1,a,b,0,60,10\nl2,b,c,0,60,30\n' | tee named/link.csv > turned/link.csv
printf 'origin,destination,value\nZ1,Z2,1\n' > demand.csv
"$KERUEN" assign --net named --demand demand.csv --skims skims.omx > /dev/null || wrong "skims of zones with names fail"
for net in named turned; do
    "$KERUEN" assign --net $net --demand skims.omx --matrix cost --lookup zone --skims $net.csv --flows flows_$net.csv > $net.txt ||
        wrong "skims of zones with names cannot be read back"
    grep -q '^Demand: *160$' $net.txt || wrong "the skims come to 160 minutes: $(cat $net.txt)"
done
cmp -s flows_named.csv flows_turned.csv || wrong "labels do not say which row is which zone"
grep -q '^007,Z2,1,30,30,30$' named.csv || wrong "zones with their own ids: $(cat named.csv)"

# What readers only warn of is told, and --quiet keeps it back; what is wrong is told all at once.
printf '<NUMBER OF ZONES> 2\n<NUMBER OF NODES> 9\n<NUMBER OF LINKS> 99\n<TOLL FACTOR> 0.02\n<DISTANCE FACTOR> 0.04\n<END OF METADATA>\n' > odd.tntp
printf '1 2 1 5 10 0 0 0 3 1;\n2 1 1 5 10 0 0 0 3 1;\n' >> odd.tntp
printf '<NUMBER OF ZONES> 3\n<TOTAL OD FLOW> 70\n<END OF METADATA>\nOrigin 1\n2 : 3; 2 : 4;\n' > odd_trips.tntp
"$KERUEN" assign --net odd.tntp --demand odd_trips.tntp --json > odd.json 2> said || wrong "warnings end the work: $(cat said)"
cat > wanted <<'END'
odd.tntp: warning: <NUMBER OF LINKS> says 99 and 2 were read
odd.tntp: warning: <NUMBER OF NODES> says 9 and 2 are zones or ends of links
odd.tntp: warning: <TOLL FACTOR> is 0.02 and is not used unasked; --toll-weight 0.02 takes it into the cost
odd.tntp: warning: <DISTANCE FACTOR> is 0.04 and is not used unasked; --distance-weight 0.04 takes it into the cost
odd_trips.tntp: warning: 1 pair stands twice; the amounts were added up
odd_trips.tntp: warning: <NUMBER OF ZONES> says 3 and the network has 2
odd_trips.tntp: warning: <TOTAL OD FLOW> says 70 and the amounts come to 7
END
diff wanted said || wrong "the warnings"
"$KERUEN" assign --net odd.tntp --demand odd_trips.tntp --quiet > /dev/null 2> said || wrong "quiet fails"
[ ! -s said ] || wrong "--quiet does not keep warnings back: $(cat said)"
"$KERUEN" assign --net odd.tntp --demand odd_trips.tntp --toll-weight 0.02 --distance-weight 0 > /dev/null 2> said
grep -q FACTOR said && wrong "a weight that is given is warned of"
printf '<NUMBER OF ZONES> 2\n<END OF METADATA>\n1 2 x 5 10 0 0 0 3 1;\n2 1 0 5 10 0 0 0 3 1;\n' > bad.tntp
expect 3 '2 mistakes in the tables; nothing was assigned' assign --net bad.tntp --demand odd_trips.tntp
expect 3 'bad.tntp:3: "x" is no number' assign --net bad.tntp --demand odd_trips.tntp
printf 'Origin 1\n7 : 3;\n' > bad_trips.tntp
printf 'origin,destination,value\n1,2,-1\n' > bad_trips.csv
expect 3 'bad_trips.tntp:2: zone "7"' assign --quiet --net odd.tntp --demand bad_trips.tntp --demand bad_trips.csv
expect 3 'bad_trips.csv:2:5: "-1" is no amount' assign --quiet --net odd.tntp --demand bad_trips.tntp --demand bad_trips.csv
printf 'link,toll\n9,1\n8,1\n' > bad_change.csv
expect 3 'bad_change.csv:2:1: "9" is no link' assign --quiet --net odd.tntp --demand odd_trips.tntp --change bad_change.csv
expect 3 'bad_change.csv:3:1: "8" is no link' assign --quiet --net odd.tntp --demand odd_trips.tntp --change bad_change.csv
printf 'origin,destination,value\n' > no_rows.csv
expect 0 'no_rows.csv: warning: there is no row below the header; nothing travels' assign --net odd.tntp --demand no_rows.csv
printf 'link,capacity\n1,5\n1,6\n' > bad_change.csv
expect 3 'bad_change.csv:3:3: the capacity of this link stands in line 2 already' assign --quiet --net odd.tntp --demand odd_trips.tntp --change bad_change.csv
printf 'link,from,to,flow,cost\n1,2,1,5,6\n' > other_net.csv
expect 3 'other_net.csv:2: the link has the end "2" here and "1" in the network' assign --net odd.tntp --demand odd_trips.tntp --before other_net.csv

# A table that is read is not written over: the next run would not find it.
cp odd_trips.tntp own.tntp
for word in own.tntp car=own.tntp; do
    for option in --flows --skims --served --save; do
        expect 2 "$option own.tntp would write over what --demand names" assign --net odd.tntp --demand $word $option own.tntp
    done
done
expect 2 "would write over what --net names" assign --net odd.tntp --demand own.tntp --flows odd.tntp
expect 2 "would write over what --change names" assign --net odd.tntp --demand own.tntp --change bad_change.csv --out bad_change.csv
cmp -s odd_trips.tntp own.tntp || wrong "demand was written over"
finish
