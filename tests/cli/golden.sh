# Four answers that people see stay as they were, word for word, until tests/golden/answers renews them.
. "$KERUEN_SOURCE/tests/support/expect.sh"

"$KERUEN_SOURCE/tests/golden/answers" "$KERUEN" "$work"
for name in $(cut -d ' ' -f 1 "$KERUEN_SOURCE/tests/golden/cases") halves.txt; do
    diff -u "$KERUEN_SOURCE/tests/golden/$name" "$work/$name" ||
        wrong "$name says something else; if that is meant: tests/golden/answers build/release/keruen tests/golden"
done

finish
