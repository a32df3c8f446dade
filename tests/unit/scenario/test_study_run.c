/* test_study_run.c: a study of three projects from its question to its answer: what adds up, and that nothing depends on how it was run. */
#include "strait_world.h"

#define MOST_KEPT 256

/* A store in memory. */
typedef struct kept {
    kr_job job;
    char name[MOST_KEPT][40];
    double *value[MOST_KEPT];
    size_t length[MOST_KEPT], count, found;
    size_t stop_after;          /* the store fails after so many; 0: never */
} kept;

static kr_status find(void *to, kr_job *job, const char *item, const double **values, size_t *count)
{
    kept *k = to;
    (void)job;
    *values = NULL;
    for (size_t i = 0; i < k->count; i++)
        if (strcmp(k->name[i], item) == 0) {
            *values = k->value[i];
            *count = k->length[i];
            k->found++;
        }
    return KR_OK;
}

static kr_status keep(void *to, kr_job *job, const char *item, const double *values, size_t count)
{
    kept *k = to;
    if (k->stop_after && k->count == k->stop_after)
        return kr_fail(job, KR_E_FILE, "the disk is full");
    assert_true(k->count < MOST_KEPT);
    snprintf(k->name[k->count], sizeof k->name[0], "%s", item);
    k->value[k->count] = kr_job_alloc(&k->job, count, sizeof *values);
    memcpy(k->value[k->count], values, count * sizeof *values);
    k->length[k->count++] = count;
    return KR_OK;
}

typedef struct fixture {
    kr_job job;
    kr_world world;
    kr_flows flows;
    kr_study study;
    kr_study_project project[3];
    kr_study_bundle bundle[2];
    kr_study_figure figure[3];
    kept kept;
    kr_item_store store;
} fixture;

static const uint32_t members[3] = { 0, 1, 2 };

static void add_project(fixture *f, uint32_t p, const char *id, double cost, double year, const char *const *host, uint32_t hosts)
{
    f->project[p] = (kr_study_project){ .id = id, .name = id, .row = kr_world_find(&f->world, KR_PROJECT, id), .cost_usd = cost, .year = year,
                                        .host = host, .hosts = hosts, .source = "" };
    check_ok(&f->job, kr_patch_open(&f->job, &f->world, id, &f->project[p].patch));
}

static void open_fixture(fixture *f)
{
    static const char *const west_and_middle[] = { "KZ", "AZ" }, *const middle[] = { "AZ" }, *const east[] = { "GE" };
    static const char *const kz[] = { "KZ" };
    memset(f, 0, sizeof *f);
    kr_job_init(&f->job, (size_t)1 << 29);
    kr_job_init(&f->kept.job, (size_t)1 << 28);
    halves_read(&f->job, halves_demand, &f->world);
    f->flows = halves_flows();
    add_project(f, 0, "first", 10e6, 2027, west_and_middle, 2);
    add_project(f, 1, "second", 20e6, 2028, east, 1);
    add_project(f, 2, "twin", 15e6, NAN, middle, 1);
    f->bundle[0] = (kr_study_bundle){ .id = "A", .name = "The halves", .member = members, .members = 2 };
    f->bundle[1] = (kr_study_bundle){ .id = "B", .name = "The twin", .member = members + 2, .members = 1 };
    f->figure[0] = (kr_study_figure){ .id = "exports", .measure = KR_MEASURE_EXPORTS_PCT, .built = 1, .area = kz, .areas = 1, .cargo = KR_NONE };
    f->figure[1] = (kr_study_figure){ .id = "usd", .measure = KR_MEASURE_USD_YR, .built = 3, .area = kz, .areas = 1, .cargo = KR_NONE };
    f->figure[2] = (kr_study_figure){ .id = "hours", .measure = KR_MEASURE_HOURS_RATIO, .built = 1, .area = kz, .areas = 1, .cargo = KR_NONE };
    f->study = (kr_study){ .file = "", .id = "halves", .title = "", .question = "", .base_year = 2023, .date = 20250601, .opening_year = 2029,
                           .project = f->project, .bundle = f->bundle, .figure = f->figure, .projects = 3, .bundles = 2, .figures = 3, .draws = 8,
                           .seed = 5, .budget_usd = 35e6, .horizon_years = 30, .with_members = 1 };
    for (int p = 0; p < KR_PARAMETERS; p++)
        f->study.parameter[p] = kr_study_parameter_default((kr_study_parameter)p);
    f->study.parameter[KR_PARAMETER_TRADE_ELASTICITY] = (kr_study_range){ .central = 5, .low = 3, .high = 8, .distribution = KR_TRIANGULAR };
    f->study.parameter[KR_PARAMETER_TIME_VALUE] = (kr_study_range){ .central = 1, .low = 0.5, .high = 2, .distribution = KR_LOGNORMAL, .is_estimate = 1 };
    f->study.parameter[KR_PARAMETER_MARGIN] = (kr_study_range){ .central = 0.3, .low = 0.2, .high = 0.4, .distribution = KR_UNIFORM, .is_estimate = 1 };
    f->store = (kr_item_store){ find, keep, &f->kept };
}

