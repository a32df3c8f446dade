/* demand_csv.c: demand, and changes of links, as CSV. */
#include <keruen/io_demand.h>

#include "base/names.h"
#include "base/number.h"
#include "base/spelling.h"
#include "io/csv.h"
#include "io/trips.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Zones by their nodes' ids: numbered names, zone z at place[number of its name]. */
struct zones {
    kri_names names;
    uint32_t *zone;
};

static kr_status name_zones(kr_job *job, const kr_roads *roads, struct zones *zones)
{
    char text[24];
    KR_TRY(kri_names_init(&zones->names, job));
    KRI_NEW(job, zones->zone, (size_t)roads->zones + 1);
    for (uint32_t z = 0; z < roads->zones; z++) {
        uint32_t number, node = roads->zone_node[z];
        const char *name = roads->zone_name ? roads->zone_name[z] : roads->node_name ? roads->node_name[node] : text;
        snprintf(text, sizeof text, "%llu", roads->node_id ? (unsigned long long)roads->node_id[node] : 0ull);
        KR_TRY(kri_names_add(&zones->names, kri_span_of(name), &number));
        if (number <= roads->zones)
            zones->zone[number] = z;
    }
    return KR_OK;
}

static kr_status zone_of(kri_csv *csv, const struct zones *zones, size_t column, uint32_t *zone)
{
    kri_span cell = kri_span_trim(csv->cell[column]);
    uint32_t number = cell.length ? kri_names_find(&zones->names, cell) : KRI_NO_NAME;
    *zone = number == KRI_NO_NAME ? KR_NONE : zones->zone[number];
    if (*zone == KR_NONE)
        return kri_csv_complain(csv, KRI_ERROR, column, "\"%.*s\" is no zone of the network", (int)(cell.length < 60 ? cell.length : 60), cell.start);
    return KR_OK;
}

static kr_status read_row(kri_csv *csv, const struct zones *zones, const size_t column[3], kri_trips *trips)
{
    uint32_t from, to;
    double value;
    KR_TRY(zone_of(csv, zones, column[0], &from));
    KR_TRY(zone_of(csv, zones, column[1], &to));
    kri_span cell = kri_span_trim(csv->cell[column[2]]);
    if (!kri_number_parse(cell, &value) || value < 0)
        return kri_csv_complain(csv, KRI_ERROR, column[2], "\"%.*s\" is no amount: a number from 0 up is needed",
                                (int)(cell.length < 60 ? cell.length : 60), cell.start);
    return from == KR_NONE || to == KR_NONE || value == 0 ? KR_OK : kri_trips_add(csv->job, trips, from, to, value);
}

/* A demand being read. Classes that are kept apart have their pairs in trips[number of their name]; else all are in trips[0]. */
struct reading {
    kri_csv csv;
    struct zones zones;
    size_t column[3], class, trips_capacity;
    kri_names classes;          /* in the order in which they appear; 0 is no name */
    kri_trips *trips;
    const char *wanted;         /* the one class that counts; NULL: all */
    int are_apart, has_rows;
};

static kr_status open_reading(kr_job *job, kr_problems *problems, const char *path, const kr_roads *roads, struct reading *r)
{
    static const char *const names[] = { "origin", "destination", "value" };
    KR_TRY(kri_csv_open(job, problems, path, &r->csv));
    for (int k = 0; k < 3; k++) {
        KR_TRY(kri_csv_require(&r->csv, names[k], &r->column[k]));
        if (r->column[k] == KRI_NO_COLUMN)
            return kri_problems_status(job, problems);
    }
    r->class = kri_csv_column(&r->csv, "class");
    KR_TRY(kri_names_init(&r->classes, job));
    KR_TRY(kri_job_grow(job, &r->trips, &r->trips_capacity, 1, sizeof *r->trips));
    r->trips[0] = (kri_trips){ 0 };
    return name_zones(job, roads, &r->zones);
}

