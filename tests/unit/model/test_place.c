/* test_place.c: which place a person means, on the small world and on the region. */
#include "region.h"
#include "small_world.h"

static const struct { const char *text, *id; } found[] = {
    { "alpha", "alpha" }, { "Alpha", "alpha" }, { "ALPHA", "alpha" }, { " alpha ", "alpha" }, { "alfa", "alpha" },
    { "Álphà", "alpha" }, { "АЛЬФА", "alpha" }, { "Альфа", "alpha" },
    { "AAALP", "alpha" }, { "aaalp", "alpha" }, { "AA ALP", "alpha" }, { "port gamma", "gamma" }, { "Port-Gamma", "gamma" },
    { "twin_a", "twin_a" }, { "Twin, AA", "twin_a" }, { "twin, bb", "twin_b" }, { "Kappa", "kappa" }, { "kappa (old town)", "kappa" },
    { "0,0", "alpha" }, { "0.1, 3.2", "beta" }, { "-0.5,7.9", "isle" }, { "+0.0,6", "delta" },
};

static void places_answer_to_their_names(void **state)
{
    (void)state;
    kr_job job;
    kr_world w;
    kr_job_init(&job, 1 << 26);
    small_world_read(&job, &w);
    for (size_t i = 0; i < sizeof found / sizeof *found; i++) {
        uint32_t node = KR_NONE;
        if (kr_place_find(&job, &w, found[i].text, &node, NULL) != KR_OK)
            fail_msg("%s: %s", found[i].text, job.message);
        assert_string_equal(kr_world_text(&w, w.node.id[node]), found[i].id);
    }
    kr_job_end(&job);
}

static const struct { const char *text, *says; } refused[] = {
    { "", "is empty" }, { "   ", "is empty" },
    { "Twin", "\"Twin\" can be Twin (twin_a, AA), Twin (twin_b, BB); write the id in brackets" },
    { "Twin, ZZ", "no place is called" },
    { "Alpah", "did you mean Alpha (alpha, AA)" }, { "bta", "did you mean Beta (beta, BB)" },
    { "qqqqqqqqqqqq", "keruen places lists them all" },
    { "91,0", "is no place on earth" }, { "0,181", "is no place on earth" },
    { "40,40", "no place of this world lies within 100 km of 40,40; the nearest is" },
    { "0,0,0", "no place is called" }, { "nan,0", "no place is called" }, { "1e400,0", "no place is called" },
};

static void what_is_no_place_is_told_with_the_nearest(void **state)
{
    (void)state;
    kr_job job;
    kr_world w;
    kr_job_init(&job, 1 << 26);
    small_world_read(&job, &w);
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        uint32_t node;
        if (kr_place_find(&job, &w, refused[i].text, &node, NULL) != KR_E_USAGE)
            fail_msg("\"%s\" passes", refused[i].text);
        check_says(&job, refused[i].says);
    }
    kr_job_end(&job);
}

/* A degree of a great circle on a sphere of 6,371.0088 km is 111.195080 km. */
static void distances_are_great_circles(void **state)
{
    (void)state;
    kr_job job;
    kr_world w;
    uint32_t node;
    double km;
    kr_job_init(&job, 1 << 26);
    small_world_read(&job, &w);
    uint32_t alpha = row_of(&w, KR_NODE, "alpha"), mid = row_of(&w, KR_NODE, "mid"), isle = row_of(&w, KR_NODE, "isle");
    check_near(kr_place_distance_km(&w, alpha, mid), 111.195080, 1e-5);
    check_near(kr_place_distance_km(&w, alpha, isle), 8 * 111.195080, 1e-4);
    check_near(kr_place_distance_km(&w, isle, alpha), 8 * 111.195080, 1e-4);
    check_near(kr_place_distance_km(&w, alpha, alpha), 0, 0);
    check_ok(&job, kr_place_find(&job, &w, "0.5,0", &node, &km));
    assert_int_equal(node, alpha);
    check_near(km, 55.597540, 1e-5);
    check_ok(&job, kr_place_find(&job, &w, "alpha", &node, &km));
    check_near(km, 0, 0);
    kr_job_end(&job);
}

/* Names that people use, as articles and maps spell them. */
static const struct { const char *text, *country; } in_region[] = {
    { "Xian", "CN" }, { "Xi'an", "CN" }, { "CNSIA", "CN" }, { "Yerevan", "AM" }, { "Erevan", "AM" }, { "Istanbul", "TR" },
    { "Derince", "TR" }, { "Sergeli", "UZ" }, { "Absheron", "AZ" }, { "Almaty", "KZ" },
    { "алматы", "KZ" }, { "Алматы", "KZ" }, { "Тбилиси", "GE" }, { "Poti", "GE" },
    { "40.18,44.51", "AM" }, { "Sarakhs, IR", "IR" },
};

static void the_region_answers_to_the_names_people_use(void **state)
{
    (void)state;
    kr_job job;
    kr_world w;
    kr_job_init(&job, 1 << 28);
    region_read(&job, &w);
    for (size_t i = 0; i < sizeof in_region / sizeof *in_region; i++) {
        uint32_t node = KR_NONE;
        if (kr_place_find(&job, &w, in_region[i].text, &node, NULL) != KR_OK)
            fail_msg("%s: %s", in_region[i].text, job.message);
        assert_string_equal(kr_world_text(&w, w.node.country[node]), in_region[i].country);
    }
    /* Every id and every UN/LOCODE finds its own place. */
    for (uint32_t i = 0; i < w.node.count; i++) {
        uint32_t node = KR_NONE;
        check_ok(&job, kr_place_find(&job, &w, kr_world_text(&w, w.node.id[i]), &node, NULL));
        assert_int_equal(node, i);
    }
    kr_job_end(&job);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_answer_to_their_names), cmocka_unit_test(what_is_no_place_is_told_with_the_nearest),
        cmocka_unit_test(distances_are_great_circles), cmocka_unit_test(the_region_answers_to_the_names_people_use),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
