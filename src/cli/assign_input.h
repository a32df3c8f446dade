/* assign_input.h: what keruen assign was asked for, and what came of it. */
#ifndef KRI_ASSIGN_INPUT_H
#define KRI_ASSIGN_INPUT_H

#include "cli/command.h"

#include <keruen/assign.h>

typedef struct kri_assignment {
    kr_problems problems;               /* of the tables that were read */
    kr_roads roads;
    uint32_t classes;
    kr_traffic *class;
    kr_assign_options options;
    const kr_flow *flow;
    double read_s, solve_s;
    kr_selection selection;
    int has_selection;
    uint32_t routes_from, routes_to;    /* zones */
    double least_share;                 /* of a route that is told */
    uint32_t most_routes;
    const double *selected;             /* [links]; NULL: nothing was to be selected */
    double *const *selected_pairs;      /* [classes] by pair; NULL as well */
    double selected_total;
    const double *flow_before, *cost_before;    /* [links] of another run; NULL: none */
    double asked, at_home, without_way; /* of the demand between places, in equivalents: all of it, and what does not travel */
    char ended_by[KR_MESSAGE_BYTES];    /* which limit ended it before the gap; empty: none */
} kri_assignment;

kr_status kri_assignment_read(kri_call *call, kri_assignment *assignment);
kr_status kri_assignment_read_demand(kri_call *call, kri_assignment *assignment);    /* assign_demand.c */
kr_status kri_assignment_solve(kri_call *call, kri_assignment *assignment);

/*
 * assign_problems.c: tells what is wrong with the tables on the error stream. status: how reading them ended; the answer is
 * that, or KR_E_INPUT where there are mistakes.
 */
kr_status kri_assignment_tell(kri_call *call, const kri_assignment *assignment, kr_status status);

/* Adds a warning for each weight that the network's file names and nobody asked for. */
kr_status kri_assignment_warn_of_factors(kri_call *call, kri_assignment *assignment);

/*
 * How the reading of a table ended; KR_OK when its mistakes are in the list, where there were `errors` before it. A person
 * mends all of them in one round.
 */
kr_status kri_assignment_unless_listed(const kri_assignment *assignment, size_t errors, kr_status status);

/* assign_check.c: what can be refused before anything is read, and before anything is solved. */
kr_status kri_assignment_check_options(kri_call *call);
kr_status kri_assignment_check_outputs(kri_call *call);
kr_status kri_assignment_check_ceiling(kri_call *call, const kri_assignment *assignment);

/* Whether the file is called so; capitals count as small letters. */
int kri_has_ending(const char *path, const char *ending);

struct kr_json;

/* assign_demand_left.c: what travels and what does not. */
void kri_put_zone(kri_text *text, const kr_roads *roads, uint32_t zone);
void kri_assignment_sum(kri_assignment *assignment);
kr_status kri_assignment_left_json(const kri_assignment *assignment, struct kr_json *json);
kr_status kri_assignment_left_text(kri_call *call, const kri_assignment *assignment);
kr_status kri_assignment_write_served(kri_call *call, const kri_assignment *assignment, const char *path);

/* assign_asked.c: what was asked of the flows besides themselves. */
kr_status kri_assignment_look_up(kri_call *call, kri_assignment *assignment);       /* names and files, before the work */
kr_status kri_assignment_select(kri_call *call, kri_assignment *assignment);
kr_status kri_assignment_skim(kri_call *call, const kri_assignment *assignment, const char *path);
kr_status kri_assignment_routes_text(kri_call *call, const kri_assignment *assignment);
kr_status kri_assignment_routes_json(kri_call *call, const kri_assignment *assignment, struct kr_json *json);

/* assign_loaded.c: the network's own table of links with the flows behind its columns. */
kr_status kri_assignment_write_loaded(kri_call *call, const kri_assignment *assignment, const char *path);

#endif
