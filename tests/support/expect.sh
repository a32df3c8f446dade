# expect.sh: what every shell test reads first. A temporary folder, and checks that count what failed.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset KERUEN_DATA NO_COLOR
failures=0

wrong() {
    echo "WRONG: $*"
    failures=$((failures + 1))
}

# expect CODE WORDS ARGUMENT...: keruen ARGUMENT... ends with CODE and says WORDS, on either stream.
expect() {
    code=$1 words=$2
    shift 2
    "$KERUEN" "$@" > "$work/out" 2> "$work/err" < /dev/null
    got=$?
    [ "$got" -eq "$code" ] || wrong "keruen $*: exit $got, expected $code: $(cat "$work/err")"
    cat "$work/out" "$work/err" | grep -qF -- "$words" || wrong "keruen $*: lacks \"$words\": $(cat "$work/out" "$work/err")"
}

# The answer is on stdout and talk on stderr: a usage error leaves stdout empty.
expect_silent_stdout() {
    [ ! -s "$work/out" ] || wrong "stdout is not empty: $(cat "$work/out")"
}

finish() {
    [ "$failures" -eq 0 ] && exit 0
    echo "$failures wrong"
    exit 1
}
