/* test_ledger.c: claims and promises, on the region and on small folders whose answers are plain. */
#include "region.h"
#include "temp_folder.h"

#include <keruen/io.h>
#include <keruen/ledger.h>

static kr_world world;
static kr_job held;

static int load_region(void **state)
{
    (void)state;
    kr_job_init(&held, (size_t)1 << 28);
    check_ok(&held, kr_world_read_figures(&held, region_folder(), NULL, &world));
    return 0;
}

static int drop_region(void **state)
{
    (void)state;
    kr_job_end(&held);
    return 0;
}

static void judge(const char *id, kr_finding *finding)
{
    uint32_t row = kr_world_find(&world, KR_CLAIM, id);
    if (row == KR_NONE)
        fail_msg("no claim %s", id);
    check_ok(&held, kr_ledger_judge(&held, &world, &row, 1, 20260301, NULL, finding));
}

static void the_ledger_of_the_region_is_sound(void **state)
{
    kr_problems problems = { 0 };
    (void)state;
    check_ok(&held, kr_ledger_check(&held, &world, &problems));
    for (size_t i = 0; i < problems.kept; i++)
        print_error("%s:%d: %s\n", problems.list[i].file, (int)problems.list[i].line, problems.list[i].message);
    assert_int_equal(problems.errors, 0);
    assert_int_equal(world.claim.count, 114);
}

