/* test_omx.c: Open Matrix files, written as the reference validator wants them and read as they are found. */
#include "check.h"

#include <keruen/io_omx.h>

#include <fcntl.h>
#include <hdf5.h>
#include <unistd.h>

static char path[64];

static void name_file(void)
{
    strcpy(path, "/tmp/keruen-omx-XXXXXX");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
}

static void write_small(kr_job *job, int is_short)
{
    static const double cells[3][4] = { { 1, 2.5, 3, 4 }, { 5, 6, 1e-300, 8 }, { 0, -1, 1e9, .1 } };
    static const uint32_t labels[4] = { 10, 20, 30, 40 };
    kr_omx *omx;
    name_file();
    check_ok(job, kr_omx_create(job, path, 3, 4, &omx));
    check_ok(job, kr_omx_write(omx, "trips", is_short, 0, 2, cells[0]));
    check_ok(job, kr_omx_write(omx, "trips", is_short, 2, 1, cells[2]));
    check_ok(job, kr_omx_write(omx, "nothing", 0, 0, 0, NULL));
    check_ok(job, kr_omx_write_lookup(omx, "zones", 4, labels));
    check_ok(job, kr_omx_close(omx));
}

static void what_is_written_reads_back(void **state)
{
    (void)state;
    kr_job job;
    kr_omx *omx;
    double cells[12];
    const char *const *labels;
    uint32_t length;
    kr_job_init(&job, 1 << 26);
    write_small(&job, 0);
    check_ok(&job, kr_omx_open(&job, path, &omx));
    assert_int_equal(omx->rows, 3);
    assert_int_equal(omx->columns, 4);
    assert_int_equal(omx->matrices, 2);
    assert_string_equal(omx->matrix[1], "trips");
    assert_false(omx->is_without_version);
    check_ok(&job, kr_omx_read(omx, "trips", 1, 2, cells));
    check_near(cells[0], 5, 0);
    check_near(cells[2], 1e-300, 0);
    check_near(cells[7], .1, 0);
    check_ok(&job, kr_omx_read(omx, "nothing", 0, 3, cells));
    check_near(cells[5], 0, 0);
    check_ok(&job, kr_omx_read_lookup(omx, "zones", &labels, &length));
    assert_int_equal(length, 4);
    assert_string_equal(labels[3], "40");
    assert_int_equal(kr_omx_read(omx, "tolls", 0, 1, cells), KR_E_INPUT);
    check_says(&job, "no matrix \"tolls\" of 3 x 4");
    check_ok(&job, kr_omx_close(omx));
    unlink(path);
    kr_job_end(&job);
}

/* The reference validator's rules 1 to 11, asked of the file itself. */
static void the_file_is_as_the_validator_wants_it(void **state)
{
    (void)state;
    for (int is_short = 0; is_short < 2; is_short++) {
        kr_job job;
        char version[4] = "";
        int32_t shape[2];
        kr_job_init(&job, 1 << 26);
        write_small(&job, is_short);
        hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
        hid_t a = H5Aopen(file, "OMX_VERSION", H5P_DEFAULT), type = H5Aget_type(a);
        assert_int_equal(H5Tget_class(type), H5T_STRING);
        assert_int_equal(H5Tget_cset(type), H5T_CSET_ASCII);
        assert_false(H5Tis_variable_str(type));
        H5Aread(a, type, version);
        assert_memory_equal(version, "0.2", 3);
        H5Tclose(type);
        H5Aclose(a);
        a = H5Aopen(file, "SHAPE", H5P_DEFAULT);
        type = H5Aget_type(a);
        assert_true(H5Tequal(type, H5T_STD_I32LE) > 0);
        H5Aread(a, H5T_NATIVE_INT32, shape);
        assert_int_equal(shape[0] * 10 + shape[1], 34);
        H5Tclose(type);
        H5Aclose(a);
        hid_t set = H5Dopen2(file, "/data/trips", H5P_DEFAULT), plan = H5Dget_create_plist(set);
        type = H5Dget_type(set);
        assert_true(H5Tequal(type, is_short ? H5T_IEEE_F32LE : H5T_IEEE_F64LE) > 0);
        assert_int_equal(H5Pget_layout(plan), H5D_CHUNKED);
        assert_int_equal(H5Pget_nfilters(plan), 2);
        assert_true(H5Zfilter_avail(H5Z_FILTER_DEFLATE) > 0);
        H5Tclose(type);
        H5Pclose(plan);
        H5Dclose(set);
        set = H5Dopen2(file, "/lookup/zones", H5P_DEFAULT);
        type = H5Dget_type(set);
        assert_int_equal(H5Tget_class(type), H5T_INTEGER);
        H5Tclose(type);
        H5Dclose(set);
        H5Fclose(file);
        unlink(path);
        kr_job_end(&job);
    }
}

