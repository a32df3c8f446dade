/* digest.c: SHA-256. */
#include "digest.h"

#include <string.h>

static const uint32_t constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be,
    0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa,
    0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85,
    0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3,
    0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f,
    0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t turn(uint32_t x, unsigned bits)
{
    return x >> bits | x << (32 - bits);
}

static uint32_t word_at(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* The words of the message, 16 at a time: w[i % 16] becomes w[i]. */
static uint32_t next_word(uint32_t w[16], unsigned i)
{
    uint32_t before_15 = w[(i + 1) % 16], before_2 = w[(i + 14) % 16];
    uint32_t low = turn(before_15, 7) ^ turn(before_15, 18) ^ before_15 >> 3;
    uint32_t high = turn(before_2, 17) ^ turn(before_2, 19) ^ before_2 >> 10;
    return w[i % 16] += low + w[(i + 9) % 16] + high;
}

/* One round. Instead of moving the eight words on, their names move: word k of round i is s[(k - i) mod 8]. */
static inline void round_of(uint32_t s[8], unsigned i, uint32_t add)
{
#define WORD(k) s[((k) - i) & 7]
    uint32_t choice = WORD(6) ^ (WORD(4) & (WORD(5) ^ WORD(6))), majority = (WORD(0) & WORD(1)) | (WORD(2) & (WORD(0) | WORD(1)));
    uint32_t a = WORD(7) + (turn(WORD(4), 6) ^ turn(WORD(4), 11) ^ turn(WORD(4), 25)) + choice + add;
    WORD(3) += a;
    WORD(7) = a + (turn(WORD(0), 2) ^ turn(WORD(0), 13) ^ turn(WORD(0), 22)) + majority;
#undef WORD
}

static void add_block(uint32_t state[8], const uint8_t *bytes)
{
    uint32_t w[16], s[8];
    memcpy(s, state, sizeof s);
#pragma GCC unroll 16
    for (unsigned i = 0; i < 16; i++)
        round_of(s, i, constants[i] + (w[i] = word_at(bytes + 4 * i)));
    for (unsigned i = 16; i < 64; i += 16)
#pragma GCC unroll 16
        for (unsigned k = 0; k < 16; k++)
            round_of(s, k, constants[i + k] + next_word(w, k));
    for (unsigned i = 0; i < 8; i++)
        state[i] += s[i];
}

kri_digest kri_digest_begin(void)
{
    return (kri_digest){ .state = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 } };
}

void kri_digest_add(kri_digest *digest, const void *bytes, size_t length)
{
    const uint8_t *next = bytes;
    size_t filled = digest->length % 64;
    digest->length += length;
    if (filled + length < 64) {
        if (length)
            memcpy(digest->block + filled, next, length);
        return;
    }
    if (filled) {
        memcpy(digest->block + filled, next, 64 - filled);
        add_block(digest->state, digest->block);
        next += 64 - filled;
        length -= 64 - filled;
    }
    for (; length >= 64; next += 64, length -= 64)
        add_block(digest->state, next);
    memcpy(digest->block, next, length);
}

void kri_digest_end(kri_digest *digest, uint8_t sum[32])
{
    static const uint8_t padding[64] = { 0x80 };
    uint64_t bits = digest->length * 8;
    uint8_t tail[8];
    size_t filled = digest->length % 64;
    kri_digest_add(digest, padding, filled < 56 ? 56 - filled : 120 - filled);
    for (unsigned i = 0; i < 8; i++)
        tail[i] = (uint8_t)(bits >> (56 - 8 * i));
    kri_digest_add(digest, tail, sizeof tail);
    for (unsigned i = 0; i < 32; i++)
        sum[i] = (uint8_t)(digest->state[i / 4] >> (24 - 8 * (i % 4)));
}

void kri_digest_end_hex(kri_digest *digest, char hex[KRI_DIGEST_HEX])
{
    uint8_t sum[32];
    kri_digest_end(digest, sum);
    for (unsigned i = 0; i < 64; i++)
        hex[i] = "0123456789abcdef"[sum[i / 2] >> (i % 2 ? 0 : 4) & 15];
    hex[64] = 0;
}

void kri_digest_hex(const void *bytes, size_t length, char hex[KRI_DIGEST_HEX])
{
    kri_digest digest = kri_digest_begin();
    kri_digest_add(&digest, bytes, length);
    kri_digest_end_hex(&digest, hex);
}

/* ---- ids ---- */

static const char letters[] = "0123456789abcdefghjkmnpqrstvwxyz";

void kri_digest_id(const uint8_t sum[32], char id[KRI_ID_CHARACTERS + 1])
{
    uint64_t bits = (uint64_t)word_at(sum) << 32 | word_at(sum + 4);
    for (unsigned i = 0; i < KRI_ID_CHARACTERS; i++)
        id[i] = letters[bits >> (59 - 5 * i) & 31];
    id[KRI_ID_CHARACTERS] = 0;
}

int kri_digest_id_read(const char *text, char id[KRI_ID_CHARACTERS + 1])
{
    size_t n = 0;
    for (; *text; text++) {
        char c = *text >= 'A' && *text <= 'Z' ? (char)(*text - 'A' + 'a') : *text;
        if (c == '-')
            continue;
        c = c == 'o' ? '0' : c == 'i' || c == 'l' ? '1' : c;
        if (n == KRI_ID_CHARACTERS || !strchr(letters, c))
            return 0;
        id[n++] = c;
    }
    id[n] = 0;
    return n == KRI_ID_CHARACTERS;
}
