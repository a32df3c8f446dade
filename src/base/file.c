/* file.c: whole files in, whole files out. */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUFFER_BYTES ((size_t)256 << 10)

static kr_status fail_system(kr_job *job, const char *path, const char *verb)
{
    int reason = errno;
    return kr_fail(job, KR_E_FILE, "%s: cannot %s: %s", path, verb, strerror(reason));
}

int kri_file_exists(const char *path)
{
    return access(path, R_OK) == 0;
}

int kri_file_is_folder(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

/* Something that is there and is no file: a pipe, /dev/full. It must not be renamed over. */
static int is_device(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && !S_ISREG(about.st_mode) && !S_ISDIR(about.st_mode);
}

/* The folder that the last word of the path stands in, and the word. */
static kr_status split(kr_job *job, const char *path, const char **folder, const char **word)
{
    const char *slash = strrchr(path, '/');
    *word = slash ? slash + 1 : path;
    *folder = slash ? kri_job_copy(job, path, (size_t)(slash - path) + 1) : ".";
    return *folder ? KR_OK : KR_E_MEMORY;
}

int kri_file_is_same(kr_job *job, const char *a, const char *b)
{
    struct stat x, y;
    const char *folder_a, *folder_b, *word_a, *word_b;
    if (strcmp(a, "-") == 0 || strcmp(b, "-") == 0 || is_device(a) || is_device(b))
        return 0;
    if (strcmp(a, b) == 0)
        return 1;
    if (stat(a, &x) == 0 && stat(b, &y) == 0)
        return x.st_dev == y.st_dev && x.st_ino == y.st_ino;
    if (split(job, a, &folder_a, &word_a) != KR_OK || split(job, b, &folder_b, &word_b) != KR_OK)
        return 0;
    return strcmp(word_a, word_b) == 0 && stat(folder_a, &x) == 0 && stat(folder_b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

kr_status kri_folder_make(kr_job *job, const char *path)
{
    char *part = kri_job_copy(job, path, strlen(path));
    if (!part)
        return KR_E_MEMORY;
    for (char *at = part + 1; *part; at++) {
        char end = *at;
        if (end && end != '/')
            continue;
        *at = 0;
        if (mkdir(part, 0777) != 0 && !kri_file_is_folder(part))
            return fail_system(job, part, "make");
        if (!end)
            break;
        *at = end;
    }
    return KR_OK;
}

/* The size of a regular file, so that it is read in one go; a guess for the rest. */
static size_t expected_size(int fd)
{
    struct stat about;
    if (fstat(fd, &about) == 0 && S_ISREG(about.st_mode) && about.st_size > 0)
        return (size_t)about.st_size;
    return BUFFER_BYTES;
}

static kr_status read_all(kr_job *job, int fd, const char *path, kri_span *bytes)
{
    char *data = NULL;
    size_t capacity = 0, length = 0, want = expected_size(fd) + 2;     /* a NUL, and a byte to meet the end with */
    for (;;) {
        KR_TRY(kri_job_grow(job, &data, &capacity, want, 1));
        ssize_t got = read(fd, data + length, capacity - 1 - length);
        if (got < 0 && errno == EINTR) {
            KR_TRY(kr_job_check(job));
            continue;
        }
        if (got < 0)
            return fail_system(job, path, "read");
        if (got == 0)
            break;
        length += (size_t)got;
        if (length == capacity - 1)
            want = capacity + 1;
    }
    *bytes = (kri_span){ data, length };
    return KR_OK;
}

static kr_status open_to_read(kr_job *job, const char *path, int *fd)
{
    if (kri_file_is_folder(path))
        return kr_fail(job, KR_E_FILE, "%s: is a folder, and a file is needed; name the file inside it", path);
    *fd = open(path, O_RDONLY | O_CLOEXEC);
    while (*fd < 0 && errno == EINTR) {
        KR_TRY(kr_job_check(job));
        *fd = open(path, O_RDONLY | O_CLOEXEC);
    }
    return *fd < 0 ? fail_system(job, path, "open") : KR_OK;
}

kr_status kri_file_read(kr_job *job, const char *path, kri_span *bytes)
{
    int fd;
    if (strcmp(path, "-") == 0)
        return read_all(job, STDIN_FILENO, "standard input", bytes);
    KR_TRY(open_to_read(job, path, &fd));
    kr_status status = read_all(job, fd, path, bytes);
    close(fd);
    return status;
}

struct kri_input {
    kr_job *job;
    const char *path;
    int fd;
};

static void close_input(void *object)
{
    kri_input *input = object;
    if (input->fd > STDIN_FILENO)
        close(input->fd);
}

kr_status kri_input_open(kr_job *job, const char *path, kri_input **opened)
{
    kri_input *input;
    int is_standard = strcmp(path, "-") == 0;
    KRI_NEW(job, input, 1);
    input->job = job;
    input->fd = is_standard ? STDIN_FILENO : -1;
    input->path = is_standard ? "standard input" : kri_job_copy(job, path, strlen(path));
    if (!input->path)
        return KR_E_MEMORY;
    KR_TRY(kri_job_defer(job, close_input, input));
    if (!is_standard)
        KR_TRY(open_to_read(job, path, &input->fd));
    *opened = input;
    return KR_OK;
}

kr_status kri_input_read(kri_input *input, char *bytes, size_t room, size_t *got)
{
    ssize_t length;
    while ((length = read(input->fd, bytes, room)) < 0 && errno == EINTR)
        KR_TRY(kr_job_check(input->job));
    if (length < 0)
        return fail_system(input->job, input->path, "read");
    *got = (size_t)length;
    return KR_OK;
}

double kri_input_size(const kri_input *input)
{
    struct stat about;
    return fstat(input->fd, &about) == 0 && S_ISREG(about.st_mode) ? (double)about.st_size : 0;
}

struct kri_output {
    kr_job *job;
    int fd;             /* -1 when closed */
    const char *path;   /* as messages name it */
    char *part;         /* where it is written; NULL for standard output and devices */
    size_t used;
    char buffer[BUFFER_BYTES];
};

static void take_back(void *object)
{
    kri_output *output = object;
    if (output->fd < 0)
        return;
    if (output->fd != STDOUT_FILENO)
        close(output->fd);
    if (output->part)
        unlink(output->part);
    output->fd = -1;
}

kr_status kri_output_open(kr_job *job, const char *path, kri_output **opened)
{
    kri_output *output;
    KRI_NEW(job, output, 1);
    output->job = job;
    output->fd = -1;
    output->path = strcmp(path, "-") == 0 ? "standard output" : kri_job_copy(job, path, strlen(path));
    if (!output->path)
        return KR_E_MEMORY;
    KR_TRY(kri_job_defer(job, take_back, output));
    if (strcmp(path, "-") == 0) {
        output->fd = STDOUT_FILENO;
    } else if (is_device(path)) {
        output->fd = open(path, O_WRONLY | O_CLOEXEC);
    } else {
        output->part = kri_job_format(job, "%s.part-%ld", path, (long)getpid());
        if (!output->part)
            return KR_E_MEMORY;
        output->fd = open(output->part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    }
    if (output->fd < 0)
        return fail_system(job, path, "write");
    *opened = output;
    return KR_OK;
}

static kr_status write_through(kri_output *output, const char *bytes, size_t length)
{
    while (length) {
        ssize_t done = write(output->fd, bytes, length);
        if (done < 0) {
            kr_status status = errno == EINTR ? kr_job_check(output->job) : fail_system(output->job, output->path, "write");
            if (status == KR_OK)
                continue;
            take_back(output);
            return status;
        }
        bytes += done;
        length -= (size_t)done;
    }
    return KR_OK;
}

static kr_status flush(kri_output *output)
{
    size_t used = output->used;
    output->used = 0;
    return write_through(output, output->buffer, used);
}

kr_status kri_output_write(kri_output *output, const char *bytes, size_t length)
{
    if (output->fd < 0)
        return KR_E_FILE;
    if (length > BUFFER_BYTES - output->used) {
        KR_TRY(flush(output));
        if (length > BUFFER_BYTES)
            return write_through(output, bytes, length);
    }
    memcpy(output->buffer + output->used, bytes, length);
    output->used += length;
    return KR_OK;
}

/* A rename is on the disk once its folder is. */
static kr_status sync_folder_of(kri_output *output)
{
    const char *slash = strrchr(output->path, '/');
    char *folder = slash ? kri_job_copy(output->job, output->path, (size_t)(slash - output->path) + 1)
                         : kri_job_copy(output->job, ".", 1);
    if (!folder)
        return KR_E_MEMORY;
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return fail_system(output->job, folder, "open");
    int failed = fsync(fd) != 0 && errno != EINVAL;
    close(fd);
    return failed ? fail_system(output->job, folder, "sync") : KR_OK;
}

static kr_status fail_written(kri_output *output)
{
    kr_status status = fail_system(output->job, output->path, "write");
    take_back(output);
    return status;
}

kr_status kri_output_settle(kri_output *output)
{
    if (output->fd < 0)
        return KR_E_FILE;
    KR_TRY(flush(output));
    /* Some file systems cannot sync, and need not. */
    int failed = output->part && fsync(output->fd) != 0 && errno != EINVAL && errno != EROFS;
    return failed ? fail_written(output) : KR_OK;
}

kr_status kri_output_close(kri_output *output)
{
    KR_TRY(kri_output_settle(output));
    if (!output->part) {
        take_back(output);
        return KR_OK;
    }
    if (rename(output->part, output->path) != 0)
        return fail_written(output);
    close(output->fd);
    output->fd = -1;
    return sync_folder_of(output);
}

static kr_status write_to_output(void *to, const char *bytes, size_t length)
{
    return kri_output_write(to, bytes, length);
}

kr_sink kri_output_sink(kri_output *output)
{
    return (kr_sink){ write_to_output, output };
}
