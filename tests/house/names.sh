# Rules of the house that a machine can check: names, marks of unfinished work, headers that are listed.
cd "$KERUEN_SOURCE" || exit 1
failures=0
wrong() { echo "WRONG: $*"; failures=$((failures + 1)); }

ours=$(find src include tests bench fuzz examples -name '*.[ch]' 2> /dev/null | LC_ALL=C sort)

# A benchmark may be called after the file whose speed it shows, a header after its room.
twice=$(printf '%s\n' $ours | grep -vE '^(include|bench)/' | sed 's,.*/,,' | sort | uniq -d)
[ -z "$twice" ] || wrong "file names that are there twice: $twice"
util=$(printf '%s\n' $ours | grep -iE '/(util|utils|misc|helpers?)\.[ch]$')
[ -z "$util" ] || wrong "a name that says nothing: $util"
marks=$(grep -nwE 'TODO|FIXME|HACK' $ours) && wrong "unfinished: $marks"
long=$(awk 'length > 160 { print FILENAME ":" FNR }' $ours)
[ -z "$long" ] || wrong "lines of more than 160 characters: $long"
tabs=$(grep -nP '\t' $ours) && wrong "tabs: $tabs"
for target in fuzz/*.c; do
    name=$(basename "$target" .c)
    [ -n "$(ls "fuzz/corpus/$name" 2> /dev/null)" ] || wrong "$target has no seeds in fuzz/corpus/$name"
done
for header in include/keruen/*.h; do
    name=${header#include/}
    [ "$name" = keruen/keruen.h ] || grep -qF "#include <$name>" include/keruen/keruen.h ||
        wrong "include/keruen/keruen.h does not include <$name>"
done
for room in $(sed -n 's/^\([a-z]*\):.*/\1/p' src/layers.txt); do
    allowed=$(sed -n "s/^$room: *//p" src/layers.txt | sed 's/ /, /g; s/public/public headers/')
    grep "^| $room |" docs/architecture.md | grep -qF "| ${allowed:-nothing of ours} |" ||
        wrong "docs/architecture.md does not say that $room may include ${allowed:-nothing of ours}"
done

[ "$failures" -eq 0 ]
