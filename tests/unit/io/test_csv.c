/* test_csv.c: RFC 4180, and what people send instead. */
#include "check.h"

#include "io/csv.h"

/* Each sound row becomes "cell|cell\n", so that a case is one line. */
static kr_status flatten(kr_job *job, kr_problems *problems, kri_span text, kri_text *out)
{
    kri_csv csv;
    int more;
    KR_TRY(kri_csv_open_text(job, problems, "t.csv", text, &csv));
    for (;;) {
        KR_TRY(kri_csv_next(&csv, &more));
        if (!more)
            return out->status;
        for (size_t i = 0; i < csv.columns; i++) {
            if (i)
                kri_text_char(out, '|');
            kri_text_add(out, csv.cell[i].start, csv.cell[i].length);
        }
        kri_text_char(out, '\n');
    }
}

static const struct { const char *name, *text, *rows; } sound[] = {
    { "plain", "a,b\n1,2\n3,4\n", "1|2\n3|4\n" },
    { "no newline at the end", "a,b\n1,2", "1|2\n" },
    { "CRLF", "a,b\r\n1,2\r\n", "1|2\n" },
    { "byte order mark", "\xEF\xBB\xBF" "a,b\n1,2\n", "1|2\n" },
    { "quotes", "a,b\n\"x,y\",\"line\nbreak\"\n", "x,y|line\nbreak\n" },
    { "doubled quotes", "a,b\n\"say \"\"go\"\"\",\"\"\"\"\n", "say \"go\"|\"\n" },
    { "empty cells", "a,b,c\n,,\n", "||\n" },
    { "an empty quoted cell at the end", "a,b\n1,\"\"", "1|\n" },
    { "a trailing separator at the end of the file", "a,b\n1,", "1|\n" },
    { "blank lines", "\na,b\n\n1,2\n\r\n3,4\n\n", "1|2\n3|4\n" },
    { "semicolons", "a;b\n1,5;2\n", "1,5|2\n" },
    { "tabs", "a\tb\n1\t2\n", "1|2\n" },
    { "only a header", "a,b\n", "" },
    { "header without newline", "a,b", "" },
    { "quoted with CRLF", "a,b\r\n\"1\",\"2\"\r\n", "1|2\n" },
};

static void sound_tables_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sound / sizeof *sound; i++) {
        kr_job job;
        kr_job_init(&job, 1 << 24);
        kri_text out = kri_text_new(&job);
        kri_text_puts(&out, "");
        if (flatten(&job, NULL, kri_span_of(sound[i].text), &out) != KR_OK)
            fail_msg("%s: %s", sound[i].name, job.message);
        if (strcmp(out.bytes, sound[i].rows))
            fail_msg("%s: got \"%s\"", sound[i].name, out.bytes);
        kr_job_end(&job);
    }
}

static const struct { const char *name, *text; uint64_t line; uint32_t column; const char *says; } unsound[] = {
    { "empty file", "", 0, 0, "empty" },
    { "blank file", "\n\n", 0, 0, "empty" },
    { "a quote never closed", "a,b\n1,\"two\n3,4\n", 2, 3, "never closed" },
    { "a quote inside a cell", "a,b\n1,5\" pipe\n", 2, 4, "quote inside" },
    { "several mistakes in a row are told once", "a,b\n1\"x,2\"y\n", 2, 2, "quote inside" },
    { "text behind a quote", "a,b\n\"1\"x,2\n", 2, 4, "behind a closing quote" },
    { "too few cells", "a,b\n1\n", 2, 1, "1 cells where the header has 2" },
    { "too many cells", "a,b\n1,2\n1,2,3\n", 3, 1, "3 cells" },
    { "a column twice", "a,b,a\n1,2,3\n", 1, 0, "\"a\" stands twice" },
    { "Latin-1", "a,b\n1,\xe9t\xe9\n", 2, 0, "byte 0xE9 is not UTF-8" },
    { "a line after a cell of two lines", "a,b\n\"x\ny\",1\nz\n", 4, 1, "1 cells" },
    { "columns count characters", "a,b\n\xd0\xba\xd0\xb5,x\"\n", 2, 5, "quote inside" },
};

static void what_is_wrong_is_named_with_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof unsound / sizeof *unsound; i++) {
        kr_job job;
        kr_problems problems = { 0 };
        kr_job_init(&job, 1 << 24);
        kri_text out = kri_text_new(&job);
        kr_status status = flatten(&job, &problems, kri_span_of(unsound[i].text), &out);
        if (status != KR_OK && status != KR_E_INPUT)
            fail_msg("%s: status %d", unsound[i].name, status);
        if (problems.errors != 1)
            fail_msg("%s: %zu errors", unsound[i].name, problems.errors);
        const kr_problem *p = &problems.list[0];
        if (p->line != unsound[i].line || p->column != unsound[i].column || !strstr(p->message, unsound[i].says))
            fail_msg("%s: %d:%d %s", unsound[i].name, (int)p->line, (int)p->column, p->message);
        kr_job_end(&job);
    }
}

static void without_a_list_the_first_error_ends_it(void **state)
{
    (void)state;
    kr_job job;
    kr_job_init(&job, 1 << 24);
    kri_text out = kri_text_new(&job);
    assert_int_equal(flatten(&job, NULL, kri_span_of("a,b\n1,2\n1\n"), &out), KR_E_INPUT);
    check_says(&job, "t.csv:3: 1 cells");
    kr_job_end(&job);
}

static void all_rows_with_errors_are_reported(void **state)
{
    (void)state;
    kr_job job;
    kr_problems problems = { 0 };
    kr_job_init(&job, 1 << 24);
    kri_text out = kri_text_new(&job);
    check_ok(&job, flatten(&job, &problems, kri_span_of("a,b\n1\n1,2\n1,2,3\n3,4\n"), &out));
    assert_int_equal(problems.errors, 2);
    assert_string_equal(out.bytes, "1|2\n3|4\n");
    kr_job_end(&job);
}

static void a_missing_column_names_its_neighbour(void **state)
{
    (void)state;
    kr_job job;
    kri_csv csv;
    size_t column;
    kr_job_init(&job, 1 << 24);
    check_ok(&job, kri_csv_open_text(&job, NULL, "node.csv", KRI_SPAN("node_id,xcoord\n"), &csv));
    assert_int_equal(kri_csv_require(&csv, "x_coord", &column), KR_E_INPUT);
    check_says(&job, "there is \"xcoord\"");
    assert_int_equal(kri_csv_require(&csv, "capacity", &column), KR_E_INPUT);
    check_says(&job, "add it");
    kr_job_end(&job);
}

static kr_status read_all_cases(kr_job *job, void *with)
{
    (void)with;
    kr_problems problems = { 0 };
    kri_text out = kri_text_new(job);
    return flatten(job, &problems, KRI_SPAN("a,b\n\"say \"\"go\"\"\",2\n1\n3,4\n"), &out);
}

static void any_allocation_may_fail(void **state)
{
    (void)state;
    every_allocation_may_fail(read_all_cases, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sound_tables_are_read), cmocka_unit_test(what_is_wrong_is_named_with_its_place),
        cmocka_unit_test(without_a_list_the_first_error_ends_it), cmocka_unit_test(all_rows_with_errors_are_reported),
        cmocka_unit_test(a_missing_column_names_its_neighbour), cmocka_unit_test(any_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
