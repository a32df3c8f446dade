# What is made from the list of commands: help, man pages, completions, docs/commands.md.
. "$KERUEN_SOURCE/tests/support/expect.sh"

"$KERUEN" doc names > "$work/names"
for name in "" $(cat "$work/names"); do
    "$KERUEN" help $name > "$work/help" || wrong "help $name fails"
    [ "$(wc -L < "$work/help")" -le 80 ] || wrong "help $name is wider than 80 columns: $(awk 'length > 80' "$work/help")"
    "$KERUEN" doc man $name > "$work/page.scd" || wrong "doc man $name fails"
    if command -v scdoc > /dev/null; then
        scdoc < "$work/page.scd" > "$work/page.1" || wrong "scdoc refuses the page of keruen $name"
        if command -v man > /dev/null; then
            man --warnings -E UTF-8 -l -Tutf8 -Z "$work/page.1" 2>&1 > /dev/null | grep . && wrong "the page of keruen $name"
        fi
    fi
done

"$KERUEN" doc completion bash > "$work/bash" && bash -n "$work/bash" || wrong "bash refuses its completion"
bash -c '. "$0"
    COMP_WORDS=(keruen vers) COMP_CWORD=1; _keruen; [ "${COMPREPLY[*]}" = version ] || exit 1
    COMP_WORDS=(keruen version --js) COMP_CWORD=2; _keruen; [ "${COMPREPLY[*]}" = --json ] || exit 1
    COMP_WORDS=(keruen help he) COMP_CWORD=2; _keruen; [ "${COMPREPLY[*]}" = help ] || exit 1
' "$work/bash" || wrong "the completion of bash finds the wrong words"
for shell in zsh fish; do
    "$KERUEN" doc completion $shell > "$work/$shell" || wrong "doc completion $shell fails"
    ! command -v $shell > /dev/null || $shell -n "$work/$shell" || wrong "$shell refuses its completion"
done

KERUEN=$KERUEN "$KERUEN_SOURCE/tools/make-docs" --check || wrong "pages of docs/"

expect 2 "bash, zsh or fish" doc completion
expect 2 "is no command" doc man nosuchthing
expect 2 "man, completion, markdown, names or examples" doc nosuchthing
finish
