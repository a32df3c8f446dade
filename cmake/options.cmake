# How our own code is compiled; one interface target that the rooms, tests and benches share. Nobody asks which floating-point
# exceptions were raised: said so, loops that choose between two numbers become vector instructions on processors without masks too. No result changes.
add_library(keruen_flags INTERFACE)
target_compile_definitions(keruen_flags INTERFACE _GNU_SOURCE KERUEN_BUILDING KERUEN_VERSION="${PROJECT_VERSION}")
target_compile_options(keruen_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wwrite-strings -Wcast-qual
    -ffp-contract=off -fno-trapping-math
    $<$<C_COMPILER_ID:Clang>:-Wno-pass-failed>)     # a loop that a sanitizer keeps it from making vector instructions of is none the worse
target_link_libraries(keruen_flags INTERFACE OpenMP::OpenMP_C m)
if(KERUEN_WERROR)
    target_compile_options(keruen_flags INTERFACE -Werror)
endif()
if(KERUEN_NATIVE)
    target_compile_options(keruen_flags INTERFACE -march=native)
endif()
if(KERUEN_SANITIZE)
    target_compile_options(keruen_flags INTERFACE -fsanitize=${KERUEN_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    target_link_options(keruen_flags INTERFACE -fsanitize=${KERUEN_SANITIZE})
endif()
