# The page as Chromium shows it. Skipped where a part of what that takes is missing.
skip() { echo "skipped: $*"; exit 77; }
command -v node > /dev/null || skip "node is not there; apt-get install nodejs npm"
BROWSER=$(command -v chromium || command -v google-chrome) || skip "chromium is not there; apt-get install chromium"
[ -d "$KERUEN_SOURCE/web/node_modules/playwright-core" ] || skip "playwright-core is not there; npm ci in web/, then build again"
[ -d "$KERUEN_SOURCE/data/region" ] || skip "data/region is not there"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$KERUEN" quote Aktau Baku --html "$work/page.html" > /dev/null 2> "$work/err" || skip "$(cat "$work/err")"
export BROWSER
TMPDIR=$work node --test --test-concurrency=1 "$KERUEN_SOURCE"/tests/web/*.test.mjs
