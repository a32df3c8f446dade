/* names.c: names as small numbers. */
#include "names.h"

#include <string.h>

static uint64_t hash_of(kri_span name)
{
    uint64_t h = 0xcbf29ce484222325u;           /* FNV-1a, then a finaliser: the low bits choose the slot */
    for (size_t i = 0; i < name.length; i++)
        h = (h ^ (unsigned char)name.start[i]) * 0x100000001b3u;
    h ^= h >> 32;
    h *= 0xd6e8feb86659fd93u;
    return h ^ (h >> 32);
}

static kri_span name_at(const kri_names *names, uint32_t number)
{
    size_t begin = names->start[number];
    size_t end = number + 1 < names->count ? names->start[number + 1] : names->length;
    return (kri_span){ names->bytes + begin, end - begin - 1 };
}

/* A byte of the hash beside each slot tells most other names apart without a look at them. */
static uint8_t tag_of(uint64_t hash)
{
    return (uint8_t)(hash >> 56);
}

/* The slot that holds the name, or the free one where it belongs. */
static size_t slot_for(const kri_names *names, kri_span name, uint64_t hash)
{
    size_t i = hash & (names->slots - 1);
    for (; names->slot[i]; i = (i + 1) & (names->slots - 1)) {
        if (names->tag[i] != tag_of(hash))
            continue;
        kri_span other = name_at(names, names->slot[i] - 1);
        if (other.length == name.length && memcmp(other.start, name.start, name.length) == 0)
            break;
    }
    return i;
}

static void put_in_slot(kri_names *names, size_t slot, uint64_t hash, uint32_t number)
{
    names->slot[slot] = number + 1;
    names->tag[slot] = tag_of(hash);
}

static kr_status widen_slots(kri_names *names, size_t slots)
{
    KRI_NEW(names->job, names->slot, slots);
    KRI_NEW(names->job, names->tag, slots);
    names->slots = slots;
    for (uint32_t number = 0; number < names->count; number++) {
        uint64_t hash = hash_of(name_at(names, number));
        put_in_slot(names, slot_for(names, name_at(names, number), hash), hash, number);
    }
    return KR_OK;
}

kr_status kri_names_reserve(kri_names *names, size_t more)
{
    size_t slots = names->slots;
    if (more > UINT32_MAX - names->count)
        return KR_OK;       /* adding them will say so */
    while (2 * (names->count + more + 1) > slots)
        slots *= 2;
    KR_TRY(kri_job_grow(names->job, &names->start, &names->start_capacity, names->count + more, sizeof *names->start));
    return slots == names->slots ? KR_OK : widen_slots(names, slots);
}

kr_status kri_names_init(kri_names *names, kr_job *job)
{
    uint32_t empty;
    *names = (kri_names){ .job = job };
    KR_TRY(widen_slots(names, 256));
    return kri_names_add(names, KRI_SPAN(""), &empty);
}

kr_status kri_names_add(kri_names *names, kri_span name, uint32_t *number)
{
    uint64_t hash = hash_of(name);
    size_t slot = slot_for(names, name, hash);
    if (names->slot[slot]) {
        *number = names->slot[slot] - 1;
        return KR_OK;
    }
    if (names->length + name.length + 1 > UINT32_MAX)
        return kr_fail(names->job, KR_E_LIMIT, "more than 4 GiB of names");
    KR_TRY(kri_job_grow(names->job, &names->start, &names->start_capacity, names->count + 1, sizeof *names->start));
    KR_TRY(kri_job_grow(names->job, &names->bytes, &names->capacity, names->length + name.length + 1, 1));
    if (2 * (names->count + 1) > names->slots) {
        KR_TRY(widen_slots(names, 2 * names->slots));
        slot = slot_for(names, name, hash);
    }
    *number = (uint32_t)names->count;
    names->start[names->count++] = (uint32_t)names->length;
    if (name.length)
        memcpy(names->bytes + names->length, name.start, name.length);
    names->bytes[names->length + name.length] = 0;
    names->length += name.length + 1;
    put_in_slot(names, slot, hash, *number);
    return KR_OK;
}

uint32_t kri_names_find(const kri_names *names, kri_span name)
{
    return names->slot[slot_for(names, name, hash_of(name))] - 1;      /* a free slot is 0 and gives KRI_NO_NAME */
}

const char *kri_names_get(const kri_names *names, uint32_t number)
{
    return names->bytes + names->start[number];
}

kr_status kri_names_add_free(kri_names *names, const char *wanted, const char **name)
{
    uint32_t number;
    *name = wanted;
    for (unsigned n = 2; kri_names_find(names, kri_span_of(*name)) != KRI_NO_NAME; n++)
        if (!(*name = kri_job_format(names->job, "%s_%u", wanted, n)))
            return KR_E_MEMORY;
    return kri_names_add(names, kri_span_of(*name), &number);
}
