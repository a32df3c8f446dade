/* folder.c: a folder of GMNS tables, ours or anybody's, becomes a world. */
#include <keruen/io.h>

#include "base/file.h"
#include "csv.h"
#include "model/cell.h"
#include "shape.h"
#include "soundness.h"

#include <math.h>
#include <string.h>

/* One table on its way in. */
typedef struct table_reader {
    kri_csv csv;
    kri_cell_reader *cells;
    kr_table_id id;
    const kri_table *table;
    size_t *from;                   /* for each of our columns its place in the file, KRI_NO_COLUMN */
    void **array;                   /* and where it goes */
    uint64_t *row_begin;
    uint32_t *line;
    uint32_t count;
    kri_shape_ground ground;        /* of the table of links: what its shapes are judged by */
    size_t geometry, dir_flag;      /* their columns, KRI_NO_COLUMN */
} table_reader;

/* ---- units of config.csv ---- */

typedef struct named_unit {
    const char *name;
    double factor;
} named_unit;

static const named_unit lengths[] = {
    { "km", 1 }, { "kilometer", 1 }, { "kilometre", 1 }, { "kilometers", 1 }, { "mi", 1.609344 }, { "mile", 1.609344 },
    { "miles", 1.609344 }, { "m", 0.001 }, { "meter", 0.001 }, { "metre", 0.001 }, { "meters", 0.001 }, { "ft", 0.0003048 },
    { "feet", 0.0003048 }, { NULL, 0 },
};
static const named_unit speeds[] = {
    { "kmh", 1 }, { "kph", 1 }, { "km/h", 1 }, { "kmph", 1 }, { "mph", 1.609344 }, { "mi/h", 1.609344 }, { "m/s", 3.6 }, { NULL, 0 },
};

static kr_status take_unit(kri_csv *csv, const char *name, const named_unit *units, double *factor)
{
    size_t column = kri_csv_column(csv, name);
    if (column == KRI_NO_COLUMN || !csv->cell[column].length)
        return KR_OK;
    for (; units->name; units++)
        if (kri_span_is(csv->cell[column], units->name)) {
            *factor = units->factor;
            return KR_OK;
        }
    return kri_csv_complain(csv, KRI_ERROR, column, "the unit \"%.*s\" of %s is not known; write %s", (int)csv->cell[column].length,
                            csv->cell[column].start, name, strcmp(name, "speed") == 0 ? "kmh or mph" : "km, mile or m");
}

static kr_status take_crs(kri_csv *csv, kri_folder_units *units)
{
    size_t column = kri_csv_column(csv, "crs");
    if (column == KRI_NO_COLUMN)
        return KR_OK;
    kri_span crs = csv->cell[column];
    units->is_lon_lat = kri_span_is(crs, "EPSG:4326") || kri_span_is(crs, "epsg:4326") || kri_span_is(crs, "4326")
                        || kri_span_is(crs, "WGS84") || kri_span_is(crs, "OGC:CRS84");
    return KR_OK;
}

static kr_status read_config(kr_job *job, kr_problems *problems, const char *folder, kri_folder_units *units, kri_span *text)
{
    kri_csv csv;
    int more;
    *units = (kri_folder_units){ .km_per_length = 1, .kmh_per_speed = 1 };
    char *path = kri_job_format(job, "%s/config.csv", folder);
    if (!path)
        return KR_E_MEMORY;
    if (!kri_file_exists(path))
        return KR_OK;
    KR_TRY(kri_csv_open(job, problems, path, &csv));
    *text = csv.text;
    if (!csv.columns)
        return KR_OK;
    KR_TRY(kri_csv_next(&csv, &more));
    if (!more)
        return kri_problem_add(job, problems, KRI_ERROR, csv.file, 1, 0, "there is no row behind the header; one row names the units");
    KR_TRY(take_unit(&csv, "long_length", lengths, &units->km_per_length));
    KR_TRY(take_unit(&csv, "speed", speeds, &units->kmh_per_speed));
    return take_crs(&csv, units);
}

/* ---- one table ---- */

static uint32_t most_rows(kri_span text)
{
    uint32_t lines = 1;
    const char *s = text.start, *end = s + text.length;
    while (s < end && (s = memchr(s, '\n', (size_t)(end - s)))) {
        lines++;
        s++;
    }
    return lines;
}

