/* omx.c: Open Matrix files through the HDF5 library, which nothing else of ours touches. */
#include <keruen/io_omx.h>

#include "base/number.h"
#include "base/problem.h"

#include <fcntl.h>
#include <hdf5.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define CHUNK_ROWS 16u
#define CHUNK_CELLS (1u << 16)
#define MOST_MATRICES 100000u
#define LONGEST_LABEL 255u

struct kri_omx_file {
    kr_job *job;
    const char *path, *part;        /* part: where it is written until it is whole; NULL: it is read */
    hid_t id;
};

/* The library prints its own errors unless told not to; ours are sentences. */
static void be_quiet(void)
{
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
}

static void abandon(void *object)
{
    struct kri_omx_file *file = object;
    if (file->id >= 0)
        H5Fclose(file->id);
    if (file->id >= 0 && file->part)
        unlink(file->part);
    file->id = -1;
}

static kr_status fail(const kr_omx *omx, const char *what)
{
    return kr_fail(omx->file->job, omx->file->part ? KR_E_FILE : KR_E_INPUT, "%s: %s", omx->file->path, what);
}

static kr_status new_omx(kr_job *job, const char *path, kr_omx **omx)
{
    KRI_NEW(job, *omx, 1);
    KRI_NEW(job, (*omx)->file, 1);
    (*omx)->file->job = job;
    (*omx)->file->id = -1;
    (*omx)->file->path = kri_job_copy(job, path, strlen(path));
    return (*omx)->file->path ? kri_job_defer(job, abandon, (*omx)->file) : KR_E_MEMORY;
}

/* ------------------------------------------------------------------ reading */

/* The shape of a dataset of two dimensions; 0 when it is none or too large for us. */
static int shape_of(hid_t set, uint32_t *rows, uint32_t *columns)
{
    hsize_t size[2] = { 0, 0 };
    hid_t space = H5Dget_space(set);
    int fits = space >= 0 && H5Sget_simple_extent_ndims(space) == 2 && H5Sget_simple_extent_dims(space, size, NULL) == 2
               && size[0] < KR_NONE && size[1] < KR_NONE;
    if (space >= 0)
        H5Sclose(space);
    *rows = (uint32_t)size[0];
    *columns = (uint32_t)size[1];
    return fits;
}

static int holds_numbers(hid_t set)
{
    hid_t type = H5Dget_type(set);
    H5T_class_t class = type >= 0 ? H5Tget_class(type) : H5T_NO_CLASS;
    if (type >= 0)
        H5Tclose(type);
    return class == H5T_FLOAT || class == H5T_INTEGER;
}

/* Names of what a group holds, in the order of names. */
static kr_status list_names(kr_omx *omx, const char *group_name, const char ***names, uint32_t *count)
{
    kr_job *job = omx->file->job;
    H5G_info_t info;
    hid_t group = H5Lexists(omx->file->id, group_name, H5P_DEFAULT) > 0 ? H5Gopen2(omx->file->id, group_name, H5P_DEFAULT) : -1;
    kr_status status = KR_OK;
    *count = 0;
    if (group < 0)
        return KR_OK;
    if (H5Gget_info(group, &info) < 0 || info.nlinks > MOST_MATRICES)
        status = fail(omx, "the list of its matrices cannot be read");
    if (status == KR_OK && !(*names = kr_job_alloc(job, (size_t)info.nlinks, sizeof **names)))
        status = KR_E_MEMORY;
    for (hsize_t k = 0; status == KR_OK && k < info.nlinks; k++) {
        char name[1024];
        ssize_t length = H5Lget_name_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, k, name, sizeof name, H5P_DEFAULT);
        if (length <= 0 || length >= (ssize_t)sizeof name)
            continue;
        (*names)[*count] = kri_job_copy(job, name, (size_t)length);
        status = (*names)[*count] ? KR_OK : KR_E_MEMORY;
        ++*count;
    }
    H5Gclose(group);
    return status;
}

