/* keruen/solution.h: an assignment's bushes in a file, for the next assignment to begin with. */
#ifndef KERUEN_SOLUTION_H
#define KERUEN_SOLUTION_H

#include <keruen/roads.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Writes the solution (docs/formats/solution.md). The file appears whole or not at all. */
KR_API kr_status kr_solution_write(kr_job *job, const kr_solution *solution, const char *path);

/*
 * Reads it back. KR_E_INPUT when the file is no solution, is cut short or damaged. Whether it fits some roads is
 * seen by whoever uses it: by roads_hash.
 */
KR_API kr_status kr_solution_read(kr_job *job, const char *path, kr_solution *solution);

#ifdef __cplusplus
}
#endif
#endif
