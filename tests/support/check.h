/* check.h: what every test file includes. CMocka, and the two habits of this house: tables and failing allocations. */
#ifndef KERUEN_TEST_CHECK_H
#define KERUEN_TEST_CHECK_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <keruen/base.h>

/* Fails with what was said in the job. */
#define check_ok(job, call)                                                              \
    do {                                                                                 \
        if ((call) != KR_OK)                                                             \
            fail_msg("%s: %s", #call, (job)->message);                                   \
    } while (0)

/* The message must hold the words. */
#define check_says(job, words)                                                           \
    do {                                                                                 \
        if (!strstr((job)->message, (words)))                                            \
            fail_msg("the message is \"%s\" and lacks \"%s\"", (job)->message, (words)); \
    } while (0)

/* |a - b| <= tolerance, and neither is NaN. */
#define check_near(a, b, tolerance)                                                      \
    do {                                                                                 \
        double a_ = (a), b_ = (b);                                                       \
        if (!(fabs(a_ - b_) <= (tolerance)))                                             \
            fail_msg("%s = %.17g, expected %.17g within %g", #a, a_, b_, (double)(tolerance)); \
    } while (0)

/*
 * Runs the work again and again, its n-th allocation failing, until there is no n-th. The sanitizers
 * see to it that nothing leaks; the work itself must end with KR_OK or KR_E_MEMORY.
 */
static inline void every_allocation_may_fail(kr_status (*work)(kr_job *job, void *with), void *with)
{
    kr_status status;
    long n = 0;
    do {
        kr_job job;
        kr_job_init(&job, (size_t)1 << 32);
        job.fault_countdown = ++n;
        status = work(&job, with);
        if (status != KR_OK && status != KR_E_MEMORY)
            fail_msg("allocation %ld failed and the work said: %s", n, job.message);
        int there_was_an_nth = job.fault_countdown == 0;
        kr_job_end(&job);
        if (status == KR_OK && there_was_an_nth)
            fail_msg("allocation %ld failed and the work took no notice", n);
    } while (status != KR_OK);
    assert_true(n > 1);
}

/* A file of the shared test data, or NULL: then print why and return 77 from main (CTest: skipped). */
static inline const char *shared_file(const char *name)
{
    static char path[4096];
    const char *folder = getenv("KERUEN_SHARED");
    snprintf(path, sizeof path, "%s/%s", folder ? folder : "../shared", name);
    FILE *file = fopen(path, "r");
    if (!file)
        return NULL;
    fclose(file);
    return path;
}

#endif