static hid_t open_set(const kr_omx *omx, const char *group, const char *name)
{
    char path[1100];
    snprintf(path, sizeof path, "/%s/%s", group, name);
    return H5Dopen2(omx->file->id, path, H5P_DEFAULT);
}

static void read_shape(kr_omx *omx)
{
    int32_t shape[2] = { 0, 0 };
    hid_t attribute = H5Aexists(omx->file->id, "SHAPE") > 0 ? H5Aopen(omx->file->id, "SHAPE", H5P_DEFAULT) : -1;
    hid_t space = attribute >= 0 ? H5Aget_space(attribute) : -1;
    if (space >= 0 && H5Sget_simple_extent_npoints(space) == 2 && H5Aread(attribute, H5T_NATIVE_INT32, shape) >= 0 && shape[0] > 0 && shape[1] > 0) {
        omx->rows = (uint32_t)shape[0];
        omx->columns = (uint32_t)shape[1];
    }
    if (space >= 0)
        H5Sclose(space);
    if (attribute >= 0)
        H5Aclose(attribute);
    omx->is_without_version = H5Aexists(omx->file->id, "OMX_VERSION") <= 0;
}

/* Only matrices of one shape count: the file's, or the first one's where it names none. */
static void keep_matrices(kr_omx *omx, const char **names)
{
    uint32_t kept = 0;
    for (uint32_t k = 0; k < omx->matrices; k++) {
        uint32_t rows = 0, columns = 0;
        hid_t set = open_set(omx, "data", names[k]);
        int serves = set >= 0 && shape_of(set, &rows, &columns) && holds_numbers(set);
        if (set >= 0)
            H5Dclose(set);
        if (serves && !omx->rows) {
            omx->rows = rows;
            omx->columns = columns;
        }
        if (serves && rows == omx->rows && columns == omx->columns)
            names[kept++] = names[k];
    }
    omx->matrices = kept;
}

kr_status kr_omx_open(kr_job *job, const char *path, kr_omx **omx)
{
    const char **names = NULL, **lookups = NULL;
    be_quiet();
    KR_TRY(new_omx(job, path, omx));
    if (access(path, R_OK) != 0)
        return kr_fail(job, KR_E_FILE, "%s: the file cannot be read", path);
    (*omx)->file->id = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
    if ((*omx)->file->id < 0)
        return fail(*omx, H5Fis_hdf5(path) > 0 ? "the file is cut short or damaged; write or copy it again"
                                               : "this is no HDF5 file, and every OMX file is one");
    if (H5Lexists((*omx)->file->id, "data", H5P_DEFAULT) <= 0)
        return fail(*omx, "there is no group /data in it; an OMX file keeps its matrices there");
    read_shape(*omx);
    KR_TRY(list_names(*omx, "data", &names, &(*omx)->matrices));
    KR_TRY(list_names(*omx, "lookup", &lookups, &(*omx)->lookups));
    keep_matrices(*omx, names);
    (*omx)->matrix = names;
    (*omx)->lookup = lookups;
    return KR_OK;
}

static int is_listed(const char *const *list, uint32_t count, const char *name)
{
    for (uint32_t k = 0; k < count; k++)
        if (strcmp(list[k], name) == 0)
            return 1;
    return 0;
}

/* Selects whole rows of the dataset and hands them to the library's reading or writing. */
static int transfer(hid_t set, uint32_t columns, uint32_t first, uint32_t count, double *in, const double *out)
{
    hsize_t start[2] = { first, 0 }, size[2] = { count, columns };
    hid_t in_file = H5Dget_space(set), in_memory = H5Screate_simple(2, size, NULL);
    int done = in_file >= 0 && in_memory >= 0 && H5Sselect_hyperslab(in_file, H5S_SELECT_SET, start, NULL, size, NULL) >= 0;
    if (done)
        done = (in ? H5Dread(set, H5T_NATIVE_DOUBLE, in_memory, in_file, H5P_DEFAULT, in)
                   : H5Dwrite(set, H5T_NATIVE_DOUBLE, in_memory, in_file, H5P_DEFAULT, out)) >= 0;
    if (in_file >= 0)
        H5Sclose(in_file);
    if (in_memory >= 0)
        H5Sclose(in_memory);
    return done;
}

