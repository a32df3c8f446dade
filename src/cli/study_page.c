/* study_page.c: words and small tables, one after the other. */
#include "cli/layout.h"
#include "cli/study_page.h"

#include "base/arena.h"

#include <stdlib.h>

kr_status kri_page_flush(kri_study_page *p)
{
    kr_status status = kri_call_put(p->call, &p->text);
    p->text = kri_text_new(p->call->job);
    return status;
}

kr_status kri_page_heading(kri_study_page *p, const char *title)
{
    const char *on = p->call->colour ? "\033[1m" : "", *off = p->call->colour ? "\033[0m" : "";
    kri_text_format(&p->text, "\n%s%s%s\n", on, title, off);
    return kri_page_flush(p);
}

kr_status kri_page_paragraph(kri_study_page *p, const kri_text *words)
{
    KR_TRY(words->status);
    if (!words->length)
        return KR_OK;
    kri_layout_wrap(&p->text, (kri_span){ words->bytes, words->length }, 0, 0, p->call->columns);
    return kri_page_flush(p);
}

kr_status kri_page_sentence(kri_study_page *p, const char *words)
{
    kri_text text = kri_text_new(p->call->job);
    kri_text_puts(&text, words);
    return kri_page_paragraph(p, &text);
}

void kri_sheet_column(kri_sheet *h, const char *name, const char *unit, kr_kind kind, int digits)
{
    h->about[h->columns++] = (kr_column_about){ name, unit, "", kind, digits };
}

kr_status kri_sheet_open(kri_study_page *p, kri_sheet *h)
{
    return kr_table_begin(p->call->job, "shown", h->columns, h->about, &h->t);
}

kr_status kri_sheet_close(kri_study_page *p, kri_sheet *h)
{
    const kr_table *table;
    KR_TRY(kr_table_freeze(h->t, &table));
    return kr_report_text(p->call->job, table, &(kr_text_options){ p->call->columns, p->call->colour }, p->call->out);
}

kr_status kri_page_rows(kri_study_page *p, uint32_t **rows)
{
    const kri_study_shown *s = p->s;
    uint32_t count = 0;
    KRI_NEW(p->call->job, *rows, s->rows);
    for (uint32_t row = 0; row < s->result.areas; row++)
        if (s->result.in_region[row])
            (*rows)[count++] = row;
    (*rows)[count++] = s->row;
    for (uint32_t row = 0; row < s->result.areas; row++)
        if (!s->result.in_region[row])
            (*rows)[count++] = row;
    return KR_OK;
}

const char *kri_page_row(const kri_study_page *p, uint32_t row)
{
    return row == p->s->row ? "the region" : kri_country_name(p->s->result.area[row]);
}

int kri_study_shows_alone(const kri_study_shown *s)
{
    return s->study.bundles >= 2 && s->study.bundles <= 3;
}

static int by_weight(const void *a, const void *b)
{
    const kri_weighed *x = a, *y = b;
    if (x->weight < y->weight || x->weight > y->weight)
        return x->weight < y->weight ? 1 : -1;
    return (x->number > y->number) - (x->number < y->number);
}

uint32_t kri_cut(kri_weighed *list, uint32_t count)
{
    uint32_t kept = 0;
    if (count)
        qsort(list, count, sizeof *list, by_weight);
    while (kept < count && kept < KRI_MOST_ROWS && list[kept].weight > 0)
        kept++;
    return kept;
}