/* The number of the row's class; *counts is 0 when the row is not of the class that is wanted. */
static kr_status class_of(struct reading *r, uint32_t *class, int *counts)
{
    kri_span name = r->class == KRI_NO_COLUMN ? (kri_span){ NULL, 0 } : kri_span_trim(r->csv.cell[r->class]);
    size_t known = r->classes.count;
    *class = 0;
    *counts = 1;
    if (r->class == KRI_NO_COLUMN || !(r->wanted || r->are_apart))
        return KR_OK;
    *counts = name.length && (!r->wanted || kri_span_is(name, r->wanted));
    if (!name.length)
        return kri_csv_complain(&r->csv, KRI_ERROR, r->class, "the class is empty; name one in every row, or leave the column out");
    KR_TRY(kri_names_add(&r->classes, name, class));
    if (r->are_apart && r->classes.count > known) {
        KR_TRY(kri_job_grow(r->csv.job, &r->trips, &r->trips_capacity, (size_t)*class + 1, sizeof *r->trips));
        r->trips[*class] = (kri_trips){ 0 };
    }
    return KR_OK;
}

static kr_status read_rows(struct reading *r)
{
    uint32_t class;
    int more, counts;
    for (;;) {
        KR_TRY(kri_csv_next(&r->csv, &more));
        if (!more)
            return KR_OK;
        r->has_rows = 1;
        KR_TRY(class_of(r, &class, &counts));
        if (counts)
            KR_TRY(read_row(&r->csv, &r->zones, r->column, &r->trips[r->are_apart ? class : 0]));
    }
}

#define CLASSES_TOLD 8

static kr_status no_such_class(kr_job *job, kr_problems *problems, const char *path, const struct reading *r)
{
    kri_text there = kri_text_new(job);
    uint32_t count = (uint32_t)r->classes.count;
    for (uint32_t k = 1; k < count && k <= CLASSES_TOLD; k++)
        kri_text_format(&there, "%s%.60s", k == 1 ? "" : k + 1 == count ? " and " : ", ", kri_names_get(&r->classes, k));
    if (count > CLASSES_TOLD + 1)
        kri_text_format(&there, " and %u more", count - 1 - CLASSES_TOLD);
    KR_TRY(there.status);
    if (count < 2)
        KR_TRY(kri_problem_add(job, problems, KRI_ERROR, path, 0, 0, "there is no class \"%.60s\": the table has no rows", r->wanted));
    else
        KR_TRY(kri_problem_add(job, problems, KRI_ERROR, path, 0, 0, "no row is of the class \"%.60s\"; the column class has %s", r->wanted, there.bytes));
    return kri_problems_status(job, problems);
}

static kr_status read_demand(kr_job *job, kr_problems *problems, const char *path, const kr_roads *roads, struct reading *r)
{
    size_t errors = problems ? problems->errors : 0;
    KR_TRY(open_reading(job, problems, path, roads, r));
    KR_TRY(read_rows(r));
    if (problems && problems->errors > errors)
        return kri_problems_status(job, problems);
    if (r->wanted && r->class != KRI_NO_COLUMN && kri_names_find(&r->classes, kri_span_of(r->wanted)) == KRI_NO_NAME)
        return no_such_class(job, problems, path, r);
    return r->has_rows ? KR_OK : kri_problem_add(job, problems, KRI_WARNING, path, 0, 0, "there is no row below the header; nothing travels");
}

kr_status kr_demand_read_csv_class(kr_job *job, kr_problems *problems, const char *path, const kr_roads *roads, const char *class_name,
                                   kr_demand *demand)
{
    struct reading r = { .wanted = class_name };
    KR_TRY(read_demand(job, problems, path, roads, &r));
    return kri_trips_build(job, problems, path, roads, r.trips, demand);
}

kr_status kr_demand_read_csv(kr_job *job, kr_problems *problems, const char *path, const kr_roads *roads, kr_demand *demand)
{
    return kr_demand_read_csv_class(job, problems, path, roads, NULL, demand);
}

kr_status kr_demand_read_csv_classes(kr_job *job, kr_problems *problems, const char *path, const kr_roads *roads, kr_demand_classes *classes)
{
    struct reading r = { .are_apart = 1 };
    const char **name;
    kr_demand *demand;
    KR_TRY(read_demand(job, problems, path, roads, &r));
    int has_names = r.class != KRI_NO_COLUMN && r.classes.count > 1;
    size_t count = has_names ? r.classes.count - 1 : 1;
    KRI_NEW(job, name, count);
    KRI_NEW(job, demand, count);
    for (size_t k = 0; k < count; k++) {
        name[k] = has_names ? kri_names_get(&r.classes, (uint32_t)k + 1) : NULL;
        KR_TRY(kri_trips_build(job, problems, path, roads, &r.trips[k + (size_t)has_names], &demand[k]));
    }
    *classes = (kr_demand_classes){ count, name, demand };
    return KR_OK;
}