/* The number that stands for an empty cell: the attribute NA, where it is a single number; else NaN. */
static double missing_mark(hid_t set)
{
    double mark = NAN;
    hid_t attribute = H5Aexists(set, "NA") > 0 ? H5Aopen(set, "NA", H5P_DEFAULT) : -1;
    hid_t space = attribute >= 0 ? H5Aget_space(attribute) : -1;
    if (space >= 0 && H5Sget_simple_extent_npoints(space) == 1 && H5Aread(attribute, H5T_NATIVE_DOUBLE, &mark) < 0)
        mark = NAN;
    if (space >= 0)
        H5Sclose(space);
    if (attribute >= 0)
        H5Aclose(attribute);
    return mark;
}

static void empty_missing(hid_t set, size_t count, double *cells)
{
    double mark = missing_mark(set);
    for (size_t k = 0; !isnan(mark) && k < count; k++)
        if (cells[k] == mark)
            cells[k] = NAN;
}

kr_status kr_omx_read(kr_omx *omx, const char *matrix, uint32_t first, uint32_t count, double *cells)
{
    if (!is_listed(omx->matrix, omx->matrices, matrix))
        return kr_fail(omx->file->job, KR_E_INPUT, "%s: there is no matrix \"%.60s\" of %u x %u in it", omx->file->path, matrix, omx->rows, omx->columns);
    if (first > omx->rows || count > omx->rows - first)
        return kr_fail(omx->file->job, KR_E_USAGE, "%s: rows %u to %u of %u", omx->file->path, first, first + count, omx->rows);
    hid_t set = count ? open_set(omx, "data", matrix) : -1;
    int done = !count || (set >= 0 && transfer(set, omx->columns, first, count, cells, NULL));
    if (set >= 0 && done)
        empty_missing(set, (size_t)count * omx->columns, cells);
    if (set >= 0)
        H5Dclose(set);
    return done ? KR_OK : kr_fail(omx->file->job, KR_E_INPUT, "%s: matrix \"%.60s\" cannot be read; the file is damaged", omx->file->path, matrix);
}

/* ------------------------------------------------------------------ lookups */

static kr_status read_number_labels(kr_omx *omx, hid_t set, uint32_t length, const char **labels)
{
    kr_job *job = omx->file->job;
    int64_t *numbers = kr_job_alloc(job, length, sizeof *numbers);
    if (!numbers)
        return KR_E_MEMORY;
    if (H5Dread(set, H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers) < 0)
        return fail(omx, "a lookup cannot be read; the file is damaged");
    for (uint32_t k = 0; k < length; k++)
        if (!(labels[k] = kri_job_format(job, "%lld", (long long)numbers[k])))
            return KR_E_MEMORY;
    return KR_OK;
}

/* Strings of any length or kind become strings of one length, which the library converts to. */
static kr_status read_text_labels(kr_omx *omx, hid_t set, hid_t type, uint32_t length, const char **labels)
{
    kr_job *job = omx->file->job;
    int is_variable = H5Tis_variable_str(type) > 0;
    size_t size = is_variable ? sizeof(char *) : H5Tget_size(type);
    if (!is_variable && size > LONGEST_LABEL)
        return fail(omx, "a lookup has labels of more than 255 bytes");
    char *bytes = kr_job_alloc(job, length, size ? size : 1);
    if (!bytes)
        return KR_E_MEMORY;
    if (H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes) < 0)
        return fail(omx, "a lookup cannot be read; the file is damaged");
    kr_status status = KR_OK;
    for (uint32_t k = 0; k < length && status == KR_OK; k++) {
        const char *text = bytes + k * size;
        if (is_variable)
            memcpy(&text, bytes + k * size, sizeof text);
        labels[k] = kri_job_copy(job, text ? text : "", text ? strnlen(text, is_variable ? LONGEST_LABEL : size) : 0);
        status = labels[k] ? KR_OK : KR_E_MEMORY;
    }
    hid_t space = is_variable ? H5Dget_space(set) : -1;
    if (space >= 0) {
        H5Dvlen_reclaim(type, space, H5P_DEFAULT, bytes);
        H5Sclose(space);
    }
    return status;
}