static void close_fixture(fixture *f)
{
    kr_job_end(&f->kept.job);
    kr_job_end(&f->job);
}

static kr_study_result run(fixture *f, const kr_item_store *store)
{
    kr_study_result r;
    check_ok(&f->job, kr_study_run(&f->job, &f->world, &f->flows, &f->study, store, &r));
    assert_int_equal(r.areas, 4);
    return r;
}

/* Property: parts sum, the multiplier is the second difference, shares add up, areas add up to the region; figure by figure. */
static void the_figures_add_up(void **state)
{
    (void)state;
    fixture f;
    open_fixture(&f);
    kr_study_result r = run(&f, NULL);
    const kr_worth *v = r.bundles.worth, *m = r.bundles.together;
    double usd = 0;
    assert_int_equal(r.unsettled, 0);
    for (uint32_t i = 0; i <= 4; i++) {
        const double *none = (const double *)&v[i], *a = (const double *)&v[5 + i], *b = (const double *)&v[10 + i], *both = (const double *)&v[15 + i];
        for (int k = 0; k < KR_WORTHS; k++) {
            check_near(none[k], 0, 0);
            check_near(((const double *)&m[15 + i])[k], both[k] - a[k] - b[k] + none[k], 1e-9 * (1 + fabs(both[k])));
            double shares = ((const double *)&r.bundles.shapley[i])[k] + ((const double *)&r.bundles.shapley[5 + i])[k], three = 0;
            check_near(shares, both[k], 1e-9 * (1 + fabs(both[k])));
            for (uint32_t p = 0; p < 3; p++)
                three += ((const double *)&r.members.shapley[5 * p + i])[k];
            check_near(three, both[k], 1e-9 * (1 + fabs(both[k])));
        }
        check_near(v[15 + i].usd, v[15 + i].trade_usd + v[15 + i].transit_usd, 1e-6);
        check_near(v[15 + i].net_usd, v[15 + i].usd - v[15 + i].cost_usd, 1e-6);
        usd += r.in_region[i < 4 ? i : 0] && i < 4 ? v[15 + i].usd : 0;
    }
    check_near(v[15 + 4].usd, usd, 1e-6);
    assert_true(!r.in_region[3] && r.in_region[0]);        /* the rest of the world is not the region */
    close_fixture(&f);
}

/* Property: a set's outcome does not depend on where its search began: in a lattice at a guess, here at the base. */
static void guesses_change_nothing(void **state)
{
    (void)state;
    fixture f;
    open_fixture(&f);
    kr_study_result r = run(&f, NULL);
    for (uint32_t set = 1; set < 8; set++) {
        kr_study_project one = f.project[0];
        kr_study_bundle all = { .id = "one", .name = "one", .member = members, .members = 1 };
        kr_study study = f.study;
        kr_study_result alone;
        one.patch = (kr_patch){ 0 };
        for (uint32_t p = 0; p < 3; p++)
            for (size_t i = 0; set >> p & 1 && i < f.project[p].patch.count; i++)
                check_ok(&f.job, kr_patch_add(&f.job, &one.patch, f.project[p].patch.edit[i]));
        study.project = &one;
        study.bundle = &all;
        study.projects = study.bundles = 1;
        study.figures = study.draws = 0;
        check_ok(&f.job, kr_study_run(&f.job, &f.world, &f.flows, &study, NULL, &alone));
        for (uint32_t i = 0; i <= 4; i++)
            check_near(alone.bundles.worth[5 + i].usd, r.members.worth[5 * set + i].usd, 1e-6 * fabs(alone.bundles.worth[5 + i].usd) + 1);
    }
    close_fixture(&f);
}

