# keruen assign: its summary, its files, and how it ends.
. "$KERUEN_SOURCE/tests/support/expect.sh"
cd "$work" || exit 1

cat > net.tntp <<'END'
<NUMBER OF ZONES> 2
<NUMBER OF NODES> 4
<NUMBER OF LINKS> 5
<END OF METADATA>
~ Braess
1 3 1 0 10 1 1 0 0 1 ;
7 2 1 0 10 1 1 0 0 1 ;
1 7 50 0 50 1 1 0 0 1 ;
3 2 50 0 50 1 1 0 3 1 ;
3 7 10 0 10 1 1 0 0 1 ;
END
printf '<NUMBER OF ZONES> 2\n<END OF METADATA>\nOrigin 1\n 2 : 6;\n' > trips.tntp
printf 'origin,destination,value\n1,2,6\n' > trips.csv

"$KERUEN" assign --net net.tntp --demand trips.tntp --gap 1e-12 --flows a.csv --save a.bin --json > a.json || wrong "assign fails"
for key in principle gap average_excess_cost objective total_cost rounds seconds read solve unserved_pairs threads; do
    grep -q "\"$key\":" a.json || wrong "the summary lacks $key"
done
[ "$(head -1 a.csv)" = "link,from,to,flow,cost" ] || wrong "the header of the flows"
[ "$(cut -d, -f1-3 a.csv | sed -n 3p)" = "2,7,2" ] || wrong "links are not in the order and the ids of the network"
"$KERUEN" assign --net net.tntp --demand trips.csv --gap 1e-12 --flows b.csv --threads 4 > b.txt || wrong "demand as CSV fails"
cmp -s a.csv b.csv || wrong "four threads and a CSV give other bytes"
"$KERUEN" assign --net net.tntp --demand trips.csv --gap 1e-12 --warm a.bin > w.txt || wrong "a warm start fails"
grep -q '^Rounds: *[12]$' w.txt || wrong "a warm start takes more than two rounds: $(grep Rounds w.txt)"
"$KERUEN" assign --net net.tntp --demand trips.csv --principle system --gap 1e-12 > s.txt || wrong "the system optimum fails"
grep -q '^Total cost: *558' s.txt || wrong "the system optimum of Braess's network is 558: $(grep Total s.txt)"
printf 'link,closed,limit\n5,1,\n1,,2\n' > change.csv
"$KERUEN" assign --net net.tntp --demand trips.csv --change change.csv --gap 1e-9 --flows c.csv > c.txt || wrong "changed links fail"
[ "$(head -1 c.csv)" = "link,from,to,flow,cost,price" ] || wrong "limits have prices"
printf 'link,closed,free_time,curve\n5,1,,\n1,,10,0:1 10:11\n2,,10,0:1 10:11\n3,,10,0:1 10:11\n4,,10,0:1 10:11\n' > curves.csv
"$KERUEN" assign --net net.tntp --demand trips.csv --change curves.csv --gap 1e-9 --flows t.csv > t.txt || wrong "delays from curves fail"
[ "$(sed -n 2p t.csv | cut -d, -f4)" = 3 ] || wrong "four equal curves share the demand: $(cat t.csv)"
printf 'link,curve\n1,1:1 2:2\n' > curves.csv
expect 3 "curves.csv:2:" assign --net net.tntp --demand trips.csv --change curves.csv
"$KERUEN" assign --net net.tntp --demand car=trips.csv --demand truck=trips.csv --pce 1 --pce 2 --toll-weight 0 --toll-weight 1 --flows d.csv > d.txt ||
    wrong "two classes fail"
[ "$(head -1 d.csv)" = "link,from,to,flow,cost,flow_car,flow_truck" ] || wrong "a column a class"

