/*
 * test_store.c: what kr_store_save returned KR_OK for is there, whole: after a kill at any moment, after the failure of any
 * allocation (ours or SQLite's) and of any call to the file system.
 */
#include "check.h"

#include "base/arena.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <keruen/io.h>

static char folder[40], path[64];

static kr_digests some_data(char digit)
{
    kr_digests data = { 0 };
    memset(data.hex[KR_LINK], digit, KR_DIGEST_BYTES - 1);
    memset(data.hex[KR_DIGESTS - 1], digit, KR_DIGEST_BYTES - 1);
    return data;
}

static kr_kept_quote some_quote(const char *id)
{
    return (kr_kept_quote){ .id = id, .issued = "2026-12-01T09:30:00Z", .version = "0.1.0", .request = "{}", .from = "Xi'an", .to = "Ереван",
                            .cargo = "machinery", .depart = "2026-12-01", .hours = 412.5, .usd = NAN, .kgco2 = 0.1, .json = "{\"id\": 1}\n",
                            .text = "by rail\n" };
}

static kr_status save_one(kr_job *job, const char *id)
{
    kr_store *store;
    kr_digests data = some_data('a');
    kr_kept_quote quote = some_quote(id);
    KR_TRY(kr_store_open(job, path, KR_STORE_WRITE, &store));
    return kr_store_save(store, &quote, 1, &data);
}

static void remove_store(void)
{
    char journal[80];
    snprintf(journal, sizeof journal, "%s-journal", path);
    unlink(path);
    unlink(journal);
}

/* The database says of itself that it is sound. Asked without our code in between. */
static void check_integrity(void)
{
    sqlite3 *db;
    sqlite3_stmt *statement;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    assert_string_equal((const char *)sqlite3_column_text(statement, 0), "ok");
    sqlite3_finalize(statement);
    sqlite3_close(db);
}

static int is_there(const char *id)
{
    kr_job job;
    kr_store *store;
    kr_kept_quote quote;
    kr_digests data;
    kr_job_init(&job, 1 << 24);
    check_ok(&job, kr_store_open(&job, path, KR_STORE_READ, &store));
    check_ok(&job, kr_store_find(store, id, &quote, &data));
    int there = quote.id != NULL;
    kr_job_end(&job);
    return there;
}

/* ---- plain use ---- */

static void what_is_saved_is_found(void **state)
{
    kr_job job;
    kr_store *store;
    kr_digests data = some_data('a'), found;
    kr_kept_quote quotes[] = { some_quote("aaaaaaaaaa"), some_quote("bbbbbbbbbb") }, quote;
    const kr_kept_quote *list;
    size_t count;
    (void)state;
    remove_store();
    quotes[1].usd = 8170;
    kr_job_init(&job, 1 << 24);
    check_ok(&job, kr_store_open(&job, path, KR_STORE_WRITE, &store));
    check_ok(&job, kr_store_save(store, quotes, 2, &data));
    check_ok(&job, kr_store_save(store, quotes, 1, &data));        /* the same again is no second one */
    check_ok(&job, kr_store_list(store, &list, &count));
    assert_int_equal(count, 2);
    assert_string_equal(list[0].id, "aaaaaaaaaa");
    assert_true(isnan(list[0].usd));
    check_near(list[1].usd, 8170, 0);
    check_ok(&job, kr_store_find(store, "bbbbbbbbbb", &quote, &found));
    assert_string_equal(quote.to, "Ереван");
    assert_string_equal(quote.json, quotes[1].json);
    assert_string_equal(quote.text, quotes[1].text);
    assert_memory_equal(&found, &data, sizeof data);
    check_ok(&job, kr_store_find(store, "cccccccccc", &quote, &found));
    assert_null(quote.id);
    quotes[0].json = "{\"id\": 2}\n";
    assert_int_equal(kr_store_save(store, quotes, 1, &data), KR_E_INPUT);
    check_says(&job, "another quote has the id aaaaaaaaaa");
    kr_job_end(&job);
    check_integrity();
}

