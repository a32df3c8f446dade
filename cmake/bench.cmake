# One program a claim of speed. Never a test: a machine's mood is no verdict.
file(GLOB benches CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/bench/*.c)
foreach(source IN LISTS benches)
    get_filename_component(name ${source} NAME_WE)
    add_executable(bench-${name} ${source})
    target_include_directories(bench-${name} PRIVATE ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/bench)
    target_link_libraries(bench-${name} PRIVATE keruen_commands keruen_static keruen_flags)
    set_target_properties(bench-${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bench)
endforeach()
