/* missing.c: in the template's place when it could not be made. tools/make-page puts the reason in. */
#include "report/html_template.h"

const kri_html_part kri_html_template[KRI_HTML_PARTS] = { { NULL, 0 } };

const char *const kri_html_missing = "@REASON@";
