# A room is a line of src/layers.txt; its sources are its folder.
file(STRINGS ${PROJECT_SOURCE_DIR}/src/layers.txt layers REGEX "^[a-z]+:")
set(library_sources "")
foreach(layer IN LISTS layers)
    string(REGEX MATCH "^[a-z]+" room "${layer}")
    if(NOT room MATCHES "^(cli|serve)$")
        file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${room}/*.c)
        list(APPEND library_sources ${sources})
    endif()
endforeach()

add_library(keruen_objects OBJECT ${library_sources} ${page_source})
target_include_directories(keruen_objects PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> PRIVATE ${PROJECT_SOURCE_DIR}/src)
target_link_libraries(keruen_objects PRIVATE keruen_flags PkgConfig::JANSSON PkgConfig::SQLITE PkgConfig::HDF5 PkgConfig::YAML)

add_library(keruen_static STATIC $<TARGET_OBJECTS:keruen_objects>)
add_library(keruen_shared SHARED $<TARGET_OBJECTS:keruen_objects>)
set_target_properties(keruen_static PROPERTIES OUTPUT_NAME keruen EXPORT_NAME static)
set_target_properties(keruen_shared PROPERTIES OUTPUT_NAME keruen EXPORT_NAME shared
    VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR})
foreach(library keruen_static keruen_shared)
    target_include_directories(${library} PUBLIC
        $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
    target_link_libraries(${library} PRIVATE $<BUILD_INTERFACE:keruen_flags> PkgConfig::JANSSON PkgConfig::SQLITE PkgConfig::HDF5 PkgConfig::YAML OpenMP::OpenMP_C m)
endforeach()

# The commands are objects of their own, so that tests and fuzz targets can call them without the program.
file(GLOB cli_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/cli/*.c)
list(REMOVE_ITEM cli_sources ${PROJECT_SOURCE_DIR}/src/cli/main.c)
file(RELATIVE_PATH data_from_binary /${CMAKE_INSTALL_BINDIR} /${CMAKE_INSTALL_DATADIR}/keruen/region)
add_library(keruen_commands STATIC ${cli_sources})
target_include_directories(keruen_commands PRIVATE ${PROJECT_SOURCE_DIR}/src)
target_compile_definitions(keruen_commands PRIVATE
    KERUEN_DATA_FROM_BINARY="${data_from_binary}" KERUEN_DATA_SOURCE="${PROJECT_SOURCE_DIR}/data/region")
target_link_libraries(keruen_commands PUBLIC keruen_static PRIVATE keruen_flags PkgConfig::JANSSON)

add_executable(keruen ${PROJECT_SOURCE_DIR}/src/cli/main.c)
target_include_directories(keruen PRIVATE ${PROJECT_SOURCE_DIR}/src)
target_link_libraries(keruen PRIVATE keruen_commands keruen_flags)

# The build refuses an include that src/layers.txt does not allow.
add_custom_target(layers ALL COMMAND ${PROJECT_SOURCE_DIR}/tools/check-layers ${PROJECT_SOURCE_DIR})
add_dependencies(keruen_objects layers)
