# What a folder of tables does to the exit code, and what is said of it: 0 sound, 1 no way, 2 usage, 3 data, 4 files, 5 limits.
. "$KERUEN_SOURCE/tests/support/expect.sh"

# plain: a sound folder of two places in $work/plain, written anew.
plain() {
    rm -rf "$work/plain"
    mkdir "$work/plain"
    printf 'node_id,name,x_coord,y_coord\nA,North,1,2\nB,South,1,3\nC,Far away,50,3\n' > "$work/plain/node.csv"
    printf 'link_id,from_node_id,to_node_id,directed,length,free_speed\nab,A,B,0,120,60\n' > "$work/plain/link.csv"
}

plain
expect 0 "3 places, 1 links, 0 borders; 0 errors, 0 warnings" check "$work/plain"
expect 0 '"errors": []' check "$work/plain" --json
expect 0 "120" quote A B --data "$work/plain"
expect 0 '"usd": null' quote A B --data "$work/plain" --json
expect 1 "no chain of links and terminals joins them" quote A C --data "$work/plain"
expect 1 '"alternatives": []' quote A C --data "$work/plain" --json
expect 2 "no place is called" quote A nowhere --data "$work/plain"
expect 2 "is no link, border" quote A B --open nonsense --data "$work/plain"
expect 2 "no cargo" quote A B --cargo machinery --data "$work/plain"

# All that is wrong is told with its place; a quote stops at the first.
printf 'link_id,from_node_id,to_node_id,directed,length\nab,A,B,0,-120\nac,A,Z,0,1\n' > "$work/plain/link.csv"
expect 3 "link.csv:2:10: length -120 is below zero" check "$work/plain"
expect 3 "link.csv:3:6: to_node_id \"Z\" is not in node.csv" check "$work/plain"
expect 3 "2 errors, 0 warnings" check "$work/plain"
expect 3 '"line": 3,' check "$work/plain" --json
expect 3 "link.csv:2: length -120 is below zero" quote A B --data "$work/plain"
expect_silent_stdout

# A warning is no error.
plain
printf 'link_id,from_node_id,to_node_id,directed,length\nab,A,B,0,20\n' > "$work/plain/link.csv"
expect 0 "0 errors, 0 warnings" check "$work/plain"
printf 'crs\nEPSG:4326\n' > "$work/plain/config.csv"
expect 0 "warning: the link \"ab\" is 20 km long, less than the 111 km" check "$work/plain"
expect 0 "0 errors, 1 warning" check "$work/plain"

# More errors than anybody reads are counted, and the answer stays small.
awk 'BEGIN { print "link_id,from_node_id,to_node_id,directed,length"; for (i = 0; i < 100000; i++) print i ",A,Z,0,1" }' > "$work/plain/link.csv"
expect 3 "... and 99000 more" check "$work/plain"
expect 3 "100000 errors" check "$work/plain"
[ "$(wc -l < "$work/out")" -le 1010 ] || wrong "check prints $(wc -l < "$work/out") lines"

# Files and folders that are not what they should be.
plain
expect 4 "is no folder" check "$work/nowhere"
expect 4 "is no folder" quote A B --data "$work/plain/node.csv"
expect 4 "is no folder" quote A B --data /dev/null
expect 4 "No such file or directory" quote A B --data "$work/plain" --out "$work/no/such/folder/answer"
expect 4 "Is a directory" quote A B --data "$work/plain" --out "$work/plain"
[ -z "$(ls "$work" | grep part)" ] || wrong "a part is left behind"
rm "$work/plain/node.csv" && mkdir "$work/plain/node.csv"
expect 4 "is a folder, and a file is needed" check "$work/plain"
plain
printf '' > "$work/plain/node.csv"
expect 3 "the file is empty" check "$work/plain"
rm "$work/plain/link.csv"
expect 3 "the file is missing; a network needs node.csv and link.csv" check "$work/plain"

# The shape of a link is drawn as it is travelled, and told when it lies elsewhere.
plain
printf 'link_id,from_node_id,to_node_id,directed,length,free_speed,geometry\nab,A,B,0,120,60,"LINESTRING (1 2, 1.5 2.5, 1 3)"\n' > "$work/plain/link.csv"
expect 0 '[[1, 2], [1.5, 2.5], [1, 3]]' quote A B --data "$work/plain" --geojson
expect 0 '[[1, 3], [1.5, 2.5], [1, 2]]' quote B A --data "$work/plain" --geojson
sed -i 's/1 2, 1.5/1 3, 1.5/' "$work/plain/link.csv"
expect 3 'link.csv:2:17: geometry begins at 1 3, more than' check "$work/plain"

# Output that breaks off.
plain
"$KERUEN" quote A B --data "$work/plain" --json > /dev/full 2> "$work/err"
[ $? -eq 4 ] || wrong "a quote to a full disk is exit 4"
"$KERUEN" check "$work/plain" >&- 2> "$work/err"
[ $? -eq 4 ] || wrong "a check to a closed standard output is exit 4"
"$KERUEN" quote A C --data "$work/plain" --json --out "$work/answer"
[ $? -eq 1 ] || wrong "no way into a file is exit 1"
grep -q '"why"' "$work/answer" || wrong "no way into a file: the file says why"

# Limits.
expect 5 "memory budget" quote A B --data "$KERUEN_SOURCE/data/region" --memory 1M
expect 2 "1M at least" quote A B --data "$work/plain" --memory 1k

finish
