/* text.h: building text, and names as small numbers. */
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

/* Whether the bytes are well-formed UTF-8; if not, *at is the place of the first wrong byte. */
int kri_utf8_is_valid(const char *bytes, size_t length, size_t *at);

/*
 * The bytes of the character at `at`, of `left`, when it steers what shows it: a control of ASCII or of U+0080..U+009F, or one that turns the
 * direction of what follows (U+061C, U+200E, U+200F, U+202A..U+202E, U+2066..U+2069). Else 0.
 */
size_t kri_text_steers(const char *at, size_t left);

/* A blank in place of each of them; the length that is left, with a NUL behind it if it has become less. */
size_t kri_text_blank(char *text, size_t length);

/*
 * Makes somebody's bytes fit for a message, in place: what is not UTF-8 and what steers a terminal becomes "?", a tab a space, and a
 * character that was cut off at the end goes.
 */
void kri_text_tame(char *text);

/* Terminal columns the text takes: code points, combining marks counted as nothing. */
size_t kri_utf8_columns(const char *bytes, size_t length);

/*
 * Takes off *rest as many words as fit into so many columns; a word that is wider by itself is cut, behind a hyphen or
 * the like if it has one. The line has no spaces at its ends (line ends count as spaces). 0 when no word is left.
 */
int kri_text_line(kri_span *rest, size_t columns, kri_span *line);

/*
 * Damerau-Levenshtein distance of two short names in letters; case (Latin, Greek, Cyrillic, Armenian), the marks on Latin
 * letters and "-", "_", " ", "'" do not count. For "did you mean".
 */
unsigned kri_text_distance(kri_span a, kri_span b);

/* How far from what was typed a name may be and still be meant. */
unsigned kri_text_tolerance(kri_span wanted);

/* The nearest of `count` candidates if it is near enough to be meant, else NULL. */
const char *kri_text_nearest(kri_span wanted, const char *const *candidates, size_t count);

/*
 * Names as 32-bit numbers, in order of first appearance. Number 0 is the empty name. The strings are
 * NUL-terminated, packed one behind the other, and stay where they are only until the next kri_names_add.
 */
typedef struct kri_names {
    kr_job *job;
    char *bytes;
    size_t length, capacity;
    uint32_t *start;            /* where name i begins in bytes */
    size_t count, start_capacity;
    uint32_t *slot;             /* open addressing: number + 1, 0 free */
    uint8_t *tag;               /* a byte of the hash of each slot */
    size_t slots;
} kri_names;

#define KRI_NO_NAME UINT32_MAX

kr_status kri_names_init(kri_names *names, kr_job *job);

/* Room for so many names more, so that adding them copies nothing. */
kr_status kri_names_reserve(kri_names *names, size_t more);
kr_status kri_names_add(kri_names *names, kri_span name, uint32_t *number);
uint32_t kri_names_find(const kri_names *names, kri_span name);     /* KRI_NO_NAME when it is not there */
const char *kri_names_get(const kri_names *names, uint32_t number);

#endif
