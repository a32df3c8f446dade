/* test_study_store.c: an item that was kept is there, bit by bit: after a kill at any moment, on a disk that fills up, beside another process. */
#include "check.h"
#include "temp_folder.h"

#include "base/arena.h"

#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <keruen/io_study.h>

static char path[128], journal[160];

static const kr_study_input inputs[] = { { "s.yaml", "aa" }, { "link.csv", "bb" } };
static const kr_study_run_id some_run = { "halves", "Two halves", "0.1.0", 7, inputs, 2 };

static void remove_store(void)
{
    unlink(path);
    unlink(journal);
}

static kr_status open_store(kr_job *job, const kr_study_run_id *run, int is_fresh, kr_item_store *items)
{
    kr_study_store *store;
    KR_TRY(kr_study_store_open(job, path, run, is_fresh, &store));
    *items = kr_study_store_items(store);
    return KR_OK;
}

static kr_status keep_number(kr_job *job, const kr_item_store *items, uint32_t number, double base)
{
    char name[32];
    double values[64];
    snprintf(name, sizeof name, "draw %u", number);
    for (int i = 0; i < 64; i++)
        values[i] = base + number / 3.0 + i;
    return items->keep(items->to, job, name, values, 64);
}

static int is_kept(kr_job *job, const kr_item_store *items, uint32_t number, double base)
{
    char name[32];
    const double *values;
    size_t count;
    snprintf(name, sizeof name, "draw %u", number);
    check_ok(job, items->find(items->to, job, name, &values, &count));
    if (!values)
        return 0;
    assert_int_equal(count, 64);
    for (int i = 0; i < 64; i++)
        if (values[i] != base + number / 3.0 + i)
            fail_msg("%s holds another number", name);
    return 1;
}

static void what_is_kept_is_found(void **state)
{
    kr_job job;
    kr_item_store items;
    kr_study_kept kept;
    kr_study_store *store;
    (void)state;
    remove_store();
    kr_job_init(&job, 1 << 24);
    check_ok(&job, open_store(&job, &some_run, 0, &items));
    assert_false(is_kept(&job, &items, 1, 0));
    check_ok(&job, keep_number(&job, &items, 1, 0));
    check_ok(&job, items.keep(items.to, &job, "empty", NULL, 0));
    kr_job_end(&job);
    kr_job_init(&job, 1 << 24);
    check_ok(&job, kr_study_store_open(&job, path, &some_run, 0, &store));
    items = kr_study_store_items(store);
    assert_true(is_kept(&job, &items, 1, 0));
    const double *values;
    size_t count = 9;
    check_ok(&job, items.find(items.to, &job, "empty", &values, &count));
    assert_non_null(values);
    assert_int_equal(count, 0);
    check_ok(&job, kr_study_store_read(&job, path, &kept));
    assert_int_equal(kept.items, 2);
    assert_null(kept.json);
    assert_int_equal(kept.run.seed, 7);
    assert_string_equal(kept.run.study, "halves");
    assert_int_equal(kept.run.inputs, 2);
    check_ok(&job, kr_study_store_answer(store, "{}\n", "words\n"));
    check_ok(&job, kr_study_store_answer(store, "{1}\n", "more words\n"));
    check_ok(&job, kr_study_store_read(&job, path, &kept));
    assert_string_equal(kept.json, "{1}\n");
    assert_string_equal(kept.text, "more words\n");
    kr_job_end(&job);
}

static void execute_on_store(const char *sql)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

/* An answer with one digit changed is shown to nobody, and from an item that was altered nothing goes on. */
static void what_was_altered_is_found_out(void **state)
{
    kr_job job;
    kr_item_store items;
    kr_study_kept kept;
    kr_study_store *store;
    const double *values;
    size_t count;
    (void)state;
    remove_store();
    kr_job_init(&job, 1 << 24);
    check_ok(&job, kr_study_store_open(&job, path, &some_run, 0, &store));
    items = kr_study_store_items(store);
    check_ok(&job, keep_number(&job, &items, 1, 0));
    check_ok(&job, kr_study_store_answer(store, "{1}\n", "7 M USD\n"));
    execute_on_store("UPDATE answer SET shown = '9 M USD'");
    assert_int_equal(kr_study_store_read(&job, path, &kept), KR_E_FILE);
    check_says(&job, "the answer is not what was kept");
    check_ok(&job, kr_study_store_answer(store, "{1}\n", "7 M USD\n"));
    check_ok(&job, kr_study_store_read(&job, path, &kept));
    assert_true(kr_study_store_is_readable(store));
    execute_on_store("UPDATE item SET numbers = zeroblob(512)");
    assert_int_equal(items.find(items.to, &job, "draw 1", &values, &count), KR_E_FILE);
    assert_false(kr_study_store_is_readable(store));
    kr_job_end(&job);
}

