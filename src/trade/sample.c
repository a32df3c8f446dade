/* sample.c: which rows a fit can use, and in which order it likes them. */
#include "sample.h"

#include <string.h>

struct level {
    size_t rows;
    double sum;
};

/* One look at one effect; *dropped counts what it took out. */
static void screen_effect(const kr_fit_data *data, const kr_fit_options *options, uint32_t effect, struct level *level,
                          uint8_t *keep, size_t *singletons, size_t *separated)
{
    const uint32_t *code = data->effect[effect];
    memset(level, 0, data->effect_levels[effect] * sizeof *level);
    for (size_t r = 0; r < data->rows; r++) {
        level[code[r]].rows += keep[r];
        level[code[r]].sum += keep[r] ? data->outcome[r] : 0;
    }
    for (size_t r = 0; r < data->rows; r++) {
        const struct level *l = &level[code[r]];
        int all_zero = options->estimator == KR_PPML && l->sum == 0;
        int alone = l->rows == 1 && !options->keep_singletons;
        if (!keep[r] || !(all_zero || alone))
            continue;
        keep[r] = 0;
        ++*(all_zero ? separated : singletons);
    }
}

kr_status kri_sample_screen(kr_job *job, const kr_fit_data *data, const kr_fit_options *options, uint8_t *keep,
                            size_t *singletons, size_t *separated)
{
    struct level *level;
    size_t before, most = 0;
    for (uint32_t k = 0; k < data->effects; k++)
        most = data->effect_levels[k] > most ? data->effect_levels[k] : most;
    kri_mark mark = kri_job_mark(job);
    KRI_NEW(job, level, most);
    do {
        before = *singletons + *separated;
        for (uint32_t k = 0; k < data->effects; k++)
            screen_effect(data, options, k, level, keep, singletons, separated);
    } while (*singletons + *separated > before);
    kri_job_release(job, mark);
    return KR_OK;
}

#define ROWS_WITHOUT_EFFECT ((size_t)1024)

/* Without effects the rows stay as they are, cut into pieces. */
static kr_status order_as_given(kr_job *job, kri_sample *s, const uint8_t *keep)
{
    uint32_t *first;
    size_t n = 0;
    s->absorb.groups = (uint32_t)((s->rows + ROWS_WITHOUT_EFFECT - 1) / ROWS_WITHOUT_EFFECT);
    KRI_NEW(job, first, s->absorb.groups + 1u);
    for (uint32_t g = 0; g <= s->absorb.groups; g++)
        first[g] = (uint32_t)(g * ROWS_WITHOUT_EFFECT < s->rows ? g * ROWS_WITHOUT_EFFECT : s->rows);
    for (size_t r = 0; r < s->data->rows; r++)
        if (keep[r])
            s->row[n++] = (uint32_t)r;
    s->absorb.first = first;
    return KR_OK;
}

/* A counting sort by the largest effect; rows of a level keep their order. */
static kr_status order_by_largest(kr_job *job, kri_sample *s, const uint8_t *keep)
{
    const uint32_t *code = s->data->effect[s->largest];
    uint32_t *first, levels = s->data->effect_levels[s->largest];
    KRI_NEW(job, first, levels + 2u);
    for (size_t r = 0; r < s->data->rows; r++)
        first[code[r] + 2] += keep[r];
    for (uint32_t g = 0; g < levels; g++)
        first[g + 2] += first[g + 1];
    for (size_t r = 0; r < s->data->rows; r++)
        if (keep[r])
            s->row[first[code[r] + 1]++] = (uint32_t)r;
    s->absorb.groups = levels;
    s->absorb.first = first;
    return KR_OK;
}

static int largest_effect(const kr_fit_data *data)
{
    int largest = -1;
    for (uint32_t k = 0; k < data->effects; k++)
        if (largest < 0 || data->effect_levels[k] > data->effect_levels[largest])
            largest = (int)k;
    return largest;
}

static kr_status lay_out_codes(kr_job *job, kri_sample *s)
{
    uint32_t *code, others = 0;
    kri_absorb *a = &s->absorb;
    a->others = s->data->effects ? s->data->effects - 1 : 0;
    KRI_NEW(job, code, s->rows * a->others);
    KRI_NEW(job, s->level_begin, s->data->effects);
    for (uint32_t k = 0; k < s->data->effects; k++) {
        if ((int)k == s->largest)
            continue;
        if (s->data->effect_levels[k] > UINT32_MAX - 1 - a->unknowns)
            return kr_fail(job, KR_E_LIMIT, "more than 4,294,967,294 levels of fixed effects; leave one out");
        s->level_begin[k] = a->unknowns;
        for (size_t i = 0; i < s->rows; i++)
            code[i * a->others + others] = a->unknowns + s->data->effect[k][s->row[i]];
        a->unknowns += s->data->effect_levels[k];
        others++;
    }
    a->code = code;
    return KR_OK;
}

static uint32_t lanes_for(uint32_t regressors)
{
    uint32_t wanted = regressors + 1;
    return wanted <= 4 ? 4 : (wanted + 7) / 8 * 8;
}

static void lay_out_variables(kri_sample *s)
{
    const kr_fit_data *d = s->data;
    uint32_t lanes = s->absorb.lanes;
    for (size_t i = 0; i < s->rows; i++) {
        s->y[i] = d->outcome[s->row[i]];
        for (uint32_t v = 0; v < d->regressors; v++)
            s->absorb.x[i * lanes + 1 + v] = d->regressor[v][s->row[i]];
        if (s->offset)
            s->offset[i] = d->offset[s->row[i]];
    }
}

kr_status kri_sample_open(kr_job *job, const kr_fit_data *data, const uint8_t *keep, kri_sample *s)
{
    *s = (kri_sample){ .data = data, .largest = largest_effect(data) };
    for (size_t r = 0; r < data->rows; r++)
        s->rows += keep[r];
    KRI_NEW(job, s->row, s->rows);
    KRI_NEW(job, s->y, s->rows);
    KRI_NEW(job, s->lane, data->regressors);
    if (data->offset)
        KRI_NEW(job, s->offset, s->rows);
    s->absorb.rows = s->rows;
    s->absorb.has_means = s->largest >= 0;
    s->absorb.lanes = lanes_for(data->regressors);
    KR_TRY(s->largest < 0 ? order_as_given(job, s, keep) : order_by_largest(job, s, keep));
    KR_TRY(lay_out_codes(job, s));
    KR_TRY(kri_absorb_open(job, &s->absorb));
    lay_out_variables(s);
    for (uint32_t v = 0; v < data->regressors; v++)
        s->lane[s->used++] = v + 1;
    return KR_OK;
}

kr_status kri_sample_levels(kr_job *job, const kri_sample *s, uint32_t effect, uint32_t *levels)
{
    uint8_t *seen;
    kri_mark mark = kri_job_mark(job);
    KRI_NEW(job, seen, s->data->effect_levels[effect]);
    for (size_t i = 0; i < s->rows; i++)
        seen[s->data->effect[effect][s->row[i]]] = 1;
    *levels = 0;
    for (uint32_t l = 0; l < s->data->effect_levels[effect]; l++)
        *levels += seen[l];
    kri_job_release(job, mark);
    return KR_OK;
}