/* Worked out by hand from the figures named in the data. */
static void relations_are_worked_out_anew(void **state)
{
    static const struct { const char *id; double value; int agrees, is_own; } cases[] = {
        { "C003", 100 * (53.1 / 43.1 - 1), 1, 0 }, { "C016", 350 / 33.4, 0, 1 }, { "C044", 5 + 8, 1, 1 }, { "C113", 13, 1, 1 },
        { "C059", 100 * (2.8 / 1.7 - 1), 1, 1 }, { "C061", 2.8e6 / 1.65, 1, 1 }, { "C098", 330.0 / 109, 1, 0 }, { "C107", 28.4735, 1, 1 },
        { "C111", 33.4 / 53.1, 1, 0 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        kr_finding f;
        judge(cases[i].id, &f);
        check_near(f.recomputed, cases[i].value, 1e-5 * fabs(cases[i].value));
        if (f.agrees != cases[i].agrees || f.is_own != cases[i].is_own)
            fail_msg("%s: agrees %d, is_own %d", cases[i].id, f.agrees, f.is_own);
    }
}

static void what_a_claim_implies(void **state)
{
    kr_finding f;
    (void)state;
    judge("C002", &f);
    assert_int_equal(f.implied_count, 2);
    assert_string_equal(f.implied[0].what, "base");
    assert_string_equal(f.implied[0].unit, "USD");
    check_near(f.implied[0].value, 53.1e6 / 3.5, 1);
    assert_string_equal(f.implied[1].unit, "%/year");
    check_near(f.implied[1].value, 28.4735, 1e-3);
}

static void tests_of_figures_and_model(void **state)
{
    static const struct { const char *id; double value; kr_verdict verdict; const char *run; } cases[] = {
        { "C059", 100 * (2764.0 / 1485 - 1), KR_CONTRADICTS, "growth([titr.total 2023]" },
        { "C060", 2764000, KR_CONFIRMS, "2764000" },
        { "C055", 7200000, KR_INPUT, "a figure of the article itself" },
        { "C049", 27000000, KR_DIFFERS, "another definition" },
        { "C039", 500000000, KR_DIFFERS, "a plan and no observation" },
        { "C011", 0, KR_CONFIRMS, "between AM and TR, 0 of them open" },
        { "C099", 0, KR_CONFIRMS, "0 land crossings" },
        { "C044", 13, KR_INPUT, "shortest" },
        { "C045", 5, KR_CONFIRMS, "quickest" },
        { "C043", 5, KR_CONFIRMS, "5 of 5 places" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        kr_finding f;
        judge(cases[i].id, &f);
        check_near(f.model_value, cases[i].value, 1e-9 * fabs(cases[i].value));
        if (f.model_verdict != cases[i].verdict)
            fail_msg("%s: %s", cases[i].id, kr_verdict_name(f.model_verdict));
        if (!strstr(f.run, cases[i].run))
            fail_msg("%s: the run is \"%s\" and lacks \"%s\"", cases[i].id, f.run, cases[i].run);
    }
    kr_finding f;
    judge("C030", &f);
    assert_int_equal(f.model_verdict, KR_CONTRADICTS);
    judge("C105", &f);      /* a way around a country is never quicker than the quickest of all */
    assert_true(f.model_value >= 1);
    judge("C010", &f);
    assert_true(f.model_verdict == KR_UNTESTED && !f.run && isnan(f.recomputed));
}

/* ---- a small ledger of its own ---- */

#define CLAIM_HEAD "claim_id,article,claim,subject,measure,qualifier,value,unit,relation,implies,test,verdict,source_id,method\n"
#define SERIES_HEAD "series_id,area,measure,unit,year,period,value,basis,source_id,method\n"
#define PROMISE_HEAD "commitment_id,title,countries,made,due,measure,period,target,unit,direction,source_id,method\n"

static const char sources[] = "source_id,title\nart,An article\npub,Statistics\n";
static const char series[] = SERIES_HEAD "up,X,tonnes,t,2021,A,100,published,pub,reported\nup,X,tonnes,t,2022,A,110,published,pub,reported\n"
                                         "up,X,tonnes,t,2023,A.max,900,published,pub,reported\nup,X,tonnes,t,2030,A,500,target,pub,reported\n"
                                         "half,X,tonnes,t,2023,H1,50,published,pub,reported\nhalf,X,tonnes,t,2024,H1,80,published,pub,reported\n"
                                         "half,X,tonnes,t,2023,A,100,published,pub,reported\nplan,X,tonnes,t,2024,A,7,forecast,pub,reported\n"
                                         "days,X,days,days,2022,A,12,published,pub,reported\ndays,X,days,days,2024,A,5,derived,pub,derived\n";

static void put_ledger(const struct temp_folder *folder, const char *claims, const char *promises)
{
    temp_folder_put(folder, "node.csv", "node_id,x_coord,y_coord,country,source_id,method\nA,1,2,AA,pub,reported\nB,1,3,BB,pub,reported\n");
    temp_folder_put(folder, "link.csv", "link_id,from_node_id,to_node_id,directed,length,mode,status,source_id,method\nab,A,B,0,120,rail,open,pub,reported\n"
                                        "ba,A,B,0,130,rail,planned,pub,reported\n");
    temp_folder_put(folder, "source.csv", sources);
    temp_folder_put(folder, "series.csv", series);
    temp_folder_put(folder, "claim.csv", claims);
    temp_folder_put(folder, "commitment.csv", promises);
}

static void what_cannot_be_is_told_with_its_line(void **state)
{
    static const struct { const char *row, *words; } cases[] = {
        { "K1,,said,x,y,,1,t,,,,untested,,reported", "claim.csv:2:4: article is empty" },
        { "K1,nobody,said,x,y,,1,t,,,,untested,,reported", "article \"nobody\" is not in source.csv" },
        { "K1,art,said,x,y,,1,t,,,,confirms,,reported", "claim.csv:2: the verdict of \"K1\" is \"confirms\" and rests on nothing" },
        { "K1,art,said,x,y,,1,t,,,,perhaps,pub,reported", "verdict is \"perhaps\"; it can be untested, confirms" },
        { "K1,art,said,x,y,,1,t,[upp 2021],,,untested,,reported",
          "claim.csv:2: the relation of \"K1\": character 2: the series \"upp\" is not in series.csv; did you mean \"up\"?" },
        { "K1,art,said,x,y,,1,t,[up 2019],,,untested,,reported", "no value for 2019, period A" },
        { "K1,art,said,x,y,,1,t,[up],,,untested,,reported", "where a year must" },
        { "K1,art,said,x,y,,1,t,K2 * 2,,,untested,,reported", "\"K2\" is no claim" },
        { "K1,art,said,x,y,,yes,t,value * 2,,,untested,,reported", "K1 says \"yes\", which is no number" },
        { "K1,art,said,x,y,,1,t,,base,,untested,,reported", "the implication of \"K1\": it has no =" },
        { "K1,art,said,x,y,,1,t,,base (t) = 1 +,,untested,,reported", "the implication of \"K1\": character" },
        { "K1,art,said,x,y,,1,t,,,guess 3,untested,,reported", "the test of \"K1\": there is no test \"guess\"" },
        { "K1,art,said,x,y,,1,t,,,borders AA ZZ closed,untested,,reported", "are no two countries" },
        { "K1,art,said,x,y,,1,t,,,state link xy open,untested,,reported", "the link \"xy\" is not in link.csv" },
        { "K1,art,said,x,y,,1,t,,,state cargo x open,untested,,reported", "\"cargo\" has no status" },
        { "K1,art,said,x,y,,1,t,,,corridors none,untested,,reported", "corridor.csv has no group \"none\"" },
        { "K1,art,said,x,y,,1,t,,,reach A Z,untested,,reported", "the place \"Z\" is not in node.csv" },
        { "K1,art,said,x,y,,1,t,,,mode A B foot,untested,,reported", "road, rail, sea, air or pipeline" },
        { "K1,art,said,x,y,,1,t,,,gateway A B,untested,,reported", "gateway ends with a country" },
        { "K1,art,said,x,y,,1,t,,,figures [trade AA BB export 2020],untested,,reported", "trade.csv has no value" },
        { "K1,art,said,x,y,,1,t,,,network_km AA wheel,untested,,reported", "network_km is followed by a country and a mode" },
        { "K1,art,said,x,y,,1,t,,,study s sum AA,untested,,reported", "claim.csv:2: the test of \"K1\": a study is asked for its multiplier, not for \"sum\"" },
        { "K1,art,said,x,y,,1,t,,,study s,untested,,reported", "a study is asked for its multiplier, not for \"\"" },
        { "K1,art,said,x,y,,1,t,,,study s multiplier,untested,,reported", "multiplier is followed by areas" },
        { "K1,art,said,x,y,,1,t,,,study s multiplier AA; BB,untested,,reported", "areas have ; between them and no spaces" },
        { "K1,art,said,x,y,,1,t,,,study s multiplier region;ZZ,untested,,reported",
          "claim.csv:2: the test of \"K1\": the area \"ZZ\" is neither region nor a country" },
    };
    (void)state;
    struct temp_folder folder;
    temp_folder_open(&folder);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char claims[1024];
        kr_problems problems = { 0 };
        kr_job job;
        kr_world w;
        snprintf(claims, sizeof claims, CLAIM_HEAD "%s\n", cases[i].row);
        put_ledger(&folder, claims, PROMISE_HEAD);
        kr_job_init(&job, 1 << 24);
        check_ok(&job, kr_world_read_figures(&job, folder.path, &problems, &w));
        if (!problems.errors)
            check_ok(&job, kr_ledger_check(&job, &w, &problems));
        char told[1024] = "nothing";
        if (problems.kept && problems.list[0].column)
            snprintf(told, sizeof told, "%s:%d:%u: %s", problems.list[0].file, (int)problems.list[0].line, problems.list[0].column, problems.list[0].message);
        else if (problems.kept)
            snprintf(told, sizeof told, "%s:%d: %s", problems.list[0].file, (int)problems.list[0].line, problems.list[0].message);
        if (problems.errors != 1 || !strstr(told, cases[i].words))
            fail_msg("%s: %zu errors, \"%s\" lacks \"%s\"", cases[i].row, problems.errors, told, cases[i].words);
        kr_job_end(&job);
    }
    temp_folder_close(&folder);
}

static void a_promise_is_tracked_by_the_rule(void **state)
{
    static const struct { const char *row; kr_track track; double needed, seen; } cases[] = {
        /* 110 in 2022 after 100: 10 % a year; to 121 in one year it takes 10 %, to 146.41 in two years 15.4 %. */
        { "P,p,AA,2021,2023,series up,,120.9,t,up", KR_ON_TRACK, 100 * (120.9 / 110 - 1), 10 },
        { "P,p,AA,2021,2024,series up,,146.41,t,up", KR_OFF_TRACK, 15.36897, 10 },
        { "P,p,AA,2021,2024,series up,,105,t,up", KR_KEPT, NAN, 10 },
        { "P,p,AA,2023,2024,series up,,105,t,up", KR_ON_TRACK, -2.29925, 10 },      /* reached before it was promised: that does not keep it */
        { "P,p,AA,2021,2022,series up,,300,t,up", KR_MISSED, NAN, 10 },
        { "P,p,AA,2021,2022-12-31,series up,,300,t,up", KR_MISSED, NAN, 10 },
        { "P,p,AA,2021,,series up,,300,t,up", KR_NOT_KNOWN, NAN, 10 },
        /* The newest pair are the halves of 2023 and 2024. */
        { "P,p,AA,2023,2025,series half,,250,t,up", KR_ON_TRACK, 58.113883, 60 },
        { "P,p,AA,2023,2025,series plan,,250,t,up", KR_NOT_KNOWN, NAN, NAN },
        { "P,p,AA,2022,2026,series days,,5,days,down", KR_KEPT, NAN, -35.450278 },
        { "P,p,AA,2022,2026,series days,,2,days,down", KR_OFF_TRACK, -36.754447, -35.450278 },
        { "P,p,AA,2022,,state link ab,,,,up", KR_KEPT, NAN, NAN },
        { "P,p,AA,2022,,state link ba,,,,up", KR_NOT_KNOWN, NAN, NAN },
        { "P,p,AA,2022,2022-06,state link ba,,,,up", KR_MISSED, NAN, NAN },
    };
    (void)state;
    struct temp_folder folder;
    temp_folder_open(&folder);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char promises[1024];
        kr_job job;
        kr_world w;
        kr_tracking t;
        snprintf(promises, sizeof promises, PROMISE_HEAD "%s,pub,reported\n", cases[i].row);
        put_ledger(&folder, CLAIM_HEAD, promises);
        kr_job_init(&job, 1 << 24);
        check_ok(&job, kr_world_read_figures(&job, folder.path, NULL, &w));
        check_ok(&job, kr_ledger_track(&job, &w, 0, 20230101, &t));
        if (t.track != cases[i].track)
            fail_msg("%s: %s, %s", cases[i].row, kr_track_name(t.track), t.why);
        if (!isnan(cases[i].needed))
            check_near(t.needed_pct_yr, cases[i].needed, 1e-4);
        if (!isnan(cases[i].seen))
            check_near(t.seen_pct_yr, cases[i].seen, 1e-4);
        kr_job_end(&job);
    }
    temp_folder_close(&folder);
}

