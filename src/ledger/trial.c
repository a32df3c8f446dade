/* trial.c: what all tests of claims do: take their words, ask the world, tell or refuse. */
#include "trial.h"

#include "base/arena.h"
#include "model/schema.h"

#include <stdarg.h>
#include <stdio.h>

int kri_trial_word(kri_trial *trial, kri_span *word)
{
    while (kri_span_next(&trial->rest, ' ', word))
        if (word->length)
            return 1;
    *word = (kri_span){ "", 0 };
    return 0;
}

kr_status kri_trial_refuse(kri_trial *trial, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(trial->why, sizeof trial->why, format, arguments);
    va_end(arguments);
    return KR_OK;
}

kr_status kri_trial_tell(kri_trial *trial, const char *format, ...)
{
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    trial->out->run = kri_job_format(trial->ways->job, "%s", text);
    return trial->out->run ? KR_OK : KR_E_MEMORY;
}

int kri_trial_said(const kri_trial *trial, double x)
{
    const kr_claims *k = &trial->world->claim;
    return kri_agrees(kri_span_of(kr_world_text(trial->world, k->value[trial->row])), k->qualifier[trial->row], x);
}

int kri_is_country(const kr_world *w, kri_span code)
{
    for (uint32_t i = 0; i < w->node.count; i++)
        if (kri_span_is(code, kr_world_text(w, w->node.country[i])))
            return 1;
    return 0;
}

const char *kri_state_of(const kr_world *world, kri_span table, kri_span id, char *why)
{
    const struct { const char *name; kr_table_id table; const uint8_t *state; } all[] = {
        { "link", KR_LINK, world->link.state }, { "border", KR_BORDER, world->border.state },
        { "terminal", KR_TERMINAL, world->terminal.state }, { "service", KR_SERVICE, world->service.state },
    };
    uint32_t name = kri_names_find(&world->text->names, id);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (!kri_span_is(table, all[i].name))
            continue;
        uint32_t row = name == KRI_NO_NAME ? KR_NONE : kri_world_row(world->text, all[i].table, name);
        if (row != KR_NONE)
            return kr_state_name((kr_state)all[i].state[row]);
        snprintf(why, KRI_EXPRESSION_WHY, "the %s \"%.*s\" is not in %s.csv", all[i].name, id.length > 60 ? 60 : (int)id.length, id.start, all[i].name);
        return NULL;
    }
    snprintf(why, KRI_EXPRESSION_WHY, "\"%.*s\" has no status; link, border, terminal and service have", table.length > 60 ? 60 : (int)table.length,
             table.start);
    return NULL;
}