/* Property: a half is worth nothing and what it makes with the other is the whole; the twin beside them is a substitute. */
static void signs_are_as_they_must_be(void **state)
{
    (void)state;
    fixture f;
    open_fixture(&f);
    kr_study_result r = run(&f, NULL);
    const kr_worth *v = r.members.worth, *m = r.members.together;
    for (uint32_t i = 0; i < 5; i++) {
        check_near(v[1 * 5 + i].welfare_pct, 0, 1e-9);
        check_near(m[3 * 5 + i].welfare_pct, v[3 * 5 + i].welfare_pct, 1e-9);
        assert_false(r.members.significant[1 * 5 + i]);
    }
    assert_true(m[3 * 5 + 4].usd > 0 && r.members.significant[3 * 5 + 4] == 3 && m[7 * 5 + 4].usd < 0);
    assert_true(r.bundles.together[3 * 5 + 4].usd < 0 && r.together_usd[3 * 5 + 4].high < 0);
    assert_true(isnan(kr_study_ratio(&r.members, 4, 0, 1, 4, r.significant_usd)));     /* both over nothing: n.a. */
    double ratio = kr_study_ratio(&r.bundles, 4, 0, 1, 4, r.significant_usd);
    assert_true(ratio > 0.4 && ratio < 1);
    close_fixture(&f);
}

static void edit_base(fixture *f, const char *link, const char *column, kr_edit_kind kind, const char *value)
{
    kr_edit e = { KR_LINK, kr_world_find(&f->world, KR_LINK, link), column, kind, value, "for the test", KR_NONE };
    check_ok(&f->job, kr_patch_add(&f->job, &f->study.base, e));
}

/* Property of random utility: a way that is a little dearer than the old one is a gain all the same, for it takes its share. */
static void a_second_best_way_is_worth_something(void **state)
{
    (void)state;
    fixture f;
    open_fixture(&f);
    edit_base(&f, "twin_1", "length", KR_EDIT_SET, "1550");
    edit_base(&f, "twin_2", "length", KR_EDIT_SET, "1550");
    kr_study_result r = run(&f, NULL);
    assert_true(r.bundles.worth[2 * 5 + 4].usd > 1000 && r.bundles.significant[2 * 5 + 4]);
    close_fixture(&f);
}

/* Where no way led, what is gained is measured from the cost at which people stay at home. */
static void a_first_way_is_worth_something(void **state)
{
    (void)state;
    fixture f;
    open_fixture(&f);
    edit_base(&f, "round_1", "status", KR_EDIT_SET, "closed");
    kr_study_result r = run(&f, NULL);
    assert_true(r.bundles.worth[1 * 5 + 4].usd > 1e6 && r.bundles.worth[1 * 5 + 4].usd < 1e9);
    assert_true(r.bundles.worth[3 * 5 + 4].usd > r.bundles.worth[1 * 5 + 4].usd);
    close_fixture(&f);
}

