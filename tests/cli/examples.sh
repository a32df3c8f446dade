# Every example that help, man pages and docs show is run, in a folder of its own; it must end with 0 or 1.
. "$KERUEN_SOURCE/tests/support/expect.sh"

mkdir "$work/bin" "$work/here"
ln -s "$KERUEN" "$work/bin/keruen"
PATH=$work/bin:$PATH
"$KERUEN" doc examples > "$work/lines"
[ -s "$work/lines" ] || wrong "there are no examples"
cd "$work/here" || exit 1
while IFS= read -r line; do
    sh -c "$line" > "$work/out" 2> "$work/err" < /dev/null
    code=$?
    [ "$code" -le 1 ] || wrong "$line: exit $code: $(cat "$work/err")"
done < "$work/lines"

finish