static kr_status make_column(kr_job *job, const kri_column *column, uint32_t rows, void **array)
{
    if (kri_kind_is_list(column->kind)) {
        kri_list_building *list;
        KRI_NEW(job, list, 1);
        KRI_NEW(job, list->first, (size_t)rows + 1);
        KRI_NEW(job, list->item, 0);        /* an empty list is somewhere, too: item + first[i] is defined */
        *array = list;
        return KR_OK;
    }
    *array = kr_job_alloc(job, rows, kri_kind_bytes(column->kind));
    return *array ? KR_OK : KR_E_MEMORY;
}

static int must_be_there(const table_reader *reader, const kri_column *column)
{
    return (column->flags & KRI_REQUIRED) && (!(column->flags & KRI_OURS) || reader->cells->text->has_sources);
}

/* As many ids as rows: making room for them at once copies nothing. */
static kr_status expect_ids(table_reader *reader, uint32_t rows)
{
    kri_world_text *text = reader->cells->text;
    KR_TRY(kri_names_reserve(&text->names, rows));
    return kri_job_grow(reader->csv.job, &text->row_of[reader->id], &text->row_of_room[reader->id], text->names.count + rows, sizeof(uint32_t));
}

static kr_status find_columns(table_reader *reader)
{
    kr_job *job = reader->csv.job;
    uint32_t rows = most_rows(reader->csv.text);
    KRI_NEW(job, reader->from, reader->table->columns);
    KRI_NEW(job, reader->array, reader->table->columns);
    KRI_NEW(job, reader->row_begin, rows);
    KRI_NEW(job, reader->line, rows);
    for (size_t c = 0; c < reader->table->columns; c++) {
        const kri_column *column = &reader->table->column[c];
        reader->from[c] = kri_csv_column(&reader->csv, column->name);
        if (reader->from[c] == KRI_NO_COLUMN && must_be_there(reader, column))
            KR_TRY(kri_csv_require(&reader->csv, column->name, &reader->from[c]));
        if (reader->from[c] == KRI_NO_COLUMN)
            continue;
        KR_TRY(make_column(job, column, rows, &reader->array[c]));
        if (column->flags & KRI_KEY)
            KR_TRY(expect_ids(reader, rows));
    }
    return KR_OK;
}

/* Gives the id its row; a second one with the same id is an error. */
static kr_status index_key(table_reader *reader, size_t c, uint32_t name)
{
    kri_world_text *text = reader->cells->text;
    size_t column = reader->from[c];
    KR_TRY(kri_job_grow(reader->csv.job, &text->row_of[reader->id], &text->row_of_room[reader->id], text->names.count, sizeof(uint32_t)));
    uint32_t *row = &text->row_of[reader->id][name];
    if (*row)
        return kri_csv_complain(&reader->csv, KRI_ERROR, column, "the %s \"%s\" stands already at line %u; ids must differ",
                                reader->table->column[c].name, kri_names_get(&text->names, name), reader->line[*row - 1]);
    *row = reader->count + 1;
    return KR_OK;
}

/* Row of node at an end of the link in hand; KR_NONE where it is not known. */
static uint32_t end_of_link(const table_reader *reader, const char *name)
{
    size_t c = (size_t)(kri_table_column(KR_LINK, name) - reader->table->column);
    return reader->array[c] ? ((const uint32_t *)reader->array[c])[reader->count] : KR_NONE;
}

/* A shape is judged where it stands and read again when somebody draws it: nothing of it is kept. */
static kr_status check_shape(table_reader *reader)
{
    char why[KR_MESSAGE_BYTES];
    const kri_csv *csv = &reader->csv;
    if (reader->geometry == KRI_NO_COLUMN || !csv->cell[reader->geometry].length)
        return KR_OK;
    kri_shape_link link = { end_of_link(reader, "from_node_id"), end_of_link(reader, "to_node_id"),
                            reader->dir_flag != KRI_NO_COLUMN && kri_shape_is_turned(csv->cell[reader->dir_flag]) };
    kri_shape_check(&reader->ground, &reader->cells->text->names, &link, csv->cell[reader->geometry], why);
    return *why ? kri_csv_complain(&reader->csv, KRI_ERROR, reader->geometry, "%s", why) : KR_OK;
}

