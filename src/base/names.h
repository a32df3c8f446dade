/* names.h: names as small numbers. */
#ifndef KRI_NAMES_H
#define KRI_NAMES_H

#include "text.h"

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

/* Adds `wanted`, or it with the first of _2, _3 and so on behind it that makes a name that is not there yet. */
kr_status kri_names_add_free(kri_names *names, const char *wanted, const char **name);

#endif