/* What was promised for 2022 and only observed before its end is not known. */
static void a_date_that_passed_unobserved_is_not_known(void **state)
{
    (void)state;
    struct temp_folder folder;
    kr_job job;
    kr_world w;
    kr_tracking t;
    temp_folder_open(&folder);
    put_ledger(&folder, CLAIM_HEAD, PROMISE_HEAD "P,p,AA,2021,2023,series up,,300,t,up,pub,reported\nQ,q,AA,2021,2023,series wrong,,300,t,up,pub,reported\n"
                                                 "R,r,AA,2021,2023,series up,,,t,up,pub,reported\n");
    kr_job_init(&job, 1 << 24);
    check_ok(&job, kr_world_read_figures(&job, folder.path, NULL, &w));
    check_ok(&job, kr_ledger_track(&job, &w, 0, 20240101, &t));
    assert_int_equal(t.track, KR_NOT_KNOWN);
    assert_string_equal(t.latest_period, "2022");
    assert_int_equal(kr_ledger_track(&job, &w, 1, 20240101, &t), KR_E_INPUT);
    check_says(&job, "commitment.csv:3: the measure of \"Q\": the series \"wrong\" is not in series.csv");
    assert_int_equal(kr_ledger_track(&job, &w, 2, 20240101, &t), KR_E_INPUT);
    check_says(&job, "a target is missing");
    kr_job_end(&job);
    temp_folder_close(&folder);
}