/* Costs lie where the hosts are; opening years bound what is returned. Closed form: an annuity of 6 % over 30 years is 0.0726489 a year. */
static void costs_and_returns(void **state)
{
    (void)state;
    fixture f;
    open_fixture(&f);
    kr_study_result r = run(&f, NULL);
    double rate = f.study.parameter[KR_PARAMETER_DISCOUNT_RATE].central, yearly = rate / (1 - pow(1 + rate, -30)), sum = 0;
    check_near(r.members.worth[1 * 5 + 0].cost_usd, 5e6 * yearly, 1e-3);
    check_near(r.members.worth[1 * 5 + 1].cost_usd, 5e6 * yearly, 1e-3);
    check_near(r.members.worth[7 * 5 + 4].cost_usd, 45e6 * yearly, 1e-3);
    check_near(r.of_project[2].opens, 2029, 0);
    for (int t = 5; t <= 30; t++)       /* the study begins in 2025; 2029 is its fifth year */
        sum += pow(1 + rate, -t);
    check_near(r.of_project[2].pv_alone_usd, sum * r.members.worth[4 * 5 + 4].usd, 1e-3);
    check_near(r.of_project[2].ratio_alone, r.of_project[2].pv_alone_usd / 15e6, 1e-12);
    check_near(r.of_project[0].alone_usd, 0, 1);
    assert_true(r.best.is_exact && r.best.cost <= 35e6 && r.best.looked_at == 8);
    assert_true(r.best.set == 4 || r.best.set == 3);
    close_fixture(&f);
}

/* Benefit over cost of bundle b in one draw: its factor by the formula above, worked out here, times half of what it gives alone and last. */
static double return_of_draw(const fixture *f, uint32_t draw, uint32_t b, const kr_worth *v)
{
    double rate = kr_study_draw(&f->study, draw, KR_PARAMETER_DISCOUNT_RATE), delay = kr_study_draw(&f->study, draw, KR_PARAMETER_OPENING_DELAY);
    double opens = (b ? 2029 : 2028) + delay - 2025, sum = 0, cost = b ? 15e6 : 30e6;
    for (int t = 0; t < 30; t++)
        sum += fmin(1, fmax(0, t + 1 - opens)) * pow(1 + rate, -(t + 1));
    return sum / cost * (v[(b ? 2 : 1) * 5 + 4].usd + v[3 * 5 + 4].usd - v[(b ? 1 : 2) * 5 + 4].usd) / 2;
}

/* What is drawn for the discount rate and the opening is in the range of what a bundle returns: closed form where only these two are drawn. */
static void returns_have_ranges(void **state)
{
    (void)state;
    fixture f;
    open_fixture(&f);
    for (int p = 0; p < KR_PARAMETERS; p++)
        f.study.parameter[p].distribution = KR_FIXED;
    f.study.parameter[KR_PARAMETER_DISCOUNT_RATE] = (kr_study_range){ .central = 0.06, .low = 0.03, .high = 0.1, .distribution = KR_TRIANGULAR };
    f.study.parameter[KR_PARAMETER_OPENING_DELAY] = (kr_study_range){ .central = 0, .low = 0, .high = 4, .distribution = KR_UNIFORM };
    f.study.draws = 2;
    kr_study_result r = run(&f, NULL);
    for (uint32_t b = 0; b < 2; b++) {
        double one = return_of_draw(&f, 1, b, r.bundles.worth), two = return_of_draw(&f, 2, b, r.bundles.worth);
        double least = fmin(one, two), most = fmax(one, two);
        assert_true(most > 1.01 * least);
        check_near(r.return_of_bundle[b].low, least + 0.05 * (most - least), 1e-6 * most);
        check_near(r.return_of_bundle[b].high, least + 0.95 * (most - least), 1e-6 * most);
    }
    close_fixture(&f);
}

static int same_spreads(const kr_spread *a, const kr_spread *b, size_t count)
{
    return memcmp(a, b, count * sizeof *a) == 0;
}

static int same_answers(const kr_study_result *a, const kr_study_result *b)
{
    return memcmp(a->bundles.worth, b->bundles.worth, 20 * sizeof(kr_worth)) == 0 && memcmp(a->members.worth, b->members.worth, 40 * sizeof(kr_worth)) == 0
           && memcmp(a->trade_usd_yr, b->trade_usd_yr, 64 * sizeof(double)) == 0 && same_spreads(a->together_usd, b->together_usd, 20)
           && same_spreads(a->worth_pct, b->worth_pct, 20) && a->links == b->links && memcmp(a->link, b->link, a->links * sizeof *a->link) == 0
           && memcmp(&a->best, &b->best, sizeof a->best) == 0 && a->beside[0].value == b->beside[0].value;
}

