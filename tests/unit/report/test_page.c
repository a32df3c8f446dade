/* test_page.c: nothing that is put into a page becomes markup, and its data reads back as it was. */
#include "check.h"

#include <jansson.h>
#include <keruen/report.h>
#include <stdlib.h>

#include "report/html_template.h"

/* The page is larger than a memory_sink. */
struct page_sink {
    char *bytes;
    size_t length, room;
};

static kr_status write_page_bytes(void *to, const char *bytes, size_t length)
{
    struct page_sink *sink = to;
    if (sink->length + length > sink->room)
        return KR_E_FILE;
    sink->bytes = realloc(sink->bytes, sink->length + length + 1);
    assert_non_null(sink->bytes);
    memcpy(sink->bytes + sink->length, bytes, length);
    sink->length += length;
    sink->bytes[sink->length] = 0;
    return KR_OK;
}

static kr_status write_page(kr_job *job, const char *text, struct page_sink *sink)
{
    kr_page page;
    const char *words[] = { "An answer.", text };
    kr_page_about about = { .view = "tables", .title = text, .word = words, .words = 2 };
    KR_TRY(kr_page_begin(job, &about, (kr_sink){ write_page_bytes, sink }, &page));
    kr_json_put_string(&page.json, text, text);
    return kr_page_end(&page);
}

/* Without Node the page is not there, and whoever asks is told what to install. */
static void says_what_is_missing(void **state)
{
    kr_job job;
    (void)state;
    kr_job_init(&job, 1 << 20);
    if (*kri_html_missing) {
        assert_int_equal(kr_page_check(&job), KR_E_USAGE);
        assert_non_null(strstr(job.message, kri_html_missing));
    } else {
        assert_int_equal(kr_page_check(&job), KR_OK);
    }
    kr_job_end(&job);
}

static const char *const hostile[] = {
    "</script><script>alert(1)</script>", "<!-- <script>", "]]>", "\"'&amp;<b onclick=x>", "\xE2\x80\xA8 and \xE2\x80\xA9",
    "\xE2\x80\xAEright to left", "{{data}}", "a\x01\x1B[31m", "\\u003c/script>",
};

static char *data_of(const struct page_sink *sink)
{
    static const char opening[] = "<script type=\"application/json\" id=\"data\">";
    char *data = strstr(sink->bytes, opening);
    assert_non_null(data);
    data += sizeof opening - 1;
    char *end = strstr(data, "</script>");
    assert_non_null(end);
    *end = 0;
    return data;
}

static void keeps_hostile_text_as_text(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile && !*kri_html_missing; i++) {
        kr_job job;
        struct page_sink sink = { .room = SIZE_MAX };
        kr_job_init(&job, 1 << 20);
        assert_int_equal(write_page(&job, hostile[i], &sink), KR_OK);
        if (strchr(hostile[i], '<'))
            assert_null(strstr(sink.bytes, hostile[i]));
        char *data = data_of(&sink);
        assert_null(strpbrk(data, "<>&"));
        assert_null(strstr(data, "\xE2\x80\xA8"));
        json_t *read = json_loads(data, 0, NULL);
        assert_non_null(read);
        assert_string_equal(json_string_value(json_object_get(read, "title")), hostile[i]);
        assert_string_equal(json_string_value(json_object_get(read, hostile[i])), hostile[i]);
        assert_string_equal(json_string_value(json_array_get(json_object_get(read, "words"), 1)), hostile[i]);
        json_decref(read);
        free(sink.bytes);
        kr_job_end(&job);
    }
}

/* What is no UTF-8 becomes a mark, in the text and in the data. */
static void mends_broken_text(void **state)
{
    kr_job job;
    struct page_sink sink = { .room = SIZE_MAX };
    (void)state;
    if (*kri_html_missing)
        return;
    kr_job_init(&job, 1 << 20);
    assert_int_equal(write_page(&job, "a\xFF" "b", &sink), KR_OK);
    assert_null(strchr(sink.bytes, '\xFF'));
    assert_non_null(strstr(sink.bytes, "<h1>a\xEF\xBF\xBD" "b</h1>"));
    free(sink.bytes);
    kr_job_end(&job);
}

/* A sink that is full anywhere is told of. */
static void passes_a_full_sink_on(void **state)
{
    (void)state;
    for (size_t room = 0, whole = SIZE_MAX; room < whole && !*kri_html_missing; room = room * 5 / 4 + 1) {
        kr_job job;
        struct page_sink sink = { .room = SIZE_MAX };
        kr_job_init(&job, 1 << 20);
        if (whole == SIZE_MAX) {
            assert_int_equal(write_page(&job, "x<y", &sink), KR_OK);
            whole = sink.length;
        }
        free(sink.bytes);
        sink = (struct page_sink){ .room = room };
        assert_int_equal(write_page(&job, "x<y", &sink), KR_E_FILE);
        free(sink.bytes);
        kr_job_end(&job);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_what_is_missing), cmocka_unit_test(keeps_hostile_text_as_text), cmocka_unit_test(mends_broken_text),
        cmocka_unit_test(passes_a_full_sink_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
