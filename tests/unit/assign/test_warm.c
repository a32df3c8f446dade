/* test_warm.c: saving an assignment, reading it back, and beginning another one with it. */
#include "check.h"
#include "roads.h"

#include "assign/solve.h"

#include <keruen/io_solution.h>

#include <stdio.h>
#include <unistd.h>

static char path[64];

static void name_file(void)
{
    strcpy(path, "/tmp/keruen-warm-XXXXXX");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
}

static void a_solution_survives_the_file(void **state)
{
    (void)state;
    kr_job job;
    made m;
    const kr_flow *f;
    kr_solution a, b;
    kr_assign_options o = { .gap = 1e-10, .rounds = 300 };
    kr_job_init(&job, 1 << 27);
    make_at_random(&m, 3, 30, 10, 90, 4);
    check_ok(&job, make_demand(&job, &m));
    check_ok(&job, kr_assign(&job, &m.roads, 1, &m.class, &o, &f));
    check_ok(&job, kr_flow_solution(&job, f, &a));
    name_file();
    check_ok(&job, kr_solution_write(&job, &a, path));
    check_ok(&job, kr_solution_read(&job, path, &b));
    unlink(path);
    assert_int_equal(a.sources, b.sources);
    assert_int_equal(a.roads_hash, b.roads_hash);
    assert_memory_equal(a.first, b.first, (a.sources + 1) * sizeof *a.first);
    assert_memory_equal(a.link, b.link, a.first[a.sources] * sizeof *a.link);
    assert_memory_equal(a.flow, b.flow, a.first[a.sources] * sizeof *a.flow);
    kr_job_end(&job);
}

/* The same answer as from the cold, and sooner; on the same roads at once. */
static void warm_and_cold_agree(void **state)
{
    (void)state;
    uint32_t warm_rounds = 0, cold_rounds = 0;
    for (uint64_t seed = 3; seed < 9; seed++) {
        kr_job job;
        made m;
        const kr_flow *base, *warm, *cold;
        kr_solution from;
        kr_assign_options o = { .gap = 1e-11, .rounds = 300 };
        kr_job_init(&job, 1 << 28);
        make_at_random(&m, seed, 30, 10, 90, 4);
        if (seed % 2)
            make_stubs(&m, seed);
        check_ok(&job, make_demand(&job, &m));
        check_ok(&job, kr_assign(&job, &m.roads, 1, &m.class, &o, &base));
        check_ok(&job, kr_flow_solution(&job, base, &from));
        o.warm = &from;
        check_ok(&job, kr_assign(&job, &m.roads, 1, &m.class, &o, &warm));
        assert_true(warm->rounds <= 2);
        check_near(warm->objective, base->objective, 1e-12 * base->objective);
        m.capacity[7] *= .6;
        m.free_time[11] *= 1.5;
        check_ok(&job, kr_assign(&job, &m.roads, 1, &m.class, &o, &warm));
        o.warm = NULL;
        check_ok(&job, kr_assign(&job, &m.roads, 1, &m.class, &o, &cold));
        check_near(warm->objective, cold->objective, 1e-11 * cold->objective);
        warm_rounds += warm->rounds;
        cold_rounds += cold->rounds;
        kr_job_end(&job);
    }
    assert_true(warm_rounds < cold_rounds);
}