# 6 cars and 4 trucks are 10 on the road, however they are named; a class is that of its name.
printf 'origin,destination,class,value\n1,2,car,6\n1,2,truck,4\n' > two.csv
"$KERUEN" assign --net net.tntp --demand car=two.csv --demand truck=two.csv --flows two_named.csv > two.txt || wrong "classes of one file fail"
grep -q '^Demand: *10$' two.txt || wrong "6 cars and 4 trucks are 10: $(grep Demand two.txt)"
cp two.csv TWO.CSV
"$KERUEN" assign --net net.tntp --demand TWO.CSV --flows two_apart.csv > /dev/null || wrong "a file with a column class fails"
cmp -s two_named.csv two_apart.csv || wrong "a column class makes a class of each name in it: $(head -1 two_apart.csv)"
"$KERUEN" assign --net net.tntp --demand truck=two.csv > truck.txt && grep -q '^Demand: *4$' truck.txt || wrong "NAME=FILE takes its class alone"
expect 3 'no row is of the class "bus"; the column class has car and truck' assign --net net.tntp --demand bus=two.csv
mkdir a=b && cp trips.csv a=b/x.csv && cp trips.csv b,c.csv
expect 0 "Demand:         6" assign --net net.tntp --demand a=b/x.csv
expect 0 "Demand:         6" assign --net net.tntp --demand ./a=b/x.csv
expect 2 "is empty" assign --net net.tntp --demand =trips.csv
expect 2 "has a comma" assign --net net.tntp --demand a,b=trips.csv
printf 'origin,destination,class,value\n1,2,x/y,6\n' > slash.csv
expect 2 "has a comma, semicolon, slash" assign --net net.tntp --demand slash.csv
expect 2 'two classes are called "car"' assign --net net.tntp --demand car=trips.csv --demand car=trips.csv
expect 2 'two classes are called "car"' assign --net net.tntp --demand car=two.csv --demand two.csv
expect 2 "--pce stands there more often than there are classes" assign --net net.tntp --demand trips.csv --pce 1 --pce 2
expect 2 "it takes a whole number" assign --net net.tntp --demand trips.csv --rounds 1.5

# Link 5 is shut to trucks, and dear for cars alone: who is meant, and nobody else, goes another way.
printf 'origin,destination,class,value\n1,2,car,3\n1,2,truck,3\n' > few.csv
printf 'link,class,closed\n5,truck,1\n' > no_trucks.csv
"$KERUEN" assign --net net.tntp --demand few.csv --change no_trucks.csv --flows n.csv > n.txt || wrong "a link closed to a class fails"
[ "$(sed -n 6p n.csv | cut -d, -f7)" = 0 ] || wrong "trucks pass a link that is closed to them: $(sed -n 6p n.csv)"
[ "$(sed -n 6p n.csv | cut -d, -f6)" != 0 ] || wrong "cars do not pass a link that is open to them"
printf 'link,class,toll\n5,car,1000\n' > toll.csv
"$KERUEN" assign --net net.tntp --demand few.csv --change toll.csv --toll-weight 1 --flows n.csv > n.txt || wrong "a toll of a class fails"
[ "$(sed -n 6p n.csv | cut -d, -f6)" = 0 ] && [ "$(sed -n 6p n.csv | cut -d, -f7)" != 0 ] || wrong "cars alone pay the toll: $(sed -n 6p n.csv)"
printf 'link,capcity\n1,5\n' > misspelt.csv
expect 3 "did you mean capacity" assign --net net.tntp --demand trips.csv --change misspelt.csv
printf 'link,capacity\n1,inf\n' > endless.csv
expect 0 "Gap:" assign --net net.tntp --demand trips.csv --change endless.csv

