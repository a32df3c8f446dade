/* test_study.c: a study file is read as docs/formats/study.md has it, and what is wrong is told by line and column, all in one round. */
#include "small_study.h"
#include "small_world.h"

#include <keruen/io_study.h>

static kr_job world_job;
static kr_world world;

static kr_status parse(kr_job *job, const char *text, kr_problems *problems, kr_study *study)
{
    return kr_study_parse(job, "s.yaml", text, strlen(text), &world, problems, study);
}

/* ---- what is right ---- */

static void the_whole_is_read(void **state)
{
    kr_job job;
    kr_study s;
    kr_problems problems = { 0 };
    (void)state;
    kr_job_init(&job, 1 << 24);
    check_ok(&job, parse(&job, small_study, &problems, &s));
    if (problems.kept)
        fail_msg("%llu:%u %s", (unsigned long long)problems.list[0].line, problems.list[0].column, problems.list[0].message);
    assert_string_equal(s.id, "twins");
    assert_string_equal(s.title, "The twins and the island");
    assert_int_equal(s.base_year, 2024);
    assert_int_equal(s.date, 20260600);
    check_near(s.opening_year, 2026, 0);
    assert_int_equal(s.areas, 3);
    assert_string_equal(s.area[2], "CC");
    assert_int_equal(s.base.count, 2);
    assert_string_equal(s.base.edit[0].reason, "The pipe is dry");
    assert_int_equal(s.base.edit[0].source, row_of(&world, KR_SOURCE, "book"));
    assert_int_equal(s.base_place[1].line, 11);
    assert_int_equal(s.bundles, 2);
    assert_string_equal(s.bundle[1].id, "isle_road");
    assert_string_equal(s.bundle[1].name, "A road to the isle");
    assert_int_equal(s.projects, 2);
    assert_string_equal(s.project[0].name, "Open the Twins");       /* of project.csv */
    check_near(s.project[0].cost_usd, 3e6, 0);                      /* of the study */
    check_near(s.project[0].year, 2027, 0);
    assert_int_equal(s.project[0].hosts, 2);
    assert_string_equal(s.project[0].host[1], "BB");
    assert_int_equal(s.project[0].patch.count, 8);                  /* h_tt with b_tt, b_tt with h_tt, three changes of four rows */
    assert_int_equal(s.project[1].row, KR_NONE);
    assert_true(s.project[1].cost_is_estimate);
    check_near(s.parameter[KR_PARAMETER_TRADE_ELASTICITY].high, 8, 0);
    assert_int_equal(s.parameter[KR_PARAMETER_TIME_VALUE].distribution, KR_LOGNORMAL);
    assert_int_equal(s.parameter[KR_PARAMETER_MARGIN].distribution, KR_FIXED);
    check_near(s.parameter[KR_PARAMETER_MARGIN].central, 0.25, 0);
    check_near(s.parameter[KR_PARAMETER_CAPACITY].low, 0.8, 0);     /* the program's own */
    assert_int_equal(s.draws, 20);
    assert_int_equal(s.seed, 7);
    check_near(s.budget_usd, 2.5e6, 0);
    assert_int_equal(s.horizon_years, 20);
    assert_true(s.with_members);
    assert_int_equal(s.figures, 2);
    assert_int_equal(s.figure[0].built, 1);
    assert_int_equal(s.figure[1].built, 3);
    assert_int_equal(s.figure[1].link[0], row_of(&world, KR_LINK, "h_ki"));
    check_near(s.figure[1].high, 20, 0);
    assert_string_equal(s.figure[1].unit, "t a year");
    assert_int_equal(strlen(s.digest), 64);
    kr_job_end(&job);
}

