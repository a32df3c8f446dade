# preset.sh NAME: configures and builds another preset with warnings as errors and runs its tests (debug has those of the
# release and runs none). Then it compares its answers with the release's: another compiler, other optimisation,
# other instructions, and the same bytes.
set -eu
cd "$KERUEN_SOURCE"
cmake --preset "$1" > "build/$1-log" 2>&1 || { cat "build/$1-log"; exit 1; }
cmake --build --preset "$1" > "build/$1-log" 2>&1 || { tail -n 100 "build/$1-log"; exit 1; }
[ "$1" = debug ] || ctest --preset "$1" --no-tests=error

[ "$1" != fuzz ] || exit 0
for question in "quote Xian Yerevan" "quote Almaty Poti --cargo grain --tonnes 1000 --by cost" "corridors" \
    "explain Khorgos Istanbul --by co2"; do
    for program in release "$1"; do
        "build/$program/keruen" $question --depart 2026-12-01 --json > "build/$program-answer" 2> "build/$program-said" ||
            "build/$program/keruen" $question --json > "build/$program-answer" 2> "build/$program-said" || true
    done
    [ -s build/release-answer ] || { echo "$question: $(cat build/release-said)"; exit 1; }
    cmp build/release-answer "build/$1-answer" || { echo "release and $1 answer otherwise: keruen $question --json"; exit 1; }
done
