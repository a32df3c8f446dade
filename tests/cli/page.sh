# --html: one file, whole or not at all; or what is missing.
. "$KERUEN_SOURCE/tests/support/expect.sh"
[ -d "$KERUEN_SOURCE/data/region" ] || { echo "skipped: data/region is not there"; exit 77; }

expect 2 "name of a file" quote Aktau Baku --html -
expect 2 "leave it or --batch out" quote --batch x.csv --html "$work/page.html"
if ! "$KERUEN" quote Aktau Baku --html "$work/page.html" > "$work/text" 2> "$work/err"; then
    grep -q "when it was built .* then build again" "$work/err" || wrong "no page, and not why: $(cat "$work/err")"
    [ ! -e "$work/page.html" ] || wrong "no page, but a file"
    finish
fi
"$KERUEN" quote Aktau Baku > "$work/plain"
cmp -s "$work/text" "$work/plain" || wrong "--html changes the answer"
grep -q '^<h1>Aktau' "$work/page.html" || wrong "the page lacks its heading"
"$KERUEN" quote Aktau Baku --html "$work/again.html" --threads 1 > /dev/null
cmp -s "$work/page.html" "$work/again.html" || wrong "the same answer, another page"
[ "$(wc -c < "$work/page.html")" -lt 2000000 ] || wrong "the page has more than 2 MB"

# No way is an answer, too.
expect 1 "" quote Aktau Baku --avoid sea --avoid RU --avoid TM --avoid UZ --html "$work/none.html"
grep -q '^<h1>Aktau' "$work/none.html" || wrong "no page without a way"

expect 4 "No such file or directory" quote Aktau Baku --html "$work/no/such/folder.html"
finish
