# keruen facts: claims, promises and agreements, their filters, and what is said of a ledger that is wrong.
. "$KERUEN_SOURCE/tests/support/expect.sh"
region=$KERUEN_SOURCE/data/region
export KERUEN_DATA="$region"

expect 0 "114 claims: 40 confirmed, 17 contradicted" facts
[ "$(wc -L < "$work/out")" -le 80 ] || wrong "facts is wider than 80 columns: $(awk 'length > 80' "$work/out")"
expect 0 "C045 confirms" facts c045
expect 1 "does not agree" facts C016
expect 2 "no claim is called \"C999\"" facts C999

# For programs: one object with rows, the ledger's columns and what was worked out.
expect 0 '"rows": [' facts --json
for key in claim_id article claim subject measure value unit period comparison_period derived_relation public_value public_source source_id \
    verdict note recomputed model_value model_verdict; do
    [ "$(grep -c "^      \"$key\": " "$work/out")" -eq 114 ] || wrong "facts --json lacks $key in some rows"
done
expect 0 '"recomputed": 13,' facts C044 --json
expect 0 '"model_value": 2764000,' facts C060 --json
expect 0 "claim_id,article,claim" facts --csv
[ "$(grep -c '^C[0-9]' "$work/out")" -eq 114 ] || wrong "facts --csv has $(wc -l < "$work/out") lines"

# The same answer for any number of threads.
"$KERUEN" facts --json --date 2026-03-01 --threads 1 > "$work/one"
"$KERUEN" facts --json --date 2026-03-01 --threads 3 > "$work/three"
cmp -s "$work/one" "$work/three" || wrong "facts differ with the number of threads"

# Filters.
expect 0 "claims:" facts --subject titr
grep -q "C059" "$work/out" && ! grep -q "^C044" "$work/out" || wrong "--subject titr lists the wrong claims"
expect 0 "C016" facts --verdict contradicts --article tca_2024
expect 0 "C047" facts --verdict differs
expect 0 "C047" facts --verdict "differs in definition" --country kz
expect 0 "C002" facts --verdict not-found
expect 1 "0 claims" facts --country TR --subject IT
expect 2 'did you mean "confirms"' facts --verdict confirm
expect 2 "no row has it" facts --verdict wrong
expect 2 "no row has it" facts --country ZZ
expect 2 'did you mean "armenpress_2024"' facts --article armenpress2024
expect 2 "no row has it" facts --subject "peace on Mars"
expect 2 "says nothing of agreements" facts --agreements --verdict confirms
expect 2 "ask for one" facts --agreements --commitments

# Agreements in the order of their dates, those without one last.
expect 0 "changes nothing measurable" facts --agreements
[ "$(wc -L < "$work/out")" -le 80 ] || wrong "facts --agreements is wider than 80 columns"
grep -o '^[0-9][-0-9]*' "$work/out" > "$work/dates"
LC_ALL=C sort -c "$work/dates" || wrong "agreements are not in the order of their dates"
tail -8 "$work/out" | grep -q "^no date" || wrong "agreements without a date are not last"
expect 0 "p_gyumri_kars" facts --agreements --country TR --json
expect 0 '"effect": "service"' facts --agreements --subject flight --json

# Commitments.
expect 0 "seen +3.4 % a year (2023-2024)" facts --commitments --date 2026-03-01
[ "$(wc -L < "$work/out")" -le 80 ] || wrong "facts --commitments is wider than 80 columns"
expect 0 '"track": "off track"' facts --commitments --json --date 2026-03-01
expect 0 "k08" facts k08 --commitments --csv

# A ledger that is wrong: the file and the line.
cp -r "$region" "$work/region"
sed -i 's/^\(C016,.*\)C014 \/ C015/\1C014 \/ C815/' "$work/region/claim.csv"
expect 3 'claim.csv:17: the relation of "C016": character 8: "C815" is no claim' facts --data "$work/region"
expect_silent_stdout
expect 3 'claim.csv:17: the relation of "C016"' check "$work/region"
cp "$region/claim.csv" "$work/region"
sed -i 's/p_gyumri_kars;p_margara_alican/p_gyumri_mars;p_margara_alican/' "$work/region/agreement.csv"
expect 3 'projects "p_gyumri_mars" is not in project.csv' facts --data "$work/region"
cp "$region/agreement.csv" "$work/region"
sed -i 's/series titr.total,/series titr.totel,/' "$work/region/commitment.csv"
expect 3 'the series "titr.totel" is not in series.csv; did you mean "titr.total"?' facts --data "$work/region"
cp "$region/commitment.csv" "$work/region"
sed -i 's/^\(C001,.*\),neo-24,reported/\1,,reported/' "$work/region/claim.csv"
expect 3 'claim.csv:2: the verdict of "C001" is "confirms" and rests on nothing' facts --data "$work/region"

