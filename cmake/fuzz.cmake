# One libFuzzer target a reader; its corpus stands beside it in fuzz/corpus/<target>. As a test it runs a few seconds from
# there; what it finds stays in the build folder until somebody moves it into the corpus.
add_custom_target(fuzzers)
file(GLOB fuzzers CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/fuzz/*.c)
foreach(source IN LISTS fuzzers)
    get_filename_component(name ${source} NAME_WE)
    add_executable(${name} ${source})
    target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/src)
    target_link_libraries(${name} PRIVATE keruen_commands keruen_static keruen_flags PkgConfig::JANSSON PkgConfig::HDF5 PkgConfig::YAML)
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    add_dependencies(fuzzers ${name})
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/fuzz)
    set(found ${PROJECT_BINARY_DIR}/found/${name})
    file(MAKE_DIRECTORY ${found})
    add_test(NAME fuzz/${name} COMMAND ${name} -seed=1 -max_total_time=4 -timeout=60 -rss_limit_mb=2048 -print_final_stats=0
        -verbosity=0 -artifact_prefix=${found}- ${found} ${PROJECT_SOURCE_DIR}/fuzz/corpus/${name})
endforeach()
