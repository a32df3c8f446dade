/*
 * batch.c: quotes a second and a core, as keruen quote --batch makes them: the whole work of a row, from its cells to its line of
 * JSON, all pairs of the region's places drawn at random.
 *
 *   bench-batch [--rows N] [--alternatives N] [--runs N]
 *
 * Processor time is what counts, so that a machine that is shared tells the same; the best of the runs.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <keruen/io.h>

#include "cli/options.h"
#include "stopwatch.h"

static kr_status count_bytes(void *to, const char *bytes, size_t length)
{
    (void)bytes;
    *(double *)to += (double)length;
    return KR_OK;
}

/* A file of rows between places of the region, the same every time. */
static int write_rows(const char *path, const char *folder, int rows)
{
    kr_job job;
    kr_world world;
    unsigned seed = 1;
    kr_job_init(&job, (size_t)1 << 30);
    FILE *file = fopen(path, "w");
    if (!file || kr_world_read(&job, folder, NULL, &world) != KR_OK)
        return 0;
    fprintf(file, "from,to,depart\n");
    for (int i = 0; i < rows; i++) {
        uint32_t from = (uint32_t)rand_r(&seed) % world.node.count, to = (from + 1 + (uint32_t)rand_r(&seed) % (world.node.count - 1)) % world.node.count;
        fprintf(file, "%s,%s,2026-12-01\n", kr_world_text(&world, world.node.id[from]), kr_world_text(&world, world.node.id[to]));
    }
    kr_job_end(&job);
    return fclose(file) == 0;
}

static int run(char *const *word, int words, double *seconds, double *bytes)
{
    kr_job job;
    kri_call call;
    kr_job_init(&job, (size_t)4 << 30);
    double begun = bench_cpu_s();
    kr_status status = kri_options_parse(&job, words, word, &call);
    call.out = (kr_sink){ count_bytes, bytes };
    call.columns = 80;
    if (status == KR_OK)
        status = call.command->run(&call);
    *seconds = bench_cpu_s() - begun;
    if (status != KR_OK)
        printf("%s\n", job.message);
    kr_job_end(&job);
    return status == KR_OK;
}

int main(int count, char **word)
{
    char path[] = "/tmp/keruen-batch-XXXXXX", fallback[] = "data/region", alternatives[16] = "5";
    char *folder = getenv("KERUEN_DATA") ? getenv("KERUEN_DATA") : fallback;
    int rows = 2000, runs = 3, fd = mkstemp(path);
    double best = 1e300, bytes = 0;
    for (int i = 1; i + 1 < count; i += 2) {
        if (!strcmp(word[i], "--rows"))
            rows = atoi(word[i + 1]);
        else if (!strcmp(word[i], "--runs"))
            runs = atoi(word[i + 1]);
        else if (!strcmp(word[i], "--alternatives"))
            snprintf(alternatives, sizeof alternatives, "%s", word[i + 1]);
    }
    if (fd < 0 || !write_rows(path, folder, rows)) {
        printf("skipped: no region in %s; run it in the source tree, or name the folder by KERUEN_DATA\n", folder);
        return 0;
    }
    char quote[] = "quote", batch[] = "--batch", most[] = "--alternatives", data[] = "--data";
    char *const line[] = { quote, batch, path, most, alternatives, data, folder };
    for (int r = 0; r < runs; r++) {
        double seconds;
        bytes = 0;
        if (!run(line, sizeof line / sizeof *line, &seconds, &bytes))
            break;
        best = seconds < best ? seconds : best;
    }
    unlink(path);
    close(fd);
    printf("%d quotes of up to %s ways, one thread: %.0f quotes a second, %.2f ms each, %.1f kB of JSON each\n", rows, alternatives, rows / best,
           1e3 * best / rows, bytes / rows / 1e3);
    return 0;
}
