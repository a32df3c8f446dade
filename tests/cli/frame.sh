# What holds for every command: options, exit codes, where the answer goes.
. "$KERUEN_SOURCE/tests/support/expect.sh"

expect 0 "Commands" --help
expect 0 "Commands" -h
expect 0 "Commands" help
expect 0 "keruen $KERUEN_VERSION" --version
expect 0 "--json" version --help
expect 0 "--json" help version
expect 0 "keruen help" help --help

expect 2 "a command is missing"
expect_silent_stdout
expect 2 "did you mean version?" vresion
expect_silent_stdout
expect 2 "keruen --help lists them" qqqqqqqqqqqqqqqq
expect 2 "did you mean version?" help vresion
expect 2 "did you mean --json?" version --jsno
expect 2 "keruen help version lists them" version --qqqqqqqqqqqqq
expect 2 "no option -x" version -x
expect 2 "--out needs a value: --out FILE" version --out
expect 2 "--out needs a value: --out FILE" version --out --json
expect 2 "--json takes no value" version --json=yes
expect 2 "twice" version --json --json
expect 2 "the command comes first" --json version
expect 2 "one word too many" version x
expect 2 "one word too many" version -- --json
expect 2 "something is missing" doc
expect 0 '"data": "/tmp"' version --json --data /tmp
expect 0 '"data": "/tmp"' version --json --data=/tmp
expect 0 '"data": ""' version --json --data=
expect 2 "no option --???;" version "$(printf -- '--\033\001\302')"

KERUEN_DATA=/usr expect 0 '"data": "/usr"' version --json
KERUEN_DATA=/usr expect 0 '"data": "/tmp"' version --json --data /tmp

# What is written is written apart, however it is spelled; devices may be shared.
mkdir "$work/d"
expect 2 "--html and --out both name $work/x; give each a file of its own" study run kz-az --html "$work/x" --out "$work/x"
expect 2 "--store and --out both name" study run kz-az --store "$work/d/../x" --out "$work/x"
expect 2 "--geojson and --html both name" study run kz-az --geojson "$work/d/x" --html "$work/d//x"
expect 2 "--flows and --save both name" assign --net none --flows "$work/x" --save "$work/x"
touch "$work/x"
ln -s x "$work/y"
expect 2 "--fitted and --effects both name" trade fit --fitted "$work/y" --effects "$work/x"
expect 2 "--html and --out both name" quote Almaty Poti --html "$work/y" --out "$work/x"
expect 4 "none.yaml" study run none.yaml --geojson /dev/null --out /dev/null
rm "$work/x" "$work/y"

# Where the answer goes.
expect 4 "No such file or directory" version --out "$work/no/such/folder"
"$KERUEN" version --json --out "$work/answer" || wrong "--out failed"
grep -q '"version"' "$work/answer" || wrong "--out: the file lacks the answer"
[ "$(ls "$work" | grep -c part)" -eq 0 ] || wrong "--out left a part behind"
"$KERUEN" version > /dev/full 2> "$work/err"
[ $? -eq 4 ] || wrong "a full standard output is exit 4"
grep -q "No space left" "$work/err" || wrong "a full standard output is told: $(cat "$work/err")"
"$KERUEN" --help > /dev/full 2> "$work/err"
[ $? -eq 4 ] || wrong "help to a full standard output is exit 4"
expect 4 "No space left" version --out /dev/full
"$KERUEN" version >&- 2> "$work/err"
[ $? -eq 4 ] || wrong "a closed standard output is exit 4"
"$KERUEN" version <&- > /dev/null 2>&- || wrong "closed standard input and error do no harm"

finish