/* One that cannot be saved leaves those before it in the same call out, too. */
static void all_or_none(void **state)
{
    kr_job job;
    kr_store *store;
    kr_digests data = some_data('a');
    kr_kept_quote quotes[] = { some_quote("dddddddddd"), some_quote("aaaaaaaaaa") };
    (void)state;
    remove_store();
    kr_job_init(&job, 1 << 24);
    check_ok(&job, save_one(&job, "aaaaaaaaaa"));
    quotes[1].json = "another";
    check_ok(&job, kr_store_open(&job, path, KR_STORE_WRITE, &store));
    assert_int_equal(kr_store_save(store, quotes, 2, &data), KR_E_INPUT);
    kr_job_end(&job);
    assert_false(is_there("dddddddddd"));
}

/* ---- what else may stand under the name ---- */

static void execute_on_store(const char *sql)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static void refuse(const char *name, kr_store_use use, const char *says)
{
    kr_job job;
    kr_store *store;
    kr_job_init(&job, 1 << 24);
    kr_status status = kr_store_open(&job, name, use, &store);
    if (status != KR_E_FILE)
        fail_msg("%s: status %d", name, status);
    check_says(&job, says);
    kr_job_end(&job);
}

static void what_is_no_store_is_refused(void **state)
{
    (void)state;
    refuse(folder, KR_STORE_WRITE, "is a folder");
    refuse("", KR_STORE_WRITE, "no name");
    refuse("/no/such/folder/quotes.db", KR_STORE_WRITE, "No such file");
    refuse("/dev/null/quotes.db", KR_STORE_WRITE, "cannot be used");
    remove_store();
    refuse(path, KR_STORE_READ, "No such file");
    execute_on_store("CREATE TABLE mine (x)");
    refuse(path, KR_STORE_WRITE, "another program");
    remove_store();
    execute_on_store("PRAGMA application_id = 0x6B727571; PRAGMA user_version = 99");
    refuse(path, KR_STORE_READ, "another version of keruen (layout 99");
    remove_store();
    FILE *file = fopen(path, "w");
    for (int i = 0; i < 1000; i++)
        fputs("this is no database\n", file);
    fclose(file);
    refuse(path, KR_STORE_READ, "damaged");
    remove_store();
}

static void an_empty_file_is_an_empty_store(void **state)
{
    kr_job job;
    kr_store *store;
    const kr_kept_quote *list;
    size_t count;
    (void)state;
    remove_store();
    fclose(fopen(path, "w"));
    assert_false(is_there("aaaaaaaaaa"));
    kr_job_init(&job, 1 << 24);
    check_ok(&job, kr_store_open(&job, path, KR_STORE_READ, &store));
    check_ok(&job, kr_store_list(store, &list, &count));
    assert_int_equal(count, 0);
    check_ok(&job, save_one(&job, "aaaaaaaaaa"));
    kr_job_end(&job);
    assert_true(is_there("aaaaaaaaaa"));
}

static void an_altered_answer_is_noticed(void **state)
{
    kr_job job;
    kr_store *store;
    kr_kept_quote quote;
    kr_digests data;
    (void)state;
    remove_store();
    kr_job_init(&job, 1 << 24);
    check_ok(&job, save_one(&job, "aaaaaaaaaa"));
    execute_on_store("UPDATE quote SET json = replace(json, '1', '2')");
    check_ok(&job, kr_store_open(&job, path, KR_STORE_READ, &store));
    assert_int_equal(kr_store_find(store, "aaaaaaaaaa", &quote, &data), KR_E_FILE);
    check_says(&job, "not what was issued");
    kr_job_end(&job);
}

