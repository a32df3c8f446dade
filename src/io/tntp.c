/* tntp.c: the text files of the transportation test networks (docs/formats/tntp.md). */
#include <keruen/io_tntp.h>

#include "base/file.h"
#include "base/number.h"
#include "base/problem.h"
#include "io/tntp.h"
#include "io/trips.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What the file says about itself before <END OF METADATA>; 0 where it says nothing. */
struct metadata {
    uint64_t zones, nodes, first_through, links;
    double total, toll_factor, distance_factor;
};

/* A file being read, line by line. */
struct scan {
    kr_job *job;
    kr_problems *problems;
    const char *file;
    kri_span rest;
    kri_span text;          /* the current line, without its comment, trimmed */
    uint64_t line;
    struct metadata about;
};

static kr_status complain(struct scan *s, const char *message, kri_span what)
{
    int length = what.length < 60 ? (int)what.length : 60;
    return kri_problem_add(s->job, s->problems, KRI_ERROR, s->file, s->line, 0, message, length, what.start);
}

/* The next line that says something; 0 at the end. */
static int next_line(struct scan *s)
{
    while (kri_span_next(&s->rest, '\n', &s->text)) {
        s->line++;
        const char *comment = s->text.length ? memchr(s->text.start, '~', s->text.length) : NULL;
        if (comment)
            s->text.length = (size_t)(comment - s->text.start);
        s->text = kri_span_trim(s->text);
        if (s->text.length)
            return 1;
    }
    return 0;
}

int kri_tntp_parts(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == ';' || c == ':' || c == ',';
}

int kri_tntp_word(kri_span *rest, kri_span *word)
{
    const char *s = rest->start, *end = s + rest->length;
    while (s < end && kri_tntp_parts(*s))
        s++;
    word->start = s;
    while (s < end && !kri_tntp_parts(*s))
        s++;
    word->length = (size_t)(s - word->start);
    *rest = (kri_span){ s, (size_t)(end - s) };
    return word->length > 0;
}

static kr_status warn(struct scan *s, const char *message, kri_span what)
{
    int length = what.length < 60 ? (int)what.length : 60;
    return kri_problem_add(s->job, s->problems, KRI_WARNING, s->file, s->line, 0, message, length, what.start);
}

/* Keys that no way depends on: one that cannot be read is told and passed over. */
static kr_status take_figure(struct scan *s, kri_span key, kri_span rest)
{
    static const char *const names[] = { "TOTAL OD FLOW", "TOLL FACTOR", "DISTANCE FACTOR" };
    double *const figures[] = { &s->about.total, &s->about.toll_factor, &s->about.distance_factor };
    kri_span value;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (kri_span_is(key, names[i]) && kri_tntp_word(&rest, &value) && !kri_number_parse(value, figures[i]))
            return warn(s, "\"%.*s\" has no number behind its key; it is passed over", s->text);
    return KR_OK;
}

static kr_status take_key(struct scan *s, int *ended)
{
    static const char *const names[] = { "NUMBER OF ZONES", "NUMBER OF NODES", "FIRST THRU NODE", "NUMBER OF LINKS" };
    uint64_t *const values[] = { &s->about.zones, &s->about.nodes, &s->about.first_through, &s->about.links };
    const char *close = memchr(s->text.start, '>', s->text.length);
    if (!close)
        return complain(s, "\"%.*s\" opens a key with < and never closes it with >", s->text);
    kri_span key = kri_span_trim((kri_span){ s->text.start + 1, (size_t)(close - s->text.start) - 1 });
    kri_span rest = { close + 1, s->text.length - (size_t)(close + 1 - s->text.start) }, value;
    *ended = kri_span_is(key, "END OF METADATA");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (kri_span_is(key, names[i]) && kri_tntp_word(&rest, &value) && !kri_span_is(value, "-1")
            && !kri_number_parse_u64(value, values[i]))
            return complain(s, "\"%.*s\" needs a whole number from 0 up", s->text);
    return take_figure(s, key, (kri_span){ close + 1, s->text.length - (size_t)(close + 1 - s->text.start) });
}

