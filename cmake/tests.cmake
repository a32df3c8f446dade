# What every test finds in its environment. Clang's OpenMP tells the thread sanitizer what waits for what through
# archer; without it every parallel loop looks like a race.
set(test_environment "KERUEN_SOURCE=${PROJECT_SOURCE_DIR};KERUEN_SHARED=${PROJECT_SOURCE_DIR}/../shared"
    "KERUEN_VERSION=${PROJECT_VERSION}" "UBSAN_OPTIONS=print_stacktrace=1")
if(KERUEN_SANITIZE)
    list(APPEND test_environment "KERUEN_TRIALS=300")       # of random cases; a tenth of what the release tries
endif()
if(KERUEN_SANITIZE MATCHES "thread")
    find_library(ARCHER archer PATHS /usr/lib/llvm-14/lib /usr/lib/llvm-15/lib /usr/lib/llvm-16/lib /usr/lib/llvm-19/lib REQUIRED)
    list(APPEND test_environment "OMP_TOOL_LIBRARIES=${ARCHER}" "TSAN_OPTIONS=ignore_noninstrumented_modules=1:halt_on_error=1")
endif()

# One program a file of tests/unit/<room>/, linked to the static libraries so that it also sees what is not public.
file(GLOB unit_tests CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/unit/*/*.c)
foreach(source IN LISTS unit_tests)
    get_filename_component(name ${source} NAME_WE)
    get_filename_component(folder ${source} DIRECTORY)
    get_filename_component(room ${folder} NAME)
    add_executable(${name} ${source})
    target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/tests/support)
    target_link_libraries(${name} PRIVATE keruen_commands keruen_static keruen_flags PkgConfig::CMOCKA PkgConfig::JANSSON PkgConfig::SQLITE PkgConfig::HDF5)
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
    add_test(NAME ${room}/${name} COMMAND ${name})
    set_tests_properties(${room}/${name} PROPERTIES SKIP_RETURN_CODE 77
        ENVIRONMENT "${test_environment};KERUEN=$<TARGET_FILE:keruen>")
endforeach()

# One shell script a subject of tests/cli/; it finds the program in $KERUEN and says what was not as it should be.
file(GLOB cli_tests CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/cli/*.sh)
foreach(script IN LISTS cli_tests)
    get_filename_component(name ${script} NAME_WE)
    # Every example of the help takes ten times as long under the thread sanitizer, and each command has tests of its own there.
    if(name STREQUAL "examples" AND KERUEN_SANITIZE STREQUAL "thread")
        continue()
    endif()
    add_test(NAME cli/${name} COMMAND sh ${script})
    set_tests_properties(cli/${name} PROPERTIES SKIP_RETURN_CODE 77
        ENVIRONMENT "${test_environment};KERUEN=$<TARGET_FILE:keruen>")
endforeach()

# The longest begin first, or one of them is left alone at the end.
foreach(name cli/examples cli/calibrate cli/critical)
    if(TEST ${name})
        set_tests_properties(${name} PROPERTIES COST 100)
    endif()
endforeach()

# The release build asks what holds for the source tree as a whole.
if(NOT CMAKE_BUILD_TYPE STREQUAL "Release")
    return()
endif()
foreach(name layers names headers)
    add_test(NAME house/${name} COMMAND sh ${PROJECT_SOURCE_DIR}/tests/house/${name}.sh)
    set_tests_properties(house/${name} PROPERTIES ENVIRONMENT "${test_environment}")
endforeach()

# The page in Chromium, if that, Node and the packages of web/ are there.
add_test(NAME web/page COMMAND sh ${PROJECT_SOURCE_DIR}/tests/web/run.sh)
set_tests_properties(web/page PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 900 COST 100
    ENVIRONMENT "${test_environment};KERUEN=$<TARGET_FILE:keruen>")

# What takes long runs with ctest --build-config House alone (script/test): the installed copy, and the other presets, which
# build and run their own tests.
add_test(NAME house/install CONFIGURATIONS House COMMAND sh ${PROJECT_SOURCE_DIR}/tests/house/install.sh)
set_tests_properties(house/install PROPERTIES RUN_SERIAL ON
    ENVIRONMENT "${test_environment};KERUEN_BUILD=${PROJECT_BINARY_DIR};KERUEN_LIBDIR=${CMAKE_INSTALL_LIBDIR}")
foreach(preset asan tsan fuzz debug)
    add_test(NAME house/${preset} CONFIGURATIONS House
        COMMAND sh ${PROJECT_SOURCE_DIR}/tests/house/preset.sh ${preset})
    set_tests_properties(house/${preset} PROPERTIES RUN_SERIAL ON TIMEOUT 1200 ENVIRONMENT "${test_environment}")
endforeach()
