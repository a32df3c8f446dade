/* study_page.h: the page that a study's answer is set on: words and small tables, one after the other. */
#ifndef KRI_STUDY_PAGE_H
#define KRI_STUDY_PAGE_H

#include "cli/study.h"
#include "cli/study_words.h"

#include <keruen/report.h>

#define KRI_MOST_ROWS 10        /* of a list that JSON and CSV have whole */

typedef struct kri_study_page {
    kri_call *call;
    const kri_study_shown *s;
    kri_text text;          /* words that are not out yet */
} kri_study_page;

/* A table of a few columns, told in the page's width. */
typedef struct kri_sheet {
    kr_column_about about[12];
    size_t columns;
    kr_table_builder *t;
} kri_sheet;

/* Puts out the words so far. */
kr_status kri_page_flush(kri_study_page *p);
kr_status kri_page_heading(kri_study_page *p, const char *title);

/* A paragraph, set in lines. */
kr_status kri_page_paragraph(kri_study_page *p, const kri_text *words);
kr_status kri_page_sentence(kri_study_page *p, const char *words);

void kri_sheet_column(kri_sheet *h, const char *name, const char *unit, kr_kind kind, int digits);
kr_status kri_sheet_open(kri_study_page *p, kri_sheet *h);
kr_status kri_sheet_close(kri_study_page *p, kri_sheet *h);

/* The areas in the order they are shown: those of the region, the region, the others. */
kr_status kri_page_rows(kri_study_page *p, uint32_t **rows);

/* "Armenia", "the region". */
const char *kri_page_row(const kri_study_page *p, uint32_t row);

/* Whether there is room for a column for each bundle alone. */
int kri_study_shows_alone(const kri_study_shown *s);

/* Every bundle is one project, so that nothing more is said of the projects. */
static inline int kri_study_is_each_alone(const kri_study_shown *s)
{
    return s->study.projects == s->study.bundles;
}

static inline double millions(double usd)
{
    return usd / 1e6;
}

/* Something to be sorted by how large it is. */
typedef struct kri_weighed {
    double weight;
    uint32_t number;
} kri_weighed;

/* Sorts, the largest first; how many are shown: those above 0, KRI_MOST_ROWS at most. */
uint32_t kri_cut(kri_weighed *list, uint32_t count);

/* The sections, in the order that they are shown. */
kr_status kri_study_show_trade(kri_study_page *p);
kr_status kri_study_show_transit(kri_study_page *p, const uint32_t *rows);
kr_status kri_study_show_links(kri_study_page *p);
kr_status kri_study_show_marginal(kri_study_page *p);
kr_status kri_study_show_limits(kri_study_page *p);
kr_status kri_study_show_corridors(kri_study_page *p);
kr_status kri_study_show_places(kri_study_page *p);
kr_status kri_study_show_returns(kri_study_page *p);
kr_status kri_study_show_best(kri_study_page *p);
kr_status kri_study_show_tornado(kri_study_page *p);
kr_status kri_study_show_beside(kri_study_page *p);
kr_status kri_study_show_ground(kri_study_page *p);
kr_status kri_study_show_sources(kri_study_page *p);

#endif
