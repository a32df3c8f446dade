# keruen matrix: from everywhere to everywhere, long, wide and as JSON, and what cannot be.
. "$KERUEN_SOURCE/tests/support/expect.sh"
export KERUEN_DATA="$KERUEN_SOURCE/data/region"
day="--depart 2026-12-01"

"$KERUEN" matrix $day --threads 1 > "$work/one"
"$KERUEN" matrix $day --threads 3 > "$work/three"
cmp -s "$work/one" "$work/three" || wrong "the number of threads changes the answer"
"$KERUEN" matrix $day --out "$work/all" && cmp -s "$work/all" "$work/one" || wrong "--out is another answer"
[ "$(wc -l < "$work/one")" -gt 100000 ] || wrong "not everything is there"

# It agrees with the quote.
hours=$("$KERUEN" matrix $day --from Xian --to Yerevan | sed -n 's/^xian,yerevan,\([^,]*\),.*/\1/p')
usd=$("$KERUEN" matrix $day --from Xian --to Yerevan --by cost | sed -n 's/^xian,yerevan,[^,]*,\([^,]*\),.*/\1/p')
"$KERUEN" quote Xian Yerevan $day --csv --alternatives 8 > "$work/quote"
near() { awk -v a="$1" -v b="$2" 'BEGIN { exit !(a > 0 && (a - b) ^ 2 < 1e-12 * a * a) }'; }
sum() { tr -d '"' < "$work/quote" | awk -F, -v column="$1" -v name="$2" 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    { split($at["names"], names, ";"); for (n in names) if (names[n] == name) total += $at[column] } END { printf "%.12g", total }'; }
near "$hours" "$(sum hours fastest)" || wrong "the matrix says $hours hours, the quote $(sum hours fastest)"
near "$usd" "$(sum usd cheapest)" || wrong "the matrix says $usd USD, the quote $(sum usd cheapest)"

# Its forms.
expect 0 "hours,yerevan,poti" matrix $day --from "Xian;Almaty" --to "Yerevan; Poti;" --wide
[ "$(wc -l < "$work/out")" -eq 3 ] || wrong "two origins are not two rows"
expect 0 "generalised_usd" matrix $day --from Xian --to Poti --by generalised
expect 0 "variance_h2,poti" matrix $day --from Xian --to Poti --by risk --wide
expect 0 '"measure":"usd","from":["xian"],"to":["poti"]' matrix $day --from Xian --to Poti --by cost --json
expect 0 "xian,xian,0,0,0,0" matrix $day --from Xian --to Xian
expect 0 "xian,yerevan,,,," matrix $day --from Xian --to Yerevan --modes rail --avoid AM
expect 0 '"hours":[[null]]' matrix $day --from Xian --to Yerevan --avoid AM --json

# Places from files: with a header, without one, from standard input.
"$KERUEN" places --csv | head -4 > "$work/with"
expect 0 "shanghai,yerevan" matrix $day --from "$work/with" --to Yerevan
printf 'Xian\nAlmaty\n' > "$work/without"
expect 0 "almaty,yerevan" matrix $day --from "$work/without" --to Yerevan
[ "$(wc -l < "$work/out")" -eq 3 ] || wrong "two lines are not two places: $(cat "$work/out")"
"$KERUEN" matrix $day --from - --to Yerevan < "$work/without" > "$work/piped" && cmp -s "$work/piped" "$work/out" || wrong "standard input is another file"

# What cannot be.
expect 2 "no place is called" matrix $day --from Atlantis --to Yerevan
expect 2 "names no place" matrix $day --from ";" --to Yerevan
printf 'Xian\nAtlantis\n' > "$work/bad"
expect 3 "bad:2: no place is called" matrix $day --from "$work/bad" --to Yerevan
printf 'id\n"Xian\n' > "$work/bad"
expect 3 "bad:2: column 1: this quote is never closed" matrix $day --from "$work/bad" --to Yerevan
expect 2 "exclude each other" matrix --wide --json
expect 2 "one word too many" matrix Xian Yerevan
expect 2 "it takes one of" matrix --by beauty
expect 5 "memory budget" matrix --memory 4M
expect_silent_stdout

finish