"$KERUEN" assign --net net.tntp --demand trips.csv --gap 1e-12 --flows e.csv --before a.csv --select-link 5 --skims skims.csv --routes 1,2 > e.txt || wrong "analysis fails"
[ "$(head -1 e.csv)" = "link,from,to,flow,cost,selected,flow_before,flow_change,cost_before,cost_change" ] || wrong "the columns of analysis"
[ "$(sed -n 6p e.csv | cut -d, -f4)" = "$(sed -n 6p e.csv | cut -d, -f6)" ] || wrong "all traffic of a link passes it"
[ "$(head -1 skims.csv)" = "origin,destination,class,cost,time,length" ] || wrong "the columns of skims"
grep -q '^Routes: *3' e.txt || wrong "three routes of Braess's network are in use: $(cat e.txt)"
"$KERUEN" assign --net net.tntp --demand trips.csv --gap 1e-12 --skims skims.omx > /dev/null || wrong "skims as OMX fail"
expect 3 "inf is no amount" assign --net net.tntp --demand skims.omx --matrix length --lookup zone
expect 3 "there is no matrix" assign --net net.tntp --demand skims.omx --matrix nothing
expect 2 "is no link of the network" assign --net net.tntp --demand trips.csv --select-link 9
expect 2 "is not two zones" assign --net net.tntp --demand trips.csv --routes 1

expect 5 "1 round did not reach" assign --net net.tntp --demand trips.csv --gap 1e-15 --rounds 1
expect 5 "this is the best so far" assign --net net.tntp --demand trips.csv --gap 1e-15 --rounds 1
expect 2 "--net FILE is missing" assign --demand trips.csv
expect 2 "--demand FILE is missing" assign --net net.tntp
expect 2 "needs --theta" assign --net net.tntp --demand trips.csv --principle stochastic
expect 3 "trips.tntp:3:" assign --net trips.tntp --demand trips.csv
expect 4 "nothing.tntp" assign --net nothing.tntp --demand trips.csv
printf "origin,destination,value\n1,9,6\n" > other.csv
expect 3 "is no zone of the network" assign --net net.tntp --demand other.csv

# value_of KEY FILE: the number behind a key of a summary.
value_of() {
    sed -n "s/^ *\"$1\": *\([^,]*\),*\$/\1/p" "$2"
}

# Logit: what passes a link is its flow, by pair and in all; ways have their shares, and what is left out is told.
"$KERUEN" assign --net net.tntp --demand few.csv --principle stochastic --theta 0.1 --gap 1e-12 --flows l.csv --select-link 5 --served ls.csv --routes 1,2 --json > l.json ||
    wrong "analysis of logit fails"
[ "$(head -1 ls.csv)" = "origin,destination,class,value,served,selected" ] || wrong "the columns of --served with a selection: $(head -1 ls.csv)"
[ "$(head -1 l.csv)" = "link,from,to,flow,cost,flow_car,flow_truck,selected" ] || wrong "the columns of logit's flows: $(head -1 l.csv)"
awk -F, 'NR == 6 { exit !($4 > 0 && ($4 - $8) ^ 2 < 1e-20) }' l.csv || wrong "all traffic of a link passes it under logit: $(sed -n 6p l.csv)"
awk -F, -v total="$(value_of selected l.json)" 'NR > 1 { sum += $6 } END { exit !(sum > 0 && (sum - total) ^ 2 < 1e-20) }' ls.csv || wrong "pairs add up to what is selected: $(cat ls.csv)"
tr -d ' \n' < l.json | grep -qF '"routes_of":[{"class":"car","routes":3,"flow":3,"left_out":0},{"class":"truck","routes":3,"flow":3,"left_out":0}]' ||
    wrong "three ways of either class carry all: $(cat l.json)"
tr -d ' \n' < l.json | grep -o '"share":[0-9.e-]*,"cost":[0-9.]*' | head -3 | tr ':,' '  ' |
    awk '{ share[NR] = $2; cost[NR] = $4; sum += $2 } END { d = share[1] / share[3] - exp(-.1 * (cost[1] - cost[3])); exit !(NR == 3 && (sum - 1) ^ 2 < 1e-20 && d * d < 1e-16) }' ||
    wrong "shares are as exp(-theta cost): $(cat l.json)"
