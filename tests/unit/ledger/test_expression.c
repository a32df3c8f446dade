/* test_expression.c: arithmetic in one line. Expected values are the closed forms that C itself works out. */
#include "check.h"

#include "ledger/expression.h"
#include "ledger/figures.h"
#include "model/schema.h"

static int find_name(void *with, kri_span name, double *value, char *why)
{
    (void)with;
    *value = 3.5;
    if (kri_span_is(name, "C002"))
        return 1;
    snprintf(why, KRI_EXPRESSION_WHY, "no claim is called %.*s", (int)name.length, name.start);
    return 0;
}

static int find_figure(void *with, kri_span words, double *value, char *why)
{
    (void)with;
    *value = 53.1;
    if (kri_span_is(words, "trade 2023"))
        return 1;
    snprintf(why, KRI_EXPRESSION_WHY, "no figure is called %.*s", (int)words.length, words.start);
    return 0;
}

static const kri_expression_names names = { find_name, find_figure, NULL };

static void what_can_be_worked_out(void **state)
{
    static const struct { const char *text; double value; } cases[] = {
        { "1 + 2 * 3", 7 }, { "(1 + 2) * 3", 9 }, { "8 - 3 - 2", 3 }, { "8 / 4 / 2", 1 }, { "2 ^ 3 ^ 2", 512 }, { "-2 ^ 2", -4 },
        { "2 * -3", -6 }, { "2 ^ -1", 0.5 }, { "--4", 4 }, { ".5e1", 5 }, { "1e-2", 0.01 }, { "  7  ", 7 },
        { "C002", 3.5 }, { "[trade 2023] / C002", 53.1 / 3.5 }, { "[ trade 2023 ]", 53.1 }, { "growth(2.8, 1.7)", 100 * (2.8 / 1.7 - 1) },
        /* 3.5 times in five years is 28.47 percent a year: 1.2847^5 = 3.5. */
        { "yearly(C002, 5)", 28.4735 }, { "growth(1 + 23 / 100, 1.2)", 2.5 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double value = NAN;
        char why[KRI_EXPRESSION_WHY];
        if (!kri_expression_evaluate(kri_span_of(cases[i].text), &names, &value, why))
            fail_msg("%s: %s", cases[i].text, why);
        check_near(value, cases[i].value, 1e-4);
    }
}

static void what_cannot_gets_a_clause(void **state)
{
    static const struct { const char *text, *words; } cases[] = {
        { "", "it ends where a number" }, { "1 +", "character 4: it ends" }, { "1 2", "\"2\" stands where an operator or the end must" },
        { "(1", "where \")\" must follow" }, { "1.2.3", "\"1.2.3\" is no number" }, { "1e", "\"1e\" is no number" }, { "1 / 0", "divides by zero" },
        { "1 / (2 - 2)", "divides by zero" }, { "growth(1, 0)", "divides by zero" }, { "yearly(2, 0)", "divides by zero" },
        { "growth(1)", "where \",\" must" }, { "mean(1, 2)", "no function \"mean\"" }, { "[trade 2022]", "no figure is called trade 2022" },
        { "[trade", "\"]\" is missing" }, { "C003", "no claim is called C003" }, { "1e308 * 10", "no finite number" }, { "(-8) ^ .5", "no finite number" },
        { "yearly(-1, 2)", "no finite number" }, { "$", "\"$\" stands where" }, { "value + \033[2J", "no claim is called value" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double value;
        char why[KRI_EXPRESSION_WHY];
        if (kri_expression_evaluate(kri_span_of(cases[i].text), &names, &value, why))
            fail_msg("%s has a value", cases[i].text);
        if (!strstr(why, cases[i].words))
            fail_msg("%s: the clause is \"%s\" and lacks \"%s\"", cases[i].text, why, cases[i].words);
    }
}

static void nesting_has_a_bound(void **state)
{
    char text[4000], why[KRI_EXPRESSION_WHY];
    double value;
    (void)state;
    memset(text, '(', sizeof text);
    assert_false(kri_expression_evaluate((kri_span){ text, sizeof text }, &names, &value, why));
    assert_non_null(strstr(why, "nested more than 64 deep"));
    memset(text, '-', sizeof text);
    assert_false(kri_expression_evaluate((kri_span){ text, sizeof text }, &names, &value, why));
    for (size_t i = 0; i < 3999; i++)       /* a long sum is not deep */
        text[i] = i % 2 ? '+' : '1';
    assert_true(kri_expression_evaluate((kri_span){ text, 3999 }, &names, &value, why));
    check_near(value, 2000, 0);
}

/* A figure agrees with what was said to the digits that were printed. */
static void digits_that_were_printed(void **state)
{
    static const struct { const char *said; int qualifier; double x; int agrees; } cases[] = {
        { "23", KRI_EXACTLY, 23.2, 1 }, { "23", KRI_EXACTLY, 23.6, 0 }, { "3.5", KRI_EXACTLY, 3.54, 1 }, { "3.5", KRI_EXACTLY, 3.56, 0 },
        { "2800000", KRI_EXACTLY, 2764000, 1 }, { "2800000", KRI_EXACTLY, 2740000, 0 }, { "350000000", KRI_EXACTLY, 348000000, 1 },
        { "6500", KRI_EXACTLY, 6527, 1 }, { "70", KRI_EXACTLY, 74, 0 }, { "0", KRI_EXACTLY, 0, 1 }, { "-5", KRI_EXACTLY, -5.2, 1 },
        { "10", KRI_NEARLY, 10.48, 0 }, { "10", KRI_NEARLY, 9.4, 1 }, { "10", KRI_NEARLY, 8.9, 0 }, { "600", KRI_MORE_THAN, 601, 1 },
        { "600", KRI_MORE_THAN, 600, 0 }, { "70", KRI_ABOUT, 75, 1 }, { "70", KRI_ABOUT, 80, 0 }, { "350000000", KRI_UP_TO, 348000000, 1 },
        { "positive", KRI_EXACTLY, 0.1, 1 }, { "positive", KRI_EXACTLY, -1, 0 }, { "Trade Route", KRI_EXACTLY, 1, 0 }, { "", KRI_EXACTLY, 0, 0 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (kri_agrees(kri_span_of(cases[i].said), cases[i].qualifier, cases[i].x) != cases[i].agrees)
            fail_msg("\"%s\" %s %g: %s", cases[i].said, kri_qualifier_words[cases[i].qualifier], cases[i].x, cases[i].agrees ? "does not agree" : "agrees");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_can_be_worked_out), cmocka_unit_test(what_cannot_gets_a_clause), cmocka_unit_test(nesting_has_a_bound),
        cmocka_unit_test(digits_that_were_printed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