/* ---- claims that rest on a study ---- */

#define STUDY_CLAIM CLAIM_HEAD "K1,art,said,x,y,,1,t,,,study s multiplier AA;BB,untested,,reported\n"

static void judge_by(const struct temp_folder *folder, kr_job *job, const kr_study_said *study, kr_finding *finding)
{
    kr_world w;
    uint32_t row = 0;
    put_ledger(folder, STUDY_CLAIM, PROMISE_HEAD);
    kr_job_init(job, 1 << 24);
    check_ok(job, kr_world_read_figures(job, folder->path, NULL, &w));
    check_ok(job, kr_ledger_judge(job, &w, &row, 1, 20240101, study, finding));
}

/* The rule itself: low above 0 in all, high below 0 in one, else neither. 0 itself is neither above nor below. */
static void a_multiplier_is_judged_by_the_rule(void **state)
{
    static const struct { double low_a, high_a, low_b, high_b; kr_verdict verdict; } cases[] = {
        { 1, 2, 1, 2, KR_CONFIRMS }, { 1, 2, 0, 2, KR_NOT_DECIDED }, { 1, 2, -1, 2, KR_NOT_DECIDED }, { -1, 2, -1, 2, KR_NOT_DECIDED },
        { -2, 0, 1, 2, KR_NOT_DECIDED }, { 1, 2, -2, -1, KR_CONTRADICTS }, { -2, -1, 1, 2, KR_CONTRADICTS }, { -2, -1, -1, 2, KR_CONTRADICTS },
        { NAN, NAN, NAN, NAN, KR_NOT_DECIDED },
    };
    (void)state;
    struct temp_folder folder;
    temp_folder_open(&folder);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        kr_multiplier of[] = { { "BB", 7e6, cases[i].low_b, cases[i].high_b }, { "CC", -9e6, -9e6, -9e6 }, { "AA", 5e6, cases[i].low_a, cases[i].high_a } };
        kr_study_said study = { "s", "A+B", 200, 3, of, 3 };
        kr_job job;
        kr_finding f;
        judge_by(&folder, &job, &study, &f);
        if (f.model_verdict != cases[i].verdict)
            fail_msg("case %zu: %s", i, kr_verdict_name(f.model_verdict));
        check_near(f.model_value, 5e6, 0);
        assert_string_equal(f.model_unit, "USD/year, AA");
        kr_job_end(&job);
    }
    temp_folder_close(&folder);
}

