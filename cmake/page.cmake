# The page that --html writes: web/ bundled by esbuild into one template, which becomes a C file of the library. Without Node
# and npm, or when the packages cannot be had, that file holds the reason in the template's place, and --html says it.
find_program(NODE node)
find_program(NPM npm)
set(page_source ${PROJECT_BINARY_DIR}/web/html_template.c)
file(GLOB page_parts CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/web/src/*)
add_custom_command(OUTPUT ${page_source}
    COMMAND ${PROJECT_SOURCE_DIR}/tools/make-page ${page_source} ${NODE} ${NPM}
    DEPENDS ${page_parts} ${PROJECT_SOURCE_DIR}/tools/make-page ${PROJECT_SOURCE_DIR}/web/build.mjs
        ${PROJECT_SOURCE_DIR}/web/package-lock.json
    COMMENT "Generating the page" VERBATIM)
