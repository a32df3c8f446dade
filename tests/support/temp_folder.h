/* temp_folder.h: a folder of tables that a test writes, reads and takes away again. */
#ifndef KERUEN_TEST_TEMP_FOLDER_H
#define KERUEN_TEST_TEMP_FOLDER_H

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"

#define TEMP_PATH_BYTES 512

struct temp_folder {
    char path[64];
};

static inline void temp_folder_open(struct temp_folder *folder)
{
    snprintf(folder->path, sizeof folder->path, "/tmp/keruen-test-XXXXXX");
    if (!mkdtemp(folder->path))
        fail_msg("no folder %s", folder->path);
}

static inline const char *temp_folder_file(const struct temp_folder *folder, const char *name, char path[TEMP_PATH_BYTES])
{
    snprintf(path, TEMP_PATH_BYTES, "%s/%s", folder->path, name);
    return path;
}

static inline void temp_folder_put_bytes(const struct temp_folder *folder, const char *name, const char *bytes, size_t length)
{
    char path[TEMP_PATH_BYTES];
    FILE *file = fopen(temp_folder_file(folder, name, path), "wb");
    if (!file || fwrite(bytes, 1, length, file) != length || fclose(file) != 0)
        fail_msg("%s cannot be written", path);
}

static inline void temp_folder_put(const struct temp_folder *folder, const char *name, const char *text)
{
    temp_folder_put_bytes(folder, name, text, strlen(text));
}

static inline void temp_folder_close(const struct temp_folder *folder)
{
    char path[TEMP_PATH_BYTES];
    DIR *open = opendir(folder->path);
    for (struct dirent *entry; open && (entry = readdir(open));)
        if (entry->d_name[0] != '.')
            remove(temp_folder_file(folder, entry->d_name, path));
    if (open)
        closedir(open);
    rmdir(folder->path);
}

#endif
