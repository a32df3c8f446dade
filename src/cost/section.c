/* section.c: speeds of named sections of railway. */
#include "section.h"

#include "base/arena.h"
#include "base/text.h"
#include "chain.h"
#include "model/schema.h"

#include <math.h>
#include <string.h>

#define RAIL (1u << KR_LAYER_RAIL1520 | 1u << KR_LAYER_RAIL1435)

/* "a;b" as two rows of node. */
static int read_section(const kr_world *w, uint32_t row, uint32_t place[2])
{
    kri_span rest = kri_span_of(kr_world_text(w, w->speed.section[row])), word;
    for (int i = 0; i < 2; i++) {
        if (!kri_span_next(&rest, ';', &word))
            return 0;
        place[i] = kri_world_row(w->text, KR_NODE, kri_names_find(&w->text->names, word));
    }
    return place[0] != KR_NONE && place[1] != KR_NONE;
}

static int is_of_train(const kri_pricer *p, uint32_t row)
{
    const char *mode = p->consignment->service_class == KR_CLASS_SINGLE ? "rail_single" : "rail_block";
    return p->world->speed.section[row] && isfinite(p->world->speed.kmh[row]) && strcmp(kr_world_text(p->world, p->world->speed.mode[row]), mode) == 0;
}

/* Kilometres by rail inside the country, whatever is open. */
static void weigh(const kri_pricer *p, uint32_t country, double *weight)
{
    const kr_network *n = p->network;
    for (uint32_t a = 0; a < n->graph.arcs; a++) {
        int is_ride = n->kind[a] == KR_ARC_RIDE && n->country[n->graph.tail[a]] == country;
        weight[a] = is_ride && n->km[a] >= 0 ? n->km[a] : INFINITY;
    }
}

static kr_status mark_section(kr_job *job, const kri_pricer *p, uint32_t row, double *weight, uint32_t *of_link)
{
    uint32_t place[2], layers = RAIL;
    kr_path path;
    kri_chain chain = { place, &layers, 1, RAIL, RAIL };
    if (!read_section(p->world, row, place))
        return KR_OK;
    weigh(p, p->world->speed.country[row], weight);
    KR_TRY(kri_chain_find(job, p->network, weight, &chain, &path));
    for (uint32_t i = 0; i < path.arcs; i++)
        of_link[p->network->link[path.arc[i]]] = row + 1;
    return KR_OK;
}

kr_status kri_section_speeds(kr_job *job, const kri_pricer *p, const uint32_t **of_link)
{
    uint32_t *marked = NULL;
    double *weight = NULL;
    for (uint32_t row = 0; row < p->world->speed.count; row++) {
        if (!is_of_train(p, row))
            continue;
        if (!marked) {
            KRI_NEW(job, marked, p->world->link.count);
            KRI_NEW(job, weight, p->network->graph.arcs);
        }
        kri_mark mark = kri_job_mark(job);
        KR_TRY(mark_section(job, p, row, weight, marked));
        kri_job_release(job, mark);
    }
    *of_link = marked;
    return KR_OK;
}