static kr_status read_row(table_reader *reader)
{
    for (size_t c = 0; c < reader->table->columns; c++) {
        const kri_column *column = &reader->table->column[c];
        if (!reader->array[c])
            continue;
        KR_TRY(kri_cell_put(reader->cells, column, reader->array[c], reader->count, kri_span_trim(reader->csv.cell[reader->from[c]])));
        if (*reader->cells->why)
            KR_TRY(kri_csv_complain(&reader->csv, KRI_ERROR, reader->from[c], "%s", reader->cells->why));
        else if (column->flags & KRI_KEY)
            KR_TRY(index_key(reader, c, ((uint32_t *)reader->array[c])[reader->count]));
    }
    KR_TRY(check_shape(reader));
    reader->row_begin[reader->count] = reader->csv.row_begin;
    reader->line[reader->count] = (uint32_t)reader->csv.line;
    reader->count++;
    return KR_OK;
}

static kr_status read_rows(table_reader *reader)
{
    int more;
    for (;;) {
        KR_TRY(kri_csv_next(&reader->csv, &more));
        if (!more)
            return KR_OK;
        KR_TRY(read_row(reader));
        if (reader->count % 65536 == 0) {
            KR_TRY(kr_job_check(reader->csv.job));
            kri_job_progress(reader->csv.job, reader->table->name, (double)reader->csv.at, (double)reader->csv.text.length);
        }
    }
}

/* What columns that are not in the file hold, shared by all of a table: no number, no row, no text. */
typedef struct absent_columns {
    void *zeros, *numbers, *references, *lists;
} absent_columns;

static kr_status make_absent(kr_job *job, uint32_t rows, absent_columns *absent)
{
    static const kri_column row = { .kind = KRI_REF }, number = { .kind = KRI_NUMBER }, list = { .kind = KRI_TEXTS };
    KR_TRY(make_column(job, &list, rows, &absent->lists));
    absent->zeros = ((kri_list_building *)absent->lists)->first;
    KR_TRY(make_column(job, &row, rows, &absent->references));
    KR_TRY(make_column(job, &number, rows, &absent->numbers));
    memset(absent->references, 0xFF, (size_t)rows * sizeof(uint32_t));
    for (uint32_t i = 0; i < rows; i++)
        ((double *)absent->numbers)[i] = NAN;
    return KR_OK;
}

static void *absent_of(const absent_columns *absent, kri_kind kind)
{
    if (kri_kind_is_list(kind))
        return absent->lists;
    return kind == KRI_NUMBER ? absent->numbers : kind == KRI_REF ? absent->references : absent->zeros;
}

static void hang_up(kri_table_head *head, const kri_column *column, void *array)
{
    if (kri_kind_is_list(column->kind)) {
        const kri_list_building *list = array;
        *(kr_lists *)kri_column_slot(head, column) = (kr_lists){ list->first, list->item };
    } else {
        *(void **)kri_column_slot(head, column) = array;
    }
}

static kr_status finish_table(kr_job *job, const table_reader *reader, kr_world *world)
{
    kri_table_head *head = kri_world_table(world, reader->id);
    absent_columns absent;
    head->count = reader->count;
    head->line = reader->line;
    KR_TRY(make_absent(job, reader->count, &absent));
    for (size_t c = 0; c < reader->table->columns; c++) {
        void *array = reader->array ? reader->array[c] : NULL;
        hang_up(head, &reader->table->column[c], array ? array : absent_of(&absent, reader->table->column[c].kind));
    }
    return KR_OK;
}

/* Links come after nodes, whose places are known by then. */
static void find_shapes(table_reader *reader, const kr_world *world, const kri_folder_units *units)
{
    if (reader->id != KR_LINK)
        return;
    reader->geometry = kri_csv_column(&reader->csv, "geometry");
    reader->dir_flag = kri_csv_column(&reader->csv, "dir_flag");
    if (reader->geometry != KRI_NO_COLUMN)
        reader->ground = kri_shape_ground_of(&world->node, units->is_lon_lat);
}

