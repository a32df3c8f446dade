/* facts.h: the ledger as a person and a program see it. */
#ifndef KRI_FACTS_H
#define KRI_FACTS_H

#include <keruen/ledger.h>
#include <keruen/model.h>

#include "cli/command.h"

/* What a filter leaves, judged. */
typedef struct kri_facts {
    const kr_world *world;
    uint32_t date;
    const kr_study_said *study; /* NULL: none was named */
    uint32_t *row;              /* [count] of claim, agreement or commitment */
    size_t count;
    kr_finding *finding;        /* [count] claims only */
} kri_facts;

kr_status kri_facts_print_claims(kri_call *call, const kri_facts *facts);
kr_status kri_facts_print_agreements(kri_call *call, const kri_facts *facts);
kr_status kri_facts_print_commitments(kri_call *call, const kri_facts *facts);

/* The run in the store of --study, which a claim must rest on; NULL without the option. */
kr_status kri_facts_study(kri_call *call, const kr_world *world, const kr_study_said **study);

/* The names of a row's list, ; between them; the ids of the rows in it. NULL when memory is short. */
const char *kri_list_names(kri_call *call, const kr_world *world, const kr_lists *list, uint32_t row);
const char *kri_list_ids(kri_call *call, const kr_world *world, const kr_lists *list, uint32_t row, const uint32_t *ids);

/* "2024-04-15", "2024-04", "2024", "" */
const char *kri_date_text(kri_call *call, uint32_t date);

/* A figure for a person: 53,100,000 or 23.2. */
void kri_figure_put(kri_text *text, double value);

/*
 * The page of --html, if it was asked for: the list ("claims", "agreements", "commitments") with its rows and their sources; words are
 * the answer in plain lines, and changed.
 */
kr_status kri_facts_page(kri_call *call, const kri_facts *facts, const char *list, const kr_table *rows, kri_text *words);

/* {"rows": [...]}, or CSV. */
kr_status kri_facts_rows(kri_call *call, const kr_table *table);

/* Adds "label words" wrapped below an entry. Nothing for no words. */
void kri_facts_line(kri_call *call, kri_text *text, const char *label, const char *words);

#endif