/* ---- a store of something else ---- */

static void another_run_is_refused(void **state)
{
    static const kr_study_input other[] = { { "s.yaml", "aa" }, { "link.csv", "cc" } };
    static const kr_study_input more[] = { { "s.yaml", "aa" }, { "link.csv", "bb" }, { "node.csv", "dd" } };
    static const struct { kr_study_run_id run; const char *says; } runs[] = {
        { { "other", "", "0.1.0", 7, inputs, 2 }, "another study, halves" }, { { "halves", "", "0.2.0", 7, inputs, 2 }, "keruen 0.1.0, and this is 0.2.0" },
        { { "halves", "", "0.1.0", 8, inputs, 2 }, "the seed 7, and this one has 8" }, { { "halves", "", "0.1.0", 7, other, 2 }, "changed since: link.csv;" },
        { { "halves", "", "0.1.0", 7, inputs, 1 }, "changed since: link.csv;" }, { { "halves", "", "0.1.0", 7, more, 3 }, "changed since: node.csv;" },
    };
    kr_job job;
    kr_item_store items;
    (void)state;
    remove_store();
    kr_job_init(&job, 1 << 24);
    check_ok(&job, open_store(&job, &some_run, 0, &items));
    check_ok(&job, keep_number(&job, &items, 1, 0));
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
        assert_int_equal(open_store(&job, &runs[i].run, 0, &items), KR_E_INPUT);
        check_says(&job, runs[i].says);
    }
    check_ok(&job, open_store(&job, &some_run, 0, &items));
    assert_true(is_kept(&job, &items, 1, 0));
    check_ok(&job, open_store(&job, &runs[0].run, 1, &items));
    assert_false(is_kept(&job, &items, 1, 0));
    kr_job_end(&job);
}

static void what_is_no_store_is_refused(void **state)
{
    kr_job job;
    kr_item_store items;
    kr_study_kept kept;
    kr_store *quotes;
    (void)state;
    kr_job_init(&job, 1 << 24);
    remove_store();
    assert_int_equal(kr_study_store_read(&job, path, &kept), KR_E_FILE);
    check_says(&job, "No such file");
    fclose(fopen(path, "w"));
    assert_int_equal(kr_study_store_read(&job, path, &kept), KR_E_FILE);
    check_says(&job, "holds no run");
    remove_store();
    check_ok(&job, kr_store_open(&job, path, KR_STORE_WRITE, &quotes));
    assert_int_equal(open_store(&job, &some_run, 1, &items), KR_E_FILE);
    check_says(&job, "no store of a study");
    remove_store();
    FILE *file = fopen(path, "w");
    for (int i = 0; i < 1000; i++)
        fputs("this is no database\n", file);
    fclose(file);
    assert_int_equal(open_store(&job, &some_run, 0, &items), KR_E_FILE);
    check_says(&job, "damaged or no store of a study");
    assert_int_equal(kr_study_store_open(&job, "/tmp", &some_run, 0, &(kr_study_store *){ NULL }), KR_E_FILE);
    check_says(&job, "is a folder");
    kr_job_end(&job);
}

static void an_altered_item_is_noticed(void **state)
{
    kr_job job;
    kr_item_store items;
    const double *values;
    size_t count;
    (void)state;
    remove_store();
    kr_job_init(&job, 1 << 24);
    check_ok(&job, open_store(&job, &some_run, 0, &items));
    check_ok(&job, keep_number(&job, &items, 1, 0));
    execute_on_store("UPDATE item SET numbers = zeroblob(512)");
    assert_int_equal(items.find(items.to, &job, "draw 1", &values, &count), KR_E_FILE);
    check_says(&job, "an item is not what was kept");
    kr_job_end(&job);
}

static void a_locked_store_is_told(void **state)
{
    kr_job job;
    kr_item_store items;
    sqlite3 *db;
    (void)state;
    remove_store();
    kr_job_init(&job, 1 << 24);
    check_ok(&job, open_store(&job, &some_run, 0, &items));
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "BEGIN EXCLUSIVE", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(keep_number(&job, &items, 1, 0), KR_E_FILE);
    check_says(&job, "another program has held the store of a study locked");
    sqlite3_close(db);
    check_ok(&job, keep_number(&job, &items, 1, 0));
    kr_job_end(&job);
}