/* Reads the keys, if there are any, and stops in front of the first line of data. */
static kr_status read_metadata(struct scan *s)
{
    struct scan before = *s;
    int ended = 0;
    while (!ended && next_line(s)) {
        if (s->text.start[0] != '<') {
            *s = (struct scan){ s->job, s->problems, s->file, before.rest, before.text, before.line, s->about };
            break;
        }
        KR_TRY(take_key(s, &ended));
        before = *s;
    }
    return KR_OK;
}

kri_span kri_tntp_text(kri_span bytes)
{
    int is_marked = bytes.length >= 3 && memcmp(bytes.start, "\xEF\xBB\xBF", 3) == 0;
    return is_marked ? (kri_span){ bytes.start + 3, bytes.length - 3 } : bytes;
}

/* Bytes that are no text are one mistake, not one a line: nothing of them is read. */
static kr_status begin_scan(kr_job *job, kr_problems *problems, const char *path, kri_span bytes, struct scan *s)
{
    const char *nul = bytes.length ? memchr(bytes.start, 0, bytes.length) : NULL;
    *s = (struct scan){ .job = job, .problems = problems, .file = path, .rest = kri_tntp_text(bytes) };
    if (!nul)
        return read_metadata(s);
    uint64_t line = 1;
    for (const char *c = bytes.start; c < nul; c++)
        line += *c == '\n';
    KR_TRY(kri_problem_add(job, problems, KRI_ERROR, path, line, 0, "a byte of value 0; this is no text file, or it is UTF-16: save it as UTF-8"));
    return kri_problems_status(job, problems);
}

static kr_status open_scan(kr_job *job, kr_problems *problems, const char *path, struct scan *s)
{
    kri_span bytes;
    KR_TRY(kri_file_read(job, path, &bytes));
    return begin_scan(job, problems, path, bytes, s);
}

/* ------------------------------------------------------------------ the network */

#define FIELDS 10       /* from, to, capacity, length, free time, B, power, speed, toll, type */

/* The links as they stand in the file. */
struct table {
    size_t count, capacity[8];
    uint64_t *from, *to;
    double *column[6];      /* capacity, length, free time, B, power, toll */
};

static kr_status make_room(kr_job *job, struct table *t)
{
    KR_TRY(kri_job_grow(job, &t->from, &t->capacity[6], t->count + 1, sizeof *t->from));
    KR_TRY(kri_job_grow(job, &t->to, &t->capacity[7], t->count + 1, sizeof *t->to));
    for (int c = 0; c < 6; c++)
        KR_TRY(kri_job_grow(job, &t->column[c], &t->capacity[c], t->count + 1, sizeof *t->column[c]));
    return KR_OK;
}

/* All columns at their expected size at once; a wrong or huge promise costs nothing but growth. */
static kr_status expect_links(kr_job *job, struct table *t, uint64_t links, size_t bytes)
{
    size_t most = bytes / (2 * FIELDS) + 1;
    size_t n = links && links < most ? (size_t)links : 0;
    for (int c = 0; n && c < 6; c++)
        KR_TRY(kri_job_grow(job, &t->column[c], &t->capacity[c], n, sizeof *t->column[c]));
    KR_TRY(kri_job_grow(job, &t->from, &t->capacity[6], n, sizeof *t->from));
    return kri_job_grow(job, &t->to, &t->capacity[7], n, sizeof *t->to);
}

static kr_status check_row(struct scan *s, const double *value)
{
    static const struct { int field; const char *says; } floor[] = {
        { 3, "the length in \"%.*s\" is below zero" },
        { 4, "the free flow time in \"%.*s\" is below zero" },
        { 5, "B in \"%.*s\" is below zero" },
        { 6, "the power in \"%.*s\" is below zero" },
    };
    for (size_t i = 0; i < sizeof floor / sizeof *floor; i++)
        if (value[floor[i].field] < 0)
            return complain(s, floor[i].says, s->text);
    if (!(value[2] > 0))
        return complain(s, "the capacity in \"%.*s\" is not above zero; leave a closed link out", s->text);
    return KR_OK;
}

