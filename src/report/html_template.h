/* html_template.h: the empty page, as the build made it of web/ (web/build.mjs). */
#ifndef KRI_HTML_TEMPLATE_H
#define KRI_HTML_TEMPLATE_H

#include <stddef.h>

/* The parts around what is filled in: before the title, the heading, the words, the data, and the end. */
enum { KRI_HTML_PARTS = 5 };

typedef struct kri_html_part {
    const unsigned char *bytes;
    size_t length;
} kri_html_part;

extern const kri_html_part kri_html_template[KRI_HTML_PARTS];

/* Why there is no template, as a clause; "" when there is one. */
extern const char *const kri_html_missing;

#endif
