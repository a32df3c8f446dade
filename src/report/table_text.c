/* table_text.c: a table for people, as wide as a terminal. */
#include <keruen/report.h>

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/number.h"
#include "base/utf8.h"
#include "report/table_cell.h"

#define GAP 2
#define DEFAULT_COLUMNS 80
#define NARROWEST 8         /* a text column is not shrunk below this */
#define WORD_KEPT 28        /* words up to here are cut only when nothing else helps */
#define LARGEST_FIXED 1e15  /* numbers from here up are shown with an exponent */

struct sheet {
    kr_job *job;
    const kr_table *table;
    size_t columns;         /* of the terminal */
    int colour;
    kri_span *head;         /* [table columns] */
    kri_span *cell;         /* [rows x table columns] */
    size_t *width;          /* [table columns] */
    size_t *least;          /* [table columns] what it may be shrunk to */
    kri_text out;
};

static int is_text(const kr_column *column)
{
    return column->about.kind == KR_TEXT || column->about.kind == KR_TEXTS;
}

/* Data must not steer the terminal. */
static void add_harmless(kri_text *text, kri_span span)
{
    for (size_t i = 0, step; i < span.length; i += step ? step : 1) {
        step = kri_utf8_steers(span.start + i, span.length - i);
        kri_text_char(text, step ? ' ' : span.start[i]);
    }
}

/* Digits behind a point, whatever the locale writes there. */
static void add_number(kri_text *text, double value, int digits)
{
    char buffer[64];
    if (!isfinite(value) || fabs(value) >= LARGEST_FIXED) {
        kri_text_puts(text, isinf(value) ? value > 0 ? "no limit" : "-no limit" : kri_number_print(value, buffer));
        return;
    }
    digits = digits < 0 ? 0 : digits > 15 ? 15 : digits;
    int length = snprintf(buffer, sizeof buffer, "%.*f", digits, value);
    int is_zero = (int)strspn(buffer, "-0.,") == length;
    const char *whole = buffer + (is_zero && *buffer == '-');       /* no "-0" */
    kri_text_add(text, whole, strspn(whole, "-0123456789"));
    if (digits) {
        kri_text_char(text, '.');
        kri_text_add(text, buffer + length - digits, (size_t)digits);
    }
}

static void add_items(kri_text *text, const kr_column *column, size_t row)
{
    for (int32_t i = column->item[row]; i < column->item[row + 1]; i++) {
        if (i > column->item[row])
            kri_text_puts(text, ", ");
        add_harmless(text, kri_cell_text(column, (size_t)i));
    }
}

static void add_value(kri_text *text, const kr_column *column, size_t row)
{
    if (!kr_cell_is_set(column, row))
        return;
    if (kr_bit(column->estimate, row))
        kri_text_char(text, '~');
    switch (column->about.kind) {
    case KR_TEXT: add_harmless(text, kri_cell_text(column, row)); break;
    case KR_NUMBER: add_number(text, column->number[row], column->about.digits); break;
    case KR_INTEGER: kri_text_format(text, "%" PRId64, column->integer[row]); break;
    case KR_BOOL: kri_text_puts(text, kr_bit(column->truth, row) ? "yes" : "no"); break;
    case KR_TEXTS: add_items(text, column, row); break;
    }
}

/* Whether the last word of the name begins with the unit: "length_km", "hours" in h. */
static int names_unit(const char *name, const char *unit)
{
    const char *last = strrchr(name, '_');
    last = last ? last + 1 : name;
    return strncasecmp(last, unit, strlen(unit)) == 0;
}

static void add_head(kri_text *text, const kr_column_about *about)
{
    for (const char *c = about->name; *c; c++)
        kri_text_char(text, *c == '_' ? ' ' : *c);
    if (about->unit && *about->unit && !names_unit(about->name, about->unit))
        kri_text_format(text, " %s", about->unit);
}

