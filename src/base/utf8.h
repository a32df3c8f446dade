/* utf8.h: the characters in somebody's bytes: whether they are any, what they do to a terminal and how wide they are. */
#ifndef KRI_UTF8_H
#define KRI_UTF8_H

#include <keruen/base.h>

/* The bytes of the character at `at`, of `left`: 0 when they are not well-formed (RFC 3629: no overlong forms, no surrogates). */
size_t kri_utf8_length(const char *at, size_t left);

/* The number of a well-formed character of so many bytes. */
uint32_t kri_utf8_code_point(const char *at, size_t length);

/* Whether the bytes are well-formed UTF-8; if not, *at is the place of the first wrong byte. */
int kri_utf8_is_valid(const char *bytes, size_t length, size_t *at);

/*
 * The bytes of the character at `at`, of `left`, when it steers what shows it: a control of ASCII or of U+0080..U+009F, or one that turns the
 * direction of what follows (U+061C, U+200E, U+200F, U+202A..U+202E, U+2066..U+2069). Else 0.
 */
size_t kri_utf8_steers(const char *at, size_t left);

/* A blank in place of each of them; the length that is left, with a NUL behind it if it has become less. */
size_t kri_utf8_blank(char *text, size_t length);

/*
 * Makes somebody's bytes fit for a message, in place: what is not UTF-8 and what steers a terminal becomes "?", a tab a space, and a
 * character that was cut off at the end goes.
 */
void kri_utf8_tame(char *text);

/* Terminal columns the text takes: code points, combining marks counted as nothing. */
size_t kri_utf8_columns(const char *bytes, size_t length);

/* Bytes up to the next character that takes a column of its own. */
size_t kri_utf8_column(const char *at, size_t left);

#endif
