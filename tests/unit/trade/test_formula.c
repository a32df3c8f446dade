/* test_formula.c: what explains what. Cases from the grammar in trade.h. */
#include "check.h"

#include <keruen/trade.h>

static const struct { const char *text, *outcome; uint32_t terms, effects; const char *last_term, *last_effect; } sound[] = {
    { "trade ~ rta + policy | exp^year + imp^year + exp^imp", "trade", 2, 3, "policy", "exp^imp" },
    { "trade~rta", "trade", 1, 0, "rta", "" },
    { "trade ~ 1 | exp + imp", "trade", 0, 2, "", "imp" },
    { "log(trade) ~ log(dist) + ln( x )|a^b^c", "log(trade)", 2, 1, "ln( x )", "a^b^c" },
    { "`GDP, USD` ~ `log`", "`GDP, USD`", 1, 0, "`log`", "" },
    { " y\t~ x1 \n+ x.2 ", "y", 2, 0, "x.2", "" },
    { "y ~ \xd0\xb6", "y", 1, 0, "\xd0\xb6", "" },
    { "log ~ ln", "log", 1, 0, "ln", "" },
};

static void sound_formulas_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sound / sizeof *sound; i++) {
        kr_job job;
        kr_formula f;
        kr_job_init(&job, 1 << 20);
        check_ok(&job, kr_formula_parse(&job, sound[i].text, &f));
        assert_string_equal(f.outcome.label, sound[i].outcome);
        assert_int_equal(f.terms, sound[i].terms);
        assert_int_equal(f.effects, sound[i].effects);
        if (f.terms)
            assert_string_equal(f.term[f.terms - 1].label, sound[i].last_term);
        if (f.effects)
            assert_string_equal(f.effect[f.effects - 1].label, sound[i].last_effect);
        kr_job_end(&job);
    }
}

static void names_and_logs_are_told_apart(void **state)
{
    kr_job job;
    kr_formula f;
    (void)state;
    kr_job_init(&job, 1 << 20);
    check_ok(&job, kr_formula_parse(&job, "log(trade) ~ `log` + log(dist) | exp ^ `the year`", &f));
    assert_string_equal(f.outcome.column, "trade");
    assert_true(f.outcome.is_log && !f.term[0].is_log && f.term[1].is_log);
    assert_string_equal(f.term[1].column, "dist");
    assert_int_equal(f.effect[0].count, 2);
    assert_string_equal(f.effect[0].column[1], "the year");
    kr_job_end(&job);
}

static const struct { const char *text, *says; } unsound[] = {
    { "", "character 1: it ends where the name of a column" },
    { "trade", "character 6: it ends where \"~\"" },
    { "trade ~", "it ends where the name" },
    { "trade ~ rta +", "it ends where the name" },
    { "trade ~ rta |", "it ends where the name" },
    { "trade ~ rta * dist", "character 13: \"*\" stands where" },
    { "trade ~ log(rta", "where \")\"" },
    { "trade ~ log()", "character 13: \")\" stands where the name" },
    { "trade ~ `rta", "backticks" },
    { "trade ~ ``", "backticks" },
    { "trade ~ rta | exp^", "it ends where the name" },
    { "trade ~ rta | exp | imp", "character 19" },
    { "= ~ rta", "character 1: \"=\"" },
};

static void unsound_formulas_get_a_sentence(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof unsound / sizeof *unsound; i++) {
        kr_job job;
        kr_formula f;
        kr_job_init(&job, 1 << 20);
        assert_int_equal(kr_formula_parse(&job, unsound[i].text, &f), KR_E_USAGE);
        check_says(&job, unsound[i].says);
        kr_job_end(&job);
    }
}

static void clusters_are_effects_alone(void **state)
{
    kr_job job;
    const kr_effect *effect;
    uint32_t count;
    (void)state;
    kr_job_init(&job, 1 << 20);
    check_ok(&job, kr_effects_parse(&job, "exp^imp + year", &effect, &count));
    assert_int_equal(count, 2);
    assert_int_equal(effect[0].count, 2);
    check_ok(&job, kr_effects_parse(&job, " ", &effect, &count));
    assert_int_equal(count, 0);
    assert_int_equal(kr_effects_parse(&job, "exp, imp", &effect, &count), KR_E_USAGE);
    kr_job_end(&job);
}

static kr_status parse_one(kr_job *job, void *with)
{
    kr_formula f;
    return kr_formula_parse(job, with, &f);
}

static void survives_failing_allocations(void **state)
{
    char text[] = "log(y) ~ a + `b c` | d^e + f";
    (void)state;
    every_allocation_may_fail(parse_one, text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sound_formulas_are_read),
        cmocka_unit_test(names_and_logs_are_told_apart),
        cmocka_unit_test(unsound_formulas_get_a_sentence),
        cmocka_unit_test(clusters_are_effects_alone),
        cmocka_unit_test(survives_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