static kr_status read_labels(kr_omx *omx, hid_t set, const char *const **labels, uint32_t *length)
{
    hsize_t size = 0;
    hid_t space = H5Dget_space(set), type = H5Dget_type(set);
    const char **list = NULL;
    kr_status status = KR_OK;
    if (space < 0 || type < 0 || H5Sget_simple_extent_ndims(space) != 1 || H5Sget_simple_extent_dims(space, &size, NULL) != 1
        || (size != omx->rows && size != omx->columns))
        status = fail(omx, "a lookup is not a list as long as the matrices are wide or high");
    if (status == KR_OK && !(list = kr_job_alloc(omx->file->job, (size_t)size, sizeof *list)))
        status = KR_E_MEMORY;
    if (status == KR_OK && H5Tget_class(type) == H5T_INTEGER)
        status = read_number_labels(omx, set, (uint32_t)size, list);
    else if (status == KR_OK && H5Tget_class(type) == H5T_STRING)
        status = read_text_labels(omx, set, type, (uint32_t)size, list);
    else if (status == KR_OK)
        status = fail(omx, "a lookup holds neither whole numbers nor text");
    if (space >= 0)
        H5Sclose(space);
    if (type >= 0)
        H5Tclose(type);
    *labels = list;
    *length = (uint32_t)size;
    return status;
}

kr_status kr_omx_read_lookup(kr_omx *omx, const char *name, const char *const **labels, uint32_t *length)
{
    hid_t set = is_listed(omx->lookup, omx->lookups, name) ? open_set(omx, "lookup", name) : -1;
    if (set < 0)
        return kr_fail(omx->file->job, KR_E_INPUT, "%s: there is no lookup \"%.60s\" in it", omx->file->path, name);
    kr_status status = read_labels(omx, set, labels, length);
    H5Dclose(set);
    return status;
}

/* ------------------------------------------------------------------ writing */

/* A plan for a new object that keeps no times: the same matrices make the same bytes whenever they are written. */
static hid_t plan_without_times(hid_t class)
{
    hid_t plan = H5Pcreate(class);
    H5Pset_obj_track_times(plan, 0);
    return plan;
}

static int create_group(hid_t file, const char *name)
{
    hid_t plan = plan_without_times(H5P_GROUP_CREATE), group = H5Gcreate2(file, name, H5P_DEFAULT, plan, H5P_DEFAULT);
    H5Pclose(plan);
    if (group >= 0)
        H5Gclose(group);
    return group >= 0;
}

/* As the validator wants it: an ASCII string of fixed length, and two integers of 32 bits. */
static int write_root(hid_t file, uint32_t rows, uint32_t columns)
{
    int32_t shape[2] = { (int32_t)rows, (int32_t)columns };
    hsize_t two = 2;
    hid_t text = H5Tcopy(H5T_C_S1), one = H5Screate(H5S_SCALAR), pair = H5Screate_simple(1, &two, NULL);
    H5Tset_size(text, 3);
    H5Tset_strpad(text, H5T_STR_NULLTERM);
    hid_t version = H5Acreate2(file, "OMX_VERSION", text, one, H5P_DEFAULT, H5P_DEFAULT);
    hid_t size = H5Acreate2(file, "SHAPE", H5T_STD_I32LE, pair, H5P_DEFAULT, H5P_DEFAULT);
    int done = version >= 0 && size >= 0 && create_group(file, "data") && H5Awrite(version, text, "0.2") >= 0 && H5Awrite(size, H5T_NATIVE_INT32, shape) >= 0;
    H5Aclose(version);
    H5Aclose(size);
    H5Tclose(text);
    H5Sclose(one);
    H5Sclose(pair);
    return done;
}