/* ------------------------------------------------------------------ changes of links */

/* Links by their names, where they have some; else by their numbers from 1. */
struct links {
    const kr_roads *roads;
    kri_names names;
    uint32_t *of;               /* by number of a name */
};

static kr_status name_links(kr_job *job, const kr_roads *roads, struct links *links)
{
    links->roads = roads;
    KR_TRY(kri_names_init(&links->names, job));
    KRI_NEW(job, links->of, (size_t)roads->links + 1);
    for (uint32_t a = 0; roads->link_name && a < roads->links; a++) {
        uint32_t number;
        KR_TRY(kri_names_add(&links->names, kri_span_of(roads->link_name[a]), &number));
        if (number <= roads->links)
            links->of[number] = a;
    }
    return KR_OK;
}

static kr_status link_of(kri_csv *csv, const struct links *links, size_t column, uint32_t *link)
{
    kri_span name = kri_span_trim(csv->cell[column]);
    uint64_t number;
    *link = KR_NONE;
    if (links->roads->link_name) {
        uint32_t found = name.length ? kri_names_find(&links->names, name) : KRI_NO_NAME;
        *link = found == KRI_NO_NAME ? KR_NONE : links->of[found];
    } else if (kri_number_parse_u64(name, &number) && number >= 1 && number <= links->roads->links) {
        *link = (uint32_t)number - 1;
    }
    if (*link == KR_NONE)
        return kri_csv_complain(csv, KRI_ERROR, column, "\"%.*s\" is no link of the network", (int)(name.length < 60 ? name.length : 60), name.start);
    return KR_OK;
}

/* The columns that hold numbers, in the order of struct change. */
static const char *const attributes[] = { "capacity", "free_time", "alpha", "power", "toll", "length", "limit" };
#define ATTRIBUTES (sizeof attributes / sizeof *attributes)
enum { CAPACITY = 0, TOLL = 4, LIMIT = 6 };

struct change {
    struct links links;
    double *array[ATTRIBUTES];
    uint64_t *line[ATTRIBUTES]; /* [links] where a link's value stands; 0: nowhere yet */
    uint8_t *delay;
    kr_curve *curve;
    uint32_t *curve_of, curve_count;
    size_t curve_capacity;
    size_t link, column[ATTRIBUTES], delay_column, curve_column, class_column, closed_column;
    uint32_t classes;
    const char *const *class_name;
    uint8_t **closed;           /* [classes][links] */
    double **class_toll;        /* [classes][links]; NULL for a class that has no toll of its own */
};

#define COLUMNS "capacity, free_time, alpha, power, toll, length, limit, closed, delay and curve"

/* What somebody misspelt would change nothing, and so would a table of names alone. */
static kr_status check_columns(kri_csv *csv)
{
    int says_something = 0;
    const char *known[ATTRIBUTES + 5] = { "link", "class", "closed", "delay", "curve" };
    memcpy(known + 5, attributes, sizeof attributes);
    for (size_t i = 0; i < csv->columns; i++) {
        kri_span name = csv->header[i];
        size_t k = 0;
        while (k < ATTRIBUTES + 5 && !kri_span_is(name, known[k]))
            k++;
        says_something |= k >= 2;
        if (k < ATTRIBUTES + 5)
            continue;
        const char *nearest = kri_spelling_nearest(name, known, ATTRIBUTES + 5);
        KR_TRY(kri_problem_add(csv->job, csv->problems, KRI_ERROR, csv->file, 1, 0, "the column \"%.*s\" means nothing here; %s%s",
                               (int)(name.length < 60 ? name.length : 60), name.start, nearest ? "did you mean " : "",
                               nearest ? nearest : "there are link, class, " COLUMNS));
    }
    if (csv->columns && !says_something)
        return kri_problem_add(csv->job, csv->problems, KRI_ERROR, csv->file, 1, 0, "no column says what is different about the links; there are " COLUMNS);
    return KR_OK;
}

