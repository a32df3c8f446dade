/* design.c: from a formula and a panel to the columns of a fit. */
#include <keruen/trade.h>

#include "base/arena.h"

#include <math.h>
#include <string.h>

/* Adds a wish unless the same is there. */
static kr_status wish(kr_job *job, kr_column_wish **list, size_t *capacity, uint32_t *count, const char *name, kr_column_kind kind)
{
    for (uint32_t i = 0; i < *count; i++)
        if ((*list)[i].kind == kind && strcmp((*list)[i].name, name) == 0)
            return KR_OK;
    KR_TRY(kri_job_grow(job, list, capacity, *count + 1u, sizeof **list));
    (*list)[(*count)++] = (kr_column_wish){ name, kind };
    return KR_OK;
}

static kr_column_kind outcome_kind(const kr_formula *formula, kr_estimator estimator)
{
    return formula->outcome.is_log || estimator == KR_PPML ? KR_COLUMN_FROM_ZERO_UP : KR_COLUMN_NUMBER;
}

kr_status kr_formula_wishes(kr_job *job, const kr_formula *formula, const kr_effect *cluster, uint32_t clusters,
                            kr_estimator estimator, const kr_column_wish **wishes, uint32_t *count)
{
    kr_column_wish *list = NULL;
    size_t capacity = 0;
    *count = 0;
    KR_TRY(wish(job, &list, &capacity, count, formula->outcome.column, outcome_kind(formula, estimator)));
    for (uint32_t i = 0; i < formula->terms; i++)
        KR_TRY(wish(job, &list, &capacity, count, formula->term[i].column, KR_COLUMN_NUMBER));
    for (uint32_t i = 0; i < formula->effects + clusters; i++) {
        const kr_effect *effect = i < formula->effects ? &formula->effect[i] : &cluster[i - formula->effects];
        for (uint32_t k = 0; k < effect->count; k++)
            KR_TRY(wish(job, &list, &capacity, count, effect->column[k], KR_COLUMN_CODE));
    }
    *wishes = list;
    return KR_OK;
}

static const kr_panel_column *find_column(const kr_panel *panel, const char *name, int as_code)
{
    for (uint32_t i = 0; i < panel->columns; i++)
        if (strcmp(panel->column[i].name, name) == 0 && (panel->column[i].code != NULL) == as_code)
            return &panel->column[i];
    return NULL;
}

static kr_status require_column(kr_job *job, const kr_panel *panel, const char *name, int as_code, const kr_panel_column **column)
{
    *column = find_column(panel, name, as_code);
    if (*column)
        return KR_OK;
    return kr_fail(job, KR_E_USAGE, "the panel has no column \"%s\" read as %s; ask kr_formula_wishes what to read", name,
                   as_code ? "codes" : "numbers");
}

/* A log exists where its number is above zero. */
static kr_status mark_logs(kr_job *job, const kr_panel *panel, const kr_term *term, uint8_t *keep)
{
    const kr_panel_column *column;
    KR_TRY(require_column(job, panel, term->column, 0, &column));
    for (size_t r = 0; term->is_log && r < panel->rows; r++)
        keep[r] = keep[r] && column->value[r] > 0;
    return KR_OK;
}

/* The column itself when nothing is to be done to it. */
static kr_status variable(kr_job *job, const kr_panel *panel, const kr_term *term, const uint8_t *keep, size_t rows,
                          const double **variable)
{
    const kr_panel_column *column;
    double *copy;
    size_t n = 0;
    KR_TRY(require_column(job, panel, term->column, 0, &column));
    *variable = column->value;
    if (!term->is_log && rows == panel->rows)
        return KR_OK;
    KRI_NEW(job, copy, rows);
    for (size_t r = 0; r < panel->rows; r++)
        if (keep[r])
            copy[n++] = term->is_log ? log(column->value[r]) : column->value[r];
    *variable = copy;
    return KR_OK;
}

static kr_status joined(kr_job *job, const kr_panel *panel, const kr_effect *effect, const uint8_t *keep, size_t rows,
                        const uint32_t **code, uint32_t *codes)
{
    const uint32_t *part[16];
    uint32_t parts[16], *joint;
    size_t n = 0;
    if (effect->count > 16)
        return kr_fail(job, KR_E_USAGE, "the effect %s joins more than 16 columns; join some of them in the file", effect->label);
    for (uint32_t k = 0; k < effect->count; k++) {
        const kr_panel_column *column;
        KR_TRY(require_column(job, panel, effect->column[k], 1, &column));
        part[k] = column->code;
        parts[k] = column->codes;
    }
    *code = part[0];
    *codes = parts[0];
    if (effect->count == 1 && rows == panel->rows)
        return KR_OK;
    KRI_NEW(job, joint, panel->rows);
    KR_TRY(kr_codes_join(job, panel->rows, effect->count, part, parts, joint, codes));
    for (size_t r = 0; r < panel->rows; r++)
        if (keep[r])
            joint[n++] = joint[r];
    *code = joint;
    return KR_OK;
}

static kr_status join_list(kr_job *job, const kr_panel *panel, const kr_effect *effect, uint32_t count, const uint8_t *keep,
                           size_t rows, const uint32_t *const **codes, const uint32_t **levels)
{
    const uint32_t **code;
    uint32_t *level;
    KRI_NEW(job, code, count);
    KRI_NEW(job, level, count);
    for (uint32_t k = 0; k < count; k++)
        KR_TRY(joined(job, panel, &effect[k], keep, rows, &code[k], &level[k]));
    *codes = code;
    *levels = level;
    return KR_OK;
}

static kr_status variables(kr_job *job, const kr_formula *formula, const kr_panel *panel, const uint8_t *keep, kr_fit_data *data)
{
    const double **regressor;
    const char **name;
    KR_TRY(variable(job, panel, &formula->outcome, keep, data->rows, &data->outcome));
    KRI_NEW(job, regressor, formula->terms);
    KRI_NEW(job, name, formula->terms);
    for (uint32_t i = 0; i < formula->terms; i++) {
        KR_TRY(variable(job, panel, &formula->term[i], keep, data->rows, &regressor[i]));
        name[i] = formula->term[i].label;
    }
    data->regressors = formula->terms;
    data->regressor = regressor;
    data->regressor_name = name;
    return KR_OK;
}

kr_status kr_formula_apply(kr_job *job, const kr_formula *formula, const kr_effect *cluster, uint32_t clusters,
                           const kr_panel *panel, kr_fit_data *data, size_t *left_out)
{
    uint8_t *keep;
    *data = (kr_fit_data){ 0 };
    KRI_NEW(job, keep, panel->rows);
    memset(keep, 1, panel->rows);
    KR_TRY(mark_logs(job, panel, &formula->outcome, keep));
    for (uint32_t i = 0; i < formula->terms; i++)
        KR_TRY(mark_logs(job, panel, &formula->term[i], keep));
    for (size_t r = 0; r < panel->rows; r++)
        data->rows += keep[r];
    *left_out = panel->rows - data->rows;
    KR_TRY(variables(job, formula, panel, keep, data));
    data->effects = formula->effects;
    data->clusters = clusters;
    KR_TRY(join_list(job, panel, formula->effect, formula->effects, keep, data->rows, &data->effect, &data->effect_levels));
    return join_list(job, panel, cluster, clusters, keep, data->rows, &data->cluster, &data->cluster_levels);
}
