/* test_batch.c: a batch with broken rows, kept in a store, when any allocation fails: of the command or of one of its threads. */
#include "small_world.h"

#include <fcntl.h>

#include "cli/options.h"

typedef struct scene {
    struct temp_folder folder;
    char rows[TEMP_PATH_BYTES], store[TEMP_PATH_BYTES];
} scene;

static const char rows[] =
    "from,to,id,cargo,avoid,depart\n"
    "alpha,kappa,a,,,2026-12-01\n"
    "alpha,nowhere,b,,,2026-12-01\n"
    "\"alpha,kappa\n"
    "alpha,isle,c,,,2026-12-01\n"
    "alpha,gamma,d,grain,CC;delta,2026-12-01\n";

static void open_scene(scene *s)
{
    temp_folder_open(&s->folder);
    small_world_put(&s->folder);
    temp_folder_put(&s->folder, "rows.batch", rows);
    temp_folder_file(&s->folder, "rows.batch", s->rows);
    temp_folder_file(&s->folder, "quotes.db", s->store);
}

static kr_status swallow(void *to, const char *bytes, size_t length)
{
    (void)bytes;
    *(size_t *)to += length;
    return KR_OK;
}

static kr_status run_batch(kr_job *job, scene *s, int threads, size_t *bytes)
{
    char quote[] = "quote", batch[] = "--batch", save[] = "--save", store[] = "--store", data[] = "--data", quiet[] = "--quiet";
    char *const word[] = { quote, batch, s->rows, save, store, s->store, data, s->folder.path, quiet };
    kri_call call;
    remove(s->store);
    job->threads = threads;
    KR_TRY(kri_options_parse(job, sizeof word / sizeof *word, word, &call));
    call.out = (kr_sink){ swallow, bytes };
    call.quiet = 1;
    KR_TRY(call.command->run(&call));
    assert_int_equal(call.exit_code, 3);
    return KR_OK;
}

/* There are too many allocations to fail each: a growing step visits all parts of the work. */
static void allocations_may_fail(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 2; threads++) {
        scene s;
        kr_status status;
        long n = 1;
        open_scene(&s);
        do {
            kr_job job;
            size_t bytes = 0;
            kr_job_init(&job, (size_t)1 << 30);
            job.fault_countdown = n;
            status = run_batch(&job, &s, threads, &bytes);
            if (status != KR_OK && status != KR_E_MEMORY)
                fail_msg("allocation %ld failed and the work said %d: %s", n, status, job.message);
            if (status == KR_E_MEMORY && !*job.message)
                fail_msg("allocation %ld failed without a word", n);
            kr_job_end(&job);
            n += 1 + n / 19;
        } while (status != KR_OK);
        assert_true(n > 100);
        temp_folder_close(&s.folder);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(allocations_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