/* A link that was a stub when the bushes were saved is none once somebody may not use it, and the other way round. */
static void stubs_come_and_go(void **state)
{
    (void)state;
    for (int was_closed = 0; was_closed < 2; was_closed++) {
        kr_job job;
        made m;
        uint8_t forbidden[MOST_LINKS] = { 0 };
        const kr_flow *warm, *cold;
        kr_solution from;
        kr_assign_options o = { .gap = 1e-11, .rounds = 300 };
        kr_job_init(&job, 1 << 28);
        make_at_random(&m, 5, 30, 10, 90, 4);
        make_stubs(&m, 5);
        check_ok(&job, make_demand(&job, &m));
        for (uint32_t a = 0; a < m.roads.links; a++)        /* the first zone's only way in, and the second's only way out */
            forbidden[a] = m.head[a] == m.zone_node[0] || m.tail[a] == m.zone_node[1];
        m.class.forbidden = was_closed ? forbidden : NULL;
        check_ok(&job, kr_assign(&job, &m.roads, 1, &m.class, &o, &cold));
        check_ok(&job, kr_flow_solution(&job, cold, &from));
        m.class.forbidden = was_closed ? NULL : forbidden;
        check_ok(&job, kr_assign(&job, &m.roads, 1, &m.class, &o, &cold));
        o.warm = &from;
        check_ok(&job, kr_assign(&job, &m.roads, 1, &m.class, &o, &warm));
        check_near(warm->objective, cold->objective, 1e-11 * cold->objective);
        assert_int_equal(warm->unserved_count, cold->unserved_count);
        kr_job_end(&job);
    }
}

/* More demand, new pairs, a link that is forbidden now: what the saved bushes cannot do, trees do. */
static void changed_demand_and_a_closed_link(void **state)
{
    (void)state;
    kr_job job;
    made m, more;
    const kr_flow *base, *warm, *cold;
    kr_solution from;
    uint8_t forbidden[MOST_LINKS] = { 0 };
    kr_assign_options o = { .gap = 1e-11, .rounds = 300 };
    kr_job_init(&job, 1 << 28);
    make_at_random(&m, 12, 30, 10, 90, 3);
    make_at_random(&more, 12, 30, 10, 90, 5);
    more.pairs /= 2;
    check_ok(&job, make_demand(&job, &m));
    check_ok(&job, make_demand(&job, &more));
    check_ok(&job, kr_assign(&job, &more.roads, 1, &more.class, &o, &base));
    check_ok(&job, kr_flow_solution(&job, base, &from));
    for (uint32_t a = 0; a < m.roads.links; a++)
        if (base->flow[a] > base->flow[0] && a > 30) {
            forbidden[a] = 1;
            break;
        }
    m.class.forbidden = forbidden;
    check_ok(&job, kr_assign(&job, &m.roads, 1, &m.class, &o, &cold));
    o.warm = &from;
    check_ok(&job, kr_assign(&job, &m.roads, 1, &m.class, &o, &warm));
    check_near(warm->objective, cold->objective, 1e-10 * cold->objective);
    kr_job_end(&job);
}

/* Large enough that only sources with something to gain take part in some passes, and for threads to be woken. */
static void make_for_many(made *m)
{
    uint64_t s = 5;
    make_at_random(m, 17, 500, 500, 6000, 1);
    m->pairs = 0;
    for (uint32_t i = 0; i < 500; i++)
        for (int k = 0; k < 30; k++) {
            uint32_t j = (uint32_t)(make_random(&s) * 500);
            if (j != i)
                make_pair(m, i + 1, j + 1, .2 * make_random(&s));
        }
}

/* One link, or many at once, whose new ways run against the old ones. */
static void opened_links_are_found_by_all_who_gain(int many)
{
    kr_job job;
    static made m;
    const kr_flow *base, *warm, *cold, *again;
    kr_solution from;
    uint8_t forbidden[MOST_LINKS] = { 0 };
    kr_assign_options o = { .gap = 1e-11, .rounds = 300 };
    kr_job_init(&job, (size_t)1 << 30);
    make_for_many(&m);
    check_ok(&job, make_demand(&job, &m));
    check_ok(&job, kr_assign(&job, &m.roads, 1, &m.class, &o, &cold));
    for (uint32_t a = 0; a < m.roads.links; a++)
        forbidden[a] = a > 500 && cold->flow[a] > (many ? 5 : 10) && (many ? a % 3 == 0 : !memchr(forbidden, 1, a));
    assert_non_null(memchr(forbidden, 1, m.roads.links));
    m.class.forbidden = forbidden;
    check_ok(&job, kr_assign(&job, &m.roads, 1, &m.class, &o, &base));
    check_ok(&job, kr_flow_solution(&job, base, &from));
    m.class.forbidden = NULL;
    o.warm = &from;
    check_ok(&job, kr_assign(&job, &m.roads, 1, &m.class, &o, &warm));
    check_near(warm->objective, cold->objective, 1e-12 * cold->objective);
    job.threads = 3;
    check_ok(&job, kr_assign(&job, &m.roads, 1, &m.class, &o, &again));
    assert_int_equal(again->state->threads, 3);
    assert_memory_equal(again->flow, warm->flow, m.roads.links * sizeof *warm->flow);
    kr_job_end(&job);
}