static void sets_of_bundles_become_patches(void **state)
{
    kr_job job;
    kr_study s;
    kr_patch patch = { 0 };
    kr_world built;
    (void)state;
    kr_job_init(&job, 1 << 24);
    check_ok(&job, parse(&job, small_study, NULL, &s));
    assert_int_equal(kr_study_members(&s, 0), 0);
    assert_int_equal(kr_study_members(&s, 2), 2);
    assert_int_equal(kr_study_members(&s, 3), 3);
    check_ok(&job, kr_study_patch(&job, &s, 2, &patch));
    check_ok(&job, kr_patch_apply(&job, &world, &patch, &built));
    assert_int_equal(built.link.state[row_of(&world, KR_LINK, "h_ki")], KR_OPEN);
    assert_int_equal(built.link.state[row_of(&world, KR_LINK, "h_tt")], KR_CLOSED);
    assert_int_equal(built.link.state[row_of(&world, KR_LINK, "p_ab")], KR_CLOSED);
    check_near(built.tariff.value[row_of(&world, KR_TARIFF, "truck")], 1.1, 1e-12);
    kr_job_end(&job);
}

/* Each parameter keeps to its range, and its mean is that of its distribution: (low + central + high) / 3 of a triangular one. */
static void draws_keep_to_their_ranges(void **state)
{
    kr_job job;
    kr_study s;
    double sum = 0;
    int outside = 0;
    enum { DRAWS = 20000 };
    (void)state;
    kr_job_init(&job, 1 << 24);
    check_ok(&job, parse(&job, small_study, NULL, &s));
    check_near(kr_study_draw(&s, 0, KR_PARAMETER_TRADE_ELASTICITY), 5, 0);
    for (uint32_t k = 1; k <= DRAWS; k++) {
        double theta = kr_study_draw(&s, k, KR_PARAMETER_TRADE_ELASTICITY), time = kr_study_draw(&s, k, KR_PARAMETER_TIME_VALUE);
        assert_true(theta >= 3 && theta <= 8);
        sum += theta;
        outside += time < 0.5 || time > 2;
        check_near(kr_study_draw(&s, k, KR_PARAMETER_MARGIN), 0.25, 0);
    }
    check_near(sum / DRAWS, 16.0 / 3, 0.03);
    check_near((double)outside / DRAWS, 0.1, 0.01);
    check_near(kr_study_draw(&s, 17, KR_PARAMETER_TIME_VALUE), kr_study_draw(&s, 17, KR_PARAMETER_TIME_VALUE), 0);
    kr_job_end(&job);
}

/* The small study with one line exchanged. */
static char *exchange(const char *line, const char *instead)
{
    const char *at = strstr(small_study, line);
    char *text = malloc(strlen(small_study) + strlen(instead) + 1);
    if (!at || !text)
        fail_msg("the small study has no \"%s\"", line);
    sprintf(text, "%.*s%s%s", (int)(at - small_study), small_study, instead, at + strlen(line));
    return text;
}

/* The same value, however it is written; a factor on what a line above set; factors on factors. */
static void edits_that_go_together_are_taken(void **state)
{
    static const char *const changes[] = {
        "[\"link:h_dk:length=70\", \"link:h_dk:length=70.0\"]", "[\"link:h_dk:length=70\", \"link:h_dk:length*0.5\"]",
        "[\"link:h_dk:length*0.9\", \"link:h_dk:length*0.5\"]", "[\"link:h_bg:length*0.9\"]",
    };
    (void)state;
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        kr_job job;
        kr_study s;
        char *text = exchange("[\"link:h_dk:length*0.9\"]", changes[i]);
        kr_job_init(&job, 1 << 24);
        check_ok(&job, parse(&job, text, NULL, &s));
        check_ok(&job, kr_study_check(&job, &world, &s, NULL));
        kr_job_end(&job);
        free(text);
    }
}

/* ---- what is wrong ---- */

/* The small study with one line exchanged; `says` stands at line:column. */
typedef struct bad {
    const char *line, *instead;
    uint32_t at_line, at_column;
    const char *says;
} bad;