static kr_status read_link(struct scan *s, struct table *t)
{
    static const int field_of[] = { 2, 3, 4, 5, 6, 8 };
    kri_span rest = s->text, word[FIELDS];
    double value[FIELDS] = { 0 };
    uint64_t from, to;
    size_t errors = s->problems ? s->problems->errors : 0;
    for (int f = 0; f < FIELDS; f++) {
        if (!kri_tntp_word(&rest, &word[f]))
            return complain(s, "\"%.*s\" has fewer than the 10 fields of a link: from, to, capacity, length, free flow time, "
                            "B, power, speed, toll, type", s->text);
        int is_number = f == 2 ? kri_number_parse_endless(word[f], &value[f]) : f < 2 || f == FIELDS - 1 || kri_number_parse(word[f], &value[f]);
        if (!is_number)
            return complain(s, "\"%.*s\" is no number", word[f]);
    }
    if (!kri_number_parse_u64(word[0], &from))
        return complain(s, "\"%.*s\" is no node: a whole number from 0 up is needed", word[0]);
    if (!kri_number_parse_u64(word[1], &to))
        return complain(s, "\"%.*s\" is no node: a whole number from 0 up is needed", word[1]);
    KR_TRY(check_row(s, value));
    if (s->problems && s->problems->errors > errors)
        return KR_OK;
    KR_TRY(make_room(s->job, t));
    t->from[t->count] = from;
    t->to[t->count] = to;
    for (int c = 0; c < 6; c++)
        t->column[c][t->count] = value[field_of[c]];
    t->count++;
    return KR_OK;
}

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* All ids that occur, rising, each once; the zones' ids 1 .. Z among them. */
static kr_status collect_ids(kr_job *job, const struct table *t, uint64_t zones, uint64_t **ids, size_t *count)
{
    size_t n = 0;
    KRI_NEW(job, *ids, 2 * t->count + (size_t)zones);
    for (size_t i = 0; i < t->count; i++) {
        (*ids)[n++] = t->from[i];
        (*ids)[n++] = t->to[i];
    }
    for (uint64_t z = 1; z <= zones; z++)
        (*ids)[n++] = z;
    qsort(*ids, n, sizeof **ids, by_value);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (i == 0 || (*ids)[i] != (*ids)[i - 1])
            (*ids)[kept++] = (*ids)[i];
    *count = kept;
    return KR_OK;
}

/* Where the id stands among the sorted ids: at its own place minus the first where they run without a gap. */
static uint32_t place_of(const uint64_t *ids, size_t count, uint64_t id)
{
    if (count && id >= ids[0] && id - ids[0] < count && ids[id - ids[0]] == id)
        return (uint32_t)(id - ids[0]);
    const uint64_t *found = count ? bsearch(&id, ids, count, sizeof *ids, by_value) : NULL;
    return found ? (uint32_t)(found - ids) : KR_NONE;
}

static kr_status number_ends(kr_job *job, const struct table *t, kr_roads *roads)
{
    uint32_t *tail, *head;
    KRI_NEW(job, tail, t->count);
    KRI_NEW(job, head, t->count);
    for (size_t i = 0; i < t->count; i++) {
        tail[i] = place_of(roads->node_id, roads->nodes, t->from[i]);
        head[i] = place_of(roads->node_id, roads->nodes, t->to[i]);
    }
    roads->tail = tail;
    roads->head = head;
    return KR_OK;
}

/* A first node that may be passed beyond all nodes is rather a slip than meant. */
static kr_status compare_first_through(struct scan *s, const kr_roads *roads)
{
    if (roads->nodes && s->about.first_through > roads->node_id[roads->nodes - 1])
        return kri_problem_add(s->job, s->problems, KRI_WARNING, s->file, 0, 0, "<FIRST THRU NODE> says %llu and the last node is %llu: no node may "
                               "be passed, so that only links from zone to zone serve", (unsigned long long)s->about.first_through,
                               (unsigned long long)roads->node_id[roads->nodes - 1]);
    return KR_OK;
}

static kr_status place_zones(kr_job *job, const struct metadata *about, kr_roads *roads)
{
    uint32_t *zone_node;
    uint8_t *no_through;
    KRI_NEW(job, zone_node, about->zones);
    KRI_NEW(job, no_through, roads->nodes);
    for (uint32_t z = 0; z < about->zones; z++)
        zone_node[z] = place_of(roads->node_id, roads->nodes, (uint64_t)z + 1);
    for (uint32_t i = 0; i < roads->nodes; i++)
        no_through[i] = roads->node_id[i] < about->first_through;
    roads->zones = (uint32_t)about->zones;
    roads->zone_node = zone_node;
    roads->no_through = no_through;
    return KR_OK;
}