/* A file that may not grow past 64 KiB is a full disk; what was kept before stays, and the run goes on when there is room. */
static void a_full_disk_is_told(void **state)
{
    struct rlimit was, small = { 65536, 65536 };
    kr_job job;
    kr_item_store items;
    uint32_t kept = 0;
    kr_status status = KR_OK;
    (void)state;
    remove_store();
    signal(SIGXFSZ, SIG_IGN);
    kr_job_init(&job, 1 << 24);
    check_ok(&job, open_store(&job, &some_run, 0, &items));
    getrlimit(RLIMIT_FSIZE, &was);
    small.rlim_max = was.rlim_max;
    setrlimit(RLIMIT_FSIZE, &small);
    while (kept < 1000 && (status = keep_number(&job, &items, kept, 0)) == KR_OK)
        kept++;
    setrlimit(RLIMIT_FSIZE, &was);
    assert_int_equal(status, KR_E_FILE);
    if (!strstr(job.message, "the disk is full") && !strstr(job.message, "disk I/O error"))
        fail_msg("a full disk is told as \"%s\"", job.message);
    assert_true(kept > 10);
    kr_job_end(&job);
    kr_job_init(&job, 1 << 24);
    check_ok(&job, open_store(&job, &some_run, 0, &items));
    for (uint32_t i = 0; i < kept; i++)
        assert_true(is_kept(&job, &items, i, 0));
    check_ok(&job, keep_number(&job, &items, kept, 0));
    kr_job_end(&job);
}

/* ---- kills ---- */

/* Keeps one item after the other and says so, until somebody ends it. */
static void keep_on(int said, uint32_t from)
{
    kr_job job;
    kr_item_store items;
    kr_job_init(&job, 1 << 24);
    if (open_store(&job, &some_run, 0, &items) != KR_OK)
        _exit(1);
    for (uint32_t number = from;; number++) {
        if (keep_number(&job, &items, number, 0) != KR_OK)
            _exit(1);
        if (write(said, &number, sizeof number) != sizeof number)
            _exit(1);
    }
}

/* A process that is killed at that moment; one past the last item that it said was kept. */
static uint32_t run_and_kill(uint32_t from, useconds_t after)
{
    int said[2], status;
    uint32_t number, next = from;
    assert_int_equal(pipe(said), 0);
    pid_t child = fork();
    if (!child) {
        close(said[0]);
        keep_on(said[1], from);
    }
    close(said[1]);
    usleep(after);
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    if (!WIFSIGNALED(status))
        fail_msg("the process ended by itself");
    while (read(said[0], &number, sizeof number) == sizeof number)
        next = number + 1;
    close(said[0]);
    return next;
}

/* Killed at 200 moments, the n-th of which is up to 12 ms after its beginning: no item that was said to be kept is lost, none is half there. */
static void kills_lose_nothing(void **state)
{
    enum { KILLS = 200 };
    uint32_t next = 0, seed = 1;
    (void)state;
    remove_store();
    for (int i = 0; i < KILLS; i++) {
        kr_job job;
        kr_item_store items;
        seed = seed * 1664525u + 1013904223u;
        uint32_t before = next;
        next = run_and_kill(next, (seed >> 8) % 12000);
        kr_job_init(&job, 1 << 26);
        check_ok(&job, open_store(&job, &some_run, 0, &items));
        for (uint32_t number = before; number < next; number++)
            if (!is_kept(&job, &items, number, 0))
                fail_msg("after kill %d the item %u, which was said to be kept, is gone", i, number);
        while (is_kept(&job, &items, next, 0))      /* kept, and killed before it was said */
            next++;
        kr_job_end(&job);
    }
    kr_job job;
    kr_study_kept kept;
    kr_job_init(&job, 1 << 24);
    check_ok(&job, kr_study_store_read(&job, path, &kept));
    assert_true(kept.items >= next && next > 0);
    kr_job_end(&job);
}

static kr_status open_keep_find(kr_job *job, void *with)
{
    kr_item_store items;
    const double *values;
    size_t count;
    (void)with;
    KR_TRY(open_store(job, &some_run, 1, &items));
    KR_TRY(keep_number(job, &items, 1, 0));
    return items.find(items.to, job, "draw 1", &values, &count);
}

static void memory_may_end(void **state)
{
    (void)state;
    remove_store();
    every_allocation_may_fail(open_keep_find, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_kept_is_found), cmocka_unit_test(what_was_altered_is_found_out),
        cmocka_unit_test(another_run_is_refused), cmocka_unit_test(what_is_no_store_is_refused),
        cmocka_unit_test(an_altered_item_is_noticed), cmocka_unit_test(a_locked_store_is_told), cmocka_unit_test(a_full_disk_is_told),
        cmocka_unit_test(kills_lose_nothing), cmocka_unit_test(memory_may_end),
    };
    struct temp_folder folder;
    temp_folder_open(&folder);
    snprintf(path, sizeof path, "%s/run.db", folder.path);
    snprintf(journal, sizeof journal, "%s-journal", path);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    temp_folder_close(&folder);
    return failed;
}