/* Property: the same bytes for one thread and for three. */
static void threads_change_nothing(void **state)
{
    (void)state;
    fixture f;
    open_fixture(&f);
    kr_study_result one = run(&f, NULL);
    f.job.threads = 3;
    kr_study_result three = run(&f, NULL);
    assert_true(same_answers(&one, &three));
    close_fixture(&f);
}

/* Property: a run that was stopped goes on where it was, to the same bytes; what is kept is not made again. */
static void a_stopped_run_goes_on(void **state)
{
    (void)state;
    fixture f;
    kr_study_result stopped;
    open_fixture(&f);
    kr_study_result whole = run(&f, NULL);
    f.kept.stop_after = 7;
    assert_int_equal(kr_study_run(&f.job, &f.world, &f.flows, &f.study, &f.store, &stopped), KR_E_FILE);
    check_says(&f.job, "the disk is full");
    assert_int_equal(f.kept.count, 7);
    f.kept.stop_after = 0;
    kr_study_result rest = run(&f, &f.store);
    assert_int_equal(rest.reused, 7);
    assert_true(same_answers(&whole, &rest));
    kr_study_result again = run(&f, &f.store);
    assert_int_equal(again.reused, again.items);
    assert_true(same_answers(&whole, &again));
    close_fixture(&f);
}

/* Property: draw k does not depend on how many there are; ranges hold the middle. */
static void draws_are_their_own(void **state)
{
    (void)state;
    fixture f;
    open_fixture(&f);
    kr_study_result r = run(&f, &f.store);
    size_t before = f.kept.count;
    f.study.draws = 12;
    kr_study_result more = run(&f, &f.store);
    assert_int_equal(f.kept.count, before + 4);
    assert_int_equal(more.draws, 12);
    for (size_t k = 5; k < 20; k++) {
        assert_true(r.worth_usd[k].low <= r.worth_usd[k].median && r.worth_usd[k].median <= r.worth_usd[k].high);
        assert_true(isnan(r.worth_usd[k].from_estimates) || (r.worth_usd[k].from_estimates >= 0 && r.worth_usd[k].from_estimates <= 1));
    }
    assert_true(r.swings >= 3);
    for (uint32_t s = 0; s < r.swings; s++)
        if (r.swing[s].parameter == KR_PARAMETER_TRADE_ELASTICITY)
            assert_true(r.swing[s].high[5 + 4].welfare_pct > 0 && r.swing[s].together_low[15 + 4].usd < 0);
    close_fixture(&f);
}

/* Published figures: the model's exports and income are those of its own tables. */
static void figures_beside_are_the_tables_own(void **state)
{
    (void)state;
    fixture f;
    open_fixture(&f);
    kr_study_result r = run(&f, NULL);
    double before = 0, after = 0;
    for (uint32_t j = 1; j < 4; j++) {
        before += r.trade_usd_yr[j];
        after += r.trade_usd_yr[16 + j];
    }
    check_near(r.beside[0].value, 100 * (after / before - 1), 1e-9);
    check_near(r.beside[1].value, r.bundles.worth[15].usd, 1e-3);
    assert_true(r.beside[0].spread.low > 0);
    assert_true(r.beside[2].value < 0.5 && r.beside[2].value > 800. / 3000);       /* most go 800 km now instead of 3,000, as fast */
    close_fixture(&f);
}