/* Every byte of a store turned over, one after the other: an answer or a sentence, and never a wrong answer. */
static void any_damaged_byte_is_survived(void **state)
{
    static char sound[1 << 16];
    (void)state;
    remove_store();
    kr_job job;
    kr_job_init(&job, 1 << 24);
    check_ok(&job, save_one(&job, "aaaaaaaaaa"));
    kr_job_end(&job);
    int fd = open(path, O_RDWR);
    ssize_t size = read(fd, sound, sizeof sound);
    assert_true(size > 0 && size < (ssize_t)sizeof sound);
    for (ssize_t at = 0; at < size; at += at < 4096 ? 7 : 61) {
        kr_store *store;
        kr_kept_quote quote;
        kr_digests data;
        char turned = (char)~sound[at];
        assert_int_equal(pwrite(fd, &turned, 1, at), 1);
        kr_job_init(&job, 1 << 24);
        kr_status status = kr_store_open(&job, path, KR_STORE_READ, &store);
        if (status == KR_OK)
            status = kr_store_find(store, "aaaaaaaaaa", &quote, &data);
        if (status != KR_OK && status != KR_E_FILE)
            fail_msg("byte %zd: status %d: %s", at, status, job.message);
        if (status == KR_OK && quote.id)
            assert_string_equal(quote.json, "{\"id\": 1}\n");
        kr_job_end(&job);
        assert_int_equal(pwrite(fd, sound, (size_t)size, 0), size);
        assert_int_equal(ftruncate(fd, size), 0);
    }
    close(fd);
}

/* ---- somebody else is at it ---- */

static void a_locked_store_is_waited_for(void **state)
{
    (void)state;
    remove_store();
    kr_job job;
    kr_job_init(&job, 1 << 24);
    check_ok(&job, save_one(&job, "aaaaaaaaaa"));
    pid_t child = fork();
    if (child == 0) {
        sqlite3 *db;
        sqlite3_open(path, &db);
        sqlite3_exec(db, "BEGIN EXCLUSIVE", NULL, NULL, NULL);
        usleep(400000);
        sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
        _exit(0);
    }
    usleep(100000);
    check_ok(&job, save_one(&job, "bbbbbbbbbb"));
    waitpid(child, NULL, 0);
    kr_job_end(&job);
    assert_true(is_there("bbbbbbbbbb"));
}

static void two_processes_fill_one_store(void **state)
{
    pid_t child[2];
    (void)state;
    remove_store();
    for (int c = 0; c < 2; c++) {
        child[c] = fork();
        if (child[c] == 0) {
            kr_status status = KR_OK;
            for (int i = 0; i < 20 && status == KR_OK; i++) {
                kr_job job;
                char id[16];
                snprintf(id, sizeof id, "%c%09d", 'a' + c, i);
                kr_job_init(&job, 1 << 24);
                status = save_one(&job, id);
                kr_job_end(&job);
            }
            _exit(status != KR_OK);
        }
    }
    for (int c = 0; c < 2; c++) {
        int end;
        waitpid(child[c], &end, 0);
        assert_int_equal(end, 0);
    }
    assert_true(is_there("a000000019") && is_there("b000000019"));
    check_integrity();
}

/* ---- killed at any moment ---- */

/* Saves one quote after the other and says each id on the pipe once it is kept, until it is killed. */
static void save_for_ever(int pipe_end, int round)
{
    for (int i = 0;; i++) {
        kr_job job;
        char id[16];
        snprintf(id, sizeof id, "%03d%07d", round, i);
        kr_job_init(&job, 1 << 24);
        if (save_one(&job, id) != KR_OK || write(pipe_end, id, 10) != 10)
            _exit(1);
        kr_job_end(&job);
    }
}

static void what_was_said_to_be_saved_survives_a_kill(void **state)
{
    static char said[4096][16];
    size_t count = 0;
    unsigned seed = 1;
    (void)state;
    remove_store();
    for (int round = 0; round < 40; round++) {
        int ends[2];
        assert_int_equal(pipe(ends), 0);
        pid_t child = fork();
        if (child == 0)
            save_for_ever(ends[1], round);
        close(ends[1]);
        usleep(500 + (useconds_t)(rand_r(&seed) % 30000));
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        while (count < 4096 && read(ends[0], said[count], 10) == 10)
            count++;
        close(ends[0]);
    }
    assert_true(count > 20);
    check_integrity();
    for (size_t i = 0; i < count; i++)
        if (!is_there(said[i]))
            fail_msg("%s was said to be saved and is not there", said[i]);
}

