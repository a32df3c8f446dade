/* join.c: several codes as one. */
#include <keruen/panel.h>

#include "base/arena.h"

#include <string.h>

#define DIRECT_PAIRS ((uint64_t)1 << 22)

/* Joint numbers by a table with a slot for every pair: for products of codes that stay small. */
static void join_direct(size_t rows, const uint32_t *a, const uint32_t *b, uint32_t b_codes, uint32_t *slot,
                        uint32_t *joint, uint32_t *joint_codes)
{
    uint32_t next = 0;
    for (size_t r = 0; r < rows; r++) {
        uint32_t *s = &slot[(size_t)a[r] * b_codes + b[r]];
        if (!*s)
            *s = ++next;
        joint[r] = *s - 1;
    }
    *joint_codes = next;
}

static uint64_t scattered(uint64_t key)
{
    key ^= key >> 32;
    key *= 0x9E3779B97F4A7C15u;
    return key ^ key >> 29;
}

struct place {
    uint64_t key;       /* pair + 1, 0 free */
    uint32_t joint;
};

/* The same by hashing, in a table at most half full. */
static void join_hashed(size_t rows, const uint32_t *a, const uint32_t *b, uint32_t b_codes, struct place *place,
                        size_t places, uint32_t *joint, uint32_t *joint_codes)
{
    uint32_t next = 0;
    for (size_t r = 0; r < rows; r++) {
        uint64_t key = (uint64_t)a[r] * b_codes + b[r] + 1;
        size_t at = scattered(key) & (places - 1);
        while (place[at].key && place[at].key != key)
            at = (at + 1) & (places - 1);
        if (!place[at].key)
            place[at] = (struct place){ key, next++ };
        joint[r] = place[at].joint;
    }
    *joint_codes = next;
}

static kr_status join_two(kr_job *job, size_t rows, const uint32_t *a, uint32_t a_codes, const uint32_t *b,
                          uint32_t b_codes, uint32_t *joint, uint32_t *joint_codes)
{
    kri_mark mark = kri_job_mark(job);
    if ((uint64_t)a_codes * b_codes <= DIRECT_PAIRS) {
        uint32_t *slot;
        KRI_NEW(job, slot, (size_t)a_codes * b_codes);
        join_direct(rows, a, b, b_codes, slot, joint, joint_codes);
    } else {
        struct place *place;
        size_t places = 1024;
        while (places < 2 * rows)
            places *= 2;
        KRI_NEW(job, place, places);
        join_hashed(rows, a, b, b_codes, place, places, joint, joint_codes);
    }
    kri_job_release(job, mark);
    return KR_OK;
}

kr_status kr_codes_join(kr_job *job, size_t rows, uint32_t count, const uint32_t *const *code, const uint32_t *codes,
                        uint32_t *joint, uint32_t *joint_codes)
{
    if (rows >= UINT32_MAX)
        return kr_fail(job, KR_E_LIMIT, "%zu rows are more than the 4,294,967,294 that can be joined", rows);
    *joint_codes = rows > 0;
    if (count)
        *joint_codes = codes[0];
    for (size_t r = 0; r < rows; r++)
        joint[r] = count ? code[0][r] : 0;
    for (uint32_t k = 1; k < count; k++)
        KR_TRY(join_two(job, rows, joint, *joint_codes, code[k], codes[k], joint, joint_codes));
    return KR_OK;
}
