# keruen calibrate: what it prints and writes, that the table in the tree is what it makes, and what it says to bad input.
. "$KERUEN_SOURCE/tests/support/expect.sh"
region="$KERUEN_SOURCE/data/region"

# The fitted demand of the tree is what the command makes, byte for byte.
"$KERUEN" calibrate --net "$region" --fitted "$work/fitted.csv" --json > "$work/json" || wrong "calibrate: exit $?"
cmp -s "$work/fitted.csv" "$region/fitted_demand.csv" || wrong "fitted_demand.csv is not what keruen calibrate makes; run keruen calibrate --save"
for key in '"counts"' '"id": "titr_2023"' '"series_id": "titr.total"' '"year": 2023' '"observed": 2764000' '"model"' '"error_pct"' '"leave_one_out_pct"' \
           '"source": "rep-titr"' '"median_abs_error_pct"' '"median_leave_one_out_pct"'; do
    grep -qF "$key" "$work/json" || wrong "--json lacks $key"
done

# Copper leaves mines that no railway reaches, so it has a way by road when the railway closes: without one, what opened the railway again was
# given the whole worth of that trade. Kyrgyz coal is burnt by the neighbours and goes to no place beyond the Caspian.
expect 0 "road  Yerevan" quote Yerevan Poti --cargo concentrate --tonnes 20 --close sadakhlo_ayrum_rail --data "$region"
grep -q '^yerevan,poti,concentrate,' "$region/fitted_demand.csv" || wrong "the copper of Armenia is no freight"
awk -F, '$6 == "KG" && $3 == "coal" && $7 !~ /^(CN|KZ|TJ|UZ)$/' "$region/fitted_demand.csv" | grep . && wrong "coal goes where nobody carries it"

# A folder of its own, to be spoiled.
spoiled="$work/region"
mkdir "$spoiled"
cp "$region"/*.csv "$spoiled"
last=$(($(wc -l < "$region/count.csv") + 1))
head='spoiled,btk,2022,100000,t'
tail='0.1,,spoiled,menafn-btk22,reported'
spoil() {
    cp "$region/count.csv" "$spoiled/count.csv"
    echo "$1" >> "$spoiled/count.csv"
}
spoil "$head,r_kartsaki__kars,,,,,,$tail"
expect 3 "count.csv:$last: \"r_kartsaki__kars\" is no link, service, border or terminal; did you mean \"r_kartsakhi__kars\"?" calibrate --net "$spoiled" --years 2022-2023
spoil "spoiled,btkk,2022,100000,t,r_kartsakhi__kars,,,,,,$tail"
expect 3 "count.csv:$last: the series \"btkk\" is not in series.csv; did you mean \"btk\"?" calibrate --net "$spoiled" --years 2022-2023
spoil "$head,r_kartsakhi__kars,,,,,grian,$tail"
expect 3 "the cargo \"grian\" is not in cargo.csv; did you mean \"grain\"?" calibrate --net "$spoiled" --years 2022-2023
spoil "spoiled,btk,2022,-5,t,r_kartsakhi__kars,,,,,,$tail"
expect 3 "count.csv:$last:" calibrate --net "$spoiled" --years 2022-2023
grep -q "value -5 is not above zero" "$work/err" || wrong "a negative observation: $(cat "$work/err")"
spoil "$head,rail@ZZ,,,,,,$tail"
expect 3 '"ZZ" is no place and no country of node.csv' calibrate --net "$spoiled" --years 2022-2023
spoil "$head,bus@KZ,,,,,,$tail"
expect 3 "before the @ stands road, rail" calibrate --net "$spoiled" --years 2022-2023
spoil "$head,rail@KZ*0,,,,,,$tail"
expect 3 "no factor above zero" calibrate --net "$spoiled" --years 2022-2023
# Closed for years: no row of demand comes there.
spoil "$head,r_gyumri__akhurik,,,,,,$tail"
expect 0 "spoiled: next to nothing of the demand passes there" calibrate --net "$spoiled" --prior --years 2022-2023
cp "$region/count.csv" "$spoiled/count.csv"

expect 0 "Median error of the fitted counts: prior" calibrate --net "$spoiled" --prior --years 2023-2023

# Stopped at any moment it says so and writes nothing: neither an answer nor a table of the tonnes that it has not found yet.
begun=$(date +%s%N)
expect 0 "Median error" calibrate --net "$spoiled" --years 2023-2023 --fitted "$work/whole.csv"
took=$((($(date +%s%N) - begun) / 1000000))
for part in 3 5 6 7 8 9; do
    printf 'as it was\n' > "$work/part.csv"
    limit=$((took * part / 10))
    "$KERUEN" calibrate --net "$spoiled" --years 2023-2023 --fitted "$work/part.csv" --time-limit "$((limit / 1000)).$(printf %03d $((limit % 1000)))" \
        > "$work/out" 2> "$work/err"
    case $? in
    0) cmp -s "$work/part.csv" "$work/whole.csv" || wrong "what was not stopped is another table" ;;
    5) [ "$(cat "$work/part.csv")" = "as it was" ] && [ ! -s "$work/out" ] || wrong "stopped after $limit ms it answers all the same: $(tail -1 "$work/out")" ;;
    *) wrong "stopped after $limit ms: $(cat "$work/err")" ;;
    esac
done
expect 2 'is no count of count.csv' calibrate --net "$spoiled" --without nobody --years 2023-2023
expect 2 'write a span such as 2019-2024' calibrate --net "$spoiled" --years 2024-2019
expect 2 'the base year lies among them' calibrate --net "$spoiled" --years 2019-2020
head -1 "$region/demand.csv" > "$spoiled/demand.csv"
head -1 "$region/base_flow.csv" > "$spoiled/base_flow.csv"
expect 3 "the world has no demand" calibrate --net "$spoiled"

finish
