# The check of includes finds a planted one, and nothing in the tree as it is.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0
wrong() { echo "WRONG: $*"; failures=$((failures + 1)); }

"$KERUEN_SOURCE/tools/check-layers" "$KERUEN_SOURCE" || wrong "the tree itself"

# planted LINE WORDS: one file of the room path with that include must be refused with these words.
planted() {
    rm -rf "$work/src"
    mkdir -p "$work/src/path" "$work/src/model"
    printf 'base:\nmodel: base\npath: base model\n' > "$work/src/layers.txt"
    printf '#include <stdio.h>\n%s\n' "$1" > "$work/src/path/planted.c"
    if "$KERUEN_SOURCE/tools/check-layers" "$work" > "$work/said"; then
        [ -z "$2" ] || wrong "\"$1\" passes"
    else
        [ -n "$2" ] && grep -qF -- "$2" "$work/said" || wrong "\"$1\": $(cat "$work/said")"
    fi
}
planted '#include "cost/price.h"' 'src/path/planted.c:2: includes "cost/price.h"'
planted '#  include <keruen/quote.h>' 'src/path/planted.c:2: includes <keruen/quote.h>'
planted '#include "model/world.h"' ''
planted '#include <keruen/model.h>' ''
planted '#include <keruen/path.h>' ''
planted '#include "planted.h"' ''
mkdir -p "$work/src/attic"
echo > "$work/src/attic/old.c"
"$KERUEN_SOURCE/tools/check-layers" "$work" | grep -q 'does not know' || wrong "a room that layers.txt lacks passes"

[ "$failures" -eq 0 ]