/* Links, corridors and places say what passes with nothing built and with all. */
static void tables_of_both_ends(void **state)
{
    (void)state;
    fixture f;
    int seen = 0;
    open_fixture(&f);
    kr_study_result r = run(&f, NULL);
    uint32_t round = kr_world_find(&f.world, KR_LINK, "round_1"), half = kr_world_find(&f.world, KR_LINK, "half_1");
    for (uint32_t i = 0; i < r.links; i++) {
        if (r.link[i].link == round) {
            check_near(r.link[i].t_base, 160000, 1);        /* all of it; less stays at home than a tonne */
            assert_true(r.link[i].t_all < 0.1 * r.link[i].t_base && r.link[i].marginal_usd > 0.7 * 160000 && r.link[i].marginal_usd < 160000);
            seen++;
        }
        if (r.link[i].link == half)
            assert_true(r.link[i].t_base == 0 && r.link[i].t_all > 30000 && seen++);
    }
    assert_int_equal(seen, 2);
    assert_int_equal(r.places, 3);      /* the two in the middle reached nothing before */
    assert_true(r.place[0].cost_pct < -20 && r.place[0].access_pct > 20 && r.place[2].access_pct == 0);
    assert_int_equal(r.limits, 0);
    close_fixture(&f);
}

/* ---- a study with ships that leave when full ---- */

/* B is twice the ships; A the twin. */
static void open_strait(fixture *f)
{
    static const uint32_t twin[1] = { 0 }, fleet[1] = { 1 };
    static const char *const middle[] = { "AZ" };
    open_fixture(f);
    strait_read(&f->job, strait_ships, &f->world);
    memset(f->project, 0, sizeof f->project);
    add_project(f, 0, "twin", 15e6, NAN, middle, 1);
    edit_base(f, "twin_1", "length", KR_EDIT_SET, "1450");
    edit_base(f, "twin_2", "length", KR_EDIT_SET, "1450");
    f->project[1] = (kr_study_project){ .id = "fleet", .name = "fleet", .row = KR_NONE, .cost_usd = 1e6, .year = NAN, .source = "" };
    for (uint32_t row = 0; row < 2; row++)
        check_ok(&f->job, kr_patch_add(&f->job, &f->project[1].patch,
                                       (kr_edit){ KR_SERVICE, row, "headway_h", KR_EDIT_SCALE, "0.5", "twice the ships", KR_NONE }));
    f->bundle[0] = (kr_study_bundle){ .id = "A", .name = "The twin", .member = twin, .members = 1 };
    f->bundle[1] = (kr_study_bundle){ .id = "B", .name = "The ships", .member = fleet, .members = 1 };
    f->study.projects = f->study.bundles = 2;
    f->study.figures = f->study.draws = 0;
}

/*
 * Ships alone bring nothing while waits answer, and much where they are held; the twin takes goods off them, so that it is worth less; from
 * the other end ships sail seldom, and what that costs is told beside.
 */
static void waits_answer_from_both_ends(void **state)
{
    (void)state;
    fixture f;
    open_strait(&f);
    kr_study_result r = run(&f, NULL);
    const kr_study_sets *held = &r.bundles, *waits = &r.channel[KR_CHANNEL_WAITS];
    assert_int_equal(waits->sets, 4);
    assert_int_equal(r.seldom.sets, 4);
    assert_true(held->worth[2 * 5 + 4].usd > 1e5 && fabs(waits->worth[2 * 5 + 4].usd) < r.significant_usd);
    assert_true(waits->worth[1 * 5 + 4].usd < held->worth[1 * 5 + 4].usd);
    assert_true(r.waits_differ && r.seldom_base[4].usd < -1e5);
    for (uint32_t i = 0; i < 5; i++)
        check_near(waits->together[15 + i].usd, waits->worth[15 + i].usd - waits->worth[5 + i].usd - waits->worth[10 + i].usd, 1e-6);
    assert_int_equal(r.departures, 2);
    assert_int_equal(r.departure[0].ship, r.departure[1].ship);
    check_near(r.departure[0].table_h, 100, 0);
    check_near(r.departure[0].fleet_h[2], 50, 0);
    check_near(r.departure[0].often_h[2], 100, 1e-3);
    check_near(r.departure[0].seldom_h[0], 336, 1e-9);
    assert_true(r.departure[0].often_h[1] > 100 && r.departure[0].often_t[1] < r.departure[0].often_t[0]);
    assert_true(r.sweeps_most > 1 && r.headway_moved_worst <= 1e-8);
    close_fixture(&f);
}