static size_t span_columns(kri_span span)
{
    return kri_utf8_columns(span.start, span.length);
}

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* The widest piece that lines need not cut. */
static size_t widest_word(kri_span span)
{
    size_t widest = 0, begin = 0;
    for (size_t i = 0; i <= span.length; i++) {
        if (i < span.length && !strchr(" -/", span.start[i]))
            continue;
        size_t end = i < span.length && span.start[i] != ' ' ? i + 1 : i;
        widest = larger(widest, span_columns((kri_span){ span.start + begin, end - begin }));
        begin = i + 1;
    }
    return widest;
}

/* Every head and cell as it will be shown, one behind the other in one text. */
static kr_status write_cells(struct sheet *s)
{
    const kr_table *t = s->table;
    size_t count = (t->rows + 1) * t->columns, *begin;
    kri_text text = kri_text_new(s->job);
    KRI_NEW(s->job, s->head, count);
    KRI_NEW(s->job, begin, count + 1);
    s->cell = s->head + t->columns;
    for (size_t i = 0; i < count; i++) {
        const kr_column *column = &t->column[i % t->columns];
        if (i < t->columns)
            add_head(&text, &column->about);
        else
            add_value(&text, column, i / t->columns - 1);
        begin[i + 1] = text.length;
    }
    KR_TRY(text.status);
    for (size_t i = 0; i < count; i++)
        s->head[i] = (kri_span){ text.bytes ? text.bytes + begin[i] : "", begin[i + 1] - begin[i] };
    return KR_OK;
}

/* The width each column would like, and the least it can live with: numbers stay whole, and so do words, if not too long. */
static kr_status measure(struct sheet *s)
{
    const kr_table *t = s->table;
    KRI_NEW(s->job, s->width, t->columns);
    KRI_NEW(s->job, s->least, t->columns);
    for (size_t i = 0; i < t->columns; i++) {
        size_t widest = 0, word = 0;
        for (size_t row = 0; row < t->rows; row++) {
            kri_span cell = s->cell[row * t->columns + i];
            widest = larger(widest, span_columns(cell));
            word = larger(word, widest_word(cell));
        }
        s->width[i] = larger(larger(widest, span_columns(s->head[i])), 1);
        size_t kept = is_text(&t->column[i]) ? larger(smaller(word, WORD_KEPT), NARROWEST) : widest;
        s->least[i] = smaller(s->width[i], larger(kept, widest_word(s->head[i])));
    }
    return KR_OK;
}

static size_t total_width(const struct sheet *s)
{
    size_t total = s->table->columns ? GAP * (s->table->columns - 1) : 0;
    for (size_t i = 0; i < s->table->columns; i++)
        total += s->width[i];
    return total;
}

/* Takes from the widest column that can give, one by one; 0 when nothing is left to take. */
static int shrink(struct sheet *s)
{
    for (size_t total = total_width(s); total > s->columns; total--) {
        size_t widest = SIZE_MAX;
        for (size_t i = 0; i < s->table->columns; i++)
            if (s->width[i] > s->least[i] && (widest == SIZE_MAX || s->width[i] > s->width[widest]))
                widest = i;
        if (widest == SIZE_MAX)
            return 0;
        s->width[widest]--;
    }
    return 1;
}

/* The second try: words may be cut. */
static int shrink_hard(struct sheet *s)
{
    for (size_t i = 0; i < s->table->columns; i++)
        if (is_text(&s->table->column[i]))
            s->least[i] = smaller(s->least[i], larger(NARROWEST, widest_word(s->head[i])));
    return shrink(s);
}

static void add_spaces(kri_text *text, size_t count)
{
    while (count--)
        kri_text_char(text, ' ');
}

/* Spaces before text only, so that no line ends with them. */
static void add_piece(struct sheet *s, size_t *at, size_t column_at, size_t i, kri_span piece)
{
    size_t taken = span_columns(piece);
    size_t to = column_at + (is_text(&s->table->column[i]) || taken > s->width[i] ? 0 : s->width[i] - taken);
    if (!piece.length)
        return;
    add_spaces(&s->out, to - *at);
    kri_text_add(&s->out, piece.start, piece.length);
    *at = to + taken;
}

