/* text.h: pieces of text, text that grows and lines of words. */
#ifndef KRI_TEXT_H
#define KRI_TEXT_H

#include "arena.h"

/* A piece of somebody else's bytes; not NUL-terminated. */
typedef struct kri_span {
    const char *start;
    size_t length;
} kri_span;

#define KRI_SPAN(literal) ((kri_span){ (literal), sizeof(literal) - 1 })

kri_span kri_span_of(const char *text);
int kri_span_is(kri_span span, const char *text);
kri_span kri_span_trim(kri_span span);

/* Takes the part of *rest before the next separator off it; 0 when nothing is left. "a;;b" has three parts, "" one, a span without start none. */
int kri_span_next(kri_span *rest, char separator, kri_span *part);

/* Text that grows in the arena. After a failure further additions do nothing; ask status once at the end. */
typedef struct kri_text {
    kr_job *job;
    char *bytes;        /* always NUL-terminated once something was added */
    size_t length;
    size_t capacity;
    kr_status status;
} kri_text;

kri_text kri_text_new(kr_job *job);
void kri_text_add(kri_text *text, const char *bytes, size_t length);
void kri_text_puts(kri_text *text, const char *string);
void kri_text_char(kri_text *text, char c);

/* A name as a cell of a CSV: in quotes where a comma, semicolon, tab, quote, line end or a blank at its edge wants them. */
void kri_text_cell(kri_text *text, const char *name);
void kri_text_format(kri_text *text, const char *format, ...) KR_PRINTF(2, 3);

/* Hands what has gathered to the sink when it is `enough` bytes, and begins anew; 0 at the end, for whatever is left. */
#define KRI_TEXT_ENOUGH (1u << 16)

kr_status kri_text_hand_over(kri_text *text, kr_sink sink, size_t enough);

/* A sink that adds to the text. */
kr_sink kri_text_sink(kri_text *text);

/*
 * Takes off *rest as many words as fit into so many columns; a word that is wider by itself is cut, behind a hyphen or
 * the like if it has one. The line has no spaces at its ends (line ends count as spaces). 0 when no word is left.
 */
int kri_text_line(kri_span *rest, size_t columns, kri_span *line);

#endif
