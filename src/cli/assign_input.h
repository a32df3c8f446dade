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
    const double *selected;             /* [links]; NULL: nothing was to be selected */
    double selected_total;
    const double *flow_before, *cost_before;    /* [links] of another run; NULL: none */
    char ended_by[KR_MESSAGE_BYTES];    /* which limit ended it before the gap; empty: none */
} kri_assignment;

kr_status kri_assignment_read(kri_call *call, kri_assignment *assignment);
kr_status kri_assignment_solve(kri_call *call, kri_assignment *assignment);

/*
 * assign_problems.c: tells what is wrong with the tables on the error stream. status: how reading them ended; the answer is
 * that, or KR_E_INPUT where there are mistakes.
 */
kr_status kri_assignment_tell(kri_call *call, const kri_assignment *assignment, kr_status status);

/* Adds a warning for each weight that the network's file names and nobody asked for. */
kr_status kri_assignment_warn_of_factors(kri_call *call, kri_assignment *assignment);

/* assign_asked.c: what was asked of the flows besides themselves. */
struct kr_json;
kr_status kri_assignment_select(kri_call *call, kri_assignment *assignment);
kr_status kri_assignment_compare(kri_call *call, kri_assignment *assignment);
kr_status kri_assignment_skim(kri_call *call, const kri_assignment *assignment, const char *path);
kr_status kri_assignment_routes_text(kri_call *call, const kri_assignment *assignment);
kr_status kri_assignment_routes_json(kri_call *call, const kri_assignment *assignment, struct kr_json *json);

/* assign_loaded.c: the network's own table of links with the flows behind its columns. */
kr_status kri_assignment_write_loaded(kri_call *call, const kri_assignment *assignment, const char *path);

#endif