/* One row, in as many lines as its tallest cell needs. rest is used up. */
static void add_lines(struct sheet *s, kri_span *rest)
{
    for (int more = 1, is_first = 1; more; is_first = 0) {
        size_t at = 0, column_at = 0, begin = s->out.length;
        more = 0;
        for (size_t i = 0; i < s->table->columns; i++) {
            kri_span piece;
            if (kri_text_line(&rest[i], s->width[i], &piece))
                add_piece(s, &at, column_at, i, piece);
            more |= rest[i].length > 0;
            column_at += s->width[i] + GAP;
        }
        if (s->out.length > begin || is_first)
            kri_text_char(&s->out, '\n');
    }
}

static void add_rule(struct sheet *s)
{
    for (size_t i = 0; i < s->table->columns; i++) {
        add_spaces(&s->out, i ? GAP : 0);
        for (size_t n = 0; n < s->width[i]; n++)
            kri_text_char(&s->out, '-');
    }
    kri_text_char(&s->out, '\n');
}

static void add_grid(struct sheet *s)
{
    if (s->colour)
        kri_text_puts(&s->out, "\033[1m");
    add_lines(s, s->head);
    if (s->colour)
        kri_text_puts(&s->out, "\033[0m");
    add_rule(s);
    for (size_t row = 0; row < s->table->rows; row++)
        add_lines(s, s->cell + row * s->table->columns);
}

static void add_wrapped(struct sheet *s, kri_span words, size_t indent)
{
    kri_span line;
    int is_first = 1;
    while (kri_text_line(&words, s->columns > indent ? s->columns - indent : 1, &line)) {
        add_spaces(&s->out, is_first ? 0 : indent);
        kri_text_add(&s->out, line.start, line.length);
        kri_text_char(&s->out, '\n');
        is_first = 0;
    }
}

/* Where the columns do not fit side by side: a line a cell, an empty line between rows. */
static void add_records(struct sheet *s)
{
    size_t widest = 0;
    for (size_t i = 0; i < s->table->columns; i++)
        widest = larger(widest, span_columns(s->head[i]));
    widest = smaller(widest, s->columns / 2);
    for (size_t row = 0; row < s->table->rows; row++) {
        if (row)
            kri_text_char(&s->out, '\n');
        for (size_t i = 0; i < s->table->columns; i++) {
            kri_span head = s->head[i], cell = s->cell[row * s->table->columns + i], line;
            if (!cell.length || !kri_text_line(&head, widest, &line))
                continue;
            kri_text_add(&s->out, line.start, line.length);
            add_spaces(&s->out, widest - span_columns(line) + GAP);
            add_wrapped(s, cell, widest + GAP);
        }
    }
}

static void add_legend(struct sheet *s)
{
    const kr_table *t = s->table;
    int has_estimate = 0;
    for (size_t i = 0; i < t->columns; i++)
        has_estimate |= t->column[i].estimate != NULL;
    if (has_estimate)
        kri_text_puts(&s->out, "~ an estimate\n");
    if (!t->sources)
        return;
    kri_text words = kri_text_new(s->job);
    for (size_t i = 0; i < t->sources; i++) {
        kri_text_puts(&words, i ? ", " : "Sources: ");
        add_harmless(&words, kri_span_of(t->source[i]));
    }
    if (words.status != KR_OK)
        s->out.status = words.status;
    else
        add_wrapped(s, (kri_span){ words.bytes, words.length }, 2);
}

kr_status kr_report_text(kr_job *job, const kr_table *table, const kr_text_options *options, kr_sink sink)
{
    struct sheet s = {
        .job = job, .table = table, .columns = options && options->columns ? options->columns : DEFAULT_COLUMNS,
        .colour = options && options->colour, .out = kri_text_new(job),
    };
    KR_TRY(write_cells(&s));
    KR_TRY(measure(&s));
    if (shrink(&s) || shrink_hard(&s))
        add_grid(&s);
    else
        add_records(&s);
    add_legend(&s);
    KR_TRY(s.out.status);
    return s.out.length ? sink.write(sink.to, s.out.bytes, s.out.length) : KR_OK;
}
