/* spelling.c: names that are nearly the same. */
#include "spelling.h"

#include "utf8.h"

#include <string.h>

#define LONGEST_COMPARED 48

/* The plain letters of U+00C0..U+017F. */
static const char plain_latin[] =
    "aaaaaaaceeeeiiiidnoooooxouuuuytsaaaaaaaceeeeiiiidnoooooxouuuuyty"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
    "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

/* One letter for a letter in either case, with or without its marks; 0 for what people leave out. */
static uint32_t folded(uint32_t c)
{
    if (c == '-' || c == '_' || c == ' ' || c == '\'' || c == 0x2018 || c == 0x2019 || c == 0x02BC || (c >= 0x300 && c <= 0x36F))
        return 0;
    if (c >= 'A' && c <= 'Z')
        return c + 32;
    if (c < 0xC0)
        return c;
    if (c < 0x180)
        return (unsigned char)plain_latin[c - 0xC0];
    if (c >= 0x391 && c <= 0x3A9)                   /* Greek */
        return c + 32;
    if (c >= 0x400 && c <= 0x42F)                   /* Cyrillic, then its letters outside Russian in pairs */
        c += c < 0x410 ? 80 : 32;
    else if ((c >= 0x460 && c <= 0x481) || (c >= 0x48A && c <= 0x4BF) || (c >= 0x4D0 && c <= 0x52F))
        c |= 1;
    else if (c >= 0x531 && c <= 0x556)              /* Armenian */
        return c + 48;
    return c == 0x451 ? 0x435 : c == 0x18F ? 0x259 : c;
}

/* The letters that count, as many as are compared; *all is 0 when there are more. */
static size_t squeezed(kri_span name, uint32_t *out, int *all)
{
    size_t n = 0, step;
    *all = 1;
    for (size_t i = 0; i < name.length; i += step) {
        size_t length = kri_utf8_length(name.start + i, name.length - i);
        step = length ? length : 1;
        uint32_t c = length ? folded(kri_utf8_code_point(name.start + i, length)) : 0xFFFD;
        if (c && n == LONGEST_COMPARED) {
            *all = 0;
            break;
        }
        if (c)
            out[n++] = c;
    }
    return n;
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

unsigned kri_spelling_distance(kri_span a, kri_span b)
{
    uint32_t s[LONGEST_COMPARED], t[LONGEST_COMPARED];
    int all_of_a, all_of_b;
    size_t n = squeezed(a, s, &all_of_a), m = squeezed(b, t, &all_of_b);
    unsigned d[LONGEST_COMPARED + 1][LONGEST_COMPARED + 1];
    for (size_t i = 0; i <= n; i++)
        d[i][0] = (unsigned)i;
    for (size_t j = 0; j <= m; j++)
        d[0][j] = (unsigned)j;
    for (size_t i = 1; i <= n; i++)
        for (size_t j = 1; j <= m; j++) {
            unsigned change = s[i - 1] != t[j - 1];
            d[i][j] = least(least(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
            if (i > 1 && j > 1 && s[i - 1] == t[j - 2] && s[i - 2] == t[j - 1])
                d[i][j] = least(d[i][j], d[i - 2][j - 2] + 1);
        }
    /* Names that differ behind what is compared are not the same. */
    int is_same = all_of_a && all_of_b ? d[n][m] == 0 : a.length == b.length && memcmp(a.start, b.start, a.length) == 0;
    return is_same ? 0 : d[n][m] ? d[n][m] : 1;
}

unsigned kri_spelling_tolerance(kri_span wanted)
{
    return 1 + (unsigned)(wanted.length < 24 ? wanted.length / 4 : 6);
}

void kri_spelling_offer(kri_nearest *nearest, const char *name)
{
    unsigned distance = kri_spelling_distance(nearest->wanted, kri_span_of(name));
    if (distance >= nearest->beyond)
        return;
    nearest->beyond = distance;
    nearest->name = name;
}

const char *kri_spelling_nearest(kri_span wanted, const char *const *candidates, size_t count)
{
    kri_nearest nearest = { wanted, 1 + kri_spelling_tolerance(wanted), NULL };
    for (size_t i = 0; i < count; i++)
        kri_spelling_offer(&nearest, candidates[i]);
    return nearest.name;
}