static kr_status check_promises(struct scan *s, const struct table *t, int links_are_wrong)
{
    const struct metadata *m = &s->about;
    s->line = 0;
    if (t->count == 0 && !links_are_wrong)
        return kri_problem_add(s->job, s->problems, KRI_ERROR, s->file, 0, 0, "no link in the file; is this a _net file?");
    if (m->zones == 0)
        return kri_problem_add(s->job, s->problems, KRI_ERROR, s->file, 0, 0,
                               "<NUMBER OF ZONES> is missing or 0; without zones there is nobody to move");
    if (m->zones > UINT32_MAX / 4 || t->count > UINT32_MAX / 4)
        return kr_fail(s->job, KR_E_LIMIT, "%s: more than 2^30 zones or links", s->file);
    if (m->links && m->links != t->count && !links_are_wrong)
        return kri_problem_add(s->job, s->problems, KRI_WARNING, s->file, 0, 0,
                               "<NUMBER OF LINKS> says %llu and %zu were read", (unsigned long long)m->links, t->count);
    return KR_OK;
}

/* Zones and whatever a link names. */
static kr_status compare_nodes(struct scan *s, size_t count)
{
    if (s->about.nodes && s->about.nodes != count)
        return kri_problem_add(s->job, s->problems, KRI_WARNING, s->file, 0, 0,
                               "<NUMBER OF NODES> says %llu and %zu are zones or ends of links", (unsigned long long)s->about.nodes, count);
    return KR_OK;
}

kr_status kr_tntp_read_net(kr_job *job, kr_problems *problems, const char *path, kr_roads *roads)
{
    struct scan s;
    struct table t = { 0 };
    uint64_t *ids;
    size_t count, errors = problems ? problems->errors : 0;
    KR_TRY(open_scan(job, problems, path, &s));
    KR_TRY(expect_links(job, &t, s.about.links, s.rest.length));
    while (next_line(&s))
        KR_TRY(read_link(&s, &t));
    KR_TRY(check_promises(&s, &t, problems && problems->errors > errors));
    if (problems && problems->errors > errors)
        return kri_problems_status(job, problems);
    KR_TRY(collect_ids(job, &t, s.about.zones, &ids, &count));
    KR_TRY(compare_nodes(&s, count));
    *roads = (kr_roads){ .nodes = (uint32_t)count, .links = (uint32_t)t.count, .node_id = ids,
        .capacity = t.column[0], .length = t.column[1], .free_time = t.column[2], .alpha = t.column[3],
        .power = t.column[4], .toll = t.column[5], .toll_factor = s.about.toll_factor, .distance_factor = s.about.distance_factor };
    KR_TRY(number_ends(job, &t, roads));
    KR_TRY(place_zones(job, &s.about, roads));
    KR_TRY(compare_first_through(&s, roads));
    return kr_roads_check(job, roads);
}

/* ------------------------------------------------------------------ the demand */

/* The zone of an id; a complaint and KR_NONE when there is none. */
static kr_status zone_of(struct scan *s, const kr_roads *roads, kri_span word, uint32_t *zone)
{
    uint64_t id;
    *zone = KR_NONE;
    if (!kri_number_parse_u64(word, &id))
        return complain(s, "\"%.*s\" is no zone: a whole number from 1 up is needed", word);
    if (id < 1 || id > roads->zones)
        return complain(s, "zone \"%.*s\" is not in the network; is this the trips file of another one?", word);
    *zone = (uint32_t)(id - 1);
    return KR_OK;
}

static kr_status read_trips_of(struct scan *s, const kr_roads *roads, uint32_t origin, kr_job *aside, kri_trips *trips)
{
    kri_span rest = s->text, to, amount;
    while (kri_tntp_word(&rest, &to)) {
        double value;
        uint32_t zone;
        if (!kri_tntp_word(&rest, &amount))
            return complain(s, "destination \"%.*s\" has no amount behind it", to);
        KR_TRY(zone_of(s, roads, to, &zone));
        if (zone == KR_NONE)
            continue;
        if (!kri_number_parse(amount, &value) || value < 0) {
            KR_TRY(complain(s, "\"%.*s\" is no amount: a number from 0 up is needed", amount));
            continue;
        }
        if (value > 0)
            KR_TRY(kri_trips_add(aside, trips, origin, zone, value));
    }
    return KR_OK;
}