/* ---- every allocation, ours and SQLite's ---- */

static kr_status save_find_list(kr_job *job, void *with)
{
    kr_store *store;
    kr_digests data = some_data('a');
    kr_kept_quote quote = some_quote("aaaaaaaaaa"), found;
    const kr_kept_quote *list;
    size_t count;
    (void)with;
    KR_TRY(kr_store_open(job, path, KR_STORE_WRITE, &store));
    KR_TRY(kr_store_save(store, &quote, 1, &data));
    KR_TRY(kr_store_find(store, "aaaaaaaaaa", &found, &data));
    return kr_store_list(store, &list, &count);
}

static void our_allocations_may_fail(void **state)
{
    (void)state;
    remove_store();
    every_allocation_may_fail(save_find_list, NULL);
}

static sqlite3_mem_methods plain_memory;
static long memory_countdown, disk_countdown;       /* the n-th from now fails; 0: never */
static int disk_fails_for_good;

static int is_due(long *countdown)
{
    return *countdown > 0 && --*countdown == 0;
}

static void *failing_malloc(int bytes)
{
    return is_due(&memory_countdown) ? NULL : plain_memory.xMalloc(bytes);
}

static void *failing_realloc(void *memory, int bytes)
{
    return is_due(&memory_countdown) ? NULL : plain_memory.xRealloc(memory, bytes);
}

/* With the n-th allocation failing the work ends well or with a sentence, and the store stays sound. */
static int survives(long n, long *countdown)
{
    kr_job job;
    kr_job_init(&job, 1 << 24);
    *countdown = n;
    kr_status status = save_find_list(&job, NULL);
    if (status != KR_OK && status != KR_E_MEMORY && status != KR_E_FILE)
        fail_msg("failure %ld: status %d: %s", n, status, job.message);
    if (status != KR_OK && !*job.message)
        fail_msg("failure %ld: no sentence", n);
    kr_job_end(&job);
    int happened = *countdown == 0;
    *countdown = 0;
    disk_fails_for_good = 0;
    if (access(path, F_OK) == 0)
        check_integrity();
    if (status == KR_OK)
        assert_true(is_there("aaaaaaaaaa"));
    return happened;
}

static void allocations_of_sqlite_may_fail(void **state)
{
    long n = 1;
    (void)state;
    for (;; n++) {
        remove_store();
        if (!survives(n, &memory_countdown))
            break;
    }
    assert_true(n > 100);
}

/* ---- every call to the disk ---- */

static sqlite3_vfs *plain_disk, failing_disk;
static const sqlite3_io_methods *plain_file;
static sqlite3_io_methods failing_file[2];          /* of a journal, which is not locked, and of the store */

static int disk_is_bad(void)
{
    int bad = disk_fails_for_good && disk_countdown == 0;
    return is_due(&disk_countdown) || bad;
}

static int failing_write(sqlite3_file *file, const void *bytes, int length, sqlite3_int64 at)
{
    return disk_is_bad() ? SQLITE_FULL : plain_file->xWrite(file, bytes, length, at);
}

static int failing_read(sqlite3_file *file, void *bytes, int length, sqlite3_int64 at)
{
    return disk_is_bad() ? SQLITE_IOERR_READ : plain_file->xRead(file, bytes, length, at);
}

static int failing_sync(sqlite3_file *file, int flags)
{
    return disk_is_bad() ? SQLITE_IOERR_FSYNC : plain_file->xSync(file, flags);
}

static int failing_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    return disk_is_bad() ? SQLITE_IOERR_TRUNCATE : plain_file->xTruncate(file, size);
}

