/* test_words.c: somebody's bytes made fit for a message, and names that are nearly the same. */
#include "check.h"

#include "base/spelling.h"
#include "base/text.h"
#include "base/utf8.h"

static const struct { const char *name, *text, *tame; } tamed[] = {
    { "plain", "Aktau", "Aktau" },
    { "letters of any script", "Ақтау, Aqtaý, 阿克套", "Ақтау, Aqtaý, 阿克套" },
    { "nothing", "", "" },
    { "an escape", "a\033[2Jb", "a?[2Jb" },
    { "line ends and tabs", "a\nb\tc\r", "a?b c?" },
    { "delete", "a\x7f", "a?" },
    { "a control of the second page", "a\xC2\x9Bz", "a\?\?z" },
    { "the first letter behind them", "\xC2\xA0", "\xC2\xA0" },
    { "an override of the direction", "a\xE2\x80\xAEz", "a\?\?\?z" },
    { "an isolate", "a\xE2\x81\xA6z", "a\?\?\?z" },
    { "a mark of Arabic letters", "a\xD8\x9Cz", "a\?\?z" },
    { "a dash and a bullet", "a\xE2\x80\x93\xE2\x80\xA2", "a\xE2\x80\x93\xE2\x80\xA2" },
    { "Latin-1", "caf\xE9!", "caf?!" },
    { "a stray byte behind a letter", "\xD0\xB6\xB6x", "\xD0\xB6?x" },
    { "an overlong form", "\xC0\xAFx", "\?\?x" },
    { "a surrogate", "\xED\xA0\x80x", "\?\?\?x" },
    { "cut off in a letter of two bytes", "ab\xD0", "ab" },
    { "cut off in one of three", "ab\xE9\x98", "ab" },
    { "cut off in one of four", "ab\xF0\x9F\x9A", "ab" },
};

static void messages_are_tame(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof tamed / sizeof *tamed; i++) {
        char text[64];
        snprintf(text, sizeof text, "%s", tamed[i].text);
        kri_utf8_tame(text);
        if (strcmp(text, tamed[i].tame) != 0)
            fail_msg("%s: \"%s\"", tamed[i].name, text);
    }
}

#define LONG "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz"

static const struct { const char *a, *b; unsigned distance; } pairs[] = {
    { "Aktau", "aktau", 0 }, { "Алматы", "АЛМАТЫ", 0 }, { "Қарағанды", "қАРАҒАНДЫ", 0 },
    { "Երևան", "ԵՐԵՎԱՆ", 2 }, { "Երևան", "երևան", 0 },
    { "Ёлкино", "елкино", 0 }, { "Αθήνα", "ΑΘΉΝΑ", 1 }, { "Türkmenbaşy", "turkmenbasy", 0 },
    { "Łódź", "Lodz", 0 }, { "İstanbul", "istanbul", 0 },
    { "Xi'an", "Xian", 0 }, { "Xi\xE2\x80\x99" "an", "xi-an", 0 }, { "e\xCC\x81", "e", 0 }, { "Aktau", "Aktua", 1 }, { "Алматы", "Алмата", 1 },
    { "Baku", "Batumi", 3 }, { "", "abc", 3 }, { "", "", 0 }, { "\xFF", "a", 1 },
    { LONG "1", LONG "1", 0 }, { LONG "1", LONG "2", 1 },
};

static void names_are_compared_by_letters(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        unsigned there = kri_spelling_distance(kri_span_of(pairs[i].a), kri_span_of(pairs[i].b));
        unsigned back = kri_spelling_distance(kri_span_of(pairs[i].b), kri_span_of(pairs[i].a));
        if (there != pairs[i].distance || back != there)
            fail_msg("%s and %s: %u and %u", pairs[i].a, pairs[i].b, there, back);
    }
}

static void the_tolerance_grows_with_the_name_and_ends(void **state)
{
    (void)state;
    assert_int_equal(kri_spelling_tolerance(KRI_SPAN("Ufa")), 1);
    assert_int_equal(kri_spelling_tolerance(KRI_SPAN("Aktau")), 2);
    assert_int_equal(kri_spelling_tolerance(KRI_SPAN(LONG)), 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(messages_are_tame), cmocka_unit_test(names_are_compared_by_letters),
        cmocka_unit_test(the_tolerance_grows_with_the_name_and_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
