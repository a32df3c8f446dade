/* crew.h: pieces of work shared out among threads. One thread alone does them without asking for a crew of one, which costs microseconds. */
#ifndef KRI_CREW_H
#define KRI_CREW_H

#include <stddef.h>

#ifdef _OPENMP
#include <omp.h>
#endif

/* One piece of what `all` describes; `thread` chooses the scratch arrays. */
typedef void kri_piece(void *all, size_t piece, int thread);

static inline void kri_crew_do(int threads, size_t pieces, kri_piece *work, void *all)
{
#ifdef _OPENMP
    if (threads > 1 && pieces > 1) {
        #pragma omp parallel for num_threads(threads) schedule(dynamic, 1)
        for (size_t k = 0; k < pieces; k++)
            work(all, k, omp_get_thread_num());
        return;
    }
#endif
    (void)threads;
    for (size_t k = 0; k < pieces; k++)
        work(all, k, 0);
}

/*
 * The same, and `aside` beside them on the caller's own thread, which then takes part. The pieces must neither write what it
 * reads nor read what it writes.
 */
static inline void kri_crew_do_beside(int threads, size_t pieces, kri_piece *work, void *all, void (*aside)(void *), void *with)
{
#ifdef _OPENMP
    if (threads > 1) {
        #pragma omp parallel num_threads(threads)
        {
            #pragma omp master
            aside(with);
            #pragma omp for schedule(dynamic, 1)
            for (size_t k = 0; k < pieces; k++)
                work(all, k, omp_get_thread_num());
        }
        return;
    }
#endif
    aside(with);
    kri_crew_do(1, pieces, work, all);
}

#endif
