/* delay.c: the delay functions. Formulas, sources and tests: docs/method/assign.md. */
#include "delay.h"

#include <math.h>

#define LOWEST_X 1e-6               /* below power 1 the slope at 0 is infinite; this is as near as we go */
#define DAVIDSON_STRAIGHT .95       /* beyond it Davidson's function goes on as its tangent */
#define ROUNDING .01                /* half the width of a rounded corner; less where corners are closer */

kri_delay kri_delay_of(const kr_roads *roads, uint32_t link)
{
    kri_delay f = { roads->delay ? (kr_delay)roads->delay[link] : KR_DELAY_BPR, roads->free_time[link], roads->capacity[link],
                    roads->alpha[link], roads->power[link], NULL, 0 };
    if (f.kind == KR_DELAY_TABLE)
        f.curve = &roads->curves[roads->curve_of[link]];
    return f;
}

/* ------------------------------------------------------------------ BPR: free (1 + alpha x^power) */

static double bpr_time(const kri_delay *f, double x)
{
    return f->free * (1 + f->alpha * (f->power == 0 ? 1 : pow(x, f->power)));
}

static double bpr_slope(const kri_delay *f, double x)
{
    if (f->power == 0 || f->alpha == 0)
        return 0;
    if (f->power < 1)
        x = fmax(x, LOWEST_X);
    return f->free * f->alpha * f->power * pow(x, f->power - 1) / f->capacity;
}

static double bpr_bend(const kri_delay *f, double x)
{
    double p = f->power;
    if (p == 0 || p == 1 || f->alpha == 0)
        return 0;
    if (p < 2)
        x = fmax(x, LOWEST_X);
    return f->free * f->alpha * p * (p - 1) * pow(x, p - 2) / (f->capacity * f->capacity);
}

static double bpr_integral(const kri_delay *f, double x, double flow)
{
    return f->free * flow * (1 + f->alpha * (f->power == 0 ? 1 : pow(x, f->power) / (f->power + 1)));
}

/* ------------------------------------------------------------------ conical (Spiess 1990) */

struct cone { double a, b, u, root; };

static struct cone cone_at(const kri_delay *f, double x)
{
    struct cone c = { .a = f->alpha, .b = (2 * f->alpha - 1) / (2 * f->alpha - 2), .u = f->alpha * (1 - x) };
    c.root = sqrt(c.u * c.u + c.b * c.b);
    return c;
}

static double cone_time(const kri_delay *f, double x)
{
    struct cone c = cone_at(f, x);
    double rise = c.u > 0 ? c.b * c.b / (c.root + c.u) : c.root - c.u;     /* without cancellation on either side */
    return f->free * (2 - c.b + rise);
}

static double cone_slope(const kri_delay *f, double x)
{
    struct cone c = cone_at(f, x);
    return f->free * c.a / f->capacity * (1 - c.u / c.root);
}

static double cone_bend(const kri_delay *f, double x)
{
    struct cone c = cone_at(f, x);
    double k = c.a / f->capacity;
    return f->free * k * k * c.b * c.b / (c.root * c.root * c.root);
}

static double cone_primitive(double s, double b)
{
    return .5 * (s * sqrt(s * s + b * b) + b * b * asinh(s / b));
}

static double cone_integral(const kri_delay *f, double x)
{
    struct cone c = cone_at(f, x);
    double root = (cone_primitive(c.a, c.b) - cone_primitive(c.u, c.b)) / c.a;
    return f->free * f->capacity * ((2 - c.a - c.b) * x + .5 * c.a * x * x + root);
}

/* ------------------------------------------------------------------ Akcelik: power is the period T, alpha is J */

static double akcelik_k(const kri_delay *f)
{
    return 8 * f->alpha / (f->capacity * f->power);
}

static double akcelik_root(double x, double k)
{
    return sqrt((x - 1) * (x - 1) + k * x);
}

static double akcelik_time(const kri_delay *f, double x)
{
    double k = akcelik_k(f), root = akcelik_root(x, k);
    if (x == 0 || k == 0)
        return f->free + (x > 1 ? .5 * f->power * (x - 1) : 0);
    return f->free + .25 * f->power * (x < 1 ? k * x / (root + 1 - x) : x - 1 + root);
}