static const bad bads[] = {
    { "study: twins\n", "study: the twins\n", 1, 8, "no id" },
    { "study: twins\n", "", 1, 1, "lacks the key \"study\"" },
    { "study: twins\n", "study: twins\nstudy: again\n", 2, 1, "the key \"study\" twice" },
    { "study: twins\n", "study: twins\ntitel: x\n", 2, 1, "no key \"titel\"; did you mean \"title\"?" },
    { "base_year: 2024\n", "base_year: soon\n", 4, 12, "\"soon\" is no number" },
    { "base_year: 2024\n", "base_year: \"2024\"\n", 4, 12, "stands in quotes" },
    { "base_year: 2024\n", "base_year: 2024.5\n", 4, 12, "whole number from 1990 to 2100" },
    { "base_year: 2024\n", "base_year:\n", 4, 11, "a number is missing" },
    { "base_year: 2024\n", "base_year: [2024]\n", 4, 12, "a list stands where a number is due" },
    { "date: 2026-06\n", "date: 2026-13\n", 5, 7, "no date of the calendar" },
    { "date: 2026-06\n", "date: 1850-01-01\n", 5, 7, "its year is one from 1990 to 2100" },
    { "date: 2026-06\n", "date: 2999\n", 5, 7, "its year is one from 1990 to 2100" },
    { "date: 2026-06\n", "date: 2026-06\nopening_year: 1900\n", 6, 15, "a year is 1900; it is a whole number from 1990 to 2100" },
    { "date: 2026-06\n", "date: 2026-06\nopening_year: 2027.5\n", 6, 15, "whole number from 1990 to 2100" },
    { "areas: [AA, BB, CC]\n", "areas: []\n", 6, 8, "an empty list names no country" },
    { "areas: [AA, BB, CC]\n", "areas: [AA, BX]\n", 6, 13, "\"BX\" is no country of this world" },
    { "areas: [AA, BB, CC]\n", "areas: [AA, AA]\n", 6, 13, "AA stands there twice" },
    { "areas: [AA, BB, CC]\n", "areas: AA\n", 6, 8, "\"AA\" stands where a list of countries is due" },
    { "  - close: p_ab\n", "  - close: p_abb\n", 8, 12, "is no link, border, service, terminal or project; did you mean \"p_ab\"?" },
    { "  - close: p_ab\n", "  - open: p_twins\n", 8, 11, "is a project" },
    { "  - close: p_ab\n", "  - project: p_twin\n", 8, 14, "\"p_twin\" is not in project.csv; did you mean \"p_twins\"?" },
    { "  - close: p_ab\n", "  - close: p_ab\n    open: p_ab\n", 8, 5, "this one has several" },
    { "    source: book\n    reason: The pipe is dry\n", "    reason: The pipe is dry\n", 8, 5, "lacks the key \"source\"" },
    { "    source: book\n    reason", "    source: bock\n    reason", 9, 13, "\"bock\" is not in source.csv; did you mean \"book\"?" },
    { "value*1.1", "value+1.1", 11, 13, "neither = nor *" },
    { "tariff:truck:value*1.1", "tariff:trick:value*1.1", 11, 13, "is not in tariff.csv" },
    { "tariff:truck:value*1.1", "tariff:truck:valu*1.1", 11, 13, "no such column" },
    { "tariff:truck:value*1.1", "link:p_ab:status=open", 11, 13, "line 8 of the base sets it to closed, line 11 of the base sets it to open" },
    { "  - id: isle_road\n    name", "  - id: p_twins\n    name", 22, 5, "described twice" },
    { "    opens: [h_ki]\n", "    opens: [h_kii]\n", 16, 13, "did you mean \"h_ki\"?" },
    { "    opens: [h_ki]\n    changes: [\"link:h_dk:length*0.9\"]\n", "", 27, 5, "changes nothing" },
    { "    changes: [\"link:h_dk:length*0.9\"]\n", "    changes: [\"link:h_bg:length=60\"]\n", 17, 15,
      "p_twins multiplies it by 0.5, isle_road sets it to 60" },
    { "[\"link:h_dk:length*0.9\"]", "[\"link:h_dk:length=70\", \"link:h_dk:length=60\"]", 17, 38, "isle_road sets it to 70, isle_road sets it to 60" },
    { "[\"link:h_dk:length*0.9\"]", "[\"link:h_dk:length*0.9\", \"link:h_dk:length=60\"]", 17, 39, "isle_road multiplies it by 0.9, isle_road sets it to 60" },
    { "link:h_dk:length*0.9", "border_hours:b_road:hours_mean*nan", 17, 15, "border_hours b_road AA>BB, line 5, column hours_mean: the factor is no number" },
    { "link:h_dk:length*0.9", "border_hours:b_road:hours_mean=", 17, 15, "column hours_mean: hours_mean is empty, and must not be" },
    { "link:h_dk:length*0.9", "border_hours:b_road:hours_men*2", 17, 15, "column hours_men: there is no such column" },
    { "    cost_usd: 2000000\n", "    cost_usd: -1\n", 18, 15, "a cost is -1" },
    { "    year: 2028\n", "    year: 2027.5\n", 19, 11, "a year is 2027.5; it is a whole number" },
    { "    hosts: [CC]\n", "    hosts: []\n", 20, 12, "an empty list names no country; name one, or leave the key out" },
    { "    hosts: [CC]\n", "    hosts: [CX]\n", 20, 13, "\"CX\" is no country" },
    { "    members: [p_twins]\n", "    members: [p_twin]\n", 28, 15, "neither here nor in project.csv; did you mean \"p_twins\"?" },
    { "    members: [p_twins]\n", "    members: []\n", 28, 14, "without members" },
    { "    members: [p_twins]\n", "    members: [p_twins, p_twins]\n", 28, 24, "stands in this bundle already" },
    { "  - isle_road\n", "  - isle_road\n  - id: C\n    members: [p_twins]\n", 31, 15, "stands in the bundle A already" },
    { "  - isle_road\n", "  - isle_road\n  - id: A\n    members: [p_twins]\n", 30, 5, "a bundle is called \"A\" already" },
    { "members: yes\n", "members: maybe\n", 30, 10, "yes or no" },
    { "  trade_elasticity:", "  trade_elastic:", 32, 3, "no parameter \"trade_elastic\"" },
    { "low: 3, high: 8", "low: 8, high: 3", 32, 39, "the range of trade_elasticity is upside down: 8 to 3" },
    { "central: 5, low: 3", "central: 2, low: 3", 32, 31, "is not within its range from 3 to 8" },
    { "low: 3, high: 8, source: list", "low: 3, source: list", 32, 39, "one end of a range" },
    { "high: 8, source: list", "high: 8", 32, 21, "lacks the key \"source\"" },
    { "low: 0.5, high: 2, distribution: lognormal", "low: 0, high: 2, distribution: lognormal", 33, 33, "no value at or under 0" },
    { "distribution: lognormal", "distribution: normal", 33, 61, "\"normal\" is no distribution; there are uniform" },
    { "  margin: 0.25\n", "  margin: 1.25\n", 34, 11, "margin is 1.25; it is a number from 0 to 1" },
    { "  margin: 0.25\n", "  margin: 0.25\n  margin: 0.3\n", 35, 3, "margin stands there twice" },
    { "count: 20", "count: 1", 35, 16, "one draw is no range" },
    { "count: 20", "count: -3", 35, 16, "the count of draws is -3" },
    { "seed: 7", "sead: 7", 35, 20, "did you mean \"seed\"?" },
    { "budget_usd: 2500000\n", "budget_usd: 0\n", 36, 13, "buys nothing" },
    { "budget_usd: 2500000\n", "budget_usd: 1000\n", 36, 13, "a budget of 1000 USD is under the cheapest project, isle_road at 2000000 USD" },
    { "budget_usd: 2500000\n", "budget_usd: {of: 3}\n", 36, 13, "a map of keys and values stands where a number is due" },
    { "    measure: exports_pct\n", "    measure: export_pct\n", 41, 14, "is not a measure; did you mean \"exports_pct\"?" },
    { "    built: [A]\n", "    built: [Z]\n", 42, 13, "\"Z\" is no bundle of this study" },
    { "    value: 4\n", "    value: 4\n    low: 3\n", 39, 5, "not both" },
    { "    links: [h_ki]\n", "", 49, 5, "needs \"links\"" },
    { "    cargo: grain\n", "    cargo: grian\n", 53, 12, "did you mean \"grain\"?" },
    { "    low: 10\n", "    low: 30\n", 54, 10, "upside down" },
    { "    role: target\n", "    role: wish\n", 56, 11, "is not a role" },
    /* YAML itself */
    { "title: The", "title: &t The", 2, 8, NULL },      /* an anchor alone does no harm */
    { "title: The", "title: !!str The", 2, 8, NULL },      /* it is one */
    { "title: The twins and the island\n", "title: &t The twins\nx: *t\n", 2, 8, "used again by an alias" },
    { "title: The", "title: !secret The", 2, 8, "tags" },
    { "base:\n", "? [a, b]\n: c\nbase:\n", 7, 3, "a key is a word" },
    { "title: The", "title: \"The", 0, 0, "this is no YAML" },
    { "title: The", "\ttitle: The", 0, 0, "this is no YAML" },
    { "    source: book\n    reason: the", "    source: book\n...\n---\nx: 1\n    reason: the", 0, 0, "no YAML" },
    { "areas: [AA, BB, CC]\n", "areas: &a [AA, *a]\n", 6, 8, "used again by an alias" },
};

