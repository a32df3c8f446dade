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

add_library(keruen_objects OBJECT ${library_sources})
target_include_directories(keruen_objects PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> PRIVATE ${PROJECT_SOURCE_DIR}/src)
target_link_libraries(keruen_objects PRIVATE keruen_flags PkgConfig::JANSSON)

add_library(keruen_static STATIC $<TARGET_OBJECTS:keruen_objects>)
add_library(keruen_shared SHARED $<TARGET_OBJECTS:keruen_objects>)
set_target_properties(keruen_static PROPERTIES OUTPUT_NAME keruen EXPORT_NAME static)
set_target_properties(keruen_shared PROPERTIES OUTPUT_NAME keruen EXPORT_NAME shared
    VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR})
foreach(library keruen_static keruen_shared)
    target_include_directories(${library} PUBLIC
        $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
    target_link_libraries(${library} PRIVATE $<BUILD_INTERFACE:keruen_flags> PkgConfig::JANSSON OpenMP::OpenMP_C m)
endforeach()

file(GLOB cli_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/cli/*.c)
if(cli_sources)
    add_executable(keruen ${cli_sources})
    target_link_libraries(keruen PRIVATE keruen_static keruen_flags PkgConfig::JANSSON)
    target_compile_definitions(keruen PRIVATE KERUEN_DATA_FROM_BINARY="../${CMAKE_INSTALL_DATADIR}/keruen/region")
endif()

# The build refuses an include that src/layers.txt does not allow.
add_custom_target(layers ALL COMMAND ${PROJECT_SOURCE_DIR}/tools/check-layers ${PROJECT_SOURCE_DIR})
add_dependencies(keruen_objects layers)