static int failing_open(sqlite3_vfs *disk, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
    (void)disk;
    file->pMethods = NULL;
    if (disk_is_bad())
        return SQLITE_CANTOPEN;
    int code = plain_disk->xOpen(plain_disk, name, file, flags, out_flags);
    if (code == SQLITE_OK) {
        sqlite3_io_methods *methods = &failing_file[(flags & SQLITE_OPEN_MAIN_DB) != 0];
        plain_file = file->pMethods;
        *methods = *plain_file;
        methods->xWrite = failing_write;
        methods->xRead = failing_read;
        methods->xSync = failing_sync;
        methods->xTruncate = failing_truncate;
        file->pMethods = methods;
    }
    return code;
}

static int failing_delete(sqlite3_vfs *disk, const char *name, int sync_folder)
{
    (void)disk;
    return disk_is_bad() ? SQLITE_IOERR_DELETE : plain_disk->xDelete(plain_disk, name, sync_folder);
}

static void calls_to_the_disk_may_fail(void **state)
{
    (void)state;
    for (int for_good = 0; for_good < 2; for_good++) {
        long n = 1;
        for (;; n++) {
            remove_store();
            disk_fails_for_good = for_good;
            if (!survives(n, &disk_countdown))
                break;
        }
        assert_true(n > 20);
    }
}

/* A full disk says so. */
static void a_full_disk_is_told(void **state)
{
    int told = 0;
    (void)state;
    for (long n = 1; n < 100 && !told; n++) {
        kr_job job;
        remove_store();
        kr_job_init(&job, 1 << 24);
        disk_countdown = n;
        disk_fails_for_good = 1;
        told = save_one(&job, "aaaaaaaaaa") == KR_E_FILE && strstr(job.message, "the disk is full; nothing more was kept");
        disk_countdown = disk_fails_for_good = 0;
        kr_job_end(&job);
    }
    assert_true(told);
}

static int install_failures(void **state)
{
    (void)state;
    sqlite3_config(SQLITE_CONFIG_GETMALLOC, &plain_memory);
    sqlite3_mem_methods failing_memory = plain_memory;
    failing_memory.xMalloc = failing_malloc;
    failing_memory.xRealloc = failing_realloc;
    sqlite3_config(SQLITE_CONFIG_MALLOC, &failing_memory);
    if (sqlite3_initialize() != SQLITE_OK)
        return 1;
    plain_disk = sqlite3_vfs_find(NULL);
    failing_disk = *plain_disk;
    failing_disk.zName = "failing";
    failing_disk.xOpen = failing_open;
    failing_disk.xDelete = failing_delete;
    /* Syncing a memory disk takes no time, and nothing here cuts the power. */
    snprintf(folder, sizeof folder, "%s/keruen-store-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    snprintf(path, sizeof path, "%s/quotes.db", mkdtemp(folder));
    return sqlite3_vfs_register(&failing_disk, 1) != SQLITE_OK;
}

static int remove_folder(void **state)
{
    (void)state;
    remove_store();
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_saved_is_found),
        cmocka_unit_test(all_or_none),
        cmocka_unit_test(what_is_no_store_is_refused),
        cmocka_unit_test(an_empty_file_is_an_empty_store),
        cmocka_unit_test(an_altered_answer_is_noticed),
        cmocka_unit_test(any_damaged_byte_is_survived),
        cmocka_unit_test(a_locked_store_is_waited_for),
        cmocka_unit_test(two_processes_fill_one_store),
        cmocka_unit_test(what_was_said_to_be_saved_survives_a_kill),
        cmocka_unit_test(our_allocations_may_fail),
        cmocka_unit_test(allocations_of_sqlite_may_fail),
        cmocka_unit_test(calls_to_the_disk_may_fail),
        cmocka_unit_test(a_full_disk_is_told),
    };
    return cmocka_run_group_tests(tests, install_failures, remove_folder);
}
