/* tntp_loaded.c: a _net file as it stands, with columns behind its own. */
#include "io/tntp_loaded.h"

#include "base/file.h"
#include "base/names.h"
#include "base/number.h"
#include "io/tntp.h"

#include <string.h>

#define FIELDS 10               /* of a link */

static const char *const STANDARD[] = { "init_node", "term_node", "capacity", "length", "free_flow_time", "b", "power", "speed", "toll", "link_type" };

/* What of a line is no comment. */
static kri_span without_comment(kri_span line)
{
    const char *comment = line.length ? memchr(line.start, '~', line.length) : NULL;
    return comment ? (kri_span){ line.start, (size_t)(comment - line.start) } : line;
}

static int is_link(kri_span line)
{
    kri_span text = kri_span_trim(without_comment(line));
    return text.length && text.start[0] != '<';
}

/* A comment that names columns: ten words or more, parted by tabs or ended as a link is. */
static int is_header(kri_span line)
{
    kri_span text = kri_span_trim(line), word;
    int words = 0;
    if (text.length < 2 || text.start[0] != '~' || !(memchr(text.start, '\t', text.length) || text.start[text.length - 1] == ';'))
        return 0;
    text = (kri_span){ text.start + 1, text.length - 1 };
    while (kri_tntp_word(&text, &word))
        words++;
    return words >= FIELDS;
}

/* A file on its way through. */
struct passage {
    kr_job *job;
    const kr_roads *roads;
    const char *path, **name;
    uint32_t columns, link;
    const kr_link_column *column;
    kri_text out;
    kri_span header;            /* the line that names the columns; empty: none does */
};

/* The last such line in front of the first link. */
static void find_header(struct passage *p, kri_span rest)
{
    kri_span line;
    while (kri_span_next(&rest, '\n', &line) && !is_link(line))
        if (is_header(line))
            p->header = line;
}

/* Names become words: what would part them is underlined. */
static kr_status choose_names(struct passage *p)
{
    kri_names taken;
    kri_span rest = p->header, word;
    uint32_t number;
    KR_TRY(kri_names_init(&taken, p->job));
    while (kri_tntp_word(&rest, &word))
        KR_TRY(kri_names_add(&taken, word, &number));
    KRI_NEW(p->job, p->name, p->columns);
    for (uint32_t k = 0; k < p->columns; k++) {
        char *name = kri_job_copy(p->job, p->column[k].name, strlen(p->column[k].name));
        if (!name)
            return KR_E_MEMORY;
        for (char *c = name; *c; c++)
            if (kri_tntp_parts(*c) || *c == '\n')
                *c = '_';
        KR_TRY(kri_names_add_free(&taken, name, &p->name[k]));
    }
    return KR_OK;
}

static void put_column(struct passage *p, uint32_t k, int is_link_line)
{
    char number[KRI_NUMBER_BYTES];
    kri_text_char(&p->out, '\t');
    kri_text_puts(&p->out, is_link_line ? kri_number_print(p->column[k].value[p->link], number) : p->name[k]);
}

/* The line with the columns behind its last word, in front of what ends it. */
static void put_line(struct passage *p, kri_span line, kri_span text, int is_link_line)
{
    size_t end = text.length;
    while (end && kri_tntp_parts(text.start[end - 1]))
        end--;
    kri_text_add(&p->out, line.start, end);
    for (uint32_t k = 0; k < p->columns; k++)
        put_column(p, k, is_link_line);
    kri_text_add(&p->out, line.start + end, line.length - end);
}

static void put_own_header(struct passage *p, kri_span line)
{
    kri_text_char(&p->out, '~');
    for (int k = 0; k < FIELDS; k++) {
        kri_text_char(&p->out, '\t');
        kri_text_puts(&p->out, STANDARD[k]);
    }
    for (uint32_t k = 0; k < p->columns; k++)
        put_column(p, k, 0);
    kri_text_puts(&p->out, line.length && line.start[line.length - 1] == '\r' ? "\t;\r\n" : "\t;\n");
}

static int is_next_link(const struct passage *p, kri_span line)
{
    const kr_roads *r = p->roads;
    kri_span text = without_comment(line), word;
    uint64_t from, to;
    return p->link < r->links && kri_tntp_word(&text, &word) && kri_number_parse_u64(word, &from) && kri_tntp_word(&text, &word)
           && kri_number_parse_u64(word, &to) && from == r->node_id[r->tail[p->link]] && to == r->node_id[r->head[p->link]];
}

static kr_status changed(const struct passage *p)
{
    return kr_fail(p->job, KR_E_INPUT, "%s: it is not the file any more that was read at the beginning; run again", p->path);
}

static kr_status pass_line(struct passage *p, kri_span line)
{
    if (is_link(line)) {
        if (!is_next_link(p, line))
            return changed(p);
        if (p->link == 0 && !p->header.length)
            put_own_header(p, line);
        put_line(p, line, without_comment(line), 1);
        p->link++;
    } else if (line.start == p->header.start) {
        put_line(p, line, line, 0);
    } else {
        kri_text_add(&p->out, line.start, line.length);
    }
    return p->out.status;
}

kr_status kri_tntp_write_loaded(kr_job *job, const char *path, const kr_roads *roads, uint32_t columns, const kr_link_column *column, kr_sink sink)
{
    struct passage p = { .job = job, .roads = roads, .path = path, .columns = columns, .column = column, .header = KRI_SPAN(""),
        .out = kri_text_new(job) };
    kri_span rest, line;
    KR_TRY(kri_file_read(job, path, &rest));
    const char *end = rest.start + rest.length;
    if (!roads->node_id)
        return changed(&p);
    kri_text_add(&p.out, rest.start, rest.length - kri_tntp_text(rest).length);
    rest = kri_tntp_text(rest);
    find_header(&p, rest);
    KR_TRY(choose_names(&p));
    while (kri_span_next(&rest, '\n', &line)) {
        KR_TRY(pass_line(&p, line));
        if (line.start + line.length < end)
            kri_text_char(&p.out, '\n');
        KR_TRY(kri_text_hand_over(&p.out, sink, KRI_TEXT_ENOUGH));
    }
    return p.link == roads->links ? kri_text_hand_over(&p.out, sink, 0) : changed(&p);
}