static kr_status copy(kr_job *job, const double *from, uint32_t links, double otherwise, double **to)
{
    KRI_NEW(job, *to, links);
    for (uint32_t a = 0; a < links; a++)
        (*to)[a] = from ? from[a] : otherwise;
    return KR_OK;
}

static kr_status copy_curves(kr_job *job, const kr_roads *roads, struct change *c)
{
    KRI_NEW(job, c->curve_of, roads->links);
    if (roads->curve_of)
        memcpy(c->curve_of, roads->curve_of, roads->links * sizeof *c->curve_of);
    KR_TRY(kri_job_grow(job, &c->curve, &c->curve_capacity, (size_t)roads->curve_count + 1, sizeof *c->curve));
    if (roads->curve_count)
        memcpy(c->curve, roads->curves, roads->curve_count * sizeof *c->curve);
    c->curve_count = roads->curve_count;
    return KR_OK;
}

static kr_status begin_classes(kr_job *job, kri_csv *csv, const kr_roads *roads, struct change *c)
{
    c->class_column = kri_csv_column(csv, "class");
    c->closed_column = kri_csv_column(csv, "closed");
    KRI_NEW(job, c->closed, c->classes);
    KRI_NEW(job, c->class_toll, c->classes);
    for (uint32_t m = 0; m < c->classes; m++) {
        if (c->closed_column != KRI_NO_COLUMN)
            KRI_NEW(job, c->closed[m], roads->links);
        if (c->class_column != KRI_NO_COLUMN && c->column[TOLL] != KRI_NO_COLUMN)
            KR_TRY(copy(job, roads->toll, roads->links, 0, &c->class_toll[m]));
    }
    return KR_OK;
}

/* The roads' own arrays stay as they are; the changed ones are copies. */
static kr_status begin_change(kr_job *job, kri_csv *csv, const kr_roads *roads, struct change *c)
{
    const double *const from[] = { roads->capacity, roads->free_time, roads->alpha, roads->power, roads->toll, roads->length, roads->limit };
    KR_TRY(kri_csv_require(csv, "link", &c->link));
    KR_TRY(check_columns(csv));
    for (size_t k = 0; k < ATTRIBUTES; k++) {
        c->column[k] = kri_csv_column(csv, attributes[k]);
        if (c->column[k] == KRI_NO_COLUMN)
            continue;
        KR_TRY(copy(job, from[k], roads->links, k == LIMIT ? INFINITY : 0, &c->array[k]));
        KRI_NEW(job, c->line[k], roads->links);
    }
    KR_TRY(begin_classes(job, csv, roads, c));
    c->delay_column = kri_csv_column(csv, "delay");
    c->curve_column = kri_csv_column(csv, "curve");
    if (c->delay_column != KRI_NO_COLUMN || c->curve_column != KRI_NO_COLUMN) {
        KRI_NEW(job, c->delay, roads->links);
        if (roads->delay)
            memcpy(c->delay, roads->delay, roads->links);
    }
    if (c->curve_column != KRI_NO_COLUMN)
        KR_TRY(copy_curves(job, roads, c));
    return name_links(job, roads, &c->links);
}

static kr_status change_delay(kri_csv *csv, struct change *c, uint32_t link)
{
    static const char *const kinds[] = { "bpr", "conical", "akcelik", "davidson" };
    kri_span cell = kri_span_trim(csv->cell[c->delay_column]);
    for (uint8_t k = 0; k < 4; k++)
        if (kri_span_is(cell, kinds[k])) {
            c->delay[link] = k;
            return KR_OK;
        }
    return kri_csv_complain(csv, KRI_ERROR, c->delay_column, "\"%.*s\" is no delay; write bpr, conical, akcelik or davidson",
                            (int)(cell.length < 60 ? cell.length : 60), cell.start);
}

/* One point of a curve, x:multiple; returns what is wrong with it, NULL for nothing. */
static const char *take_point(kri_span point, double *x, double *multiple, uint32_t n)
{
    kri_span first;
    if (!kri_span_next(&point, ':', &first) || !point.start || !kri_number_parse(kri_span_trim(first), &x[n])
        || !kri_number_parse(kri_span_trim(point), &multiple[n]) || !isfinite(x[n]) || !isfinite(multiple[n]))
        return "is no point x:multiple, such as 0.8:1.25";
    if (n == 0 ? x[0] != 0 || multiple[0] < 0 : x[n] <= x[n - 1] || multiple[n] < multiple[n - 1])
        return "is out of order: x begins at 0 and rises, and the multiple of the free time never falls";
    return NULL;
}

