/* digest.h: SHA-256 (FIPS 180-4), to tell whether bytes are the same as they were, and short ids made of it. */
#ifndef KRI_DIGEST_H
#define KRI_DIGEST_H

#include <stddef.h>
#include <stdint.h>

typedef struct kri_digest {
    uint32_t state[8];
    uint64_t length;        /* bytes so far */
    uint8_t block[64];      /* those that do not fill one yet */
} kri_digest;

kri_digest kri_digest_begin(void);
void kri_digest_add(kri_digest *digest, const void *bytes, size_t length);
void kri_digest_end(kri_digest *digest, uint8_t sum[32]);

#define KRI_DIGEST_HEX 65       /* 64 digits and the NUL */
void kri_digest_end_hex(kri_digest *digest, char hex[KRI_DIGEST_HEX]);
void kri_digest_hex(const void *bytes, size_t length, char hex[KRI_DIGEST_HEX]);

/*
 * Ten characters of Crockford's base 32, without i, l, o and u: the first 50 bits of the sum. Among a million of them two
 * are the same once in two thousand times.
 */
#define KRI_ID_CHARACTERS 10
void kri_digest_id(const uint8_t sum[32], char id[KRI_ID_CHARACTERS + 1]);

/* Reads an id as people write it: capitals, o for 0, i and l for 1, dashes. 0 when it is none. */
int kri_digest_id_read(const char *text, char id[KRI_ID_CHARACTERS + 1]);

#endif
