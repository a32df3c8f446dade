/* sector_folder.c: a folder of tables of many sectors. */
#include <keruen/panel.h>

#include "base/arena.h"

#include <string.h>

static kr_status read_table(kr_job *job, const char *folder, const char *file, const kr_column_wish *wishes, uint32_t count, kr_panel *panel)
{
    const char *path = kri_job_format(job, "%s/%s", folder, file);
    return path ? kr_panel_read(job, path, wishes, count, NULL, panel) : KR_E_MEMORY;
}

/* The number of each label of a column among the names. */
static kr_status match(kr_job *job, const kr_panel_column *column, const char *const *name, uint32_t names, const char *file,
                       uint32_t **number)
{
    KRI_NEW(job, *number, column->codes);
    for (uint32_t c = 0; c < column->codes; c++) {
        uint32_t k = 0;
        while (k < names && strcmp(name[k], column->label[c]) != 0)
            k++;
        if (k == names)
            return kr_fail(job, KR_E_INPUT, "%s: \"%s\" in column %s does not stand in trade.csv; use its names", file, column->label[c], column->name);
        (*number)[c] = k;
    }
    return KR_OK;
}

/* Columns of codes, then one of values, into an array whose strides are given. */
static kr_status scatter(kr_job *job, const char *folder, const char *file, const kr_column_wish *wishes,
                         const char *const *const *names, const uint32_t *counts, const size_t *strides, uint32_t codes,
                         size_t cells, double absent, const double **value)
{
    kr_panel p;
    uint32_t *number[4];
    double *out;
    uint8_t *seen;
    KR_TRY(read_table(job, folder, file, wishes, codes + 1, &p));
    for (uint32_t c = 0; c < codes; c++)
        KR_TRY(match(job, &p.column[c], names[c], counts[c], file, &number[c]));
    KRI_NEW(job, out, cells);
    KRI_NEW(job, seen, cells);
    for (size_t k = 0; k < cells; k++)
        out[k] = absent;
    for (size_t r = 0; r < p.rows; r++) {
        size_t at = 0;
        for (uint32_t c = 0; c < codes; c++)
            at += number[c][p.column[c].code[r]] * strides[c];
        if (seen[at]++)
            return kr_fail(job, KR_E_INPUT, "%s: row %zu repeats the names of one above it (%s); keep one", file, r + 1,
                           p.column[0].label[p.column[0].code[r]]);
        out[at] = p.column[codes].value[r];
    }
    *value = out;
    return KR_OK;
}

kr_status kr_sectors_read_column(kr_job *job, const char *folder, const kr_sectors *s, const char *column, double absent,
                                 const double **value)
{
    const kr_column_wish wishes[] = { { "sector", KR_COLUMN_CODE }, { "importer", KR_COLUMN_CODE }, { "exporter", KR_COLUMN_CODE },
                                      { column, KR_COLUMN_NUMBER } };
    size_t n = s->countries;
    return scatter(job, folder, "trade.csv", wishes, (const char *const *const[]){ s->sector, s->country, s->country },
                   (uint32_t[]){ s->sectors, s->countries, s->countries }, (size_t[]){ n * n, n, 1 }, 3, s->sectors * n * n, absent, value);
}

static kr_status read_by_country(kr_job *job, const char *folder, const char *file, const kr_sectors *s, const double **value)
{
    static const kr_column_wish wishes[] = { { "region", KR_COLUMN_CODE }, { "sector", KR_COLUMN_CODE }, { "value", KR_COLUMN_FROM_ZERO_UP } };
    return scatter(job, folder, file, wishes, (const char *const *const[]){ s->country, s->sector }, (uint32_t[]){ s->countries, s->sectors },
                   (size_t[]){ s->sectors, 1 }, 2, (size_t)s->countries * s->sectors, 0, value);
}

kr_status kr_sectors_read(kr_job *job, const char *folder, kr_sectors *s)
{
    static const kr_column_wish names[] = { { "sector", KR_COLUMN_CODE }, { "exporter", KR_COLUMN_CODE } };
    static const kr_column_wish inputs[] = { { "region", KR_COLUMN_CODE }, { "sector", KR_COLUMN_CODE }, { "input", KR_COLUMN_CODE },
                                             { "value", KR_COLUMN_NUMBER } };   /* published tables have negative entries */
    static const kr_column_wish elasticities[] = { { "sector", KR_COLUMN_CODE }, { "value", KR_COLUMN_NUMBER } };
    kr_panel p;
    *s = (kr_sectors){ 0 };
    KR_TRY(read_table(job, folder, "trade.csv", names, 2, &p));
    s->sectors = p.column[0].codes;
    s->sector = p.column[0].label;
    s->countries = p.column[1].codes;
    s->country = p.column[1].label;
    if (!s->countries)
        return kr_fail(job, KR_E_INPUT, "%s/trade.csv has no row; it must list flows by sector, exporter and importer", folder);
    KR_TRY(kr_sectors_read_column(job, folder, s, "value", 0, &s->trade));
    KR_TRY(kr_sectors_read_column(job, folder, s, "tariff", 0, &s->tariff));
    KR_TRY(scatter(job, folder, "intermediate_consumption.csv", inputs, (const char *const *const[]){ s->country, s->sector, s->sector },
                   (uint32_t[]){ s->countries, s->sectors, s->sectors }, (size_t[]){ (size_t)s->sectors * s->sectors, s->sectors, 1 }, 3,
                   (size_t)s->countries * s->sectors * s->sectors, 0, &s->intermediate));
    KR_TRY(read_by_country(job, folder, "value_added.csv", s, &s->value_added));
    KR_TRY(read_by_country(job, folder, "final_consumption.csv", s, &s->final_use));
    return scatter(job, folder, "theta.csv", elasticities, (const char *const *const[]){ s->sector }, (uint32_t[]){ s->sectors },
                   (size_t[]){ 1 }, 1, s->sectors, 0, &s->theta);
}