/* "0:1 0.8:1.25 1:2": flow over capacity and how many times the free time the link takes then. */
static kr_status change_curve(kri_csv *csv, struct change *c, uint32_t link)
{
    kri_span rest = kri_span_trim(csv->cell[c->curve_column]), point;
    double *x, *multiple;
    uint32_t n = 0;
    KRI_NEW(csv->job, x, rest.length + 1);
    KRI_NEW(csv->job, multiple, rest.length + 1);
    while (kri_span_next(&rest, ' ', &point)) {
        if (!kri_span_trim(point).length)
            continue;
        const char *wrong = take_point(point, x, multiple, n);
        if (wrong)
            return kri_csv_complain(csv, KRI_ERROR, c->curve_column, "\"%.*s\" %s", (int)(point.length < 60 ? point.length : 60), point.start, wrong);
        n++;
    }
    if (n < 2)
        return kri_csv_complain(csv, KRI_ERROR, c->curve_column, "a curve needs two points or more");
    KR_TRY(kri_job_grow(csv->job, &c->curve, &c->curve_capacity, (size_t)c->curve_count + 1, sizeof *c->curve));
    c->curve[c->curve_count] = (kr_curve){ n, x, multiple };
    c->curve_of[link] = c->curve_count++;
    c->delay[link] = KR_DELAY_TABLE;
    return KR_OK;
}

/* The class that the row is about; KR_NONE: all. */
static kr_status class_of_row(kri_csv *csv, const struct change *c, uint32_t *class)
{
    kri_span name = c->class_column == KRI_NO_COLUMN ? (kri_span){ NULL, 0 } : kri_span_trim(csv->cell[c->class_column]);
    *class = KR_NONE;
    for (uint32_t m = 0; name.length && m < c->classes; m++)
        if (kri_span_is(name, c->class_name[m]))
            *class = m;
    if (name.length && *class == KR_NONE) {
        const char *nearest = kri_spelling_nearest(name, c->class_name, c->classes);
        return kri_csv_complain(csv, KRI_ERROR, c->class_column, "\"%.*s\" is no class of the demand; there is %s%.60s",
                                (int)(name.length < 60 ? name.length : 60), name.start, nearest || c->classes < 2 ? "" : "for one ",
                                nearest ? nearest : c->classes ? c->class_name[0] : "none");
    }
    return KR_OK;
}

static int has_value(const kri_csv *csv, size_t column)
{
    return column != KRI_NO_COLUMN && kri_span_trim(csv->cell[column]).length > 0;
}

/* A capacity or a limit may be without end. */
static int parse_attribute(kri_span cell, size_t k, double *value)
{
    return k == CAPACITY || k == LIMIT ? kri_number_parse_endless(cell, value) : kri_number_parse(cell, value);
}

/* A toll may be money that one gets. */
static const char *why_not(size_t k, double value)
{
    if ((k == CAPACITY || k == LIMIT) && !(value > 0))
        return "is not above zero; close the link instead";
    return value < 0 && k != TOLL ? "is below zero, which cannot be" : NULL;
}

/* Of two values for the same thing one is a mistake. */
static kr_status claim_attribute(kri_csv *csv, struct change *c, size_t k, uint32_t link)
{
    if (c->line[k][link])
        return kri_csv_complain(csv, KRI_ERROR, c->column[k], "the %s of this link stands in line %llu already; leave one of them", attributes[k],
                                (unsigned long long)c->line[k][link]);
    c->line[k][link] = csv->line;
    return KR_OK;
}