static void an_opened_link_is_found_by_all_who_gain(void **state)
{
    (void)state;
    opened_links_are_found_by_all_who_gain(0);
    opened_links_are_found_by_all_who_gain(1);
}

/* By how much more enters a node than leaves it, trips that travel counted: the largest of all nodes. */
static double worst_balance(const made *m, const kr_flow *f)
{
    double in[MOST_NODES] = { 0 }, worst = 0;
    for (uint32_t a = 0; a < m->roads.links; a++) {
        in[m->tail[a]] -= f->flow[a];
        in[m->head[a]] += f->flow[a];
    }
    for (uint32_t z = 0; z < m->roads.zones; z++)
        for (size_t k = m->demand.first[z]; k < m->demand.first[z + 1]; k++) {
            in[m->zone_node[z]] += f->served[0][k];
            in[m->zone_node[m->demand.to[k]]] -= f->served[0][k];
        }
    for (uint32_t i = 0; i < m->roads.nodes; i++)
        worst = fmax(worst, fabs(in[i]));
    return worst;
}

/* Many links opened, and others closed, so that bushes turn round: a property, the answer is the cold one and flows balance at every node. */
static void opened_and_closed_links_lose_no_trip(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed < 31; seed++) {
        kr_job job;
        static made m;
        const kr_flow *base, *warm, *cold;
        kr_solution from;
        uint8_t before[MOST_LINKS] = { 0 }, after[MOST_LINKS] = { 0 };
        uint64_t s = seed;
        kr_assign_options o = { .gap = 1e-10, .rounds = 300, .principle = seed % 3 ? KR_USER : KR_SYSTEM };
        kr_job_init(&job, 1 << 28);
        make_at_random(&m, seed, 80, 25, 260, 6);
        if (seed % 2)
            make_stubs(&m, seed);
        check_ok(&job, make_demand(&job, &m));
        for (uint32_t a = 80; a < m.roads.links; a++) {
            before[a] = make_random(&s) < .1;
            after[a] = seed % 5 == 0 && make_random(&s) < .03;
        }
        m.class.forbidden = before;
        check_ok(&job, kr_assign(&job, &m.roads, 1, &m.class, &o, &base));
        check_ok(&job, kr_flow_solution(&job, base, &from));
        m.class.forbidden = after;
        check_ok(&job, kr_assign(&job, &m.roads, 1, &m.class, &o, &cold));
        o.warm = &from;
        check_ok(&job, kr_assign(&job, &m.roads, 1, &m.class, &o, &warm));
        check_near(warm->objective, cold->objective, 1e-10 * cold->objective);
        check_near(worst_balance(&m, warm), 0, 1e-10 * m.demand.total);
        assert_int_equal(warm->unserved_count, cold->unserved_count);
        kr_job_end(&job);
    }
}

/* A zone that nobody went to before, behind a link that nobody used. */
static void a_first_trip_to_a_zone_is_carried(void **state)
{
    (void)state;
    kr_job job;
    made m;
    const kr_flow *f;
    kr_solution from;
    kr_assign_options o = { .gap = 1e-8, .rounds = 50 };
    kr_job_init(&job, 1 << 24);
    make(&m, 4, 3);
    make_link(&m, 1, 4, 1, 1, .15, 4);
    make_link(&m, 4, 2, 1, 1, .15, 4);
    make_link(&m, 4, 3, 1, 1, .15, 4);
    make_link(&m, 4, 3, 1, 1, .15, 4);
    make_pair(&m, 1, 2, 2);
    check_ok(&job, make_demand(&job, &m));
    check_ok(&job, kr_assign(&job, &m.roads, 1, &m.class, &o, &f));
    check_ok(&job, kr_flow_solution(&job, f, &from));
    make_pair(&m, 1, 3, 1);
    check_ok(&job, make_demand(&job, &m));
    o.warm = &from;
    check_ok(&job, kr_assign(&job, &m.roads, 1, &m.class, &o, &f));
    check_near(f->flow[0], 3, 1e-12);
    check_near(f->flow[1], 2, 1e-12);
    check_near(f->flow[2], .5, 1e-6);
    check_near(f->flow[3], .5, 1e-6);
    kr_job_end(&job);
}

