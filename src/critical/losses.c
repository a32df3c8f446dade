/* losses.c: losses summed in whole cents. */
#include "critical/losses.h"

#include "base/arena.h"

#include <math.h>

kr_status kri_losses_new(kr_job *job, const kr_critical *c, size_t rows, kri_losses *sums)
{
    *sums = (kri_losses){ .rows = rows, .countries = c->countries };
    KRI_NEW(job, sums->cents, rows);
    KRI_NEW(job, sums->stranded_kg, rows);
    KRI_NEW(job, sums->country_cents, rows * c->countries);
    return KR_OK;
}

void kri_losses_add(kri_losses *sums, size_t row, const kri_shipper *s, int64_t cents, int is_stranded)
{
    int64_t half = cents / 2, other_half = cents - half;
    #pragma omp atomic
    sums->cents[row] += cents;
    #pragma omp atomic
    sums->country_cents[row * sums->countries + s->origin] += half;
    #pragma omp atomic
    sums->country_cents[row * sums->countries + s->destination] += other_half;
    if (is_stranded) {
        int64_t kg = llround(1000 * s->t_yr);
        #pragma omp atomic
        sums->stranded_kg[row] += kg;
    }
}

kr_status kri_losses_tell(kr_job *job, const kri_losses *sums, kr_loss *losses)
{
    double *usd;
    KRI_NEW(job, usd, sums->rows * sums->countries);
    for (size_t i = 0; i < sums->rows * sums->countries; i++)
        usd[i] = (double)sums->country_cents[i] / KRI_CENTS;
    for (size_t i = 0; i < sums->rows; i++)
        losses[i] = (kr_loss){ (double)sums->cents[i] / KRI_CENTS, (double)sums->stranded_kg[i] / 1000, usd + i * sums->countries };
    return KR_OK;
}
