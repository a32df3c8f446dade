/* quote_text.c: a quote for a person, at 80 columns. */
#include "cli/layout.h"
#include "cli/quote_shown.h"

#include "base/utf8.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define LABEL_COLUMNS 44

static const char *country_of(const kr_world *w, uint32_t node)
{
    return kr_world_text(w, w->node.country[node]);
}

#define GROUPED_BYTES 40

/* 12345.6 -> "12,346"; what is too long for a column as a power of ten */
static char *grouped(double value, char out[GROUPED_BYTES])
{
    char digits[32];
    if (!(fabs(value) < 1e15)) {
        snprintf(out, GROUPED_BYTES, "%.3g", value);
        return out;
    }
    int n = snprintf(digits, sizeof digits, "%.0f", fabs(value)), k = 0;
    if (value < -0.5)
        out[k++] = '-';
    for (int i = 0; i < n; i++) {
        if (i && (n - i) % 3 == 0)
            out[k++] = ',';
        out[k++] = digits[i];
    }
    out[k] = 0;
    return out;
}

/* ---- the head ---- */

static void add_place(kri_text *t, const kr_world *w, uint32_t node, double km)
{
    const char *code = kr_world_text(w, w->node.un_locode[node]);
    kri_text_format(t, "%s (%s%s%s)", kri_place_name(w, node), country_of(w, node), *code ? " " : "", code);
    if (km > 0.5)
        kri_text_format(t, ", %.0f km away", km);
}

static void add_amount(kri_text *t, const kr_consignment *c)
{
    if (c->form == KR_BOXES && c->feu > 0)
        kri_text_format(t, ", %g 40-foot box%s", c->feu, c->feu > 1 ? "es" : "");
    if (c->form == KR_BOXES && c->teu > 0)
        kri_text_format(t, ", %g 20-foot box%s", c->teu, c->teu > 1 ? "es" : "");
    if (c->form == KR_TRUCKS)
        kri_text_format(t, ", %g truck%s", c->trucks, c->trucks > 1 ? "s" : "");
    kri_text_format(t, ", %g t", c->tonnes);
    if (c->form != KR_TRUCKS)
        kri_text_puts(t, c->service_class == KR_CLASS_SINGLE ? ", wagon by wagon" : ", in planned trains");
    kri_text_format(t, ", ready %04u-%02u-%02u", c->date / 10000, c->date / 100 % 100, c->date % 100);
}

void kri_quote_put_head(kri_text *t, const kri_shipment *s)
{
    const kr_consignment *c = &s->consignment;
    add_place(t, &s->world, s->request.from, s->from_km);
    kri_text_puts(t, " to ");
    add_place(t, &s->world, s->request.to, s->to_km);
    kri_text_format(t, "\n%s", c->cargo == KR_NONE ? "Goods" : kr_world_text(&s->world, s->world.cargo.name[c->cargo]));
    add_amount(t, c);
    kri_text_char(t, '\n');
}

/* One line a reason: a project sets many cells for one. */
void kri_quote_put_patches(kri_text *t, const kri_shipment *s)
{
    for (size_t i = 0; i < s->patch.count; i++) {
        const kr_edit *e = &s->patch.edit[i];
        int is_project = strncmp(e->reason, "project ", 8) == 0;
        if (i && is_project && strcmp(e->reason, s->patch.edit[i - 1].reason) == 0)
            continue;
        if (is_project)
            kri_text_format(t, "what if: %s\n", e->reason);
        else if (e->table != KR_BORDER || !i || s->patch.edit[i - 1].table != KR_LINK)
            kri_text_format(t, "what if: %s %s %s\n", kr_table_name(e->table),
                            kri_item_id(&s->world, &(kr_cost_item){ .table = e->table, .row = e->row }), e->reason);
    }
}

/* ---- a leg ---- */

/* A figure in its column; "~" before one that rests for its greater part on estimates, nothing for 0. */
static void add_figure(kri_text *t, int columns, double value, int is_estimate)
{
    char digits[40], cell[48];
    if (fabs(value) < 0.5 && !(value > 0.05)) {
        kri_text_format(t, "%*s", columns, "");
        return;
    }
    snprintf(cell, sizeof cell, "%s%s", is_estimate ? "~" : "", value < 0.5 ? "<1" : grouped(value, digits));
    kri_text_format(t, "%*s", columns, cell);
}

