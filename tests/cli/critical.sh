# keruen study critical: what closes, what it costs, and how it ends.
. "$KERUEN_SOURCE/tests/support/expect.sh"
export KERUEN_DATA="$KERUEN_SOURCE/data/region"
day="--date 2025-11-30"

expect 0 "The worst pair: " study critical $day --draws 20 --limits 2 --open p_gyumri_kars --open p_yeraskh_nakhchivan
[ "$(wc -L < "$work/out")" -le 80 ] || wrong "study critical is wider than 80 columns: $(awk 'length > 80' "$work/out")"
grep -q "^What chance costs more or less then" "$work/out" || wrong "no difference of what chance costs"

# For programs.
expect 0 '"elements": [' study critical --net "$KERUEN_DATA" $day --draws 20 --limits 2 --json
for key in id kind cost_usd_yr stranded_t by_country worst_pair worst_triple diversification with_limits chance; do
    grep -q "\"$key\":" "$work/out" || wrong "study critical --json lacks $key"
done
[ "$(grep -c '"kind": "border"' "$work/out")" -gt 90 ] || wrong "study critical --json lists $(grep -c '"kind": "border"' "$work/out") borders"

# The same bytes for any number of threads; another seed draws other years.
"$KERUEN" study critical $day --draws 50 --limits 1 --json --threads 1 > "$work/one"
"$KERUEN" study critical $day --draws 50 --limits 1 --json --threads 3 > "$work/three"
cmp -s "$work/one" "$work/three" || wrong "study critical differs with the number of threads"
"$KERUEN" study critical $day --draws 50 --limits 1 --json --seed 2 > "$work/other"
! cmp -s "$work/one" "$work/other" || wrong "another seed draws the same years"
expect 0 '"chance": null' study critical $day --draws 0 --limits 0 --json

# What makes no sense.
expect 2 "takes no what" study critical what
expect 2 "--draws" study critical --draws many
expect 2 "--limits" study critical --limits -1
expect 2 "p_gyumri_kars" study critical --open p_gyumri_karz
expect 4 "nowhere" study critical --net "$work/nowhere"
mkdir "$work/empty" && printf 'node_id,x_coord,y_coord\na,1,1\n' > "$work/empty/node.csv" && printf 'link_id,from_node_id,to_node_id,directed\n' > "$work/empty/link.csv"
expect 3 "has no demand" study critical --net "$work/empty"

finish