"$KERUEN" assign --net net.tntp --demand trips.csv --principle stochastic --theta 0.1 --gap 1e-12 --routes 1,2 --most-routes 1 > l.txt || wrong "a short list fails"
awk '$1 == "Routes:" { n = $2 } $1 == "flow" { sum += $2; k++ } /on ways that are not listed/ { left = 1 } END { exit !(n == 1 && k == 2 && left && (sum - 6) ^ 2 < 1e-9) }' l.txt ||
    wrong "one way and the rest are six: $(cat l.txt)"
expect 0 "Routes:         0" assign --net net.tntp --demand trips.csv --principle stochastic --theta 0.1 --routes 1,2 --least-share 0.9
expect 0 "flow 6, share 1, on ways" assign --net net.tntp --demand trips.csv --principle stochastic --theta 0.1 --routes 1,2 --least-share 0.9
expect 2 "--least-share is for --routes" assign --net net.tntp --demand trips.csv --least-share 0.9
expect 2 "a number from 0 to 1" assign --net net.tntp --demand trips.csv --routes 1,2 --least-share nan
expect 2 "it takes a whole number" assign --net net.tntp --demand trips.csv --routes 1,2 --most-routes 2.5
expect 0 "Selected:       6" assign --net net.tntp --demand trips.csv --principle stochastic --theta 0.1 --select-from 1 --select-to 2

# Demand that answers to cost, or stays at home behind a limit: what travels and what does not add up, as sums and by pair.
"$KERUEN" assign --net net.tntp --demand trips.csv --answer exponential:0.02 --served served.csv --json > home.json || wrong "demand that answers fails"
[ "$(value_of demand_asked home.json)" = 6 ] || wrong "six would go: $(cat home.json)"
echo "$(value_of demand home.json) $(value_of demand_at_home home.json)" | awk '{ exit !($1 < 6 && $2 > 0 && $1 + $2 > 5.999999999 && $1 + $2 < 6.000000001) }' ||
    wrong "who travels and who does not are six: $(cat home.json)"
[ "$(head -1 served.csv)" = "origin,destination,class,value,served" ] || wrong "the columns of --served"
[ "$(sed -n 2p served.csv)" = "1,2,1,6,$(value_of demand home.json)" ] || wrong "what travels of a pair: $(cat served.csv)"
printf 'link,limit\n1,1\n3,1\n' > narrow.csv
"$KERUEN" assign --net net.tntp --demand trips.csv --change narrow.csv --ceiling 200 > home.txt || wrong "a ceiling fails"
grep -q '^At home: *4 of 6' home.txt || wrong "two of six fit through: $(cat home.txt)"
"$KERUEN" assign --net net.tntp --demand trips.csv --json > home.json
[ "$(value_of demand_at_home home.json)" = 0 ] || wrong "nobody stays at home where cost does not matter"

# Zones are called as the network calls them, with the class, and a long list is cut.
mkdir one_way
printf 'node_id,x_coord,y_coord,zone_id\na,0,0,Z2\nb,1,0,Z1\n' > one_way/node.csv
printf 'link_id,from_node_id,to_node_id,length,free_speed,lanes,capacity,directed\nL1,b,a,1,60,1,100,1\n' > one_way/link.csv
printf 'origin,destination,class,value\nZ2,Z1,car,5\nZ1,Z2,car,7\nZ2,Z1,truck,3\n' > back.csv
"$KERUEN" assign --net one_way --demand back.csv > back.txt || wrong "a pair without a way fails"
grep -q '^Not served: *2 pairs, 8 in all' back.txt || wrong "two pairs are without a way: $(cat back.txt)"
grep -q 'zone Z2 to zone Z1, class truck: 3' back.txt || wrong "unserved pairs have their own names: $(cat back.txt)"
"$KERUEN" assign --net one_way --demand back.csv --json > back.json
[ "$(value_of unserved_pairs back.json) $(value_of unserved_left_out back.json) $(value_of demand_unserved back.json)" = "2 0 8" ] ||
    wrong "two unserved pairs are eight: $(cat back.json)"