static void the_run_that_judged_is_named(void **state)
{
    static const kr_multiplier of[] = { { "AA", 5e6, 1e6, 7.25e6 }, { "BB", -2.5e9, -3e9, -1234 } };
    static const kr_multiplier bare[] = { { "AA", 5e6, NAN, NAN }, { "BB", 0, NAN, NAN } };
    static const struct { kr_study_said study; kr_verdict verdict; const char *run; } cases[] = {
        { { "s", "A+B", 200, 3, of, 2 }, KR_CONTRADICTS, "keruen study run s, 200 draws, seed 3: multiplier of A+B in M USD a year, 5 to 95 % of the draws: "
                                                         "AA 5 (1 to 7.25), BB -2500 (-3000 to -0.00123)" },
        { { "s", "A+B", 0, 3, bare, 2 }, KR_NOT_DECIDED, "keruen study run s, no draws and so no range: multiplier of A+B in M USD a year: AA 5, BB 0" },
        { { "t", "A+B", 200, 3, of, 2 }, KR_UNTESTED, "keruen study run s --store FILE, then keruen facts --study FILE, decides it" },
    };
    (void)state;
    struct temp_folder folder;
    temp_folder_open(&folder);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        kr_job job;
        kr_finding f;
        judge_by(&folder, &job, &cases[i].study, &f);
        assert_string_equal(f.run, cases[i].run);
        assert_int_equal(f.model_verdict, cases[i].verdict);
        kr_job_end(&job);
    }
    temp_folder_close(&folder);
}

