# keruen quote --batch: a line of JSON a row, broken rows told in their place, and the same bytes for any number of threads.
. "$KERUEN_SOURCE/tests/support/expect.sh"
unset KERUEN_STORE
export KERUEN_DATA="$KERUEN_SOURCE/data/region"

cat > "$work/rows" <<'END'
from,to,cargo,teu,tonnes,depart,id,avoid,exact
Xian,Yerevan,,,,2026-12-01,a,,

Xian,Yerevan,,,,2026-12-01,b,RU;TR,no
Atlantis,Yerevan,,,,2026-12-01,c,,
Almaty,Poti,grain,,1000,2026-12-01,d,,yes
"Almaty,Poti,,,,2026-12-01,e,,
Almaty,Poti,gran,,,2026-12-01,f,,
,Poti,,,,,g,,
Poti,Poti,,,,,h,,
Poti,Baku,,2,3,,i,,
Poti,Baku,,,,2026-13-01,j,,
Poti,Baku
Poti,Baku,,,,,l,,maybe
Xian,Yerevan,,,,2026-12-01,m,AM,
END
expect 3 '{"line":2,"id":"a","quote":{"id":"' quote --batch "$work/rows"
cp "$work/out" "$work/whole"
[ "$(wc -l < "$work/whole")" -eq 13 ] || wrong "13 rows gave $(wc -l < "$work/whole") lines"
says() { sed -n "$1p" "$work/whole" | grep -qF -- "$2" || wrong "line $1 lacks $2: $(sed -n "$1p" "$work/whole" | cut -c1-200)"; }
says 2 '{"line":4,"id":"b","quote"'
says 3 '{"line":5,"id":"c","error":"no place is called'
says 4 '{"line":6,"id":"d","quote"'
says 4 '"exact":true'
says 5 '{"line":7,"error":"column 1: this quote is never closed'
says 6 'the cargo \"gran\" is not known; did you mean \"grain\"?'
says 7 '{"line":9,"id":"g","error":"from is empty"}'
says 8 'both the beginning and the end'
says 9 'give one of them'
says 10 'is no day of the calendar'
says 11 '{"line":13,"error":"column 1: 2 cells where the header has 9'
says 12 'exact is \"maybe\"; it takes yes or no'
says 13 '"why":"no way leads from'

# The same for any number of threads, from a pipe, and where the lines come a few at a time.
for threads in 1 2 5; do
    "$KERUEN" quote --batch "$work/rows" --threads $threads > "$work/out"
    cmp -s "$work/out" "$work/whole" || wrong "$threads threads give another answer"
done
{ head -5 "$work/rows"; sleep 0.2; tail -n +6 "$work/rows"; } | "$KERUEN" quote --batch - > "$work/out"
cmp -s "$work/out" "$work/whole" || wrong "a pipe gives another answer"
"$KERUEN" quote --batch "$work/rows" --out "$work/file"
[ $? -eq 3 ] && cmp -s "$work/file" "$work/whole" || wrong "--out gives another answer"

# A row is what the command line gives by itself.
"$KERUEN" quote Xian Yerevan --depart 2026-12-01 --avoid RU --avoid TR --alternatives 5 --json | tr -d ' \n' > "$work/alone"
sed -n 's/^{"line":4,"id":"b","quote":\(.*\)}$/\1/p' "$work/whole" | tr -d ' \n' > "$work/row"
cmp -s "$work/alone" "$work/row" || wrong "a row differs from the same quote by itself"

# The command line is for all rows, and a row may say otherwise.
printf 'from,to,tonnes\nAlmaty,Poti,\nAlmaty,Poti,40\n' > "$work/more"
expect 0 '"tonnes":60' quote --batch "$work/more" --cargo machinery --teu 6
expect 0 '"tonnes":40' quote --batch "$work/more" --cargo machinery --teu 6

# All of a kind: the world is read once, and many more rows than fit a chunk.
{ echo from,to; i=0; while [ $i -lt 400 ]; do echo Almaty,Poti; i=$((i + 1)); done; } > "$work/many"
"$KERUEN" quote --batch "$work/many" --alternatives 1 --quiet > "$work/out" || wrong "400 rows fail"
[ "$(sed 's/^{"line":[0-9]*,//' "$work/out" | sort -u | wc -l)" -eq 1 ] || wrong "the same row gives different answers"

# Kept, all of them.
expect 3 "" quote --batch "$work/rows" --save --store "$work/quotes.db"
cmp -s "$work/out" "$work/whole" || wrong "to keep them changes the answers"
[ "$("$KERUEN" quotes list --store "$work/quotes.db" --csv | wc -l)" -eq 5 ] || wrong "four quotes are kept, not $("$KERUEN" quotes list --store "$work/quotes.db")"
id=$(sed -n 's/^{"line":4,"id":"b","quote":{"id":"\([0-9a-z]*\)".*/\1/p' "$work/whole")
expect 0 '"id": "'"$id"'"' quotes show "$id" --json --store "$work/quotes.db"
tr -d ' \n' < "$work/out" | cmp -s - "$work/row" || wrong "what is kept is not what was answered"

# What cannot be.
expect 4 "No such file" quote --batch "$work/no.csv"
expect 4 "is a folder" quote --batch "$work"
expect 3 "the file is empty" quote --batch /dev/null
printf 'from,weight\n' > "$work/bad"; expect 3 'there is no column "weight"' quote --batch "$work/bad"
printf 'from,to,dpart\n' > "$work/bad"; expect 3 'did you mean "depart"?' quote --batch "$work/bad"
printf 'from,id\n' > "$work/bad"; expect 3 'the column "to" is missing' quote --batch "$work/bad"
printf 'from,to,open\n' > "$work/bad"; expect 3 'give it as --open for all' quote --batch "$work/bad"
printf 'from,to,to\n' > "$work/bad"; expect 3 'stands twice' quote --batch "$work/bad"
printf 'from,to\n' > "$work/bad"
"$KERUEN" quote --batch "$work/bad" > "$work/out" && [ ! -s "$work/out" ] || wrong "no row is no answer: $(cat "$work/out")"
expect 2 "with --batch the places stand in the file" quote Xian Yerevan --batch "$work/rows"
expect 2 "lines of JSON" quote --batch "$work/rows" --csv
expect 2 "something is missing" quote Xian
expect 5 "" quote --batch "$work/rows" --memory 6M
expect 5 "time" quote --batch "$work/many" --time-limit 0.05
"$KERUEN" quote --batch "$work/rows" > /dev/full 2> "$work/err"
[ $? -eq 4 ] || wrong "a full disk is exit 4: $(cat "$work/err")"

finish