/* class: whose toll it is; KR_NONE: the road's, and so everybody's. */
static kr_status change_attribute(kri_csv *csv, struct change *c, size_t k, uint32_t link, uint32_t class)
{
    kri_span cell = kri_span_trim(csv->cell[c->column[k]]);
    double value;
    if (class != KR_NONE && k != TOLL)
        return kri_csv_complain(csv, KRI_ERROR, c->column[k], "%s is the same for all classes; a row with a class has closed or toll, and others in a row "
                                "without", attributes[k]);
    if (!parse_attribute(cell, k, &value))
        return kri_csv_complain(csv, KRI_ERROR, c->column[k], "\"%.*s\" is no number", (int)(cell.length < 60 ? cell.length : 60), cell.start);
    const char *wrong = why_not(k, value);
    if (wrong)
        return kri_csv_complain(csv, KRI_ERROR, c->column[k], "the %s %.*s %s", attributes[k], (int)(cell.length < 60 ? cell.length : 60), cell.start, wrong);
    if (class == KR_NONE) {
        KR_TRY(claim_attribute(csv, c, k, link));
        c->array[k][link] = value;
    }
    for (uint32_t m = 0; k == TOLL && m < c->classes; m++)
        if (c->class_toll[m] && (class == KR_NONE || class == m))
            c->class_toll[m][link] = value;
    return KR_OK;
}

static kr_status change_closed(kri_csv *csv, struct change *c, uint32_t link, uint32_t class)
{
    kri_span cell = kri_span_trim(csv->cell[c->closed_column]);
    double value;
    if (!kri_number_parse(cell, &value) || (value != 0 && value != 1))
        return kri_csv_complain(csv, KRI_ERROR, c->closed_column, "\"%.*s\" is neither 1, closed, nor 0, open", (int)(cell.length < 60 ? cell.length : 60),
                                cell.start);
    for (uint32_t m = 0; m < c->classes; m++)
        if (class == KR_NONE || class == m)
            c->closed[m][link] = value == 1;
    return KR_OK;
}

static kr_status change_row(kri_csv *csv, struct change *c)
{
    uint32_t link, class;
    KR_TRY(link_of(csv, &c->links, c->link, &link));
    KR_TRY(class_of_row(csv, c, &class));
    if (link == KR_NONE)
        return KR_OK;
    for (size_t k = 0; k < ATTRIBUTES; k++)
        if (c->array[k] && has_value(csv, c->column[k]))
            KR_TRY(change_attribute(csv, c, k, link, class));
    if (has_value(csv, c->closed_column))
        KR_TRY(change_closed(csv, c, link, class));
    int has_delay = has_value(csv, c->delay_column), has_curve = has_value(csv, c->curve_column);
    if (class != KR_NONE && (has_delay || has_curve))
        return kri_csv_complain(csv, KRI_ERROR, has_delay ? c->delay_column : c->curve_column,
                                "the delay is the same for all classes; put it into a row without a class");
    if (has_delay)
        KR_TRY(change_delay(csv, c, link));
    return has_curve ? change_curve(csv, c, link) : KR_OK;
}

/* What is closed to a class, NULL when nothing is. */
static const uint8_t *closed_to(const struct change *c, uint32_t m, uint32_t links)
{
    return c->closed[m] && memchr(c->closed[m], 1, links) ? c->closed[m] : NULL;
}

static kr_status end_change(kr_job *job, const struct change *c, kr_roads *roads, kr_class_change *change)
{
    const double **const to[] = { &roads->capacity, &roads->free_time, &roads->alpha, &roads->power, &roads->toll, &roads->length, &roads->limit };
    for (size_t k = 0; k < ATTRIBUTES; k++)
        if (c->array[k])
            *to[k] = c->array[k];
    if (c->delay)
        roads->delay = c->delay;
    if (c->curve) {
        roads->curve_of = c->curve_of;
        roads->curves = c->curve;
        roads->curve_count = c->curve_count;
    }
    for (uint32_t m = 0; m < c->classes; m++)
        change[m] = (kr_class_change){ closed_to(c, m, roads->links), c->class_toll[m] };
    return kr_roads_check(job, roads);
}

kr_status kr_roads_change_csv(kr_job *job, kr_problems *problems, const char *path, uint32_t classes, const char *const *class_name,
                              kr_roads *roads, kr_class_change *change)
{
    kri_csv csv;
    struct change c = { .classes = classes, .class_name = class_name };
    int more;
    size_t errors = problems ? problems->errors : 0;
    KR_TRY(kri_csv_open(job, problems, path, &csv));
    KR_TRY(begin_change(job, &csv, roads, &c));
    while (c.link != KRI_NO_COLUMN) {
        KR_TRY(kri_csv_next(&csv, &more));
        if (!more)
            break;
        KR_TRY(change_row(&csv, &c));
    }
    if (problems && problems->errors > errors)
        return kri_problems_status(job, problems);
    return end_change(job, &c, roads, change);
}

