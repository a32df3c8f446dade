# keruen study: an answer that is the same on every run and for any number of threads; and one sentence for what cannot be. What kills do to
# it: tests/unit/cli/test_study_kills.c.
. "$KERUEN_SOURCE/tests/support/expect.sh"
. "$KERUEN_SOURCE/tests/support/halves.sh"
halves "$work/halves"
half_study "$work/s.yaml"
export KERUEN_DATA="$work/halves"
study="$work/s.yaml"

# What is said. Alone each half is worth nothing; the two together are all multiplier.
expect 0 "Together First half and Second half give the region" study run "$study"
cp "$work/out" "$work/text"
[ ! -s "$work/err" ] || wrong "a run that is well says something: $(cat "$work/err")"
tr "\n" " " < "$work/text" > "$work/words"
grep -q "Alone First half gives nothing, and Second half gives nothing." "$work/words" || wrong "that each alone is worth nothing is not said"
grep -q "M USD more than the sum of each alone" "$work/words" || wrong "the multiplier is not in the words"
grep -q "inside the" "$work/text" || wrong "a published figure inside the range is not told"
grep -q "Why: A fall was never meant" "$work/text" || wrong "the reason of one outside is not told"
[ "$(awk '{ if (length($0) > 80) n++ } END { print n + 0 }' "$work/text")" -eq 0 ] || wrong "a line is wider than 80"

# Names steer no terminal: neither an escape nor what turns the direction of writing.
escape=$(printf '\033') turn=$(printf '\342\200\256')
sed "s/^title: .*/title: Two ${turn}halves/" "$study" > "$work/steers.yaml"
cp -r "$work/halves" "$work/steers"
sed -i "s/East/Ea${turn}${escape}[31mst/" "$work/steers/node.csv"
sed -i "s/First half/First ${turn}half/" "$work/steers/project.csv"
expect 0 "Ea  [31mst" study run "$work/steers.yaml" --draws 0 --data "$work/steers"
grep -q "Two  halves" "$work/out" || wrong "the title is gone: $(head -1 "$work/out")"
grep -qF -e "$turn" -e "$escape" "$work/out" && wrong "something steers the terminal"

# Returns with their range, channels with the world's sum, and of trade what the region has a part in.
grep -q "of its cost to the region (5-95 %: \|cost to the region [0-9.]* times (5-95 %: " "$work/words" || wrong "what is returned has no range: $(cat "$work/words")"
grep -q "the world  *the region" "$work/text" || wrong "the channels lack the world"
grep -q "Trade of the region that moves most" "$work/text" || wrong "whose trade moves is not told"

# For programs: the keys that are promised, in their order.
expect 0 '"study": "halves"' study run "$study" --json
cp "$work/out" "$work/json"
for key in study base_year countries region links convergence sources; do
    grep -q "^  \"$key\":" "$work/json" || wrong "the JSON lacks $key"
