# What keruen quote --save keeps is shown again byte by byte, or a sentence says why not.
. "$KERUEN_SOURCE/tests/support/expect.sh"
unset KERUEN_STORE
export HOME="$work/home" XDG_DATA_HOME=
mkdir "$HOME"
cp -r "$KERUEN_SOURCE/data/region" "$work/region"
export KERUEN_DATA="$work/region"
store=$work/quotes.db

id_of() { sed -n 's/^  "id": "\([0-9a-z]*\)",$/\1/p' "$1"; }

# The same bytes again, as JSON and as text; the same input has the same id in every format.
expect 0 "kept as" quote Xian Yerevan --depart 2026-12-01 --save --store "$store" --json
cp "$work/out" "$work/json"
expect 0 "kept as" quote Xian Yerevan --depart 2026-12-01 --save --store "$store"
cp "$work/out" "$work/text"
id=$(id_of "$work/json")
[ ${#id} -eq 10 ] || wrong "the id is \"$id\""
grep -q "The id of this quote is $id" "$work/text" || wrong "text and JSON differ in their id"
expect 0 "" quotes show "$id" --store "$store" --json
cmp -s "$work/out" "$work/json" || wrong "shown again the JSON is another"
[ ! -s "$work/err" ] || wrong "nothing has changed, and something is said: $(cat "$work/err")"
expect 0 "" quotes show "$(echo "$id" | tr a-z A-Z)" --store "$store"
cmp -s "$work/out" "$work/text" || wrong "shown again the text is another"
expect 0 "$id" quote Xian Yerevan --depart 2026-12-01 --json
cmp -s "$work/out" "$work/json" || wrong "not kept, the JSON is another"
expect 0 "" quote Xian Yerevan --depart 2026-12-01 --save --store "$store" --quiet
[ ! -s "$work/err" ] || wrong "--quiet talks: $(cat "$work/err")"
[ "$("$KERUEN" quotes list --store "$store" --csv | wc -l)" -eq 2 ] || wrong "the same quote is kept more than once"
expect 0 '"from": "Xi'"'"'an"' quotes list --store "$store" --json
expect 0 "machinery" quotes list --store "$store"

# What has changed since.
printf '\n' >> "$work/region/tariff.csv"
expect 0 "these tables have changed: tariff;" quotes show "$id" --store "$store"
cmp -s "$work/out" "$work/text" || wrong "with other tables the kept text is another"
expect 0 "" quotes show "$id" --store "$store" --quiet
[ ! -s "$work/err" ] || wrong "--quiet talks: $(cat "$work/err")"
expect 0 "cannot be said" quotes show "$id" --store "$store" --data /no/such/folder

# Where the store is.
expect 0 "no quote is kept in $HOME/.local/share/keruen/quotes.db" quotes list
[ ! -e "$HOME/.local" ] || wrong "a list makes folders"
expect 1 "there is no quote" quotes show "$id"
expect_silent_stdout
expect 0 "$HOME/.local/share/keruen/quotes.db" quote Almaty Poti --save
XDG_DATA_HOME=$work/xdg expect 0 "$work/xdg/keruen/quotes.db" quote Almaty Poti --save
KERUEN_STORE=$work/named.db expect 0 "$work/named.db" quote Almaty Poti --save
[ -s "$work/named.db" ] || wrong "KERUEN_STORE is not heard"
(cd "$work" && "$KERUEN" quote Almaty Poti --save --store :memory: --quiet > out && [ -s :memory: ]) || wrong "a store called :memory: is no file"

# What cannot be.
expect 2 "needs an id" quotes show
expect 2 "list, or show" quotes forget
expect 2 "--csv is for the list" quotes show "$id" --csv --store "$store"
expect 1 "there is no quote" quotes show nothing --store "$store"
expect 4 "is a folder" quote Almaty Poti --save --store "$work"
expect_silent_stdout
expect 4 "No such file" quotes list --store "$work/no.db"
expect 4 "cannot be used" quote Almaty Poti --save --store "$work/no/quotes.db"
head -c 20000 /dev/urandom > "$work/noise.db"
expect 4 "damaged or no store" quotes list --store "$work/noise.db"
head -c 9000 "$store" > "$work/half.db"
expect 4 "damaged or no store" quotes show "$id" --store "$work/half.db"

# A disk with room for 40 KiB more.
(trap '' XFSZ; ulimit -f 80; "$KERUEN" quote Almaty Poti --save --store "$work/full.db") > "$work/out" 2> "$work/err"
[ $? -eq 4 ] || wrong "a full disk is exit 4: $(cat "$work/err")"
expect_silent_stdout
expect 0 "kept as" quote Almaty Poti --save --store "$work/full.db"

# Killed at any moment: the store stays sound, and what was said to be kept is there.
i=0
while [ $i -lt 25 ]; do
    i=$((i + 1))
    "$KERUEN" quote Almaty Poti --depart "2027-01-$((i + 1 > 9 ? i + 1 : i + 10))" --teu $i --save --store "$store" --json > "$work/kill.$i" 2> /dev/null &
    sleep 0.0$((i * 7 % 60 + 10))
    kill -9 $! 2> /dev/null
    wait $! 2> /dev/null
done
"$KERUEN" quotes list --store "$store" --csv > "$work/list" || wrong "after kills the list fails"
for answer in "$work"/kill.*; do
    [ -s "$answer" ] || continue
    id=$(id_of "$answer")
    [ -z "$id" ] || grep -q "^$id," "$work/list" || wrong "$id was said to be kept and is not there"
done

finish
