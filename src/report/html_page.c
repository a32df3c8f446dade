/* html_page.c: an answer in the page that a browser shows. */
#include <keruen/report.h>

#include <string.h>

#include "base/text.h"
#include "base/utf8.h"
#include "report/html_template.h"

enum { BEFORE_TITLE, BEFORE_HEADING, BEFORE_WORDS, BEFORE_DATA, THE_END };

static kr_status put(kr_sink sink, const char *bytes, size_t length)
{
    return length ? sink.write(sink.to, bytes, length) : KR_OK;
}

static kr_status put_part(kr_sink sink, int number)
{
    const kri_html_part *part = &kri_html_template[number];
    return put(sink, (const char *)part->bytes, part->length);
}

/* ---- text between tags ---- */

static const char *entity_of(unsigned char c)
{
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return c < 0x20 || c == 0x7F ? " " : NULL;
    }
}

static kr_status put_valid(kr_sink sink, const char *bytes, size_t length)
{
    size_t run = 0;
    for (size_t i = 0; i < length; i++) {
        const char *entity = entity_of((unsigned char)bytes[i]);
        if (!entity)
            continue;
        KR_TRY(put(sink, bytes + run, i - run));
        KR_TRY(put(sink, entity, strlen(entity)));
        run = i + 1;
    }
    return put(sink, bytes + run, length - run);
}

static kr_status put_text(kr_sink sink, const char *text)
{
    size_t length = strlen(text), valid;
    for (size_t i = 0; i < length; i += valid + 1) {
        if (kri_utf8_is_valid(text + i, length - i, &valid))
            return put_valid(sink, text + i, length - i);
        KR_TRY(put_valid(sink, text + i, valid));
        KR_TRY(put(sink, "\xEF\xBF\xBD", 3));
    }
    return KR_OK;
}

static kr_status put_words(kr_sink sink, const kr_page_about *about)
{
    for (size_t i = 0; i < about->words; i++) {
        KR_TRY(put(sink, "<p>", 3));
        KR_TRY(put_text(sink, about->word[i]));
        KR_TRY(put(sink, "</p>\n", 5));
    }
    return KR_OK;
}

/* ---- JSON inside a script element ---- */

/* What could end the element or, read as a program, a line. In JSON all of it can only stand in a string. */
static const char *escape_of(const char *bytes, size_t left, size_t *taken)
{
    *taken = 1;
    switch (bytes[0]) {
    case '<': return "\\u003c";
    case '>': return "\\u003e";
    case '&': return "\\u0026";
    default: break;
    }
    if (left < 3 || memcmp(bytes, "\xE2\x80", 2) != 0)
        return NULL;
    *taken = 3;
    return bytes[2] == '\xA8' ? "\\u2028" : bytes[2] == '\xA9' ? "\\u2029" : NULL;
}

/* The JSON writer hands over whole characters, so that none is cut in two here. */
static kr_status write_escaped(void *to, const char *bytes, size_t length)
{
    kr_sink sink = ((const kr_page *)to)->sink;
    size_t run = 0;
    for (size_t i = 0, taken; i < length; i += taken) {
        const char *escape = escape_of(bytes + i, length - i, &taken);
        if (!escape)
            continue;
        KR_TRY(put(sink, bytes + run, i - run));
        KR_TRY(put(sink, escape, strlen(escape)));
        run = i + taken;
    }
    return put(sink, bytes + run, length - run);
}

static void begin_data(kr_json *json, const kr_page_about *about)
{
    kr_json_begin_object(json);
    kr_json_put_string(json, "view", about->view);
    kr_json_put_string(json, "title", about->title);
    kr_json_key(json, "words");
    kr_json_begin_array(json);
    for (size_t i = 0; i < about->words; i++)
        kr_json_string(json, about->word[i]);
    kr_json_end_array(json);
    kr_json_put_string(json, "version", kr_version());
}

/* ---- the page ---- */

kr_status kr_page_check(kr_job *job)
{
    if (!*kri_html_missing)
        return KR_OK;
    return kr_fail(job, KR_E_USAGE, "this keruen cannot write pages: when it was built %s", kri_html_missing);
}

kr_status kr_page_begin(kr_job *job, const kr_page_about *about, kr_sink sink, kr_page *page)
{
    KR_TRY(kr_page_check(job));
    *page = (kr_page){ .sink = sink };
    page->json = kr_json_open((kr_sink){ write_escaped, page }, 0);
    KR_TRY(put_part(sink, BEFORE_TITLE));
    KR_TRY(put_text(sink, about->title));
    KR_TRY(put_part(sink, BEFORE_HEADING));
    KR_TRY(put_text(sink, about->title));
    KR_TRY(put_part(sink, BEFORE_WORDS));
    KR_TRY(put_words(sink, about));
    KR_TRY(put_part(sink, BEFORE_DATA));
    begin_data(&page->json, about);
    return page->json.status;
}

kr_status kr_page_end(kr_page *page)
{
    kr_json_end_object(&page->json);
    KR_TRY(kr_json_close(&page->json));
    return put_part(page->sink, THE_END);
}
