/* worlds.h: trade matrices for tests, made up or read. */
#ifndef KERUEN_TEST_WORLDS_H
#define KERUEN_TEST_WORLDS_H

#include "check.h"

#include <keruen/trade.h>

static uint64_t world_seed;

static inline double world_uniform(void)
{
    world_seed = world_seed * 6364136223846793005u + 1442695040888963407u;
    return ((double)(world_seed >> 11) + .5) / 9007199254740992.0;
}

/* Countries of unlike size that trade most at home; deficits come out of it by themselves. */
static inline kr_flows made_up_world(kr_job *job, uint32_t n, uint64_t seed)
{
    kr_flows f = { .count = n, .value = kr_job_alloc(job, (size_t)n * n, sizeof(double)) };
    const char **id = kr_job_alloc(job, n, sizeof *id);
    double *size = kr_job_alloc(job, n, sizeof *size);
    assert_true(f.value && id && size);
    world_seed = seed;
    for (uint32_t i = 0; i < n; i++) {
        char *name = kr_job_alloc(job, 16, 1);
        assert_non_null(name);
        snprintf(name, 16, "c%u", i);
        id[i] = name;
        size[i] = exp(3 * world_uniform());
    }
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = 0; j < n; j++)
            f.value[(size_t)i * n + j] = size[i] * size[j] * (i == j ? 5.0 * n : .2 + world_uniform());
    f.id = id;
    return f;
}

/* One column of a long table of flows that is sorted by nothing in particular, from exporter,importer,...; absent pairs are 0. */
static inline kr_flows read_world(kr_job *job, const char *name, const char *value, double **second, const char *second_name)
{
    kr_column_wish wishes[] = { { "exporter", KR_COLUMN_CODE }, { "importer", KR_COLUMN_CODE }, { value, KR_COLUMN_NUMBER },
                                { second_name ? second_name : value, KR_COLUMN_NUMBER } };
    kr_panel p;
    kr_flows f = { 0 };
    check_ok(job, kr_panel_read(job, shared_file(name), wishes, 4, NULL, &p));
    f.count = p.column[0].codes;
    f.id = p.column[0].label;
    f.value = kr_job_alloc(job, (size_t)f.count * f.count, sizeof(double));
    if (second)
        *second = kr_job_alloc(job, (size_t)f.count * f.count, sizeof(double));
    for (size_t r = 0; r < p.rows; r++) {
        uint32_t j = 0;
        while (strcmp(f.id[j], p.column[1].label[p.column[1].code[r]]) != 0)
            j++;
        f.value[(size_t)p.column[0].code[r] * f.count + j] = p.column[2].value[r];
        if (second)
            (*second)[(size_t)p.column[0].code[r] * f.count + j] = p.column[3].value[r];
    }
    return f;
}

static inline uint32_t country(const kr_flows *f, const char *id)
{
    for (uint32_t i = 0; i < f->count; i++)
        if (strcmp(f->id[i], id) == 0)
            return i;
    fail_msg("no country %s", id);
    return 0;
}

#endif
