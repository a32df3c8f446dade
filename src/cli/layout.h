/* layout.h: words set in lines. */
#ifndef KRI_LAYOUT_H
#define KRI_LAYOUT_H

#include "base/text.h"

/* Adds the words from column `at` on, later lines indented, none past `width`; ends the line. */
void kri_layout_wrap(kri_text *text, kri_span words, size_t at, size_t indent, size_t width);

/* Adds spaces up to a column, the text standing at `at`; at least one, or a new line when there is no room for it. */
void kri_layout_tab(kri_text *text, size_t at, size_t column);

/* Takes the next paragraph off *rest: words to wrap, or lines that begin with four spaces and stand as they are. */
int kri_layout_paragraph(kri_span *rest, kri_span *paragraph, int *is_literal);

#endif
