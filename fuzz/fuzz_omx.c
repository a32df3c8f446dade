/*
 * fuzz_omx.c: an Open Matrix file, read whole: matrices, lookups, demand. Bytes that begin with M say how a file is made, sound as HDF5
 * but strange; others are a file as they are, unless they are HDF5: what the library makes of a damaged one (1.10.8 reads past its own
 * memory there) is found by its own tests, not by ours.
 */
#include <keruen/io_omx.h>

#include <hdf5.h>

#include "own_folder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is left of the input; 0 behind its end. */
typedef struct bytes {
    const uint8_t *at, *end;
} bytes;

static unsigned take(bytes *b)
{
    return b->at < b->end ? *b->at++ : 0;
}

/* Mostly a few; now and then more than any memory holds. */
static hsize_t take_size(bytes *b)
{
    static const hsize_t strange[] = { 0, 255, 65536, 0x7fffffff, 0xffffffff, 0x100000000 };
    unsigned c = take(b);
    return c < 250 ? c % 5 : strange[c - 250];
}

/* A type to close; strings of one length and of any, numbers of all kinds, pairs. */
static hid_t take_type(bytes *b)
{
    hid_t type;
    switch (take(b) % 9) {
    case 0: return H5Tcopy(H5T_IEEE_F32LE);
    case 1: return H5Tcopy(H5T_IEEE_F64BE);
    case 2: return H5Tcopy(H5T_STD_I8LE);
    case 3: return H5Tcopy(H5T_STD_U64LE);
    case 4: return H5Tcopy(H5T_STD_I32BE);
    case 5:
        type = H5Tcopy(H5T_C_S1);
        H5Tset_size(type, take(b) * 2 + 1);
        return type;
    case 6:
        type = H5Tcopy(H5T_C_S1);
        H5Tset_size(type, H5T_VARIABLE);
        return type;
    case 7: return H5Tvlen_create(H5T_STD_I16LE);
    default:
        type = H5Tcreate(H5T_COMPOUND, 12);
        H5Tinsert(type, "a", 0, H5T_IEEE_F64LE);
        H5Tinsert(type, "b", 8, H5T_STD_I32LE);
        return type;
    }
}

static hid_t take_space(bytes *b, unsigned usual_rank)
{
    hsize_t size[3];
    unsigned c = take(b), rank = c < 200 ? usual_rank : c % 4;
    for (unsigned i = 0; i < rank; i++)
        size[i] = take_size(b);
    return rank ? H5Screate_simple((int)rank, size, NULL) : H5Screate(H5S_SCALAR);
}

static hid_t take_layout(bytes *b, hid_t space)
{
    hid_t plan = H5Pcreate(H5P_DATASET_CREATE);
    hsize_t chunk[3] = { 1 + take(b) % 4, 1 + take(b) % 4, 1 + take(b) % 4 };
    unsigned c = take(b);
    if (c & 1)
        H5Pset_chunk(plan, H5Sget_simple_extent_ndims(space), chunk);
    if ((c & 3) == 3)
        H5Pset_deflate(plan, 1);
    if (c & 4)
        H5Pset_shuffle(plan);
    return plan;
}

/* Texts of any length are pointers, so only plain cells are written; the rest stay the library's zeros. */
static void take_cells(bytes *b, hid_t set, hid_t type, hid_t space)
{
    uint8_t cell[4096];
    hssize_t cells = H5Sget_simple_extent_npoints(space);
    size_t size = H5Tget_size(type);
    if (cells <= 0 || (size_t)cells > sizeof cell / size || H5Tis_variable_str(type) > 0 || H5Tget_class(type) == H5T_VLEN)
        return;
    for (size_t i = 0; i < (size_t)cells * size; i++)
        cell[i] = (uint8_t)take(b);
    H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, cell);
}

/* The attribute NA, a number or something else; or an attribute that says nothing. */
static void take_mark(bytes *b, hid_t set)
{
    hsize_t points = 1;
    unsigned c = take(b);
    double number = c % 3;
    if (c < 200)
        return;
    hid_t type = c < 230 ? H5Tcopy(H5T_IEEE_F64LE) : take_type(b), space = c < 240 ? H5Screate(H5S_SCALAR) : H5Screate_simple(1, &points, NULL);
    hid_t mark = H5Acreate2(set, c < 250 ? "NA" : "CODE", type, space, H5P_DEFAULT, H5P_DEFAULT);
    if (mark >= 0 && H5Tget_class(type) == H5T_FLOAT)
        H5Awrite(mark, H5T_NATIVE_DOUBLE, &number);
    if (mark >= 0)
        H5Aclose(mark);
    H5Sclose(space);
    H5Tclose(type);
}

static void make_set(bytes *b, hid_t group, unsigned usual_rank)
{
    char name[] = { (char)('a' + take(b) % 26), (char)(take(b) | 1), '\0' };
    hid_t type = take_type(b), space = take_space(b, usual_rank), plan = take_layout(b, space);
    hid_t set = strchr(name, '/') ? -1 : H5Dcreate2(group, name, type, space, H5P_DEFAULT, plan, H5P_DEFAULT);
    if (set >= 0) {
        take_cells(b, set, type, space);
        take_mark(b, set);
        H5Dclose(set);
    }
    H5Pclose(plan);
    H5Sclose(space);
    H5Tclose(type);
}

