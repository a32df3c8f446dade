/* lattice.c: all 1,024 combinations of ten projects among 200 countries. bench-lattice [THREADS]. Seeded. */
#include <keruen/trade.h>

#include "base/clock.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { COUNTRIES = 200, PROJECTS = 10, PAIRS = 30 };

static double uniform(void)
{
    static uint64_t state = 7;
    state = state * 6364136223846793005u + 1442695040888963407u;
    return ((double)(state >> 11) + .5) / 9007199254740992.0;
}

int main(int argc, char **argv)
{
    kr_job job;
    kr_lattice lattice;
    const char *id[COUNTRIES];
    double size[COUNTRIES], *beta[PROJECTS];
    kr_job_init(&job, (size_t)2 << 30);
    job.threads = argc > 1 ? atoi(argv[1]) : 1;
    kr_flows x = { COUNTRIES, id, kr_job_alloc(&job, COUNTRIES * COUNTRIES, sizeof(double)) };
    for (int p = 0; p < PROJECTS; p++)
        if (!(beta[p] = kr_job_alloc(&job, COUNTRIES * COUNTRIES, sizeof(double))))
            return 1;
    for (int i = 0; i < COUNTRIES; i++) {
        id[i] = "";
        size[i] = exp(4 * uniform());
    }
    for (int i = 0; i < COUNTRIES; i++)
        for (int j = 0; j < COUNTRIES; j++)
            x.value[i * COUNTRIES + j] = size[i] * size[j] * (i == j ? 2. * COUNTRIES : uniform() * uniform());
    for (int p = 0; p < PROJECTS; p++)
        for (int k = 0; k < PAIRS; k++) {
            int i = (int)(uniform() * COUNTRIES), j = (int)(uniform() * COUNTRIES);
            if (i != j)
                beta[p][i * COUNTRIES + j] = beta[p][j * COUNTRIES + i] = .5 * uniform();
        }
    double begin = kri_now_s();
    if (kr_trade_lattice(&job, &x, PROJECTS, (const double *const *)beta, &KR_RESPOND_DEFAULTS(4), &lattice) != KR_OK) {
        fprintf(stderr, "%s\n", job.message);
        return 1;
    }
    printf("%u combinations of %d projects, %d countries: %.3f s, %.2f Newton steps each, residual %.1e\n", lattice.sets, PROJECTS, COUNTRIES,
           kri_now_s() - begin, (double)lattice.steps / lattice.sets, lattice.residual);
    puts("published studies print hours to days for such a lattice");
    kr_job_end(&job);
    return 0;
}
