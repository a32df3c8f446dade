/* page.h: --html, the answer as a page beside the answer on the terminal; and what every such page holds. */
#ifndef KRI_PAGE_H
#define KRI_PAGE_H

#include "cli/command.h"

#include <keruen/io.h>
#include <keruen/report.h>

#include "base/file.h"

#define KRI_PAGE_OPTION { "html", "FILE", "also write the answer as one page for a browser, with its sources", NULL, KRI_WRITTEN }

/* Before the work: whether a page that was asked for can be written at all. */
kr_status kri_page_check(kri_call *call);

/* The lines of a text as the page's words; empty ones go. The text must stay. */
kr_status kri_page_words(kri_text *text, kr_page_about *about);

/* A place by its id: name, country, where it is. */
void kri_page_put_place(kr_json *json, const kr_world *world, uint32_t node);

/* How far points of a line must lie apart to be told from each other on a map of the world: a 4,000th of its longer side. */
double kri_page_apart(const kr_world *world);

/* A line as [[lon, lat], ...]: its ends, and between them no point that is nearer than that to the one before. */
void kri_page_put_line(kr_json *json, const kr_line *line, double apart);

/* The rows of source that a page refers to: kri_sources_use notes one (KR_NONE is none), put writes them. */
typedef struct kri_sources_used {
    const kr_world *world;
    uint8_t *is_used;           /* [world->source.count] */
} kri_sources_used;

kr_status kri_sources_none(kr_job *job, const kr_world *world, kri_sources_used *used);
void kri_sources_use(kri_sources_used *used, uint32_t source);
void kri_sources_put(kr_json *json, const kri_sources_used *used);     /* "sources": [...] */

#endif