/* A group with some datasets, a link to nowhere, a circle; or something else of its name. */
static void make_group(bytes *b, hid_t file, const char *name, unsigned usual_rank)
{
    unsigned c = take(b), sets = take(b) % 5;
    if (c == 255)
        return;
    if (c == 254) {
        H5Lcreate_soft("/nowhere", file, name, H5P_DEFAULT, H5P_DEFAULT);
        return;
    }
    hid_t group = H5Gcreate2(file, name, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    if (group < 0)
        return;
    for (unsigned i = 0; i < sets; i++)
        make_set(b, group, usual_rank);
    if (c == 253)
        H5Lcreate_soft("/nowhere", group, "gone", H5P_DEFAULT, H5P_DEFAULT);
    if (c == 252)
        H5Lcreate_hard(file, "/", group, "circle", H5P_DEFAULT, H5P_DEFAULT);
    H5Gclose(group);
}

static void make_shape(bytes *b, hid_t file)
{
    int32_t shape[4] = { (int32_t)take_size(b), (int32_t)take_size(b), 0, 0 };
    hsize_t points = take(b) < 200 ? 2 : take(b) % 4;
    hid_t type = take(b) < 200 ? H5Tcopy(H5T_STD_I32LE) : take_type(b), space = H5Screate_simple(1, &points, NULL);
    hid_t attribute = H5Acreate2(file, "SHAPE", type, space, H5P_DEFAULT, H5P_DEFAULT);
    if (attribute >= 0 && H5Tget_class(type) == H5T_INTEGER)
        H5Awrite(attribute, H5T_NATIVE_INT32, shape);
    if (attribute >= 0)
        H5Aclose(attribute);
    H5Sclose(space);
    H5Tclose(type);
}

static void make_file(bytes *b, const char *path)
{
    hid_t file = H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    if (file < 0)
        return;
    if (take(b) < 200)
        make_shape(b, file);
    make_group(b, file, "data", 2);
    make_group(b, file, "lookup", 1);
    H5Fclose(file);
}

static const uint64_t id[] = { 1, 2 };
static const uint32_t zone_node[] = { 0, 1 };
static const kr_roads roads = { .nodes = 2, .zones = 2, .node_id = id, .zone_node = zone_node };

/* What was read is written to a file of its own, and must be there again. */
static void write_again(kr_job *job, kr_omx *from, const double *row, const char *path)
{
    const char *const *labels, *const *again;
    uint32_t length;
    kr_omx *to;
    double *back = kr_job_alloc(job, from->columns, sizeof *back);
    if (!back || kr_omx_create(job, path, from->rows, from->columns, &to) != KR_OK)
        return;
    int has_row = kr_omx_write(to, "a", 0, 0, 1, row) == KR_OK && kr_omx_write(to, "short", 1, from->rows - 1, 1, row) == KR_OK;
    int has_labels = from->lookups && kr_omx_read_lookup(from, from->lookup[0], &labels, &length) == KR_OK
                     && kr_omx_write_text_lookup(to, "b", length, labels) == KR_OK;
    if (kr_omx_close(to) != KR_OK || kr_omx_open(job, path, &to) != KR_OK)
        return;
    if (has_row && (kr_omx_read(to, "a", 0, 1, back) != KR_OK || memcmp(row, back, from->columns * sizeof *row) != 0))
        abort();
    for (uint32_t k = 0; has_labels && kr_omx_read_lookup(to, "b", &again, &length) == KR_OK && k < length; k++)
        if (strcmp(labels[k], again[k]) != 0)
            abort();
    kr_omx_close(to);
}

static void read_all(kr_job *job, const char *path, const char *other)
{
    kr_omx *omx;
    kr_demand demand;
    kr_problems problems = { .kept = 0 };
    kr_demand_read_omx(job, &problems, path, NULL, NULL, &roads, &demand);
    if (kr_omx_open(job, path, &omx) != KR_OK)
        return;
    for (uint32_t k = 0; k < omx->matrices; k++) {
        double *row = kr_job_alloc(job, omx->columns, sizeof *row);
        if (row && omx->rows && kr_omx_read(omx, omx->matrix[k], 0, 1, row) == KR_OK && k == 0 && omx->rows < 1000 && omx->columns < 1000)
            write_again(job, omx, row, other);
    }
    for (uint32_t k = 0; k < omx->lookups; k++) {
        const char *const *labels;
        uint32_t length;
        kr_omx_read_lookup(omx, omx->lookup[k], &labels, &length);
        kr_demand_read_omx(job, NULL, path, omx->matrices ? omx->matrix[omx->matrices - 1] : NULL, omx->lookup[k], &roads, &demand);
    }
}

static int is_hdf5(const uint8_t *data, size_t size)
{
    return memmem(data, size, "\x89HDF\r\n\x1a\n", 8) != NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    kr_job job;
    bytes b = { data + 1, data + size };
    if (is_hdf5(data, size))
        return 0;
    make_folder();
    char path[256], other[256];
    snprintf(path, sizeof path, "%s", path_in_folder("any.omx"));
    snprintf(other, sizeof other, "%s", path_in_folder("again.omx"));
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    if (size && data[0] == 'M')
        make_file(&b, path);
    else
        put_file("any.omx", "", data, size);
    kr_job_init(&job, (size_t)64 << 20);
    read_all(&job, path, other);
    kr_job_end(&job);
    if (H5Fget_obj_count((hid_t)H5F_OBJ_ALL, H5F_OBJ_ALL) != 0)
        abort();
    return 0;
}