# A quote does not read the ledger, so a ledger that is wrong does not stop it.
expect 0 "fastest" quote Aktau Poti --data "$work/region"

# Hostile text stays text.
cp "$region/claim.csv" "$work/region"
printf 'K1,elkz_2022,"<script>alert(1)</script> ""quoted"" \342\200\256reversed",x,,y,,1,t,,,,,,,,untested,,,reported\n' >> "$work/region/claim.csv"
expect 0 '<script>alert(1)</script> \"quoted\"' facts K1 --json --data "$work/region"

# A folder without a ledger has none.
mkdir "$work/plain"
printf 'node_id,x_coord,y_coord\n1,44.5,40.2\n' > "$work/plain/node.csv"
printf 'link_id,from_node_id,to_node_id,directed,length\n' > "$work/plain/link.csv"
expect 1 "0 claims" facts --data "$work/plain"
expect 1 '"rows": []' facts --agreements --json --data "$work/plain"
expect 2 "no row has it" facts --verdict confirms --data "$work/plain"

# Claims that rest on a study: what would decide them, and what a finished run says of them.
. "$KERUEN_SOURCE/tests/support/halves.sh"
tiny="$work/tiny" store="$work/run.db"
halves "$work/halves"
half_study "$work/s.yaml"
mkdir "$tiny"
for table in "$work/halves"/*.csv; do      # where there is a source.csv, every row names its source
    case $table in
    */config.csv) cp "$table" "$tiny" ;;
    */base_flow.csv) sed '1s/$/,year,source_id,method/; 2,$s/$/,2023,art,reported/' "$table" > "$tiny/base_flow.csv" ;;
    *) sed '1s/$/,source_id,method/; 2,$s/$/,art,reported/' "$table" > "$tiny/${table##*/}" ;;
    esac
done
printf 'source_id,title\nart,An article\n' > "$tiny/source.csv"
{
    echo 'claim_id,article,claim,subject,measure,value,unit,test,verdict,method'
    echo 'K1,art,the halves help each other,halves,sign,positive,qualitative,study halves multiplier region;KZ;GE,untested,reported'
    echo 'K2,art,another study,halves,sign,positive,qualitative,study connect multiplier KZ,untested,reported'
} > "$tiny/claim.csv"
expect 0 "keruen study run connect --store FILE" facts C089
expect 0 "untested: keruen study run halves --store FILE" facts K1 --data "$tiny"
expect 0 "" study run "$work/s.yaml" --data "$tiny" --draws 5 --store "$store"
expect 0 "confirms: keruen study run halves, 5 draws, seed 7: multiplier" facts K1 --study "$store" --data "$tiny"
[ "$(wc -L < "$work/out")" -le 80 ] || wrong "facts --study is wider than 80 columns"
expect 0 "untested: keruen study run connect" facts K2 --study "$store" --data "$tiny"
expect 0 '"model_unit": "USD/year, region"' facts K1 --study "$store" --data "$tiny" --json
said=$(sed -n 's/.*"model_value": \(.*\),/\1/p' "$work/out")
"$KERUEN" study show "$store" --json > "$work/shown"
grep -q "\"usd_yr\": $said,\$" "$work/shown" || wrong "the model_value $said is not the run's"
expect 0 "tested by figures or model: 1." facts --study "$store" --data "$tiny"
cp -r "$tiny" "$work/later"
sed -i 's/,1500,/,1400,/' "$work/later/link.csv"
expect 3 "the run of halves was made of another link.csv than the data has now; make it anew" facts K1 --study "$store" --data "$work/later"
expect_silent_stdout

# A run without draws has no range; one of another study, one that is not finished, what is no store.
expect 0 "" study run "$work/s.yaml" --data "$tiny" --draws 0 --store "$work/bare.db"
expect 0 "not decided: keruen study run halves, no draws and so no range" facts K1 --study "$work/bare.db" --data "$tiny"
expect 3 "holds a run of halves, on which no claim rests" facts --study "$store"
expect_silent_stdout
expect 5 "" study run "$work/s.yaml" --data "$tiny" --time-limit 0.02 --draws 2000 --store "$work/late.db"
expect 3 "the run of halves is not finished" facts --study "$work/late.db" --data "$tiny"
expect_silent_stdout
expect 4 "damaged or no store of a study" facts --study "$tiny/claim.csv" --data "$tiny"
expect 4 "No such file" facts --study "$work/none.db" --data "$tiny"
expect 2 "--study says nothing of commitments" facts --commitments --study "$store" --data "$tiny"
sed -i 's/region;KZ;GE/region;KX/' "$tiny/claim.csv"
expect 3 'claim.csv:2: the test of "K1": the area "KX" is neither region nor a country' facts --data "$tiny"

finish
