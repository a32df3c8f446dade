# Every public header stands alone, in C and in C++.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0
wrong() { echo "WRONG: $*"; failures=$((failures + 1)); }

for header in "$KERUEN_SOURCE"/include/keruen/*.h; do
    name=keruen/${header##*/}
    printf '#include <%s>\n' "$name" > "$work/alone.c"
    cp "$work/alone.c" "$work/alone.cpp"
    cc -std=c17 -Wall -Wextra -Wpedantic -Werror -fsyntax-only -I"$KERUEN_SOURCE/include" "$work/alone.c" || wrong "$name in C"
    c++ -std=c++17 -Wall -Wextra -Wpedantic -Werror -fsyntax-only -I"$KERUEN_SOURCE/include" "$work/alone.cpp" ||
        wrong "$name in C++"
done

[ "$failures" -eq 0 ]
