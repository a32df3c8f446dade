/* row_names.c: what to call a row. */
#include "cli/row_names.h"

#include "base/arena.h"

#include <string.h>

const char *kri_place_name(const kr_world *world, uint32_t node)
{
    return kr_world_text(world, world->node.name[node] ? world->node.name[node] : world->node.id[node]);
}

const char *kri_item_id(const kr_world *w, const kr_cost_item *item)
{
    switch (item->table) {
    case KR_TARIFF: return kr_world_text(w, w->tariff.id[item->row]);
    case KR_TERMINAL: return kr_world_text(w, w->terminal.id[item->row]);
    case KR_SERVICE: return kr_world_text(w, w->service.id[item->row]);
    case KR_LINK: return kr_world_text(w, w->link.id[item->row]);
    case KR_BORDER_HOURS: return kr_world_text(w, w->border.id[w->border_hours.border[item->row]]);
    case KR_STATE: return kr_world_text(w, w->state.id[item->row]);
    case KR_SPEED: return kr_world_text(w, w->speed.mode[item->row]);
    case KR_EMISSION: return kr_world_text(w, w->emission.vehicle[item->row]);
    default: return kr_table_name(item->table);
    }
}

const char *kri_place_short(kr_job *job, const kr_world *world, uint32_t node)
{
    const char *name = kri_place_name(world, node), *bracket = strstr(name, " (");
    const char *copy = bracket ? kri_job_copy(job, name, (size_t)(bracket - name)) : name;
    return copy ? copy : name;
}

kri_item_about kri_item_look_up(const kr_world *w, const kr_cost_item *item)
{
#define ROW(table) (kri_item_about){ w->table.line[item->row], w->table.source[item->row], (kr_method)w->table.method[item->row] }
    switch (item->table) {
    case KR_TARIFF: return ROW(tariff);
    case KR_TERMINAL: return ROW(terminal);
    case KR_SERVICE: return ROW(service);
    case KR_LINK: return ROW(link);
    case KR_BORDER_HOURS: return ROW(border_hours);
    case KR_SPEED: return ROW(speed);
    case KR_STATE: return ROW(state);
    default: return ROW(emission);
    }
#undef ROW
}