kr_status kr_omx_create(kr_job *job, const char *path, uint32_t rows, uint32_t columns, kr_omx **omx)
{
    be_quiet();
    if (!rows || !columns || rows > INT32_MAX || columns > INT32_MAX)
        return kr_fail(job, KR_E_USAGE, "%s: a matrix of %u x %u cannot be written", path, rows, columns);
    KR_TRY(new_omx(job, path, omx));
    (*omx)->rows = rows;
    (*omx)->columns = columns;
    (*omx)->file->part = kri_job_format(job, "%s.part-%ld", path, (long)getpid());
    if (!(*omx)->file->part)
        return KR_E_MEMORY;
    hid_t plan = plan_without_times(H5P_FILE_CREATE);
    (*omx)->file->id = H5Fcreate((*omx)->file->part, H5F_ACC_TRUNC, plan, H5P_DEFAULT);
    H5Pclose(plan);
    if ((*omx)->file->id < 0 || !write_root((*omx)->file->id, rows, columns))
        return kr_fail(job, KR_E_FILE, "%s: cannot be written; is the folder there, and may you write to it?", path);
    return KR_OK;
}

static hid_t create_set(const kr_omx *omx, const char *path, int is_short)
{
    hsize_t size[2] = { omx->rows, omx->columns }, chunk[2] = { CHUNK_ROWS, omx->columns };
    if (omx->columns > CHUNK_CELLS)
        chunk[1] = CHUNK_CELLS;
    if (chunk[0] > size[0])
        chunk[0] = size[0];
    hid_t space = H5Screate_simple(2, size, NULL), plan = plan_without_times(H5P_DATASET_CREATE);
    H5Pset_chunk(plan, 2, chunk);
    H5Pset_shuffle(plan);
    H5Pset_deflate(plan, 1);
    hid_t set = H5Dcreate2(omx->file->id, path, is_short ? H5T_IEEE_F32LE : H5T_IEEE_F64LE, space, H5P_DEFAULT, plan, H5P_DEFAULT);
    H5Pclose(plan);
    H5Sclose(space);
    return set;
}

kr_status kr_omx_write(kr_omx *omx, const char *matrix, int is_short, uint32_t first, uint32_t count, const double *cells)
{
    char path[1100];
    if (!*matrix || strchr(matrix, '/') || strlen(matrix) > 1000)
        return kr_fail(omx->file->job, KR_E_USAGE, "\"%.60s\" cannot be the name of a matrix", matrix);
    if (first > omx->rows || count > omx->rows - first)
        return kr_fail(omx->file->job, KR_E_USAGE, "%s: rows %u to %u of %u", omx->file->path, first, first + count, omx->rows);
    snprintf(path, sizeof path, "/data/%s", matrix);
    hid_t set = H5Lexists(omx->file->id, path, H5P_DEFAULT) > 0 ? H5Dopen2(omx->file->id, path, H5P_DEFAULT) : create_set(omx, path, is_short);
    int done = set >= 0 && (!count || transfer(set, omx->columns, first, count, NULL, cells));
    if (set >= 0)
        H5Dclose(set);
    return done ? KR_OK : fail(omx, "a matrix could not be written; is there room on the disk?");
}

