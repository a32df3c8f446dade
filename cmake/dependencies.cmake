# Every library that is not ours. script/bootstrap installs what is missing by these names.
find_package(OpenMP REQUIRED COMPONENTS C)
find_package(PkgConfig REQUIRED)

# What libkeruen is linked with: our name, pkg-config's. The installed descriptions are made of this list, too.
set(library_packages JANSSON=jansson SQLITE=sqlite3 HDF5=hdf5 YAML=yaml-0.1)
set(requires_private "")
foreach(package IN LISTS library_packages)
    string(REPLACE "=" ";" package ${package})
    list(GET package 0 ours)
    list(GET package 1 theirs)
    pkg_check_modules(${ours} REQUIRED IMPORTED_TARGET ${theirs})
    string(APPEND requires_private " ${theirs}")
endforeach()

if(BUILD_TESTING OR NOT DEFINED BUILD_TESTING)
    pkg_check_modules(CMOCKA REQUIRED IMPORTED_TARGET cmocka)
endif()
