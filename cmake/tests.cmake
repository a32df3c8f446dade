# One program a file of tests/unit/<room>/, linked to the static library so that it also sees what is not public.
file(GLOB unit_tests CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/unit/*/*.c)
foreach(source IN LISTS unit_tests)
    get_filename_component(name ${source} NAME_WE)
    get_filename_component(folder ${source} DIRECTORY)
    get_filename_component(room ${folder} NAME)
    add_executable(${name} ${source})
    target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/tests/support)
    target_link_libraries(${name} PRIVATE keruen_static keruen_flags PkgConfig::CMOCKA PkgConfig::JANSSON)
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
    add_test(NAME ${room}/${name} COMMAND ${name})
    set_tests_properties(${room}/${name} PROPERTIES SKIP_RETURN_CODE 77
        ENVIRONMENT "KERUEN_SOURCE=${PROJECT_SOURCE_DIR};KERUEN_SHARED=${PROJECT_SOURCE_DIR}/../shared")
endforeach()

# One shell script a subject of tests/cli/; it finds the program in $KERUEN and says what was not as it should be.
file(GLOB cli_tests CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/cli/*.sh)
foreach(script IN LISTS cli_tests)
    get_filename_component(name ${script} NAME_WE)
    add_test(NAME cli/${name} COMMAND sh ${script})
    set_tests_properties(cli/${name} PROPERTIES SKIP_RETURN_CODE 77
        ENVIRONMENT "KERUEN=$<TARGET_FILE:keruen>;KERUEN_SOURCE=${PROJECT_SOURCE_DIR};KERUEN_VERSION=${PROJECT_VERSION}")
endforeach()