static int is_origin_line(kri_span text, kri_span *rest)
{
    static const char word[] = "origin";
    if (text.length < 6)
        return 0;
    for (size_t i = 0; i < 6; i++)
        if ((text.start[i] | 0x20) != word[i])
            return 0;
    *rest = (kri_span){ text.start + 6, text.length - 6 };
    return 1;
}

static kr_status read_trip_line(struct scan *s, const kr_roads *roads, uint32_t *origin, int *named, kr_job *aside, kri_trips *trips)
{
    kri_span rest, word;
    if (is_origin_line(s->text, &rest)) {
        *named = 1;
        if (!kri_tntp_word(&rest, &word))
            return complain(s, "\"%.*s\" names no zone", s->text);
        return zone_of(s, roads, word, origin);
    }
    if (!*named)
        return complain(s, "\"%.*s\" stands before the first Origin line", s->text);
    return *origin == KR_NONE ? KR_OK : read_trips_of(s, roads, *origin, aside, trips);
}

/* Reads with memory of its own, `aside`; complaints go to the job. */
static kr_status collect_trips(kr_job *job, kr_job *aside, kr_problems *problems, const char *path, const kr_roads *roads, kri_trips *trips,
                               struct metadata *about)
{
    struct scan s;
    uint32_t origin = KR_NONE;
    int named = 0;
    kri_span bytes;
    KR_TRY(kri_file_read(aside, path, &bytes));
    KR_TRY(begin_scan(job, problems, path, bytes, &s));
    *about = s.about;
    while (next_line(&s))
        KR_TRY(read_trip_line(&s, roads, &origin, &named, aside, trips));
    if (!named)
        return kri_problem_add(job, problems, KRI_ERROR, path, 0, 0, "no Origin line in the file; is this a _trips file?");
    return KR_OK;
}

/* Published files keep their total to 1e-9 and better; one that is rounded to four digits still passes. */
static kr_status compare_demand(kr_job *job, kr_problems *problems, const char *path, const struct metadata *about, const kr_roads *roads,
                                const kr_demand *demand)
{
    char says[KRI_NUMBER_BYTES], read[KRI_NUMBER_BYTES];
    if (about->zones && about->zones != roads->zones)
        KR_TRY(kri_problem_add(job, problems, KRI_WARNING, path, 0, 0, "<NUMBER OF ZONES> says %llu and the network has %u",
                               (unsigned long long)about->zones, roads->zones));
    if (about->total > 0 && fabs(about->total - demand->total) > 1e-4 * about->total)
        return kri_problem_add(job, problems, KRI_WARNING, path, 0, 0, "<TOTAL OD FLOW> says %s and the amounts come to %s",
                               kri_number_print(about->total, says), kri_number_print(demand->total, read));
    return KR_OK;
}

static kr_status read_trips(kr_job *job, kr_job *aside, kr_problems *problems, const char *path, const kr_roads *roads, kr_demand *demand)
{
    kri_trips trips = { 0 };
    struct metadata about = { 0 };
    size_t errors = problems ? problems->errors : 0;
    KR_TRY(collect_trips(job, aside, problems, path, roads, &trips, &about));
    if (problems && problems->errors > errors)
        return kri_problems_status(job, problems);
    KR_TRY(kri_trips_build(job, problems, path, roads, &trips, demand));
    return compare_demand(job, problems, path, &about, roads, demand);
}

/* The text and the unsorted pairs are several times what stays: they live in a job of their own and go with it. */
kr_status kr_tntp_read_trips(kr_job *job, kr_problems *problems, const char *path, const kr_roads *roads,
                             kr_demand *demand)
{
    kr_job aside;
    kr_job_init(&aside, kri_job_left(job));
    aside.fault_countdown = job->fault_countdown;
    kr_status status = read_trips(job, &aside, problems, path, roads, demand);
    if (job->fault_countdown > 0 && aside.fault_countdown >= 0 && aside.fault_countdown < job->fault_countdown)
        job->fault_countdown = aside.fault_countdown;
    if (status != KR_OK && aside.status != KR_OK)
        kr_fail(job, status, "%s", aside.message);
    kr_job_end(&aside);
    return status;
}