/* ------------------------------------------------------------------ flows of another run */

/* The columns of a table of flows; from and to are not asked for. */
enum { LINK, FLOW, COST, FROM, TO, FLOW_COLUMNS };

struct flows {
    const kr_roads *roads;
    struct links links;
    size_t column[FLOW_COLUMNS];
    double *flow, *cost;
    uint32_t count;
};

static const char *node_called(const kr_roads *roads, uint32_t node, char text[24])
{
    if (roads->node_name)
        return roads->node_name[node];
    snprintf(text, 24, "%llu", roads->node_id ? (unsigned long long)roads->node_id[node] : 0ull);
    return text;
}

/* A link of the same number that leads elsewhere is of another network. */
static kr_status check_end(kri_csv *csv, const struct flows *f, size_t column, uint32_t node)
{
    char text[24];
    const char *name = node_called(f->roads, node, text);
    if (column == KRI_NO_COLUMN)
        return KR_OK;
    kri_span cell = kri_span_trim(csv->cell[column]);
    if (kri_span_is(cell, name))
        return KR_OK;
    return kri_csv_complain(csv, KRI_ERROR, column, "the link has the end \"%.*s\" here and \"%.60s\" in the network; these are flows of another network",
                            (int)(cell.length < 60 ? cell.length : 60), cell.start, name);
}

static kr_status take_flow(kri_csv *csv, struct flows *f)
{
    uint32_t link;
    double flow;
    KR_TRY(link_of(csv, &f->links, f->column[LINK], &link));
    if (link == KR_NONE)
        return KR_OK;
    KR_TRY(check_end(csv, f, f->column[FROM], f->roads->tail[link]));
    KR_TRY(check_end(csv, f, f->column[TO], f->roads->head[link]));
    if (!isnan(f->flow[link]))
        return kri_csv_complain(csv, KRI_ERROR, f->column[LINK], "the link stands in a line above already; leave one of them");
    if (!kri_number_parse(kri_span_trim(csv->cell[f->column[FLOW]]), &flow) || flow < 0)
        return kri_csv_complain(csv, KRI_ERROR, f->column[FLOW], "this is no flow: a number from 0 up is needed");
    f->flow[link] = flow;
    f->count++;
    if (!kri_number_parse(kri_span_trim(csv->cell[f->column[COST]]), &f->cost[link]))
        f->cost[link] = NAN;
    return KR_OK;
}

static kr_status begin_flows(kr_job *job, const kr_roads *roads, kri_csv *csv, struct flows *f)
{
    static const char *const names[] = { "link", "flow", "cost" };
    f->roads = roads;
    KRI_NEW(job, f->flow, roads->links);
    KRI_NEW(job, f->cost, roads->links);
    for (uint32_t a = 0; a < roads->links; a++)
        f->flow[a] = f->cost[a] = NAN;
    for (int k = 0; k < 3; k++)
        KR_TRY(kri_csv_require(csv, names[k], &f->column[k]));
    f->column[FROM] = kri_csv_column(csv, "from");
    f->column[TO] = kri_csv_column(csv, "to");
    return name_links(job, roads, &f->links);
}

kr_status kr_flows_read_csv(kr_job *job, kr_problems *problems, const char *path, const kr_roads *roads, const double **flow,
                            const double **cost)
{
    size_t errors = problems ? problems->errors : 0;
    struct flows f = { .count = 0 };
    kri_csv csv;
    int more;
    KR_TRY(kri_csv_open(job, problems, path, &csv));
    KR_TRY(begin_flows(job, roads, &csv, &f));
    while (f.column[LINK] != KRI_NO_COLUMN && f.column[FLOW] != KRI_NO_COLUMN && f.column[COST] != KRI_NO_COLUMN) {
        KR_TRY(kri_csv_next(&csv, &more));
        if (!more)
            break;
        KR_TRY(take_flow(&csv, &f));
    }
    *flow = f.flow;
    *cost = f.cost;
    if (problems && problems->errors > errors)
        return kri_problems_status(job, problems);
    return f.count ? KR_OK : kr_fail(job, KR_E_INPUT, "%s: there is no flow in it; it takes what --flows wrote", path);
}