static kr_status read_table(kr_job *job, kr_problems *problems, const char *folder, const kri_folder_units *units, kri_cell_reader *cells, kr_table_id id,
                            kr_world *world)
{
    table_reader reader = { .cells = cells, .id = id, .table = &kri_tables[id], .geometry = KRI_NO_COLUMN, .dir_flag = KRI_NO_COLUMN };
    char *path = kri_job_format(job, "%s/%s.csv", folder, reader.table->name);
    if (!path)
        return KR_E_MEMORY;
    if (!kri_file_exists(path)) {
        if (id == KR_NODE || id == KR_LINK)
            KR_TRY(kri_problem_add(job, problems, KRI_ERROR, path, 0, 0, "the file is missing; a network needs node.csv and link.csv"));
        return finish_table(job, &reader, world);
    }
    KR_TRY(kri_csv_open(job, problems, path, &reader.csv));
    if (reader.csv.columns) {
        KR_TRY(find_columns(&reader));
        find_shapes(&reader, world, units);
        KR_TRY(read_rows(&reader));
    }
    cells->text->file[id] = (kri_world_file){ reader.csv.file, reader.csv.text, reader.csv.separator, reader.csv.columns, reader.csv.header, reader.row_begin };
    return finish_table(job, &reader, world);
}

static kr_status read_tables(kr_job *job, const char *folder, kr_table_id past, kr_problems *problems, kr_world *world)
{
    kri_folder_units units;
    kri_world_text *text;
    kri_cell_reader cells = { .job = job };
    *world = (kr_world){ 0 };
    KRI_NEW(job, text, 1);
    KR_TRY(kri_names_init(&text->names, job));
    world->text = text;
    cells.text = text;
    if (!kri_file_is_folder(folder))
        return kr_fail(job, KR_E_FILE, "%s: is no folder; name the folder that holds node.csv and link.csv", folder);
    KR_TRY(read_config(job, problems, folder, &units, &text->config));
    text->km_per_length = units.km_per_length;
    text->kmh_per_speed = units.kmh_per_speed;
    char *sources = kri_job_format(job, "%s/source.csv", folder);
    if (!sources)
        return KR_E_MEMORY;
    text->has_sources = kri_file_exists(sources);
    for (kr_table_id id = 0; id < past; id++)
        KR_TRY(read_table(job, problems, folder, &units, &cells, id, world));
    world->demand = world->fitted.wanted.count ? world->fitted.wanted : world->known;
    return kri_world_is_sound(job, world, &units, problems);
}

static kr_status read_world(kr_job *job, const char *folder, kr_table_id past, kr_problems *problems, kr_world *world)
{
    kr_problems own = { 0 };
    if (problems)
        return read_tables(job, folder, past, problems, world);
    KR_TRY(read_tables(job, folder, past, &own, world));
    return kri_problems_status(job, &own);
}

kr_status kr_world_read(kr_job *job, const char *folder, kr_problems *problems, kr_world *world)
{
    return read_world(job, folder, KR_WAY_TABLES, problems, world);
}

kr_status kr_world_read_figures(kr_job *job, const char *folder, kr_problems *problems, kr_world *world)
{
    return read_world(job, folder, KR_TABLES, problems, world);
}

kr_status kr_world_cell(kr_job *job, const kr_world *world, kr_table_id table, uint32_t row, const char *column, const char **cell)
{
    const kri_world_file *file = &world->text->file[table];
    kri_csv csv = { .job = job, .file = file->path, .text = file->text, .separator = file->separator, .columns = file->columns };
    *cell = NULL;
    if (!file->columns || row >= kri_world_table_const(world, table)->count)
        return KR_OK;
    KRI_NEW(job, csv.header, file->columns);
    memcpy(csv.header, file->header, file->columns * sizeof *csv.header);
    size_t place = kri_csv_column(&csv, column);
    if (place == KRI_NO_COLUMN)
        return KR_OK;
    KRI_NEW(job, csv.cell, file->columns);
    KRI_NEW(job, csv.raw, file->columns);
    KR_TRY(kri_csv_seek(&csv, file->row_begin[row], kri_world_table_const(world, table)->line[row]));
    *cell = kri_job_copy(job, csv.cell[place].start, csv.cell[place].length);
    return *cell ? KR_OK : KR_E_MEMORY;
}