static int is_told(const kr_problems *problems, const bad *b)
{
    for (size_t i = 0; i < problems->kept; i++)
        if (strstr(problems->list[i].message, b->says) && (!b->at_line || (problems->list[i].line == b->at_line && problems->list[i].column == b->at_column)))
            return 1;
    return 0;
}

static void each_mistake_is_told(void **state)
{
    int wrong = 0;
    (void)state;
    for (size_t i = 0; i < sizeof bads / sizeof *bads; i++) {
        kr_job job;
        kr_study s;
        kr_problems problems = { 0 };
        char *text = exchange(bads[i].line, bads[i].instead);
        kr_job_init(&job, 1 << 26);
        check_ok(&job, parse(&job, text, &problems, &s));
        if (bads[i].says ? !is_told(&problems, &bads[i]) : problems.errors > 0) {
            wrong++;
            print_error("\"%s\": %u:%u \"%s\" is not told, but \"%llu:%u %s\"\n", bads[i].instead, bads[i].at_line, bads[i].at_column,
                     bads[i].says ? bads[i].says : "nothing", problems.kept ? (unsigned long long)problems.list[0].line : 0,
                     problems.kept ? problems.list[0].column : 0, problems.kept ? problems.list[0].message : "");
        }
        kr_job_end(&job);
        free(text);
    }
    assert_int_equal(wrong, 0);
}