/* ------------------------------------------------------------------ flows and coordinates */

/* Links by tail and then by their order, to find a link by its ends. */
static kr_status index_links(kr_job *job, const kr_roads *roads, uint32_t **first, uint32_t **order)
{
    KRI_NEW(job, *first, (size_t)roads->nodes + 2);
    KRI_NEW(job, *order, roads->links);
    for (uint32_t a = 0; a < roads->links; a++)
        (*first)[roads->tail[a] + 2]++;
    for (uint32_t i = 0; i < roads->nodes; i++)
        (*first)[i + 2] += (*first)[i + 1];
    for (uint32_t a = 0; a < roads->links; a++)
        (*order)[(*first)[roads->tail[a] + 1]++] = a;
    return KR_OK;
}

struct flows {
    const uint32_t *first, *order;
    double *volume, *cost;
};

static kr_status read_flow_line(struct scan *s, const kr_roads *roads, const struct flows *f)
{
    kri_span rest = s->text, word[4];
    uint64_t from, to;
    double volume, cost;
    for (int i = 0; i < 4; i++)
        if (!kri_tntp_word(&rest, &word[i]))
            return complain(s, "\"%.*s\" is not: from, to, volume, cost", s->text);
    if (!kri_number_parse_u64(word[0], &from) || !kri_number_parse_u64(word[1], &to) || !kri_number_parse(word[2], &volume)
        || !kri_number_parse(word[3], &cost))
        return complain(s, "\"%.*s\" is not four numbers: from, to, volume, cost", s->text);
    uint32_t i = place_of(roads->node_id, roads->nodes, from), j = place_of(roads->node_id, roads->nodes, to);
    for (uint32_t k = i == KR_NONE ? 1 : f->first[i]; i != KR_NONE && k < f->first[i + 1]; k++) {
        uint32_t a = f->order[k];
        if (roads->head[a] != j || !isnan(f->volume[a]))
            continue;
        f->volume[a] = volume;
        f->cost[a] = cost;
        return KR_OK;
    }
    return complain(s, "\"%.*s\" is no link of the network, or stands here once too often", s->text);
}

static int begins_with_letter(kri_span text)
{
    return (text.start[0] | 0x20) >= 'a' && (text.start[0] | 0x20) <= 'z';
}

kr_status kr_tntp_read_flow(kr_job *job, kr_problems *problems, const char *path, const kr_roads *roads,
                            const double **volume, const double **cost)
{
    struct scan s;
    struct flows f;
    uint32_t *first, *order;
    size_t errors = problems ? problems->errors : 0;
    KR_TRY(open_scan(job, problems, path, &s));
    KRI_NEW(job, f.volume, roads->links);
    KRI_NEW(job, f.cost, roads->links);
    KR_TRY(index_links(job, roads, &first, &order));
    f.first = first;
    f.order = order;
    for (uint32_t a = 0; a < roads->links; a++)
        f.volume[a] = f.cost[a] = NAN;
    while (next_line(&s))
        if (!begins_with_letter(s.text))
            KR_TRY(read_flow_line(&s, roads, &f));
    *volume = f.volume;
    *cost = f.cost;
    return problems && problems->errors > errors ? kri_problems_status(job, problems) : KR_OK;
}

static kr_status read_node_line(struct scan *s, const kr_roads *roads, double *x, double *y)
{
    kri_span rest = s->text, word[3];
    uint64_t id;
    double at_x, at_y;
    for (int i = 0; i < 3; i++)
        if (!kri_tntp_word(&rest, &word[i]))
            return complain(s, "\"%.*s\" is not: node, x, y", s->text);
    if (!kri_number_parse_u64(word[0], &id) || !kri_number_parse(word[1], &at_x) || !kri_number_parse(word[2], &at_y))
        return complain(s, "\"%.*s\" is not three numbers: node, x, y", s->text);
    uint32_t i = place_of(roads->node_id, roads->nodes, id);
    if (i != KR_NONE) {
        x[i] = at_x;
        y[i] = at_y;
    }
    return KR_OK;
}

