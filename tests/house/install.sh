# The installed copy works: program, headers, examples by pkg-config and by CMake, what the shared library shows.
set -u
prefix=$KERUEN_BUILD/installed
work=$KERUEN_BUILD/install-test
failures=0
wrong() { echo "WRONG: $*"; failures=$((failures + 1)); }
rm -rf "$prefix" "$work"
mkdir -p "$work"
cmake --install "$KERUEN_BUILD" --prefix "$prefix" > "$work/log" 2>&1 || { cat "$work/log"; exit 1; }

# The program, away from the build tree.
"$prefix/bin/keruen" --version | grep -q "keruen $KERUEN_VERSION" || wrong "the installed program"
[ ! -d "$KERUEN_SOURCE/data/region" ] || [ "$("$prefix/bin/keruen" version | sed -n 's/^data: //p')" -ef "$prefix/share/keruen/region" ] ||
    wrong "the installed program does not find its data: $("$prefix/bin/keruen" version)"
for file in share/bash-completion/completions/keruen share/zsh/site-functions/_keruen \
    share/fish/vendor_completions.d/keruen.fish share/man/man1/keruen.1 share/man/man1/keruen-version.1 \
    share/doc/keruen/LICENSE include/keruen/keruen.h; do
    [ -s "$prefix/$file" ] || wrong "$file is not installed"
done
# The pages that its help names.
for name in "" $("$prefix/bin/keruen" doc names); do
    "$prefix/bin/keruen" help $name
done | tr -s ' \n' ' ' | grep -o 'docs/[a-z/-]*\.md' | sort -u > "$work/pages"
grep -q 'docs/formats/study.md' "$work/pages" || wrong "help names no page of the study file"
for page in $(cat "$work/pages"); do
    [ -s "$prefix/share/doc/keruen/$page" ] || wrong "help names $page, and it is not installed"
done

# The shared library shows what begins with kr_, and nothing else.
nm -D --defined-only "$prefix/$KERUEN_LIBDIR/libkeruen.so" | awk '$2 ~ /[A-Z]/ { print $3 }' > "$work/symbols"
grep -q '^kr_job_init$' "$work/symbols" || wrong "the shared library lacks kr_job_init"
grep -vE '^kr_' "$work/symbols" | grep . && wrong "the shared library shows what is not ours to show"

# The examples, by pkg-config against the shared and the static library, and by CMake.
export KERUEN_DATA="$prefix/share/keruen/region"
export PKG_CONFIG_PATH="$prefix/$KERUEN_LIBDIR/pkgconfig" LD_LIBRARY_PATH="$prefix/$KERUEN_LIBDIR"
cmake -G Ninja -S "$KERUEN_SOURCE/examples" -B "$work/cmake" -DCMAKE_PREFIX_PATH="$prefix" > "$work/log" 2>&1 &&
    cmake --build "$work/cmake" >> "$work/log" 2>&1 || { cat "$work/log"; wrong "the examples by CMake"; }
# Ours alone is linked statically; --static would ask for every library in that form.
needs=$(pkg-config --libs $(pkg-config --print-requires-private keruen)) || wrong "what keruen requires"
for source in "$KERUEN_SOURCE"/examples/*.c; do
    name=$(basename "$source" .c)
    cc -std=c17 -Wall -Wextra -Werror -o "$work/$name" "$source" $(pkg-config --cflags --libs keruen) || wrong "$name by pkg-config"
    cc -std=c17 -Wall -Wextra -Werror -o "$work/$name-static" "$source" $(pkg-config --cflags keruen) \
        "$prefix/$KERUEN_LIBDIR/libkeruen.a" $needs -fopenmp -lm || wrong "$name statically"
    (cd "$work" && "./$name") > "$work/$name.out" || wrong "$name fails"
    for other in "$work/$name-static" "$work/cmake/$name" "$work/cmake/$name-static"; do
        (cd "$work" && "$other") > "$work/other.out" || wrong "$other fails"
        cmp "$work/$name.out" "$work/other.out" || wrong "$other says something else"
    done
    [ ! -e "${source%.c}.out" ] || diff -u "${source%.c}.out" "$work/$name.out" || wrong "$name says something else than it should"
done

[ "$failures" -eq 0 ]
