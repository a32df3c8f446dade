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

/* The nearest of names that are offered one by one; of two that are as near the first. */
typedef struct kri_nearest {
    kri_span wanted;
    unsigned beyond;            /* only what is nearer than this counts */
    const char *name;           /* NULL: none was near enough */
} kri_nearest;

void kri_spelling_offer(kri_nearest *nearest, const char *name);

/* The nearest of `count` candidates if it is near enough to be meant, else NULL. */
const char *kri_spelling_nearest(kri_span wanted, const char *const *candidates, size_t count);

#endif
