# keruen check --published: does the model agree with the world? The goals are the project's own.
. "$KERUEN_SOURCE/tests/support/expect.sh"
region=$KERUEN_SOURCE/data/region

expect 0 "time: counted" check --published --data "$region"
"$KERUEN" check --published --json --data "$region" > "$work/all" || wrong "check --published --json fails"
"$KERUEN" check --published --json --data "$region" --threads 1 > "$work/one"
cmp -s "$work/all" "$work/one" || wrong "the answer changes with the threads"
for key in id kind role what unit model low high error_pct source note; do
    [ "$(grep -c "^      \"$key\": " "$work/all")" -eq "$(grep -c . "$region/published.csv" | awk '{ print $1 - 1 }')" ] || wrong "not every row has $key"
done

# The medians of what counts: 8 % for times, 7 % for prices.
awk '/median_abs_error_pct/ { on = 1 } on && /"time"/ { exit !($2 + 0 <= 8) }' "$work/all" || wrong "times are off: $(tail -6 "$work/all")"
awk '/median_abs_error_pct/ { on = 1 } on && /"price"/ { exit !($2 + 0 <= 7) }' "$work/all" || wrong "prices are off: $(tail -6 "$work/all")"

# A row that cannot be understood, two tariffs that contradict each other.
cp -r "$region" "$work/region"
sed 's/^T02,\(.*\)rail;sea_container;rail/T02,\1rail;submarine;rail/' "$region/published.csv" > "$work/region/published.csv"
expect 3 "way \"rail;submarine;rail\" of the published figure \"T02\" cannot be understood" check --published --data "$work/region"
cp "$region/published.csv" "$work/region/published.csv"
echo 'rail_KG_again,,KG,rail,,,,,container40,per_feu_km,0.7,USD,both,analogy,2020-01,,said otherwise,estimate,estimate' >> "$work/region/tariff.csv"
expect 0 "\"rail_KG_c40\" (line " check "$work/region"
expect 0 "0.6 USD) and \"rail_KG_again\" (0.7 USD) are both in force for the same thing" check "$work/region"
finish
