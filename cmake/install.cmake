# What goes where: the program, the libraries with their headers and descriptions, man pages, completions, the region.
include(CMakePackageConfigHelpers)

install(TARGETS keruen RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS keruen_shared EXPORT keruenShared LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS keruen_static EXPORT keruenStatic ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/keruen DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE ${PROJECT_SOURCE_DIR}/NOTICE ${PROJECT_SOURCE_DIR}/CHANGELOG.md
    DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/docs DESTINATION ${CMAKE_INSTALL_DOCDIR} FILES_MATCHING PATTERN "*.md")     # help names pages of it
install(DIRECTORY ${PROJECT_SOURCE_DIR}/data/region/ DESTINATION ${CMAKE_INSTALL_DATADIR}/keruen/region OPTIONAL)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/data/studies/ DESTINATION ${CMAKE_INSTALL_DATADIR}/keruen/studies OPTIONAL)

# find_package(keruen) gives keruen::shared; find_package(keruen COMPONENTS static) also keruen::static.
set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/keruen)
install(EXPORT keruenShared NAMESPACE keruen:: DESTINATION ${package_folder})
install(EXPORT keruenStatic NAMESPACE keruen:: DESTINATION ${package_folder})
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/keruenConfig.cmake.in ${PROJECT_BINARY_DIR}/keruenConfig.cmake
    INSTALL_DESTINATION ${package_folder})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/keruenConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/keruenConfig.cmake ${PROJECT_BINARY_DIR}/keruenConfigVersion.cmake
    DESTINATION ${package_folder})

# The description for pkg-config names its prefix relative to itself, so that the tree may be moved.
file(RELATIVE_PATH prefix_from_pkgconfig /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
string(REGEX REPLACE "/$" "" prefix_from_pkgconfig "${prefix_from_pkgconfig}")
configure_file(${PROJECT_SOURCE_DIR}/cmake/keruen.pc.in ${PROJECT_BINARY_DIR}/keruen.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/keruen.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

# Man pages and completions are made by the program itself from its list of commands.
find_program(SCDOC scdoc)
set(pages ${PROJECT_BINARY_DIR}/pages)
add_custom_command(OUTPUT ${pages}/done
    COMMAND ${PROJECT_SOURCE_DIR}/tools/make-pages $<TARGET_FILE:keruen> ${pages} ${SCDOC}
    DEPENDS keruen ${PROJECT_SOURCE_DIR}/tools/make-pages VERBATIM)
add_custom_target(pages ALL DEPENDS ${pages}/done)
if(NOT SCDOC)
    message(STATUS "scdoc is not there: no man pages")
endif()
install(DIRECTORY ${pages}/man1 DESTINATION ${CMAKE_INSTALL_MANDIR})
install(FILES ${pages}/bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME keruen)
install(FILES ${pages}/zsh DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions RENAME _keruen)
install(FILES ${pages}/fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d RENAME keruen.fish)