static void other_roads_are_refused(void **state)
{
    (void)state;
    kr_job job;
    made m, other;
    const kr_flow *f;
    kr_solution from;
    kr_assign_options o = { .gap = 1e-6, .rounds = 300 };
    kr_job_init(&job, 1 << 27);
    make_at_random(&m, 3, 30, 10, 90, 4);
    make_at_random(&other, 4, 30, 10, 90, 4);
    check_ok(&job, make_demand(&job, &m));
    check_ok(&job, make_demand(&job, &other));
    check_ok(&job, kr_assign(&job, &m.roads, 1, &m.class, &o, &f));
    check_ok(&job, kr_flow_solution(&job, f, &from));
    o.warm = &from;
    assert_int_equal(kr_assign(&job, &other.roads, 1, &other.class, &o, &f), KR_E_INPUT);
    check_says(&job, "found on other roads");
    uint32_t *link = malloc(from.first[from.sources] * sizeof *link);
    memcpy(link, from.link, from.first[from.sources] * sizeof *link);
    link[from.first[1] - 1] = link[0];
    from.link = link;
    assert_int_equal(kr_assign(&job, &m.roads, 1, &m.class, &o, &f), KR_E_INPUT);
    check_says(&job, "circles or loose ends for zone 1");
    free(link);
    kr_job_end(&job);
}

static void damage_is_seen(void **state)
{
    (void)state;
    kr_job job;
    made m;
    const kr_flow *f;
    kr_solution from;
    kr_assign_options o = { .gap = 1e-6 };
    char bytes[4096];
    kr_job_init(&job, 1 << 24);
    make(&m, 3, 2);
    make_link(&m, 1, 3, 1, 1, .15, 4);
    make_link(&m, 3, 2, 1, 1, .15, 4);
    make_pair(&m, 1, 2, 2);
    check_ok(&job, make_demand(&job, &m));
    check_ok(&job, kr_assign(&job, &m.roads, 1, &m.class, &o, &f));
    check_ok(&job, kr_flow_solution(&job, f, &from));
    name_file();
    check_ok(&job, kr_solution_write(&job, &from, path));
    FILE *file = fopen(path, "rb");
    size_t length = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    for (size_t at = 0; at < length; at++) {
        kr_solution back;
        bytes[at] ^= 0x11;
        file = fopen(path, "wb");
        fwrite(bytes, 1, length, file);
        fclose(file);
        if (at < 8 || at >= 24)     /* the hash of the roads and sizes that only the roads can judge are compared later */
            assert_int_equal(kr_solution_read(&job, path, &back) == KR_OK, at >= 16 && at < 28);
        bytes[at] ^= 0x11;
    }
    file = fopen(path, "wb");
    fwrite(bytes, 1, length - 1, file);
    fclose(file);
    kr_solution back;
    assert_int_equal(kr_solution_read(&job, path, &back), KR_E_INPUT);
    check_says(&job, "cut short");
    unlink(path);
    kr_job_end(&job);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_solution_survives_the_file),
        cmocka_unit_test(warm_and_cold_agree),
        cmocka_unit_test(stubs_come_and_go),
        cmocka_unit_test(changed_demand_and_a_closed_link),
        cmocka_unit_test(an_opened_link_is_found_by_all_who_gain),
        cmocka_unit_test(opened_and_closed_links_lose_no_trip),
        cmocka_unit_test(a_first_trip_to_a_zone_is_carried),
        cmocka_unit_test(other_roads_are_refused),
        cmocka_unit_test(damage_is_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
