# preset.sh NAME: configures and builds another preset with warnings as errors, and runs its tests.
set -eu
cd "$KERUEN_SOURCE"
cmake --preset "$1" > "build/$1-log" 2>&1 || { cat "build/$1-log"; exit 1; }
cmake --build --preset "$1" > "build/$1-log" 2>&1 || { tail -n 100 "build/$1-log"; exit 1; }
exec ctest --preset "$1" --no-tests=error