static double akcelik_slope(const kri_delay *f, double x)
{
    double k = akcelik_k(f), root = akcelik_root(x, k);
    return root > 0 ? .25 * f->power / f->capacity * (1 + (x - 1 + .5 * k) / root) : .25 * f->power / f->capacity;
}

static double akcelik_bend(const kri_delay *f, double x)
{
    double k = akcelik_k(f), root = akcelik_root(x, k), p = x - 1 + .5 * k;
    return root > 0 ? .25 * f->power / (f->capacity * f->capacity) * (root * root - p * p) / (root * root * root) : 0;
}

static double akcelik_primitive(double x, double p, double k)
{
    double root = akcelik_root(x, k), inside = x + p + root;
    return .5 * ((x + p) * root + (inside > 0 ? (1 - p * p) * log(inside) : 0));
}

static double akcelik_integral(const kri_delay *f, double x, double flow)
{
    double k = akcelik_k(f), p = .5 * k - 1;
    if (k == 0)
        return f->free * flow + (x > 1 ? .25 * f->power * f->capacity * (x - 1) * (x - 1) : 0);
    double gathered = .5 * x * x - x + akcelik_primitive(x, p, k) - akcelik_primitive(0, p, k);
    return f->free * flow + .25 * f->power * f->capacity * gathered;
}

/* ------------------------------------------------------------------ Davidson: free (1 + J x / (1 - x)) */

static double davidson_time(const kri_delay *f, double x)
{
    double s = fmin(x, DAVIDSON_STRAIGHT), rest = 1 - s;
    return f->free * (1 + f->alpha * (s / rest + (x - s) / (rest * rest)));
}

static double davidson_slope(const kri_delay *f, double x)
{
    double rest = 1 - fmin(x, DAVIDSON_STRAIGHT);
    return f->free * f->alpha / (f->capacity * rest * rest);
}

static double davidson_bend(const kri_delay *f, double x)
{
    double rest = 1 - x;
    return x < DAVIDSON_STRAIGHT ? 2 * f->free * f->alpha / (f->capacity * f->capacity * rest * rest * rest) : 0;
}

static double davidson_integral(const kri_delay *f, double x)
{
    double s = fmin(x, DAVIDSON_STRAIGHT), rest = 1 - s, beyond = x - s;
    double curved = s - f->alpha * (s + log1p(-s));
    double straight = beyond * (1 + f->alpha * s / rest) + .5 * f->alpha * beyond * beyond / (rest * rest);
    return f->free * f->capacity * (curved + straight);
}

/* ------------------------------------------------------------------ a table */