kr_status kr_tntp_read_nodes(kr_job *job, kr_problems *problems, const char *path, kr_roads *roads)
{
    struct scan s;
    double *x, *y;
    size_t errors = problems ? problems->errors : 0;
    KR_TRY(open_scan(job, problems, path, &s));
    KRI_NEW(job, x, roads->nodes);
    KRI_NEW(job, y, roads->nodes);
    for (uint32_t i = 0; i < roads->nodes; i++)
        x[i] = y[i] = NAN;
    while (next_line(&s))
        if (!begins_with_letter(s.text))
            KR_TRY(read_node_line(&s, roads, x, y));
    roads->x = x;
    roads->y = y;
    return problems && problems->errors > errors ? kri_problems_status(job, problems) : KR_OK;
}

/* ------------------------------------------------------------------ writing */

static void put_number(kri_text *text, double value)
{
    char number[KRI_NUMBER_BYTES];
    kri_text_char(text, '\t');
    kri_text_puts(text, kri_number_print(value, number));
}

/* The least id that may be passed: the file can only bar the nodes below one number. */
static kr_status first_through_of(kr_job *job, const kr_roads *roads, uint64_t *first)
{
    *first = 1;
    if (!roads->node_id)
        return kr_fail(job, KR_E_INPUT, "the nodes have names, and a TNTP file has only numbers for them");
    for (uint32_t i = 0; i < roads->nodes; i++)
        if (roads->no_through && roads->no_through[i])
            *first = roads->node_id[i] + 1 > *first ? roads->node_id[i] + 1 : *first;
    for (uint32_t i = 0; i < roads->nodes; i++)
        if (roads->node_id[i] < *first && *first > 1 && !roads->no_through[i])
            return kr_fail(job, KR_E_INPUT, "node %llu may be passed and lies below %llu, which may not: a TNTP file cannot say that",
                           (unsigned long long)roads->node_id[i], (unsigned long long)*first - 1);
    return KR_OK;
}

kr_status kr_tntp_write_net(kr_job *job, const kr_roads *roads, kr_sink sink)
{
    uint64_t first;
    KR_TRY(first_through_of(job, roads, &first));
    kri_text text = kri_text_new(job);
    kri_text_format(&text, "<NUMBER OF ZONES> %u\n<NUMBER OF NODES> %u\n<FIRST THRU NODE> %llu\n<NUMBER OF LINKS> %u\n"
                    "<END OF METADATA>\n\n~\tinit_node\tterm_node\tcapacity\tlength\tfree_flow_time\tb\tpower\tspeed\ttoll\tlink_type\t;\n",
                    roads->zones, roads->nodes, (unsigned long long)first, roads->links);
    for (uint32_t a = 0; a < roads->links; a++) {
        kri_text_format(&text, "\t%llu\t%llu", (unsigned long long)roads->node_id[roads->tail[a]],
                        (unsigned long long)roads->node_id[roads->head[a]]);
        put_number(&text, roads->capacity[a]);
        put_number(&text, roads->length ? roads->length[a] : 0);
        put_number(&text, roads->free_time[a]);
        put_number(&text, roads->alpha[a]);
        put_number(&text, roads->power[a]);
        put_number(&text, 0);
        put_number(&text, roads->toll ? roads->toll[a] : 0);
        kri_text_puts(&text, "\t1\t;\n");
        KR_TRY(kri_text_hand_over(&text, sink, KRI_TEXT_ENOUGH));
    }
    return kri_text_hand_over(&text, sink, 0);
}

kr_status kr_tntp_write_trips(kr_job *job, const kr_roads *roads, const kr_demand *demand, kr_sink sink)
{
    char number[KRI_NUMBER_BYTES];
    kri_text text = kri_text_new(job);
    kri_text_format(&text, "<NUMBER OF ZONES> %u\n<TOTAL OD FLOW> %s\n<END OF METADATA>\n", roads->zones,
                    kri_number_print(demand->total, number));
    for (uint32_t z = 0; z < demand->zones; z++) {
        kri_text_format(&text, "\nOrigin %u\n", z + 1);
        for (size_t k = demand->first[z]; k < demand->first[z + 1]; k++)
            kri_text_format(&text, "%u : %s;\n", demand->to[k] + 1, kri_number_print(demand->amount[k], number));
        KR_TRY(kri_text_hand_over(&text, sink, KRI_TEXT_ENOUGH));
    }
    return kri_text_hand_over(&text, sink, 0);
}
