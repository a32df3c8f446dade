/* test_rows.c: rows in lines, however the bytes come, and what is broken in one of them. */
#include "check.h"

#include "base/arena.h"
#include "base/text.h"
#include "io/rows.h"

typedef struct pieces {
    const char *bytes;
    size_t left, most;
} pieces;

static kr_status read_piece(void *from, char *bytes, size_t room, size_t *got)
{
    pieces *p = from;
    size_t length = p->left < p->most ? p->left : p->most;
    *got = length < room ? length : room;
    memcpy(bytes, p->bytes, *got);
    p->bytes += *got;
    p->left -= *got;
    return KR_OK;
}

/* Each row becomes "line:cell|cell\n" or "line!error\n", so that a case is one line. */
static kr_status flatten(kr_job *job, kri_span text, size_t piece, size_t most, kri_text *out)
{
    pieces source = { text.start, text.length, piece };
    const char *const *names;
    const kr_row *row;
    kr_rows *rows;
    size_t count;
    KR_TRY(kri_rows_open_source(job, "t.csv", (kri_source){ read_piece, &source }, &rows));
    size_t columns = kr_rows_columns(rows, &names);
    kri_text_puts(out, "");
    do {
        KR_TRY(kr_rows_next(rows, job, most, &row, &count));
        for (size_t i = 0; i < count; i++) {
            kri_text_format(out, "%u%s%s", (unsigned)row[i].line, row[i].error ? "!" : ":", row[i].error ? row[i].error : "");
            for (size_t k = 0; !row[i].error && k < columns; k++)
                kri_text_format(out, "%s%s", k ? "|" : "", row[i].cell[k]);
            kri_text_char(out, '\n');
        }
    } while (count);
    return out->status;
}

#define NEVER_CLOSED "column 1: this quote is never closed; close it, or double it if it is part of the text"

static const struct { const char *name, *text, *rows; } cases[] = {
    { "plain", "a,b\n1,2\n3,4\n", "2:1|2\n3:3|4\n" },
    { "no newline at the end", "a,b\n1,2", "2:1|2\n" },
    { "CRLF and spaces", "a,b\r\n 1 ,2\r\n", "2:1|2\n" },
    { "byte order mark", "\xEF\xBB\xBF" "a,b\n1,2\n", "2:1|2\n" },
    { "quotes", "a,b\n\"x,y\",\"say \"\"go\"\"\"\n", "2:x,y|say \"go\"\n" },
    { "empty cells", "a,b\n,\n", "2:|\n" },
    { "blank lines", "\n\na,b\n\n \r\n1,2\n\n", "6:1|2\n" },
    { "semicolons", "a;b\n1,5;2\n", "2:1,5|2\n" },
    { "only a header", "a,b", "" },
    { "a quote never closed spoils its line alone", "a,b\n\"1,2\n3,4\n", "2!" NEVER_CLOSED "\n3:3|4\n" },
    { "too few cells", "a,b\n1\n3,4\n",
      "2!column 1: 1 cells where the header has 2 columns; a separator is missing, or one is too many and the cell wants quotes\n3:3|4\n" },
    { "Latin-1", "a,b\n\xe9,2\n3,4\n", "2!byte 0xE9 is not UTF-8; save the file as UTF-8\n3:3|4\n" },
};

static void rows_are_the_same_however_they_come(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (size_t piece = 1; piece < 40; piece += piece < 5 ? 1 : 30) {
            kr_job job;
            kr_job_init(&job, 1 << 26);
            kri_text out = kri_text_new(&job);
            check_ok(&job, flatten(&job, kri_span_of(cases[i].text), piece, 1 + piece % 3, &out));
            if (strcmp(out.bytes, cases[i].rows) != 0)
                fail_msg("%s, pieces of %zu: got \"%s\"", cases[i].name, piece, out.bytes);
            kr_job_end(&job);
        }
}

/* A line of KR_ROW_BYTES is read, one of a byte more is broken, and so is one that passes any buffer; the next is read. */
static void a_line_may_be_too_long(void **state)
{
    static const size_t lengths[] = { KR_ROW_BYTES, KR_ROW_BYTES + 1, 20 * (size_t)KR_ROW_BYTES };
    (void)state;
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
        for (size_t piece = 999; piece < 10000000; piece *= 1000) {
            kr_job job;
            kr_job_init(&job, 1 << 28);
            kri_text text = kri_text_new(&job), out = kri_text_new(&job);
            kri_text_puts(&text, "a\n");
            for (size_t k = 0; k < lengths[i]; k++)
                kri_text_char(&text, 'x');
            kri_text_puts(&text, "\nlast\n");
            check_ok(&job, flatten(&job, (kri_span){ text.bytes, text.length }, piece, 64, &out));
            if (i > 0)
                assert_string_equal(out.bytes, "2!the line is longer than 65536 bytes\n3:last\n");
            else
                assert_string_equal(out.bytes + out.length - 7, "3:last\n");
            kr_job_end(&job);
        }
}

static const struct { const char *text, *says; } headers[] = {
    { "", "t.csv: the file is empty" }, { "\n \n", "the file is empty" }, { "a,b,a\n", "\"a\" stands twice" }, { "\xe9\n", "not UTF-8" },
};

static void a_header_is_needed(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        kr_job job;
        kr_job_init(&job, 1 << 26);
        kri_text out = kri_text_new(&job);
        assert_int_equal(flatten(&job, kri_span_of(headers[i].text), 3, 9, &out), KR_E_INPUT);
        check_says(&job, headers[i].says);
        kr_job_end(&job);
    }
}

static kr_status read_some(kr_job *job, void *with)
{
    kri_text out = kri_text_new(job);
    return flatten(job, kri_span_of(with), 5, 2, &out);
}

static void failing_allocations_are_reported(void **state)
{
    static char text[] = "a,b\n1,2\n\"1,2\n\xe9,1\n\"a \"\"b\"\"\",c\n1\n";
    (void)state;
    every_allocation_may_fail(read_some, text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_the_same_however_they_come),
        cmocka_unit_test(a_line_may_be_too_long),
        cmocka_unit_test(a_header_is_needed),
        cmocka_unit_test(failing_allocations_are_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