/* The piece that x lies on; a corner belongs to the piece on its right. */
static uint32_t piece_of(const kr_curve *c, double x)
{
    uint32_t low = 0, high = c->points - 1;
    while (high - low > 1) {
        uint32_t middle = (low + high) / 2;
        if (c->x[middle] <= x)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static double piece_slope(const kr_curve *c, uint32_t i)
{
    return (c->multiple[i + 1] - c->multiple[i]) / (c->x[i + 1] - c->x[i]);
}

int kri_curve_is_convex(const kr_curve *c)
{
    for (uint32_t i = 1; i + 1 < c->points; i++)
        if (piece_slope(c, i) < piece_slope(c, i - 1))
            return 0;
    return 1;
}

/* Half the width over which corner i is rounded. */
static double half_width(const kr_curve *c, uint32_t i)
{
    return fmin(ROUNDING, .5 * fmin(c->x[i] - c->x[i - 1], c->x[i + 1] - c->x[i]));
}

/* How far x has come through the rounding of corner i, 0 to 1. */
static double way_round(const kr_curve *c, uint32_t i, double x)
{
    return fmax(0, fmin(1, .5 + .5 * (x - c->x[i]) / half_width(c, i)));
}

/* The corner in whose rounding x lies; 0: it lies on a straight piece. */
static uint32_t corner_at(const kri_delay *f, double x)
{
    const kr_curve *c = f->curve;
    uint32_t left = piece_of(c, x);
    for (uint32_t i = left ? left : 1; f->is_rounded && i <= left + 1 && i + 1 < c->points; i++)
        if (way_round(c, i, x) > 0 && way_round(c, i, x) < 1)
            return i;
    return 0;
}

static double bend_of_corner(const kr_curve *c, uint32_t i)
{
    return piece_slope(c, i) - piece_slope(c, i - 1);
}

/* A corner is rounded by the parabola that leaves and meets both pieces along their own slopes. */
static double table_time(const kri_delay *f, double x)
{
    const kr_curve *c = f->curve;
    uint32_t corner = corner_at(f, x), i = corner ? corner - 1 : piece_of(c, x);
    double multiple = c->multiple[i] + piece_slope(c, i) * (x - c->x[i]), way = corner ? way_round(c, corner, x) : 0;
    return f->free * (corner ? multiple + bend_of_corner(c, corner) * half_width(c, corner) * way * way : multiple);
}

static double table_slope(const kri_delay *f, double x)
{
    const kr_curve *c = f->curve;
    uint32_t corner = corner_at(f, x);
    double slope = corner ? piece_slope(c, corner - 1) + bend_of_corner(c, corner) * way_round(c, corner, x) : piece_slope(c, piece_of(c, x));
    return f->free * slope / f->capacity;
}

static double table_bend(const kri_delay *f, double x)
{
    uint32_t corner = corner_at(f, x);
    return corner ? f->free * bend_of_corner(f->curve, corner) / (2 * half_width(f->curve, corner) * f->capacity * f->capacity) : 0;
}

/* What the rounding of all corners has added from 0 to x, in multiples. */
static double rounding_added(const kr_curve *c, double x)
{
    double sum = 0;
    for (uint32_t i = 1; i + 1 < c->points; i++) {
        double half = half_width(c, i), way = way_round(c, i, x), rest = 1 - way;
        sum += bend_of_corner(c, i) * 2 * half * half * (way < .5 ? way * way * way / 3 : 1. / 12 - rest * rest * rest / 3);
    }
    return sum;
}

static double table_integral(const kri_delay *f, double x)
{
    const kr_curve *c = f->curve;
    uint32_t last = piece_of(c, x);
    double sum = 0;
    for (uint32_t i = 0; i < last; i++)
        sum += .5 * (c->multiple[i] + c->multiple[i + 1]) * (c->x[i + 1] - c->x[i]);
    double beyond = x - c->x[last];
    sum += beyond * (c->multiple[last] + .5 * piece_slope(c, last) * beyond) + (f->is_rounded ? rounding_added(c, x) : 0);
    return f->free * f->capacity * sum;
}

/* ------------------------------------------------------------------ one of them */

double kri_delay_time(const kri_delay *f, double flow)
{
    double x = flow / f->capacity;
    switch (f->kind) {
    case KR_DELAY_CONICAL: return cone_time(f, x);
    case KR_DELAY_AKCELIK: return akcelik_time(f, x);
    case KR_DELAY_DAVIDSON: return davidson_time(f, x);
    case KR_DELAY_TABLE: return table_time(f, x);
    default: return bpr_time(f, x);
    }
}

double kri_delay_slope(const kri_delay *f, double flow)
{
    double x = flow / f->capacity;
    switch (f->kind) {
    case KR_DELAY_CONICAL: return cone_slope(f, x);
    case KR_DELAY_AKCELIK: return akcelik_slope(f, x);
    case KR_DELAY_DAVIDSON: return davidson_slope(f, x);
    case KR_DELAY_TABLE: return table_slope(f, x);
    default: return bpr_slope(f, x);
    }
}

double kri_delay_bend(const kri_delay *f, double flow)
{
    double x = flow / f->capacity;
    switch (f->kind) {
    case KR_DELAY_CONICAL: return cone_bend(f, x);
    case KR_DELAY_AKCELIK: return akcelik_bend(f, x);
    case KR_DELAY_DAVIDSON: return davidson_bend(f, x);
    case KR_DELAY_TABLE: return table_bend(f, x);
    default: return bpr_bend(f, x);
    }
}

double kri_delay_integral(const kri_delay *f, double flow)
{
    double x = flow / f->capacity;
    switch (f->kind) {
    case KR_DELAY_CONICAL: return cone_integral(f, x);
    case KR_DELAY_AKCELIK: return akcelik_integral(f, x, flow);
    case KR_DELAY_DAVIDSON: return davidson_integral(f, x);
    case KR_DELAY_TABLE: return table_integral(f, x);
    default: return bpr_integral(f, x, flow);
    }
}
