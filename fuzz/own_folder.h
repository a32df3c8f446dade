/* own_folder.h: a folder of the process's own, in memory where there is a place for it, where a target puts the files that are read. */
#ifndef FUZZ_OWN_FOLDER_H
#define FUZZ_OWN_FOLDER_H

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[64];

/* Good until the next call. */
static inline const char *path_in_folder(const char *file)
{
    static char path[sizeof folder + 256];
    snprintf(path, sizeof path, "%s/%.255s", folder, file);
    return path;
}

static inline void empty_folder(void)
{
    struct dirent *entry;
    DIR *list = opendir(folder);
    while (list && (entry = readdir(list)))
        if (*entry->d_name != '.')
            unlink(path_in_folder(entry->d_name));
    if (list)
        closedir(list);
}

static inline void remove_folder(void)
{
    empty_folder();
    rmdir(folder);
}

/* The folder, empty; it goes with the process. */
static inline void make_folder(void)
{
    if (*folder) {
        empty_folder();
        return;
    }
    snprintf(folder, sizeof folder, "%s/keruen-fuzz-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    if (!mkdtemp(folder))
        abort();
    atexit(remove_folder);
}

/* A file of the folder: text, and the bytes behind it. */
static inline void put_file(const char *name, const char *text, const void *bytes, size_t count)
{
    FILE *file = fopen(path_in_folder(name), "wb");
    if (!file || fputs(text, file) < 0 || (count && fwrite(bytes, 1, count, file) != count) || fclose(file) != 0)
        abort();
}

static inline int is_letters(const char *text, size_t length)
{
    size_t i = 0;
    while (i < length && ((text[i] >= 'a' && text[i] <= 'z') || text[i] == '_'))
        i++;
    return i > 0 && i == length;
}

/* Bytes as several tables: a line "@link" begins link.csv; what stands before the first such line, or behind a strange one, goes nowhere. */
static inline void put_tables(const uint8_t *data, size_t size)
{
    const char *at = (const char *)data, *end = at + size;
    FILE *file = NULL;
    while (at < end) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        size_t length = (size_t)((stop ? stop : end) - at);
        if (length > 1 && length < 64 && *at == '@') {
            char name[80];
            snprintf(name, sizeof name, "%.*s.csv", (int)length - 1, at + 1);
            if (file && fclose(file) != 0)
                abort();
            file = is_letters(at + 1, length - 1) ? fopen(path_in_folder(name), "wb") : NULL;
        } else if (file && (fwrite(at, 1, length, file) != length || fputc('\n', file) == EOF)) {
            abort();
        }
        at += length + 1;
    }
    if (file && fclose(file) != 0)
        abort();
}

#endif
