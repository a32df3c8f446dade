/* spelling.h: names that are nearly the same. */
#ifndef KRI_SPELLING_H
#define KRI_SPELLING_H

#include "text.h"

/*
 * Damerau-Levenshtein distance of two short names in letters; case (Latin, Greek, Cyrillic, Armenian), the marks on Latin
 * letters and "-", "_", " ", "'" do not count. For "did you mean".
 */
unsigned kri_spelling_distance(kri_span a, kri_span b);

/* How far from what was typed a name may be and still be meant. */
unsigned kri_spelling_tolerance(kri_span wanted);

/* The nearest of `count` candidates if it is near enough to be meant, else NULL. */
const char *kri_spelling_nearest(kri_span wanted, const char *const *candidates, size_t count);

#endif