static kr_status write_labels(kr_omx *omx, const char *name, uint32_t length, hid_t in_file, hid_t in_memory, const void *labels)
{
    char path[1100];
    hsize_t size = length;
    if (!*name || strchr(name, '/') || strlen(name) > 1000 || (length != omx->rows && length != omx->columns))
        return kr_fail(omx->file->job, KR_E_USAGE, "\"%.60s\" cannot be a lookup of %u labels", name, length);
    if (H5Lexists(omx->file->id, "lookup", H5P_DEFAULT) <= 0)
        create_group(omx->file->id, "lookup");
    snprintf(path, sizeof path, "/lookup/%s", name);
    hid_t space = H5Screate_simple(1, &size, NULL), plan = plan_without_times(H5P_DATASET_CREATE);
    hid_t set = H5Dcreate2(omx->file->id, path, in_file, space, H5P_DEFAULT, plan, H5P_DEFAULT);
    int done = set >= 0 && H5Dwrite(set, in_memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, labels) >= 0;
    if (set >= 0)
        H5Dclose(set);
    H5Pclose(plan);
    H5Sclose(space);
    return done ? KR_OK : fail(omx, "a lookup could not be written");
}

kr_status kr_omx_write_lookup(kr_omx *omx, const char *name, uint32_t length, const uint32_t *labels)
{
    return write_labels(omx, name, length, H5T_STD_U32LE, H5T_NATIVE_UINT32, labels);
}

/* How wide the list must be, and whether it is more than ASCII. */
static kr_status measure_labels(kr_omx *omx, uint32_t length, const char *const *labels, size_t *width, int *is_wide)
{
    *width = 1;
    *is_wide = 0;
    for (uint32_t k = 0; k < length; k++) {
        size_t n = strlen(labels[k]);
        if (n == 0 || n > LONGEST_LABEL)
            return kr_fail(omx->file->job, KR_E_INPUT, "%s: the label \"%.60s\" has %zu bytes; a lookup takes 1 to %u", omx->file->path, labels[k], n,
                           LONGEST_LABEL);
        *width = n > *width ? n : *width;
        for (size_t i = 0; i < n; i++)
            *is_wide |= (unsigned char)labels[k][i] >= 0x80;
    }
    return KR_OK;
}

kr_status kr_omx_write_text_lookup(kr_omx *omx, const char *name, uint32_t length, const char *const *labels)
{
    char *bytes;
    size_t width;
    int is_wide;
    KR_TRY(measure_labels(omx, length, labels, &width, &is_wide));
    KRI_NEW(omx->file->job, bytes, length * width);
    for (uint32_t k = 0; k < length; k++)
        memcpy(bytes + k * width, labels[k], strlen(labels[k]));
    hid_t type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, width);
    H5Tset_strpad(type, H5T_STR_NULLPAD);
    H5Tset_cset(type, is_wide ? H5T_CSET_UTF8 : H5T_CSET_ASCII);
    kr_status status = write_labels(omx, name, length, type, type, bytes);
    H5Tclose(type);
    return status;
}

static int sync_file(const char *path)
{
    int fd = open(path, O_RDONLY);
    int done = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return done;
}

kr_status kr_omx_close(kr_omx *omx)
{
    struct kri_omx_file *file = omx->file;
    if (file->id < 0)
        return KR_OK;
    herr_t closed = H5Fclose(file->id);
    file->id = -1;
    if (!file->part)
        return KR_OK;
    if (closed >= 0 && sync_file(file->part) && rename(file->part, file->path) == 0)
        return KR_OK;
    unlink(file->part);
    return fail(omx, "the file could not be finished; is there room on the disk?");
}

/* ------------------------------------------------------------------ demand */

struct sheet {
    kr_omx *omx;
    const kr_roads *roads;
    const char *matrix;
    uint32_t *zone;             /* of each row and column */
    size_t count, from_capacity, to_capacity, amount_capacity;
    uint32_t *from, *to;
    double *amount;
};