done
[ "$(grep -oE '^  "(study|base_year|countries|region|links|convergence|sources|title|channels|trade|transit|places|corridors|benefit_cost|budget_set|tornado|beside|hashes|version|seed)"' "$work/json" | tr -d ' "\n')" = \
    "studybase_yearcountriesregionlinksconvergencesourcestitlechannelstradetransitplacescorridorsbenefit_costbudget_settornadobesidehashesversionseed" ] ||
    wrong "the order of the keys is another"
grep -q '"projects": \[' "$work/json" || wrong "the multiplier names no projects"
grep -q '"s.yaml": "[0-9a-f]\{64\}"' "$work/json" || wrong "the study's digest is not in the JSON"

# The same bytes for any number of threads.
for threads in 1 2 3; do
    expect 0 "" study run "$study" --json --threads $threads
    cmp -s "$work/out" "$work/json" || wrong "with $threads threads the JSON is another"
done

# Other draws, another seed.
expect 0 "No ranges were drawn" study run "$study" --draws 0
expect 0 '"draws": 5' study run "$study" --draws 5 --json
expect 0 '"seed": 8' study run "$study" --seed 8 --json
expect 2 "one draw is no range" study run "$study" --draws 1

# The year of the demand, and no other.
sed 's/^base_year: 2023/base_year: 2019/' "$study" > "$work/bad.yaml"
expect 3 "bad.yaml:4:12: the demand is of 2023" study run "$work/bad.yaml"

# What its reader takes, the run takes too: one value written twice, a factor on what a line above set.
sed 's/^bundles:/base:\n  - change: "link:round_1:length=1400"\n    source: estimate\n  - change: "link:round_1:length=1400.0"\n    source: estimate\nbundles:/' "$study" > "$work/base.yaml"
expect 0 "Together" study run "$work/base.yaml" --draws 0
sed 's/length=1400.0/length*0.9/' "$work/base.yaml" > "$work/scaled.yaml"
expect 0 "Together" study run "$work/scaled.yaml" --draws 0
sed 's/length=1400.0/length=1300/' "$work/base.yaml" > "$work/bad.yaml"
expect 3 "bad.yaml:10:13: these contradict each other about link round_1, column length: line 8 of the base sets it to 1400, line 10 of the base sets it to 1300" \
    study run "$work/bad.yaml"

# Three bundles: every pair is told; and one alone, of which there is no multiplier.
sed 's/^bundles:/projects:\n  - id: cheap\n    changes: ["tariff:flat:value*0.9"]\n    source: estimate\nbundles:\n  - cheap/' "$study" > "$work/three.yaml"
expect 0 "The multipliers: what each pair gives the region beyond the sum" study run "$work/three.yaml" --draws 0
grep -q "First half and Second half help each other most" "$work/out" || tr '\n' ' ' < "$work/out" | grep -q "First half and Second half help each other most" ||
    wrong "the pair that helps most is not told"
expect 0 '"cheap",' study run "$work/three.yaml" --draws 0 --json
sed '/^  - second/d; /^members/d; /^budget/d' "$study" > "$work/one.yaml"
expect 0 "First half gives the region nothing a year" study run "$work/one.yaml" --draws 0
grep -q "multiplier" "$work/out" && wrong "one bundle has no multiplier"

# What is worth nothing is no loss: no freight goes over one half. A loss is one, and what is dear and does little is told so.
says() {
    tr '\n' ' ' < "$work/out" | tr -s ' ' | grep -qF -- "$1" || wrong "lacks \"$1\": $(cat "$work/out")"
}
says "First half returns nothing of its cost to the region: no freight goes there."
own_project() {
    sed "s/^bundles:/projects:\n  - id: own\n    changes: [\"$1\"]\n    cost_usd: $2\n    source: estimate\nbundles:\n  - own/; /^  - first/d; /^  - second/d; /^members/d; /^budget/d" \
        "$study" > "$work/own.yaml"
    expect 0 "own" study run "$work/own.yaml" --draws 0
}
own_project "tariff:flat:value*1.5" 20000000
says "own costs the region more than its building: it loses"
own_project "link:round_1:length*0.9999999" 20000000
says "own gives the region next to nothing for its cost."
own_project "tariff:flat:value*0.9" 900000000000
says "own returns less than 1 % of its cost to the region."

# A country's sign turns where the region's does not, and its range goes below nothing: whose, and by what, is said.
sed 's/margin: 0.3/margin: {central: 0.3, low: 0, high: 0.6, distribution: uniform, source: estimate}/' "$study" > "$work/turn.yaml"
expect 0 "Together" study run "$work/turn.yaml" --csv "$work/turned"
says "No single doubt changes the sign of the region's gain within its range. A country's gain can turn its sign: Azerbaijan by the margin."
says "At central values no country there loses more than 100 thousand USD a year; the range goes below nothing for Azerbaijan (-0"
[ "$(grep -c ',true$' "$work/turned/tornado.csv")" -eq 1 ] || wrong "tornado.csv has other signs that turn: $(grep ',true$' "$work/turned/tornado.csv")"

# Many projects, of which not all sets can be looked at: what the bound holds under is said with it.
{
    sed -n '1,/^areas/p' "$study"
    echo "projects:"
    for i in 1 2 3 4 5 6 7 8 9 10 11 12 13; do
        printf '  - {id: p%s, changes: ["tariff:flat:value*0.99"], cost_usd: %s00000, source: estimate}\n' $i $i
    done
    printf 'bundles:\n  - {id: all, members: [p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, p12, p13]}\nmembers: yes\nbudget_usd: 1000000\n'
} > "$work/many.yaml"
expect 0 "all" study run "$work/many.yaml"
says "not all; if no project adds more to any set than the larger of what it adds alone and what it adds last, none is worth more than"

# Tables and map beside the answer.
expect 0 "Together" study run "$study" --csv "$work/tables" --geojson "$work/map.json"
cmp -s "$work/out" "$work/text" || wrong "with tables the text is another"
for name in worth shapley channels departures trade transit tonnes links limits corridors places benefit_cost tornado beside parameters hashes; do
    [ -s "$work/tables/$name.csv" ] || wrong "$name.csv is missing"
done
head -1 "$work/tables/benefit_cost.csv" | grep -q ',in_best_set,ratio_share_low,ratio_share_high$' || wrong "benefit_cost.csv has no ranges"
head -1 "$work/tables/links.csv" | grep -q '^link,from,to,mode,tonnes_base,tonnes_all' || wrong "links.csv has another header"
grep -q '"type": "FeatureCollection"' "$work/map.json" || wrong "the map is no GeoJSON"
grep -q '"tonnes_change":' "$work/map.json" || wrong "the map has no differences"

# A table that is too long for the disk: none of them is there. The thread sanitizer keeps its own records in files.
if [ -z "${TSAN_OPTIONS:-}" ]; then
    for kib in 1 2 4; do
        (trap '' XFSZ; ulimit -f $((2 * kib)); "$KERUEN" study run "$study" --csv "$work/none") > /dev/null 2> "$work/err"
        [ $? -eq 4 ] || wrong "tables on a disk with $kib KiB are exit 4: $(cat "$work/err")"
        [ -z "$(ls "$work/none")" ] || wrong "of the tables there are some: $(ls "$work/none")"
    done
fi

# Kept, shown again, gone on from.
store="$work/run.db"
expect 0 "" study run "$study" --json --store "$store"
cmp -s "$work/out" "$work/json" || wrong "with a store the JSON is another"
expect 0 "" study run "$study" --json --store "$store"
cmp -s "$work/out" "$work/json" || wrong "taken from the store the JSON is another"
expect 0 "" study show "$store" --json
cmp -s "$work/out" "$work/json" || wrong "shown again the JSON is another"
expect 0 "" study show "$store"
cmp -s "$work/out" "$work/text" || wrong "shown again the text is another"
expect 2 "the store of a run" study show
expect 2 "is for study run" study show "$store" --draws 3
expect 4 "No such file" study show "$work/no.db"
expect 3 "the seed 7, and this one has 8" study run "$study" --seed 8 --store "$store"
expect_silent_stdout
mkdir "$work/changed"
sed 's/count: 40/count: 41/' "$study" > "$work/changed/s.yaml"
expect 3 "these have changed since: s.yaml; name another --store, or begin anew in this one with --fresh" study run "$work/changed/s.yaml" --store "$store"
cp -r "$work/halves" "$work/other"
echo "far,west,goods,10,2023" >> "$work/other/demand.csv"
expect 3 "these have changed since: demand.csv;" study run "$study" --store "$store" --data "$work/other"
expect 0 '"seed": 8' study run "$study" --seed 8 --store "$store" --fresh --json
expect 2 "--fresh is about a store" study run "$study" --fresh
head -c 20000 /dev/urandom > "$work/noise.db"
expect 4 "damaged or no store of a study" study run "$study" --store "$work/noise.db"
expect 4 "is a folder" study run "$study" --store "$work"

# Time that runs out; the run goes on.
expect 5 "the same command goes on from there" study run "$study" --time-limit 0.02 --draws 2000 --store "$work/late.db"
expect_silent_stdout

# A disk with room for 24 KiB more. The thread sanitizer dies of the limit itself, for it keeps its own records in files.
if [ -z "${TSAN_OPTIONS:-}" ]; then
    (trap '' XFSZ; ulimit -f 48; "$KERUEN" study run "$study" --draws 400 --store "$work/full.db") > "$work/out" 2> "$work/err"
    [ $? -eq 4 ] || wrong "a full disk is exit 4: $(cat "$work/err")"
    expect_silent_stdout
    [ "$(wc -l < "$work/err")" -eq 1 ] || wrong "a full disk is not told in one line: $(cat "$work/err")"
    expect 0 "" study run "$study" --json --store "$work/full.db"
    cmp -s "$work/out" "$work/json" || wrong "after a full disk the JSON is another"
fi

# What cannot be.
expect 2 "did you mean run?" study rnu "$study"
expect 2 "study run needs a file" study run
mkdir "$work/studies"
cp "$study" "$work/studies/ours.yaml"
expect 0 "Two halves of one line" study run ours --draws 0
expect 4 "theirs" study run theirs
expect 2 "what to do with" study "$study"
expect 4 "No such file" study run "$work/none.yaml"
printf '' > "$work/bad.yaml"
expect 3 "bad.yaml:1:1: the file is empty" study run "$work/bad.yaml"
sed 's/  - first/  - firts/' "$study" > "$work/bad.yaml"
expect 3 'bad.yaml:8:5: "firts" is no project, neither here nor in project.csv; did you mean "first"?' study run "$work/bad.yaml"
sed 's/low: 3, high: 8/low: 8, high: 3/; s/half_1/halve_1/; s/GE\]/GX]/' "$study" > "$work/bad.yaml"
expect 3 "4 mistakes; nothing was run" study run "$work/bad.yaml"
expect 3 "bad.yaml:12:39: the range of trade_elasticity is upside down" study run "$work/bad.yaml"
expect_silent_stdout
sed 's/budget_usd: .*/budget_usd: 5/' "$study" > "$work/bad.yaml"
expect 3 "a budget of 5 USD is under the cheapest project, first at 10000000 USD" study run "$work/bad.yaml"
rm "$work/other/demand.csv"
expect 3 "demand" study run "$study" --data "$work/other"
expect_silent_stdout
rm "$work/other/base_flow.csv"
expect 4 "base_flow.csv" study run "$study" --data "$work/other"
expect 4 "No space left" study run "$study" --out /dev/full

finish