/* Every mistake of a file in one round. */
static void all_mistakes_are_told(void **state)
{
    kr_job job;
    kr_study s;
    kr_problems problems = { 0 };
    (void)state;
    kr_job_init(&job, 1 << 24);
    check_ok(&job, parse(&job, "study: x\nbase_year: 1\ndate: never\nbundles: [a, b]\nbudget_usd: -1\nbeside: [{id: x}]\n", &problems, &s));
    assert_int_equal(problems.errors, 9);       /* year, date, two bundles, budget, what, measure, role and source of a figure */
    kr_job_end(&job);
}

/* A change of a border is edits of its rows, one each way; a mistake in it is one. So is a contradiction of two. */
static void a_mistake_in_a_change_is_told_once(void **state)
{
    static const char *const changes[] = {
        "border_hours:b_road:hours_mean*nan", "border_hours:b_road:hours_men*2", "border_hours:b_road:hours_mean=",
        "border_hours:b_road:hours_mean=4\", \"border_hours:b_road:hours_mean=5",
    };
    (void)state;
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        kr_job job;
        kr_study s;
        kr_problems problems = { 0 };
        char *text = exchange("link:h_dk:length*0.9", changes[i]);
        kr_job_init(&job, 1 << 24);
        check_ok(&job, parse(&job, text, &problems, &s));
        if (problems.errors != 1)
            fail_msg("%s: %zu mistakes", changes[i], problems.errors);
        kr_job_end(&job);
        free(text);
    }
}