static size_t read_all(char *bytes, size_t room)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t length = fread(bytes, 1, room, file);
    fclose(file);
    unlink(path);
    return length;
}

/* HDF5 stamps objects with the second in which they were made; ours are the same bytes whenever they are written. */
static void no_time_stands_in_the_file(void **state)
{
    (void)state;
    static char first[1 << 16], second[1 << 16];
    kr_job job;
    kr_job_init(&job, 1 << 26);
    write_small(&job, 0);
    size_t length = read_all(first, sizeof first);
    usleep(1100000);
    write_small(&job, 0);
    assert_true(length > 0 && length < sizeof first);
    assert_int_equal(read_all(second, sizeof second), length);
    assert_memory_equal(first, second, length);
    kr_job_end(&job);
}

/* Contiguous, whole numbers, no version, no shape, text as labels, a stray dataset of another shape. */
static void files_from_elsewhere_are_read(void **state)
{
    (void)state;
    static const int32_t cells[2][2] = { { 0, 7 }, { 3, 0 } };
    static const char labels[2][4] = { "2", "1" };
    hsize_t size[2] = { 2, 2 }, other[2] = { 1, 5 }, length = 2;
    kr_job job;
    kr_omx *omx;
    kr_demand demand;
    kr_job_init(&job, 1 << 26);
    name_file();
    hid_t file = H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    H5Gclose(H5Gcreate2(file, "data", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
    H5Gclose(H5Gcreate2(file, "lookup", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
    hid_t space = H5Screate_simple(2, size, NULL), strange = H5Screate_simple(2, other, NULL), list = H5Screate_simple(1, &length, NULL);
    hid_t set = H5Dcreate2(file, "/data/a", H5T_STD_I32BE, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    H5Dwrite(set, H5T_NATIVE_INT32, H5S_ALL, H5S_ALL, H5P_DEFAULT, cells);
    H5Dclose(set);
    H5Dclose(H5Dcreate2(file, "/data/b", H5T_STD_I32LE, strange, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
    hid_t text = H5Tcopy(H5T_C_S1);
    H5Tset_size(text, 4);
    set = H5Dcreate2(file, "/lookup/names", text, list, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    H5Dwrite(set, text, H5S_ALL, H5S_ALL, H5P_DEFAULT, labels);
    H5Dclose(set);
    H5Tclose(text);
    H5Sclose(space);
    H5Sclose(strange);
    H5Sclose(list);
    H5Fclose(file);
    check_ok(&job, kr_omx_open(&job, path, &omx));
    assert_true(omx->is_without_version);
    assert_int_equal(omx->matrices, 1);
    check_ok(&job, kr_omx_close(omx));
    static const uint64_t id[2] = { 1, 2 };
    static const uint32_t zone_node[2] = { 0, 1 };
    kr_roads roads = { .nodes = 2, .zones = 2, .node_id = id, .zone_node = zone_node };
    kr_problems problems = { 0 };
    check_ok(&job, kr_demand_read_omx(&job, &problems, path, NULL, NULL, &roads, &demand));
    assert_int_equal(problems.warnings, 1);
    assert_non_null(strstr(problems.list[0].message, "no attribute OMX_VERSION"));
    assert_int_equal(demand.to[0], 1);
    check_near(demand.amount[0], 7, 0);
    check_ok(&job, kr_demand_read_omx(&job, NULL, path, "a", "names", &roads, &demand));     /* the first row is zone 2 */
    check_near(demand.amount[0], 3, 0);
    check_near(demand.amount[1], 7, 0);
    unlink(path);
    kr_job_end(&job);
}

/* The attribute NA names the number that stands for an empty cell, which is no demand; what else it may hold says nothing. */
static void missing_cells_are_empty(void **state)
{
    (void)state;
    static const double cells[2][2] = { { -9999, 7 }, { -9999, 4 } }, marks[] = { -9999, 1 };
    static const uint64_t id[2] = { 1, 2 };
    static const uint32_t zone_node[2] = { 0, 1 };
    kr_roads roads = { .nodes = 2, .zones = 2, .node_id = id, .zone_node = zone_node };
    for (hsize_t count = 1; count < 3; count++) {
        kr_job job;
        kr_omx *omx;
        kr_demand demand;
        double row[2];
        kr_job_init(&job, 1 << 26);
        name_file();
        check_ok(&job, kr_omx_create(&job, path, 2, 2, &omx));
        check_ok(&job, kr_omx_write(omx, "trips", 0, 0, 2, cells[0]));
        check_ok(&job, kr_omx_close(omx));
        hid_t file = H5Fopen(path, H5F_ACC_RDWR, H5P_DEFAULT), set = H5Dopen2(file, "/data/trips", H5P_DEFAULT);
        hid_t space = H5Screate_simple(1, &count, NULL), mark = H5Acreate2(set, "NA", H5T_IEEE_F64LE, space, H5P_DEFAULT, H5P_DEFAULT);
        H5Awrite(mark, H5T_NATIVE_DOUBLE, marks);
        H5Aclose(mark);
        H5Sclose(space);
        H5Dclose(set);
        H5Fclose(file);
        check_ok(&job, kr_omx_open(&job, path, &omx));
        check_ok(&job, kr_omx_read(omx, "trips", 0, 1, row));
        assert_int_equal(isnan(row[0]), count == 1);
        check_near(row[1], 7, 0);
        check_ok(&job, kr_omx_close(omx));
        assert_int_equal(kr_demand_read_omx(&job, NULL, path, NULL, NULL, &roads, &demand), count == 1 ? KR_OK : KR_E_INPUT);
        if (count == 1)
            check_near(demand.total, 11, 0);
        unlink(path);
        kr_job_end(&job);
    }
}

static void text_labels_read_back(void **state)
{
    (void)state;
    static const char *const given[] = { "Z1", "Aqt\xC3\xB6, east", "3", "a long name of a zone" };
    static const double cells[4][4] = { { 0, 1, 2, 3 }, { 4, 0, 5, 6 }, { 7, 8, 0, 9 }, { 10, 11, 12, 0 } };
    static const uint32_t zone_node[4] = { 0, 0, 0, 0 };
    static const char *const zones[] = { "3", "Aqt\xC3\xB6, east", "a long name of a zone", "Z1" };
    kr_roads roads = { .nodes = 1, .zones = 4, .zone_node = zone_node, .zone_name = zones };
    const char *const *labels;
    char long_name[300];
    uint32_t length;
    kr_demand demand;
    kr_job job;
    kr_omx *omx;
    kr_job_init(&job, 1 << 26);
    name_file();
    check_ok(&job, kr_omx_create(&job, path, 4, 4, &omx));
    check_ok(&job, kr_omx_write(omx, "trips", 0, 0, 4, cells[0]));
    check_ok(&job, kr_omx_write_text_lookup(omx, "zone", 4, given));
    memset(long_name, 'x', sizeof long_name - 1);
    long_name[sizeof long_name - 1] = '\0';
    assert_int_equal(kr_omx_write_text_lookup(omx, "long", 4, (const char *const[]){ "a", "b", "c", long_name }), KR_E_INPUT);
    check_says(&job, "has 299 bytes");
    assert_int_equal(kr_omx_write_text_lookup(omx, "empty", 4, (const char *const[]){ "a", "", "c", "d" }), KR_E_INPUT);
    check_ok(&job, kr_omx_close(omx));
    check_ok(&job, kr_omx_open(&job, path, &omx));
    check_ok(&job, kr_omx_read_lookup(omx, "zone", &labels, &length));
    for (uint32_t k = 0; k < 4; k++)
        assert_string_equal(labels[k], given[k]);
    check_ok(&job, kr_omx_close(omx));
    check_ok(&job, kr_demand_read_omx(&job, NULL, path, NULL, "zone", &roads, &demand));
    assert_int_equal(demand.to[demand.first[3]], 0);        /* row Z1 is zone 3, whose first destination is zone 0: column "3" */
    check_near(demand.amount[demand.first[3]], 2, 0);
    /* A lookup of places that hold several zones each is none of zones. */
    static const char *const twice[] = { "Z1", "3", "3", "Z1" };
    check_ok(&job, kr_omx_create(&job, path, 4, 4, &omx));
    check_ok(&job, kr_omx_write(omx, "trips", 0, 0, 4, cells[0]));
    check_ok(&job, kr_omx_write_text_lookup(omx, "place", 4, twice));
    check_ok(&job, kr_omx_close(omx));
    assert_int_equal(kr_demand_read_omx(&job, NULL, path, NULL, "place", &roads, &demand), KR_E_INPUT);
    check_says(&job, "\"3\" stands there twice");
    unlink(path);
    kr_job_end(&job);
}

static void what_is_no_omx_is_said(void **state)
{
    (void)state;
    kr_job job;
    kr_omx *omx;
    kr_job_init(&job, 1 << 26);
    assert_int_equal(kr_omx_open(&job, "/nowhere/a.omx", &omx), KR_E_FILE);
    name_file();
    FILE *file = fopen(path, "w");
    fputs("origin,destination\n", file);
    fclose(file);
    assert_int_equal(kr_omx_open(&job, path, &omx), KR_E_INPUT);
    check_says(&job, "no HDF5 file");
    hid_t id = H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    H5Fclose(id);
    assert_int_equal(kr_omx_open(&job, path, &omx), KR_E_INPUT);
    check_says(&job, "no group /data");
    unlink(path);
    assert_int_equal(kr_omx_create(&job, "/nowhere/a.omx", 2, 2, &omx), KR_E_FILE);
    kr_job_end(&job);
}

/* A file that broke off, at any of many places, is no HDF5 file any more, and says so. */
static void a_file_that_broke_off_is_refused(void **state)
{
    (void)state;
    kr_job job;
    kr_omx *omx;
    kr_job_init(&job, 1 << 26);
    write_small(&job, 0);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    long whole = ftell(file);
    fclose(file);
    for (long length = whole - 1; length >= 0; length -= 97) {
        assert_int_equal(truncate(path, length), 0);
        assert_int_equal(kr_omx_open(&job, path, &omx), KR_E_INPUT);
        check_says(&job, length >= 8 ? "cut short or damaged" : "this is no HDF5 file");      /* the signature has 8 bytes */
    }
    kr_job_end(&job);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_reads_back),
        cmocka_unit_test(the_file_is_as_the_validator_wants_it),
        cmocka_unit_test(no_time_stands_in_the_file),
        cmocka_unit_test(files_from_elsewhere_are_read),
        cmocka_unit_test(missing_cells_are_empty),
        cmocka_unit_test(text_labels_read_back),
        cmocka_unit_test(what_is_no_omx_is_said),
        cmocka_unit_test(a_file_that_broke_off_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
