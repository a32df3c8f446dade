/* solution.c: saved assignments (docs/formats/solution.md). All numbers are little-endian, as on every machine we build for. */
#include <keruen/io_solution.h>

#include "base/arena.h"
#include "base/file.h"

#include <math.h>
#include <string.h>

static const char MAGIC[8] = "KRSOLVE1";

struct header {
    char magic[8];
    uint64_t roads_hash;
    uint32_t links, zones, classes, sources;
    uint64_t entries;
    uint64_t check;         /* of everything behind the header */
};

/* FNV-1a over words of eight bytes: enough against accidents. */
static uint64_t check_sum(uint64_t sum, const void *bytes, size_t length)
{
    const char *at = bytes;
    for (; length >= 8; at += 8, length -= 8) {
        uint64_t word;
        memcpy(&word, at, 8);
        sum = (sum ^ word) * 0x100000001B3u;
        sum ^= sum >> 32;
    }
    for (; length; at++, length--)
        sum = (sum ^ (unsigned char)*at) * 0x100000001B3u;
    return sum;
}

struct part {
    const void *bytes;
    size_t length;
};

kr_status kr_solution_write(kr_job *job, const kr_solution *s, const char *path)
{
    uint64_t entries = s->first[s->sources];
    const struct part parts[] = {
        { s->traffic, s->sources * sizeof *s->traffic }, { s->zone, s->sources * sizeof *s->zone },
        { s->first, ((size_t)s->sources + 1) * sizeof *s->first }, { s->flow, entries * sizeof *s->flow },
        { s->link, entries * sizeof *s->link },
    };
    struct header head = { .roads_hash = s->roads_hash, .links = s->links, .zones = s->zones, .classes = s->classes,
                           .sources = s->sources, .entries = entries };
    kri_output *output;
    memcpy(head.magic, MAGIC, sizeof MAGIC);
    for (size_t k = 0; k < sizeof parts / sizeof *parts; k++)
        head.check = check_sum(head.check, parts[k].bytes, parts[k].length);
    KR_TRY(kri_output_open(job, path, &output));
    KR_TRY(kri_output_write(output, (const char *)&head, sizeof head));
    for (size_t k = 0; k < sizeof parts / sizeof *parts; k++)
        if (parts[k].length)
            KR_TRY(kri_output_write(output, parts[k].bytes, parts[k].length));
    return kri_output_close(output);
}

static kr_status check_content(kr_job *job, const char *path, const kr_solution *s, uint64_t entries)
{
    if (s->first[0] != 0 || s->first[s->sources] != entries)
        return kr_fail(job, KR_E_INPUT, "%s: the lists of the saved assignment do not add up; it is damaged", path);
    for (uint32_t k = 0; k < s->sources; k++) {
        int rises = k == 0 || s->traffic[k] > s->traffic[k - 1] || (s->traffic[k] == s->traffic[k - 1] && s->zone[k] > s->zone[k - 1]);
        if (!rises || s->traffic[k] >= s->classes || s->zone[k] >= s->zones || s->first[k + 1] < s->first[k] || s->first[k + 1] > entries)
            return kr_fail(job, KR_E_INPUT, "%s: origin %u of the saved assignment is out of order; it is damaged", path, k + 1);
    }
    for (uint64_t i = 0; i < entries; i++)
        if (s->link[i] >= s->links || !(s->flow[i] >= 0) || !isfinite(s->flow[i]))
            return kr_fail(job, KR_E_INPUT, "%s: entry %llu of the saved assignment is no flow on a link; it is damaged", path,
                           (unsigned long long)i + 1);
    return KR_OK;
}

/* A copy, because the bytes of a file stand on no boundary. */
static kr_status take(kr_job *job, const char **at, size_t count, size_t size, void *array)
{
    char *copy = kr_job_alloc(job, count, size);
    if (!copy)
        return KR_E_MEMORY;
    if (count)
        memcpy(copy, *at, count * size);
    *at += count * size;
    memcpy(array, &copy, sizeof copy);
    return KR_OK;
}

kr_status kr_solution_read(kr_job *job, const char *path, kr_solution *s)
{
    kri_span bytes;
    struct header head;
    KR_TRY(kri_file_read(job, path, &bytes));
    if (bytes.length < sizeof head || memcmp(bytes.start, MAGIC, sizeof MAGIC))
        return kr_fail(job, KR_E_INPUT, "%s: this is no saved assignment; keruen assign --save makes one", path);
    memcpy(&head, bytes.start, sizeof head);
    size_t left = bytes.length - sizeof head;
    const char *at = bytes.start + sizeof head;
    uint64_t fixed = (uint64_t)head.sources * 16 + 8;
    if (head.entries > left / 12 || fixed > left || fixed + head.entries * 12 != left)
        return kr_fail(job, KR_E_INPUT, "%s: %zu bytes where %llu origins and %llu entries need others; the file is cut short or damaged", path,
                       bytes.length, (unsigned long long)head.sources, (unsigned long long)head.entries);
    *s = (kr_solution){ .roads_hash = head.roads_hash, .links = head.links, .zones = head.zones, .classes = head.classes, .sources = head.sources };
    const size_t lengths[] = { head.sources * 4, head.sources * 4, ((size_t)head.sources + 1) * 8, head.entries * 8, head.entries * 4 };
    uint64_t sum = 0;
    const char *part = at;
    for (size_t k = 0; k < sizeof lengths / sizeof *lengths; part += lengths[k++])
        sum = check_sum(sum, part, lengths[k]);
    if (sum != head.check)
        return kr_fail(job, KR_E_INPUT, "%s: the check sum is wrong; the file is damaged", path);
    KR_TRY(take(job, &at, head.sources, sizeof *s->traffic, &s->traffic));
    KR_TRY(take(job, &at, head.sources, sizeof *s->zone, &s->zone));
    KR_TRY(take(job, &at, (size_t)head.sources + 1, sizeof *s->first, &s->first));
    KR_TRY(take(job, &at, head.entries, sizeof *s->flow, &s->flow));
    KR_TRY(take(job, &at, head.entries, sizeof *s->link, &s->link));
    return check_content(job, path, s, head.entries);
}