/* The label cut to its column by whole characters. */
static void add_label(kri_text *t, const kri_text *label)
{
    size_t length = label->length;
    while (length && kri_utf8_columns(label->bytes, length) > LABEL_COLUMNS)
        do
            length--;
        while (length && ((unsigned char)label->bytes[length] & 0xC0) == 0x80);
    size_t columns = kri_utf8_columns(label->bytes, length);
    kri_text_add(t, label->bytes, length);
    kri_text_format(t, "%*s", (int)(LABEL_COLUMNS - columns), "");
}

static void add_leg(kri_text *t, const kri_shipment *s, const kr_leg *leg)
{
    kri_text label = kri_text_new(t->job);
    kri_leg_published published = kri_leg_published_of(&s->world, leg);
    kri_leg_put_what(&label, &s->world, leg);
    if (label.status != KR_OK) {
        t->status = label.status;
        return;
    }
    kri_text_puts(t, "   ");
    add_label(t, &label);
    add_figure(t, 7, leg->km, 0);
    add_figure(t, 8, leg->hours, published.hours < leg->hours / 2);
    add_figure(t, 9, s->quote.has_prices ? leg->usd : 0, published.usd < leg->usd / 2);
    add_figure(t, 8, s->quote.has_emissions ? leg->kgco2 : 0, 0);
    kri_text_char(t, '\n');
}

/* ---- a way ---- */

static void add_names(kri_text *t, const kr_way *way)
{
    for (size_t i = 0; i < way->names; i++)
        kri_text_format(t, "%s%s", i == 0 ? "" : i + 1 == way->names ? " and " : ", ", way->name[i]);
}

void kri_way_put_summary(kri_text *t, const kri_shipment *s, const kr_way *way)
{
    char digits[40];
    add_names(t, way);
    if (!way->names)
        kri_text_puts(t, "another");
    kri_text_format(t, ": %.1f days", way->hours / 24);
    if (s->quote.has_prices)
        kri_text_format(t, ", %s USD", grouped(way->usd, digits));
    if (s->quote.has_emissions)
        kri_text_format(t, ", %s kg CO2e", grouped(way->kgco2, digits));
    kri_text_format(t, ", %s km", grouped(way->km, digits));
}

/* Every paper of the way once, in the order they are needed. */
static void add_papers(kri_text *t, const kr_world *w, const kr_way *way)
{
    uint32_t said[32];
    size_t count = 0;
    for (size_t l = 0; l < way->legs; l++)
        for (size_t i = 0; i < way->leg[l].papers; i++) {
            size_t k = 0;
            while (k < count && said[k] != way->leg[l].paper[i])
                k++;
            if (k == count && count < sizeof said / sizeof *said)
                said[count++] = way->leg[l].paper[i];
        }
    kri_text list = kri_text_new(t->job);
    for (size_t k = 0; k < count; k++)
        kri_text_format(&list, "%s%s", k ? "; " : "papers: ", kr_world_text(w, w->papers.regime[said[k]]));
    if (count && list.status == KR_OK) {
        kri_text_puts(t, "   ");
        kri_layout_wrap(t, (kri_span){ list.bytes, list.length }, 3, 11, 80);
    }
}

static void add_incoterm(kri_text *t, const kri_shipment *s, const kr_way *way)
{
    char seller[40], buyer[40];
    kr_incoterm_share share;
    const char *term = kr_incoterm_name(s->incoterm);
    if (!kr_incoterm_split(s->incoterm, way, &share)) {
        kri_text_format(t, "   %s is for ships, and nothing sails on this way\n", term);
        return;
    }
    kri_text line = kri_text_new(t->job);
    kri_text_format(&line, "%s: the seller pays %s USD, the buyer %s USD%s%s; duties and premiums are not counted", term,
                    grouped(share.seller_usd, seller), grouped(share.buyer_usd, buyer), share.seller_insures ? "; the seller insures" : "",
                    share.seller_clears_import ? "; the seller clears the import" : "");
    if (line.status != KR_OK)
        return;
    kri_text_puts(t, "   ");
    kri_layout_wrap(t, (kri_span){ line.bytes, line.length }, 3, 8, 80);
}