static void whole_files_that_are_none(void **state)
{
    static const struct { const char *bytes; size_t length; const char *says; } files[] = {
        { "", 0, "the file is empty" }, { "# nothing\n", 10, "the file is empty" }, { "---\n...\n", 8, "is missing" },
        { "word", 4, "\"word\" stands where a study is due" }, { "- a\n- b\n", 8, "a list stands where a study is due" },
        { "\xFF\xFEs\0t\0", 6, "UTF-16" }, { "study: caf\xE9\n", 12, "not UTF-8" }, { "study: a\0b\n", 11, "no YAML" },
        { "study: a\n---\nstudy: b\n", 22, "a second document" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        kr_job job;
        kr_study s;
        kr_problems problems = { 0 };
        kr_job_init(&job, 1 << 24);
        check_ok(&job, kr_study_parse(&job, "s.yaml", files[i].bytes, files[i].length, &world, &problems, &s));
        if (!problems.kept || !strstr(problems.list[0].message, files[i].says))
            fail_msg("%zu: \"%s\" is not told, but \"%s\"", i, files[i].says, problems.kept ? problems.list[0].message : "");
        kr_job_end(&job);
    }
}

/* Ten levels of ten aliases each would be 10^10 nodes; a million brackets, as many levels. Both are told in no time. */
static void bombs_do_not_go_off(void **state)
{
    kr_job job;
    kr_study s;
    kr_problems problems = { 0 };
    char *text = malloc(2 << 20), *end = text;
    (void)state;
    kr_job_init(&job, 1 << 28);
    end += sprintf(end, "a: &a0 [x]\n");
    for (int level = 1; level < 10; level++) {
        end += sprintf(end, "l%d: &a%d [", level, level);
        for (int i = 0; i < 10; i++)
            end += sprintf(end, "*a%d,", level - 1);
        end += sprintf(end, "x]\n");
    }
    check_ok(&job, kr_study_parse(&job, "s.yaml", text, (size_t)(end - text), &world, &problems, &s));
    assert_non_null(strstr(problems.list[0].message, "alias"));
    memset(text, '[', 1 << 20);
    check_ok(&job, kr_study_parse(&job, "s.yaml", text, 1 << 20, &world, &problems, &s));
    assert_int_equal(problems.errors, 2);
    check_ok(&job, kr_study_parse(&job, "s.yaml", text, (1 << 20) + 1, &world, &problems, &s));
    assert_non_null(strstr(problems.list[2].message, "more than 1 MiB"));
    kr_job_end(&job);
    free(text);
}

static void files_are_read(void **state)
{
    kr_job job;
    kr_study s;
    (void)state;
    kr_job_init(&job, 1 << 24);
    assert_int_equal(kr_study_read(&job, "/no/such.yaml", &world, NULL, &s), KR_E_FILE);
    assert_int_equal(kr_study_read(&job, "/dev/zero", &world, NULL, &s), KR_E_INPUT);
    check_says(&job, "more than 1 MiB");
    assert_int_equal(parse(&job, "study: x", NULL, &s), KR_E_INPUT);        /* without a list the first ends it */
    check_says(&job, "s.yaml:1: ");
    kr_job_end(&job);
}

static kr_status parse_again(kr_job *job, void *with)
{
    kr_study s;
    kr_problems problems = { 0 };
    (void)with;
    return parse(job, small_study, &problems, &s);
}

static void memory_may_end(void **state)
{
    (void)state;
    every_allocation_may_fail(parse_again, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_whole_is_read), cmocka_unit_test(sets_of_bundles_become_patches), cmocka_unit_test(draws_keep_to_their_ranges),
        cmocka_unit_test(edits_that_go_together_are_taken),
        cmocka_unit_test(each_mistake_is_told), cmocka_unit_test(all_mistakes_are_told),
        cmocka_unit_test(a_mistake_in_a_change_is_told_once), cmocka_unit_test(whole_files_that_are_none),
        cmocka_unit_test(bombs_do_not_go_off), cmocka_unit_test(files_are_read), cmocka_unit_test(memory_may_end),
    };
    kr_job_init(&world_job, 1 << 26);
    small_world_read(&world_job, &world);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    kr_job_end(&world_job);
    return failed;
}