static int same_waits(const kr_study_result *a, const kr_study_result *b)
{
    return memcmp(a->channel[KR_CHANNEL_WAITS].worth, b->channel[KR_CHANNEL_WAITS].worth, 20 * sizeof(kr_worth)) == 0
           && memcmp(a->seldom.worth, b->seldom.worth, 20 * sizeof(kr_worth)) == 0
           && memcmp(a->seldom_base, b->seldom_base, 5 * sizeof(kr_worth)) == 0
           && memcmp(a->departure[0].often_h, b->departure[0].often_h, 4 * sizeof(double)) == 0;
}

/* Property: the same bytes for one thread and for three, and when the first items come from a store. */
static void waits_are_the_same_however_they_are_run(void **state)
{
    (void)state;
    fixture f;
    kr_study_result stopped;
    open_strait(&f);
    kr_study_result one = run(&f, NULL);
    f.job.threads = 3;
    kr_study_result three = run(&f, NULL);
    assert_true(same_waits(&one, &three));
    f.kept.stop_after = 5;
    f.job.threads = 1;
    assert_int_equal(kr_study_run(&f.job, &f.world, &f.flows, &f.study, &f.store, &stopped), KR_E_FILE);
    f.kept.stop_after = 0;
    kr_study_result rest = run(&f, &f.store);
    assert_int_equal(rest.reused, 5);
    assert_true(same_waits(&one, &rest));
    close_fixture(&f);
}

/* Where no ship leaves when full there is nothing to tell. */
static void no_ships_no_channel(void **state)
{
    (void)state;
    fixture f;
    open_fixture(&f);
    kr_study_result r = run(&f, NULL);
    assert_int_equal(r.channel[KR_CHANNEL_WAITS].sets, 0);
    assert_int_equal(r.departures, 0);
    assert_false(r.waits_differ);
    close_fixture(&f);
}

static void what_cannot_be_run_is_refused(void **state)
{
    (void)state;
    fixture f;
    kr_study_result r;
    open_fixture(&f);
    check_ok(&f.job, kr_patch_close(&f.job, &f.world, "half_1", &f.project[2].patch));
    assert_int_equal(kr_study_run(&f.job, &f.world, &f.flows, &f.study, NULL, &r), KR_E_INPUT);
    check_says(&f.job, "contradict each other about link half_1, column status");
    f.study.bundles = 0;
    assert_int_equal(kr_study_run(&f.job, &f.world, &f.flows, &f.study, NULL, &r), KR_E_INPUT);
    check_says(&f.job, "names no project");
    close_fixture(&f);
}

static kr_status run_small(kr_job *job, void *with)
{
    fixture *f = with;
    kr_study_result r;
    return kr_study_run(job, &f->world, &f->flows, &f->study, NULL, &r);
}

static void every_allocation_fails_once(void **state)
{
    (void)state;
    fixture f;
    open_fixture(&f);
    f.study.draws = 0;
    f.study.with_members = 0;
    f.study.bundles = 1;
    f.study.projects = 2;
    f.study.figures = 0;
    for (int p = 0; p < KR_PARAMETERS; p++)
        f.study.parameter[p].distribution = KR_FIXED;
    every_allocation_may_fail(run_small, &f);
    close_fixture(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_figures_add_up), cmocka_unit_test(guesses_change_nothing), cmocka_unit_test(signs_are_as_they_must_be),
        cmocka_unit_test(a_second_best_way_is_worth_something), cmocka_unit_test(a_first_way_is_worth_something),
        cmocka_unit_test(costs_and_returns), cmocka_unit_test(returns_have_ranges),
        cmocka_unit_test(threads_change_nothing), cmocka_unit_test(a_stopped_run_goes_on), cmocka_unit_test(draws_are_their_own),
        cmocka_unit_test(figures_beside_are_the_tables_own), cmocka_unit_test(tables_of_both_ends), cmocka_unit_test(what_cannot_be_run_is_refused),
        cmocka_unit_test(every_allocation_fails_once),
        cmocka_unit_test(waits_answer_from_both_ends), cmocka_unit_test(waits_are_the_same_however_they_are_run), cmocka_unit_test(no_ships_no_channel),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
