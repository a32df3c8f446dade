/* digests.c: whether a world's files are the same as they were. */
#include <keruen/io.h>

#include "base/digest.h"
#include "base/file.h"
#include "model/schema.h"

#include <string.h>

_Static_assert(KR_DIGEST_BYTES == KRI_DIGEST_HEX, "a digest in hex has one size");

const char *kr_digest_name(size_t entry)
{
    return entry < KR_WAY_TABLES ? kr_table_name((kr_table_id)entry) : "config";
}

static void put(kri_span text, char hex[KR_DIGEST_BYTES])
{
    hex[0] = 0;
    if (text.start)
        kri_digest_hex(text.start, text.length, hex);
}

void kr_world_digests(const kr_world *world, kr_digests *digests)
{
    for (size_t i = 0; i < KR_WAY_TABLES; i++)
        put(world->text->file[i].text, digests->hex[i]);
    put(world->text->config, digests->hex[KR_WAY_TABLES]);
}

static kr_status digest_file(kr_job *job, const char *folder, const char *name, char hex[KR_DIGEST_BYTES])
{
    kri_span text;
    kri_mark mark = kri_job_mark(job);
    hex[0] = 0;
    char *path = kri_job_format(job, "%s/%s.csv", folder, name);
    if (!path)
        return KR_E_MEMORY;
    if (kri_file_exists(path)) {
        KR_TRY(kri_file_read(job, path, &text));
        put(text, hex);
    }
    kri_job_release(job, mark);
    return KR_OK;
}

kr_status kr_folder_digests(kr_job *job, const char *folder, kr_digests *digests)
{
    if (!kri_file_is_folder(folder))
        return kr_fail(job, KR_E_FILE, "%s: is no folder; name the folder that holds node.csv and link.csv", folder);
    for (size_t i = 0; i < KR_DIGESTS; i++)
        KR_TRY(digest_file(job, folder, kr_digest_name(i), digests->hex[i]));
    return KR_OK;
}