tr -d ' \n' < back.json | grep -qF '"unserved":[{"class":"car","from":"Z2","to":"Z1","amount":5},{"class":"truck",' || wrong "the list of unserved pairs: $(cat back.json)"
"$KERUEN" assign --net one_way --demand truck=back.csv > back.txt && grep -q '1 pair, 3 in all: no way joins it' back.txt || wrong "one pair is one pair: $(cat back.txt)"

printf 'link,limit\n1,1\n3,1\n' > narrow.csv
expect 5 "link 1 (1 to 3) stays" assign --net net.tntp --demand trips.csv --change narrow.csv

# What cannot be is said before the work: no file of the run is there afterwards.
refuse() {
    rm -f early.csv
    code=$1 words=$2
    shift 2
    expect "$code" "$words" assign --net net.tntp --demand trips.csv --flows early.csv "$@"
    [ ! -e early.csv ] || wrong "$* was refused after the work"
}
for option in "--answer power:1" "--warm a.bin" "--save s.bin" "--ceiling 9"; do
    refuse 2 "does not go with --principle stochastic" --principle stochastic --theta 1 $option
done
refuse 2 "--theta is for --principle stochastic" --theta 1
refuse 2 "--ceiling is for links that have a limit" --ceiling 9
refuse 2 "is no link of the network" --select-link 9
refuse 2 "is no zone of the network" --select-from 9
refuse 2 "is no zone of the network" --select-to 9
refuse 2 "is not two zones" --routes 1,9
refuse 4 "nothing.csv" --before nothing.csv
refuse 4 "there is no folder nowhere" --save nowhere/s.bin
refuse 4 "there is no folder nowhere" --skims nowhere/s.csv
refuse 4 "is no name of a file" --skims a=b
refuse 2 "--flows and --skims both name early.csv" --skims early.csv
refuse 2 "--matrix is for a --demand that ends in .omx" --matrix m
expect 4 "there is no folder nowhere" assign --net net.tntp --demand trips.csv --flows nowhere/f.csv
expect 2 "both go to standard output" assign --net net.tntp --demand trips.csv --flows - --json
expect_silent_stdout
"$KERUEN" assign --net net.tntp --demand trips.csv --flows - --out out.txt | cmp -s - b.csv || wrong "flows on standard output"

# On a terminal the line of progress gives way to the answer, which begins a line of its own.
if ! script -qec true made > /dev/null 2>&1; then
    echo "skipped: what a terminal shows, since no terminal can be made here"
else
    script -qec "'$KERUEN' assign --net net.tntp --demand trips.csv --principle stochastic --theta 1 --gap 1e-300 --time-limit 1.2" typed > /dev/null
    grep -aq 'round [0-9]*, gap [^ ]*, [0-9.]* s' typed || wrong "a terminal shows no progress"
    grep -a 'Principle' typed | grep -aq "$(printf '\033')\\[K *Principle" || wrong "the answer begins behind the line of progress"
fi

# A region brings its demand; what it cannot heed it refuses.
region=$KERUEN_SOURCE/data/region
expect 2 "brings its own, demand.csv" assign --net "$region" --demand trips.csv
for option in "--principle user" "--save r.bin" "--skims r.csv" "--warm a.bin" "--served r.csv" "--select-link 1" "--select-from 1" "--change nosuch.csv" "--routes 1,2" \
    "--rounds 5" "--theta 1" "--toll-weight 1" "--pce 2" "--answer power:1" "--ceiling 9" "--before a.csv" "--lookup zone" "--matrix m"; do
    expect 2 "a region" assign --net "$region" $option
done
expect 0 "Mt a year sent" assign --net "$region" --principle stochastic --gap 1e-3 --date 2026-06-01
expect 2 "both go to standard output" assign --net "$region" --flows -
expect 4 "there is no folder nowhere" assign --net "$region" --flows nowhere/f.csv
expect 5 "there is no result to give" assign --net "$region" --time-limit 0.001
expect 2 "--date is for a region" assign --net net.tntp --demand trips.csv --date 2026-06-01
finish
