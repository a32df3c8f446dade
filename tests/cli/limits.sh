# Memory, time, signals, threads: work that is stopped says so, ends with 5 and leaves nothing behind.
. "$KERUEN_SOURCE/tests/support/expect.sh"

expect 2 "it takes bytes" quote xian yerevan --memory lots
expect 2 "it takes bytes" quote xian yerevan --memory 99999999999999T
expect 2 "it takes bytes" quote xian yerevan --memory 10
expect 5 "raise it with --memory" quote xian yerevan --memory 1M
expect_silent_stdout
expect 0 "fastest" quote xian yerevan --memory 64M
expect 2 "a number from 0 to 1024" quote xian yerevan --threads -1
expect 2 "a number from 0 to 1024" quote xian yerevan --threads many
expect 2 "--time-limit" quote xian yerevan --time-limit 0

"$KERUEN" quote xian yerevan --json --threads 1 > "$work/one" || wrong "one thread"
"$KERUEN" quote xian yerevan --json --threads 7 > "$work/seven" || wrong "seven threads"
cmp "$work/one" "$work/seven" || wrong "the answer depends on the number of threads"

# A reader that waits for more of a file: the other end of each pipe is held open here, and nothing comes.
mkdir "$work/slow" "$work/answers"
mkfifo "$work/slow/config.csv" "$work/slow/node.csv" "$work/slow/link.csv"
exec 3<> "$work/slow/config.csv" 4<> "$work/slow/node.csv" 5<> "$work/slow/link.csv"
"$KERUEN" check "$work/slow" --out "$work/answers/answer" 2> "$work/err" 3>&- 4>&- 5>&- &
program=$!
for i in $(seq 300); do
    # Until it is exec'd it is still the shell, with the shell's ends of the pipes.
    [ "$(readlink "/proc/$program/exe")" = "$(readlink -f "$KERUEN")" ] && ls -l "/proc/$program/fd" | grep -q "$work/slow/" && break
    sleep 0.1
done
kill -TERM "$program"
wait "$program"
code=$?
[ "$code" -eq 5 ] || wrong "stopped: exit $code, expected 5"
grep -q "stopped on request" "$work/err" || wrong "stopped: $(cat "$work/err")"
[ -z "$(ls "$work/answers")" ] || wrong "stopped: left $(ls "$work/answers")"

# A reader of the answer that has gone: no noise.
"$KERUEN" places 2> "$work/err" | head -n 1 > /dev/null
[ ! -s "$work/err" ] || wrong "places | head: $(cat "$work/err")"

# No escapes and no progress where nobody sees them.
"$KERUEN" quote xian yervan 2> "$work/err"
[ "$(tr -d '\033' < "$work/err" | wc -c)" -eq "$(wc -c < "$work/err")" ] || wrong "colour in a file"

finish
