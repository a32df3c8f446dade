/* scan.c: each element closed by itself, and any set together. */
#include "critical/detour.h"
#include "critical/losses.h"

#include "base/arena.h"

#include <omp.h>
#include <stdlib.h>

static void scan_shipper(kri_detour_space *space, const kri_shipper *s, kri_losses *sums)
{
    kri_detour_begin(space, s);
    for (uint32_t i = 0; i < s->hits; i++) {
        int is_stranded;
        int64_t cents = kri_detour_cents(space, &s->hit[i].element, 1, &is_stranded);
        kri_losses_add(sums, s->hit[i].element, s, cents, is_stranded);
    }
}

kr_status kr_critical_scan(kr_job *job, const kr_critical *c, const kr_loss **losses)
{
    kri_detour_space *spaces;
    kri_losses sums;
    kr_loss *loss;
    int is_over = 0;
    KRI_NEW(job, loss, c->elements);
    KR_TRY(kri_losses_new(job, c, c->elements, &sums));
    kri_mark mark = kri_job_mark(job);
    KR_TRY(kri_detour_spaces_new(job, c, &spaces));
    #pragma omp parallel for schedule(dynamic, 1) num_threads(job->threads)
    for (size_t i = 0; i < c->shippers; i++)
        if (!kri_is_over(job, &is_over))
            scan_shipper(&spaces[omp_get_thread_num()], &c->shipper[i], &sums);
    kri_job_release(job, mark);
    KR_TRY(kr_job_check(job));
    *losses = loss;
    return kri_losses_tell(job, &sums, loss);
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static kr_status sort_elements(kr_job *job, const kr_critical *c, const uint32_t *elements, size_t count, uint32_t **sorted)
{
    KRI_NEW(job, *sorted, count);
    for (size_t i = 0; i < count; i++) {
        if (elements[i] >= c->elements)
            return kr_fail(job, KR_E_USAGE, "element %u cannot close: there are %zu, counted from 0", elements[i], c->elements);
        (*sorted)[i] = elements[i];
    }
    qsort(*sorted, count, sizeof **sorted, by_number);
    return KR_OK;
}

kr_status kr_critical_close(kr_job *job, const kr_critical *c, const uint32_t *elements, size_t count, kr_loss *loss)
{
    kri_detour_space *space;
    kri_losses sums;
    uint32_t *sorted;
    KR_TRY(kri_losses_new(job, c, 1, &sums));
    kri_mark mark = kri_job_mark(job);
    KRI_NEW(job, space, 1);
    KR_TRY(sort_elements(job, c, elements, count, &sorted));
    KR_TRY(kri_detour_space_new(job, c, space));
    for (size_t i = 0; i < c->shippers; i++) {
        int is_stranded;
        kri_detour_begin(space, &c->shipper[i]);
        int64_t cents = kri_detour_cents(space, sorted, (uint32_t)count, &is_stranded);
        kri_losses_add(&sums, 0, &c->shipper[i], cents, is_stranded);
    }
    kri_job_release(job, mark);
    return kri_losses_tell(job, &sums, loss);
}
