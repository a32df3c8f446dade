/* incoterm.c: who of the two pays for which legs (Incoterms 2020: seven terms for any mode, four for ships). */
#include <keruen/quote.h>

#include <string.h>

static const char *const terms[] = { "EXW", "FCA", "CPT", "CIP", "DAP", "DPU", "DDP", "FAS", "FOB", "CFR", "CIF" };

const char *kr_incoterm_name(kr_incoterm term)
{
    return terms[term];
}

int kr_incoterm_find(const char *text, kr_incoterm *term)
{
    for (unsigned i = 0; i < sizeof terms / sizeof *terms; i++)
        if (strcasecmp(text, terms[i]) == 0) {
            *term = (kr_incoterm)i;
            return 1;
        }
    return 0;
}

static int is_at_sea(const kr_leg *leg)
{
    return strcmp(leg->kind, "sail") == 0 && leg->layer != KR_LAYER_AIR;
}

/* The legs before the first voyage; all of them when nothing sails. */
static size_t legs_to_ship(const kr_way *way)
{
    size_t i = 0;
    while (i < way->legs && !is_at_sea(&way->leg[i]))
        i++;
    return i;
}

/* What comes before the goods are with the first carrier: loading, and the cartage to a first terminal. */
static size_t legs_to_carrier(const kr_way *way)
{
    return way->legs && strcmp(way->leg[0].kind, "load") == 0 ? 1 : 0;
}

/* How many of the first legs the seller pays. */
static int sellers_legs(kr_incoterm term, const kr_way *way, size_t *legs)
{
    size_t ship = legs_to_ship(way);
    if (term >= KR_FAS && ship == way->legs)
        return 0;
    switch (term) {
    case KR_EXW: *legs = 0; break;
    case KR_FCA: *legs = legs_to_carrier(way); break;
    case KR_FAS: *legs = ship > 1 && strcmp(way->leg[ship - 1].kind, "wait") == 0 ? ship - 2 : ship - 1; break;
    case KR_FOB: *legs = ship; break;
    case KR_CFR:
    case KR_CIF: *legs = ship + 1; break;
    default: *legs = way->legs; break;
    }
    return 1;
}

int kr_incoterm_split(kr_incoterm term, const kr_way *way, kr_incoterm_share *share)
{
    size_t legs;
    *share = (kr_incoterm_share){ 0 };
    if (!sellers_legs(term, way, &legs))
        return 0;
    for (size_t i = 0; i < way->legs; i++)
        *(i < legs ? &share->seller_usd : &share->buyer_usd) += way->leg[i].usd;
    share->sellers_legs = legs;
    share->seller_insures = term == KR_CIP || term == KR_CIF;
    share->seller_clears_import = term == KR_DDP;
    return 1;
}
