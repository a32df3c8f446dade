/* losses.h: losses summed in whole cents by any number of threads: the sums do not depend on their order. */
#ifndef KRI_LOSSES_H
#define KRI_LOSSES_H

#include "critical/shippers.h"

#include <omp.h>

typedef struct kri_losses {
    size_t rows, countries;
    int64_t *cents;             /* [rows] */
    int64_t *stranded_kg;       /* [rows] */
    int64_t *country_cents;     /* [rows x countries] */
} kri_losses;

kr_status kri_losses_new(kr_job *job, const kr_critical *critical, size_t rows, kri_losses *sums);

/* What a shipper loses: half is its origin's, half its destination's. */
void kri_losses_add(kri_losses *sums, size_t row, const kri_shipper *shipper, int64_t cents, int is_stranded);

kr_status kri_losses_tell(kr_job *job, const kri_losses *sums, kr_loss *losses);

/* In a parallel loop: whether time is over. The first thread looks, the others hear of it; the loop's owner asks kr_job_check after it. */
static inline int kri_is_over(kr_job *job, int *is_over)
{
    int over = 0;
    if (omp_get_thread_num() == 0 && kr_job_check(job) != KR_OK) {
        #pragma omp atomic write
        *is_over = 1;
    }
    #pragma omp atomic read
    over = *is_over;
    return over;
}

#endif
