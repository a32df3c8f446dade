/*
 * test_study_kills.c: keruen study run --store, the program itself, killed at two hundred random moments: no finished item is gone or
 * altered after any of them, and whatever run comes to its end gives the bytes of one that nobody stopped.
 */
#include "check.h"
#include "temp_folder.h"

#include <errno.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static struct temp_folder folder;
static char data[TEMP_PATH_BYTES], study[TEMP_PATH_BYTES], store[TEMP_PATH_BYTES], journal[TEMP_PATH_BYTES], out[TEMP_PATH_BYTES];
static char *whole;             /* the answer of the run that nobody stopped */

/* ---- moments ---- */

static uint64_t state = 20250601;

/* Seeded, in 0 .. 1 (splitmix64). */
static double some(void)
{
    uint64_t z = state += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return (double)((z ^ z >> 31) >> 11) * 0x1p-53;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void rest(double seconds)
{
    struct timespec t = { 0, (long)(1e9 * seconds) };
    while (nanosleep(&t, &t) != 0 && errno == EINTR)
        ;
}

/* ---- the program ---- */

static pid_t start(void)
{
    const char *program = getenv("KERUEN");
    pid_t child = fork();
    if (child == 0) {
        execl(program, program, "study", "run", study, "--data", data, "--json", "--threads", "1", "--store", store, "--out", out, (char *)NULL);
        _exit(127);
    }
    assert_true(child > 0);
    return child;
}

/* Lets it run for so long at most. 1: it was killed; 0: it came to its end first, and well. */
static int kill_after(double seconds)
{
    pid_t child = start(), ended = 0;
    int how = 0;
    for (double end = now() + seconds, left; !ended && (left = end - now()) > 0; rest(fmin(left, 0.002)))
        ended = waitpid(child, &how, WNOHANG);
    if (!ended) {
        kill(child, SIGKILL);
        ended = waitpid(child, &how, 0);
    }
    assert_int_equal(ended, child);
    if (WIFSIGNALED(how) && WTERMSIG(how) == SIGKILL)
        return 1;
    if (!WIFEXITED(how) || WEXITSTATUS(how) != 0)
        fail_msg("a run that was let go ended with %d", how);
    return 0;
}

/* ---- what is there ---- */

static char *read_whole(const char *path)
{
    size_t room = 1 << 20;
    char *bytes = calloc(1, room);
    FILE *file = fopen(path, "rb");
    if (file && fread(bytes, 1, room - 1, file) == room - 1)
        fail_msg("%s is too long", path);
    if (file)
        fclose(file);
    return bytes;
}

/* Everything that is kept, item after item, in the order of their names: name and digest of numbers and sum. */
typedef struct kept {
    size_t items;
    char *name[1000], *row[1000];
    int is_finished;
} kept;

static void clear(kept *k)
{
    for (size_t i = 0; i < k->items; i++) {
        free(k->name[i]);
        free(k->row[i]);
    }
    *k = (kept){ .items = 0 };
}

static void take_items(sqlite3 *db, kept *k)
{
    sqlite3_stmt *rows;
    if (sqlite3_prepare_v2(db, "SELECT name, hex(numbers) || sum FROM item ORDER BY name", -1, &rows, NULL) != SQLITE_OK)
        return;             /* killed before there were tables */
    while (sqlite3_step(rows) == SQLITE_ROW && k->items < 1000) {
        k->name[k->items] = strdup((const char *)sqlite3_column_text(rows, 0));
        k->row[k->items++] = strdup((const char *)sqlite3_column_text(rows, 1));
    }
    assert_int_equal(sqlite3_finalize(rows), SQLITE_OK);
}

/* The answer that is kept is the whole one. */
static int take_answer(sqlite3 *db)
{
    sqlite3_stmt *rows;
    int is_there = 0;
    if (sqlite3_prepare_v2(db, "SELECT json FROM answer", -1, &rows, NULL) != SQLITE_OK)
        return 0;
    if (sqlite3_step(rows) == SQLITE_ROW) {
        is_there = 1;
        assert_string_equal(sqlite3_column_text(rows, 0), whole);
    }
    sqlite3_finalize(rows);
    return is_there;
}

static kept take_store(void)
{
    kept k = { .items = 0 };
    sqlite3 *db;
    sqlite3_stmt *check;
    if (access(store, F_OK) != 0)
        return k;
    assert_int_equal(sqlite3_open_v2(store, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &check, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(check), SQLITE_ROW);
    assert_string_equal(sqlite3_column_text(check, 0), "ok");
    sqlite3_finalize(check);
    take_items(db, &k);
    k.is_finished = take_answer(db);
    sqlite3_close(db);
    return k;
}

/* What was there before is there now, to the bit. */
static void nothing_is_lost(const kept *before, const kept *after)
{
    size_t at = 0;
    for (size_t i = 0; i < before->items; i++) {
        while (at < after->items && strcmp(after->name[at], before->name[i]) < 0)
            at++;
        if (at == after->items || strcmp(after->name[at], before->name[i]) != 0)
            fail_msg("after a kill the item \"%s\" is gone", before->name[i]);
        if (strcmp(after->row[at], before->row[i]) != 0)
            fail_msg("after a kill the item \"%s\" is another", before->name[i]);
    }
    assert_true(after->is_finished >= before->is_finished);
}

/* A kill leaves no answer or the whole one. */
static void answer_is_whole_or_not_there(int must_be_there)
{
    char *bytes = read_whole(out);
    if (must_be_there || access(out, F_OK) == 0)
        assert_string_equal(bytes, whole);
    free(bytes);
}

static void begin_anew(kept *before)
{
    clear(before);
    unlink(store);
    unlink(journal);
    unlink(out);
}

/* ---- the test ---- */

/* A program of the sanitizers'. */
static int is_slow(void)
{
    return getenv("KERUEN_TRIALS") != NULL;
}

static int wanted_kills(void)
{
    return is_slow() ? 20 : 200;
}

#define LONGEST_S 0.06          /* that 200 are soon over on a machine that is busy, too */

static void kills_lose_nothing(void **unused)
{
    kept before = { .items = 0 }, after;
    int kills = 0, amid = 0, finished = 0, runs = 0;
    (void)unused;
    double begun = now();
    assert_int_equal(kill_after(300), 0);
    double longest = fmin(now() - begun, is_slow() ? INFINITY : LONGEST_S);
    whole = read_whole(out);
    assert_true(strlen(whole) > 1000);
    begin_anew(&before);
    for (; kills < wanted_kills(); runs++) {
        assert_true(runs < 100 * wanted_kills());
        int is_killed = kill_after(longest * some());
        after = take_store();
        nothing_is_lost(&before, &after);
        answer_is_whole_or_not_there(!is_killed);
        amid += is_killed && after.items && !after.is_finished;
        kills += is_killed;
        finished += !is_killed;
        clear(&before);
        before = after;
        if (!is_killed)
            begin_anew(&before);
    }
    assert_int_equal(kill_after(300), 0);
    answer_is_whole_or_not_there(1);
    print_message("%d kills, %d of them amid the items; %d runs came to their end before; %.1f s\n", kills, amid, finished, now() - begun);
    begin_anew(&before);
    free(whole);
}

/* In memory if that can be: a kill leaves what the system has been told, on a disk or not, and a disk that others use makes it slow. */
static void open_folder(void)
{
    snprintf(folder.path, sizeof folder.path, "/dev/shm/keruen-test-XXXXXX");
    if (!mkdtemp(folder.path))
        temp_folder_open(&folder);
}

static void prepare(void)
{
    char command[4 * TEMP_PATH_BYTES];
    open_folder();
    temp_folder_file(&folder, "halves", data);
    temp_folder_file(&folder, "s.yaml", study);
    temp_folder_file(&folder, "run.db", store);
    temp_folder_file(&folder, "run.db-journal", journal);
    temp_folder_file(&folder, "answer.json", out);
    snprintf(command, sizeof command, ". \"$KERUEN_SOURCE/tests/support/halves.sh\"; halves %s; half_study %s; sed -i s/count:.40/count:\\ 120/ %s",
             data, study, study);
    if (system(command) != 0)
        fail_msg("the world of halves cannot be written");
}

static void clean_up(void)
{
    struct temp_folder inner;
    snprintf(inner.path, sizeof inner.path, "%.63s", data);
    temp_folder_close(&inner);
    temp_folder_close(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(kills_lose_nothing) };
    if (!getenv("KERUEN") || !getenv("KERUEN_SOURCE")) {
        printf("skipped: KERUEN names no program, or KERUEN_SOURCE no source\n");
        return 77;
    }
    prepare();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    clean_up();
    return failed;
}
