/* test_elastic.c: demand that answers to cost, against closed forms and the conditions themselves. */
#include "check.h"
#include "roads.h"

static double time_at(double v)
{
    return 10 * (1 + .15 * v * v * v * v / 625);      /* capacity 5 */
}

/* One link: the demand at which W(q) is the time, found by halving. */
static void one_link(void **state)
{
    (void)state;
    for (int kind = KR_ANSWER_EXPONENTIAL; kind <= KR_ANSWER_POWER; kind++)
        for (int step = 0; step < 3; step++) {
            kr_job job;
            made m;
            const kr_flow *f;
            double rate = kind == KR_ANSWER_POWER ? .5 + .5 * step : .02 * (step + 1), low = 0, high = 30, reference = 12;
            kr_job_init(&job, 1 << 24);
            make(&m, 2, 2);
            make_link(&m, 1, 2, 10, 5, .15, 4);
            make_pair(&m, 1, 2, 20);
            check_ok(&job, make_demand(&job, &m));
            m.class.answer = (kr_answer)kind;
            m.class.answer_rate = rate;
            m.class.reference_cost = &reference;
            kr_assign_options o = { .gap = 1e-12, .rounds = 200 };
            check_ok(&job, kr_assign(&job, &m.roads, 1, &m.class, &o, &f));
            for (int n = 0; n < 100; n++) {
                double q = .5 * (low + high), u = time_at(q);
                double wanted = kind == KR_ANSWER_POWER ? 20 * pow(u / reference, -rate) : 20 * exp(-rate * (u - reference));
                *(wanted > q ? &low : &high) = q;
            }
            check_near(f->served[0][0], low, 1e-9 * low);
            check_near(f->flow[0], low, 1e-9 * low);
            kr_job_end(&job);
        }
}

/* On random networks: every pair's demand is what its cheapest way asks for, and no way in use is dearer. */
static void random_networks(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 8; seed++)
        for (int kind = KR_ANSWER_EXPONENTIAL; kind <= KR_ANSWER_POWER; kind++) {
            kr_job job;
            made m;
            const kr_flow *f;
            double free[MOST_NODES][MOST_NODES], label[MOST_NODES][MOST_NODES], rate = kind == KR_ANSWER_POWER ? 1.2 : .05;
            kr_job_init(&job, 1 << 26);
            make_at_random(&m, seed, 16, 6, 50, 10);
            check_ok(&job, make_demand(&job, &m));
            m.class.answer = (kr_answer)kind;
            m.class.answer_rate = rate;
            kr_assign_options o = { .gap = 1e-10, .rounds = 400 };
            if (kr_assign(&job, &m.roads, 1, &m.class, &o, &f) != KR_OK)
                fail_msg("seed %llu kind %d: %s gap %g", (unsigned long long)seed, kind, job.message, f->gap);
            for (uint32_t i = 0; i < 16; i++)
                for (uint32_t j = 0; j < 16; j++)
                    free[i][j] = label[i][j] = i == j ? 0 : INFINITY;
            for (uint32_t a = 0; a < m.roads.links; a++) {
                uint32_t i = m.tail[a], j = m.head[a];
                free[i][j] = fmin(free[i][j], m.free_time[a]);
                label[i][j] = fmin(label[i][j], f->time[a]);
            }
            for (uint32_t k = 0; k < 16; k++)
                for (uint32_t i = 0; i < 16; i++)
                    for (uint32_t j = 0; j < 16; j++) {
                        free[i][j] = fmin(free[i][j], free[i][k] + free[k][j]);
                        label[i][j] = fmin(label[i][j], label[i][k] + label[k][j]);
                    }
            double total = 0, shortest = 0, strayed = 0;
            for (uint32_t z = 0; z < m.demand.zones; z++)
                for (size_t k = m.demand.first[z]; k < m.demand.first[z + 1]; k++) {
                    double u = label[z][m.demand.to[k]], u0 = free[z][m.demand.to[k]];
                    double wanted = m.demand.amount[k] * (kind == KR_ANSWER_POWER ? pow(u / u0, -rate) : exp(-rate * (u - u0)));
                    check_near(f->served[0][k], wanted, 1e-5 * m.demand.amount[k]);
                    shortest += f->served[0][k] * u;
                    strayed += fabs(f->served[0][k] - wanted) * u;
                }
            for (uint32_t a = 0; a < m.roads.links; a++)
                total += f->flow[a] * f->time[a];
            check_near(f->gap, (total - shortest + strayed) / shortest, 1e-12);
            kr_job_end(&job);
        }
}

static void a_rate_must_be_above_zero(void **state)
{
    (void)state;
    kr_job job;
    made m;
    const kr_flow *f;
    kr_job_init(&job, 1 << 24);
    make(&m, 2, 2);
    make_link(&m, 1, 2, 10, 5, .15, 4);
    make_pair(&m, 1, 2, 20);
    check_ok(&job, make_demand(&job, &m));
    m.class.answer = KR_ANSWER_POWER;
    kr_assign_options o = { .gap = 1e-9 };
    assert_int_equal(kr_assign(&job, &m.roads, 1, &m.class, &o, &f), KR_E_INPUT);
    check_says(&job, "at the rate 0");
    kr_job_end(&job);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_link),
        cmocka_unit_test(random_networks),
        cmocka_unit_test(a_rate_must_be_above_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
