# Every example that help, man pages and docs show is run, in a folder of its own; it must end with 0 or 1.
. "$KERUEN_SOURCE/tests/support/expect.sh"

mkdir "$work/bin" "$work/here"
ln -s "$KERUEN" "$work/bin/keruen"
PATH=$work/bin:$PATH
"$KERUEN" doc examples > "$work/lines"
[ -s "$work/lines" ] || wrong "there are no examples"
cd "$work/here" || exit 1

# A network of one's own, for the examples that have one.
mkdir my-network
printf 'node_id,x_coord,y_coord\n1,44.5,40.2\n2,45,41\n' > my-network/node.csv
printf 'link_id,from_node_id,to_node_id,directed,length\n1,1,2,0,120\n' > my-network/link.csv
printf 'dataset_name,long_length,crs\nmine,km,EPSG:4326\n' > my-network/config.csv

while IFS= read -r line; do
    sh -c "$line" > "$work/out" 2> "$work/err" < /dev/null
    code=$?
    grep -q "cannot write pages: when it was built" "$work/err" && continue      # there was no Node
    [ "$code" -le 1 ] || wrong "$line: exit $code: $(cat "$work/err")"
done < "$work/lines"

# The study in docs/formats/study.md, as it stands there; of the sanitizers' builds without all combinations of its ten projects.
awk '/^## / { is_there = 0 } /^## A whole one/ { is_there = 1 } is_there' "$KERUEN_SOURCE/docs/formats/study.md" | sed -n 's/^    //p' > study.yaml
grep -q '^beside:' study.yaml || wrong "docs/formats/study.md has no whole study"
[ -z "${KERUEN_TRIALS:-}" ] || sed -i '/^members:/d' study.yaml
expect 0 "Together Middle Corridor and Crossroads of Peace give the region" study run study.yaml --draws 0
[ ! -s "$work/err" ] || wrong "the study of docs/formats/study.md: $(cat "$work/err")"

finish