static kr_status place_zones(kr_job *job, struct sheet *s, const char *lookup)
{
    const char *const *labels;
    uint8_t *is_taken;
    uint32_t length = s->omx->rows;
    if (s->omx->rows != s->omx->columns)
        return fail(s->omx, "the matrices are not square; demand goes from zones to the same zones");
    KRI_NEW(job, s->zone, length);
    KRI_NEW(job, is_taken, s->roads->zones);
    if (!lookup && length != s->roads->zones)
        return kr_fail(job, KR_E_INPUT, "%s: %u rows for %u zones; name a lookup that says which row is which zone", s->omx->file->path, length,
                       s->roads->zones);
    for (uint32_t k = 0; !lookup && k < length; k++)
        s->zone[k] = k;
    if (!lookup)
        return KR_OK;
    KR_TRY(kr_omx_read_lookup(s->omx, lookup, &labels, &length));
    for (uint32_t k = 0; k < length; k++) {
        s->zone[k] = kr_roads_find_zone(s->roads, labels[k]);
        if (s->zone[k] == KR_NONE)
            return kr_fail(job, KR_E_INPUT, "%s: lookup \"%.60s\": \"%.60s\" is no zone of the network", s->omx->file->path, lookup, labels[k]);
        if (is_taken[s->zone[k]])
            return kr_fail(job, KR_E_INPUT, "%s: lookup \"%.60s\": \"%.60s\" stands there twice; name a lookup in which each row has a zone of its own",
                           s->omx->file->path, lookup, labels[k]);
        is_taken[s->zone[k]] = 1;
    }
    return KR_OK;
}

/* Empty cells are NaN in some files; they are nothing. */
static kr_status take_row(kr_job *job, struct sheet *s, uint32_t row, const double *cells)
{
    for (uint32_t k = 0; k < s->omx->columns; k++) {
        if (isnan(cells[k]) || cells[k] == 0)
            continue;
        if (!(cells[k] > 0) || !isfinite(cells[k]))
            return kr_fail(job, KR_E_INPUT, "%s: matrix \"%.60s\", row %u, column %u: %g is no amount", s->omx->file->path, s->matrix, row + 1, k + 1,
                           cells[k]);
        KR_TRY(kri_job_grow(job, &s->from, &s->from_capacity, s->count + 1, sizeof *s->from));
        KR_TRY(kri_job_grow(job, &s->to, &s->to_capacity, s->count + 1, sizeof *s->to));
        KR_TRY(kri_job_grow(job, &s->amount, &s->amount_capacity, s->count + 1, sizeof *s->amount));
        s->from[s->count] = s->zone[row];
        s->to[s->count] = s->zone[k];
        s->amount[s->count++] = cells[k];
    }
    return KR_OK;
}

static kr_status take_rows(kr_job *job, struct sheet *s)
{
    double *cells;
    KRI_NEW(job, cells, (size_t)CHUNK_ROWS * s->omx->columns);
    for (uint32_t row = 0; row < s->omx->rows; row += CHUNK_ROWS) {
        uint32_t count = s->omx->rows - row < CHUNK_ROWS ? s->omx->rows - row : CHUNK_ROWS;
        KR_TRY(kr_omx_read(s->omx, s->matrix, row, count, cells));
        for (uint32_t k = 0; k < count; k++)
            KR_TRY(take_row(job, s, row + k, cells + (size_t)k * s->omx->columns));
    }
    return KR_OK;
}

kr_status kr_demand_read_omx(kr_job *job, kr_problems *problems, const char *path, const char *matrix, const char *lookup, const kr_roads *roads,
                             kr_demand *demand)
{
    struct sheet s = { .roads = roads };
    KR_TRY(kr_omx_open(job, path, &s.omx));
    if (s.omx->is_without_version)
        KR_TRY(kri_problem_add(job, problems, KRI_WARNING, path, 0, 0, "there is no attribute OMX_VERSION in it, which every OMX file has; it is "
                               "read as one all the same"));
    if (!s.omx->matrices)
        return fail(s.omx, "there is no matrix in it: no dataset of numbers in /data that has two dimensions and the shape that the file says");
    s.matrix = matrix && *matrix ? matrix : s.omx->matrix[0];
    KR_TRY(place_zones(job, &s, lookup));
    KR_TRY(take_rows(job, &s));
    KR_TRY(kr_omx_close(s.omx));
    return kr_demand_build(job, roads->zones, s.count, s.from, s.to, s.amount, demand, NULL);
}