void kri_way_put_chances(kri_text *t, const kri_shipment *s, const kr_way *way)
{
    kri_text_format(t, "half are there in %.0f days, nine in ten in %.0f", way->p50_h / 24, way->p90_h / 24);
    if (s->deadline)
        kri_text_format(t, "; by %04u-%02u-%02u: %.0f %%", s->deadline / 10000, s->deadline / 100 % 100, s->deadline % 100,
                        100 * way->on_time_share);
}

void kri_way_put_certainty(kri_text *t, const kri_shipment *s, const kr_way *way)
{
    kri_text_format(t, "published figures carry %.0f %% of the hours", 100 * way->published_hours_share);
    if (s->quote.has_prices)
        kri_text_format(t, " and %.0f %% of the USD", 100 * way->published_usd_share);
}

static void add_way(kri_text *t, const kri_shipment *s, size_t number, int colour)
{
    const kr_way *way = &s->quote.way[number];
    kri_text_format(t, "\n%s%zu  ", colour ? "\033[1m" : "", number + 1);
    kri_way_put_summary(t, s, way);
    kri_text_format(t, "%s\n   %-*s%7s%8s%9s%8s\n", colour ? "\033[0m" : "", LABEL_COLUMNS, "", "km", "hours", "USD", "kg CO2e");
    for (size_t i = 0; i < way->legs; i++)
        add_leg(t, s, &way->leg[i]);
    kri_text_puts(t, "   ");
    kri_way_put_chances(t, s, way);
    kri_text_puts(t, "\n   ");
    kri_way_put_certainty(t, s, way);
    kri_text_format(t, "; ~ is mostly estimated\n   prices hold until %04u-%02u-%02u\n", way->valid_until / 10000, way->valid_until / 100 % 100,
                    way->valid_until % 100);
    if (s->has_incoterm)
        add_incoterm(t, s, way);
    add_papers(t, &s->world, way);
}

static int is_out_of_date(const kr_quote *quote, size_t shown)
{
    for (size_t i = 0; i < shown; i++)
        for (size_t k = 0; k < quote->way[i].legs; k++)
            for (size_t m = 0; m < quote->way[i].leg[k].items; m++)
                if (quote->way[i].leg[k].item[m].is_out_of_date)
                    return 1;
    return 0;
}

void kri_quote_put_remarks(kri_text *t, const kri_shipment *s, size_t shown)
{
    if (s->quote.ways && !s->quote.complete)
        kri_text_puts(t, "\nThe search for more ways was ended by a limit; the named ones are right all the same.\n");
    if (!s->quote.has_prices)
        kri_text_puts(t, "\nThis world has no tariff.csv: nothing here is priced.\n");
    if (is_out_of_date(&s->quote, shown))
        kri_text_puts(t, "\nSome tariff is not valid on that day and the nearest in time was taken; keruen explain names it.\n");
}

kr_status kri_quote_show_text(kri_call *call, const kri_shipment *s)
{
    kri_text t = kri_text_new(call->job);
    size_t shown = s->quote.ways < s->shown ? s->quote.ways : s->shown;
    kri_quote_put_head(&t, s);
    kri_quote_put_patches(&t, s);
    for (size_t i = 0; i < shown; i++)
        add_way(&t, s, i, call->colour);
    if (!s->quote.ways)
        kri_text_format(&t, "\n%s\n", s->quote.why);
    if (s->quote.found > shown)
        kri_text_format(&t, "\n%zu more ways, none beaten by another; --alternatives 30 shows the most different.\n", s->quote.found - shown);
    kri_quote_put_remarks(&t, s, shown);
    if (*s->id)
        kri_text_format(&t, "\nThe id of this quote is %s.\n", s->id);
    return kri_call_put(call, &t);
}
