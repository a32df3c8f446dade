/*
 * nafta.c: 31 countries, 40 sectors with input-output links, both equilibria and the split of welfare. bench-nafta FOLDER, the
 * folder being data/trade/cp2015 of the shared data.
 */
#include <keruen/trade.h>

#include "base/clock.h"

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    kr_job job;
    kr_sectors d;
    kr_sector_response r;
    kr_sector_scenario before = { 0 }, after = { 0 };
    double best = 1e9;
    kr_job_init(&job, (size_t)2 << 30);
    if (argc < 2)
        return 2;
    if (kr_sectors_read(&job, argv[1], &d) || kr_sectors_read_column(&job, argv[1], &d, "tariff_bln", 0, &before.tariff)
        || kr_sectors_read_column(&job, argv[1], &d, "tariff_cfl", 0, &after.tariff)) {
        fprintf(stderr, "%s\n", job.message);
        return 1;
    }
    for (int i = 0; i < 20; i++) {
        double begin = kri_now_s();
        if (kr_sectors_respond(&job, &d, &before, &after, 1e-11, 1000, &r)) {
            fprintf(stderr, "%s\n", job.message);
            return 1;
        }
        double took = kri_now_s() - begin;
        best = took < best ? took : best;
    }
    for (uint32_t n = 0; n < d.countries; n++)
        if (strcmp(d.country[n], "Mexico") == 0)
            printf("Mexico: first order %.4f %% (published 1.31), exact %.4f %%\n", 100 * r.first_order[n], 100 * r.exact[n]);
    printf("%.2f ms for both equilibria, %u rounds, residual %.1e; numpy 940 ms for both\n", 1e3 * best, r.iterations, r.residual);
    kr_job_end(&job);
    return 0;
}