static void a_run_without_the_area_is_refused(void **state)
{
    static const kr_multiplier of[] = { { "AA", 5e6, 1e6, 7e6 } };
    static const kr_study_said study = { "s", "A+B", 200, 3, of, 1 };
    kr_job job;
    kr_world w;
    kr_finding f;
    uint32_t row = 0;
    (void)state;
    struct temp_folder folder;
    temp_folder_open(&folder);
    put_ledger(&folder, STUDY_CLAIM, PROMISE_HEAD);
    kr_job_init(&job, 1 << 24);
    check_ok(&job, kr_world_read_figures(&job, folder.path, NULL, &w));
    assert_int_equal(kr_ledger_judge(&job, &w, &row, 1, 20240101, &study, &f), KR_E_INPUT);
    assert_non_null(strstr(job.message, "claim.csv:2: the test of \"K1\": the run of s has no area \"BB\""));
    kr_job_end(&job);
    temp_folder_close(&folder);
}

/* ---- memory ---- */

static const kr_multiplier nothing[] = { { "AA", 0, 0, 0 }, { "BB", 0, 0, 0 } };
static const kr_study_said none_builds = { "s", "A+B", 2, 1, nothing, 2 };

static kr_status go_through(kr_job *job, void *with)
{
    const struct temp_folder *folder = with;
    kr_world w;
    kr_finding *findings;
    kr_tracking t;
    uint32_t rows[5] = { 0, 1, 2, 3, 4 };
    KR_TRY(kr_world_read_figures(job, folder->path, NULL, &w));
    KR_TRY(kr_ledger_check(job, &w, NULL));
    findings = kr_job_alloc(job, w.claim.count, sizeof *findings);
    if (!findings)
        return KR_E_MEMORY;
    KR_TRY(kr_ledger_judge(job, &w, rows, w.claim.count, 20240101, &none_builds, findings));
    return kr_ledger_track(job, &w, 0, 20240101, &t);
}

static void any_allocation_may_fail(void **state)
{
    (void)state;
    struct temp_folder folder;
    temp_folder_open(&folder);
    put_ledger(&folder,
               CLAIM_HEAD "K1,art,said,x,y,,10,%,\"growth([up 2022], [up 2021])\",base (t) = [up 2022] / (1 + value / 100),"
                          "figures [up 2022] / 11,confirms,pub,reported\n"
                          "K2,art,said,x,y,nearly,2,places,,,reach A A;B,untested,,reported\nK3,art,said,x,y,,,road,,,mode A B road,untested,,reported\n"
                          "K4,art,said,x,y,,,road,,,gateway A B BB,untested,,reported\n"
                          "K5,art,said,x,y,,,yes,,,study s multiplier AA;BB,untested,,reported\n",
               PROMISE_HEAD "P,p,AA,2021,2023,series up,,300,t,up,pub,reported\n");
    every_allocation_may_fail(go_through, &folder);
    temp_folder_close(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_ledger_of_the_region_is_sound), cmocka_unit_test(relations_are_worked_out_anew), cmocka_unit_test(what_a_claim_implies),
        cmocka_unit_test(tests_of_figures_and_model), cmocka_unit_test(what_cannot_be_is_told_with_its_line),
        cmocka_unit_test(a_promise_is_tracked_by_the_rule), cmocka_unit_test(a_date_that_passed_unobserved_is_not_known),
        cmocka_unit_test(a_multiplier_is_judged_by_the_rule), cmocka_unit_test(the_run_that_judged_is_named),
        cmocka_unit_test(a_run_without_the_area_is_refused), cmocka_unit_test(any_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, load_region, drop_region);
}
