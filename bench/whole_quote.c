/*
 * whole_quote.c: how long a person waits for a quote, from the start of the program to its end.
 *
 *     bench-whole_quote KERUEN [RUNS [ARGUMENT...]]
 *
 * Runs `keruen quote xian yerevan --json --depart 2026-12-01`, or what else is given, in processes of their own and tells
 * the least and the middle of the wall clock, the least processor time and the largest resident memory.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"

#define MOST_RUNS 1000

static double seconds(struct timeval t)
{
    return (double)t.tv_sec + 1e-6 * (double)t.tv_usec;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Wall clock of one run; its processor time and memory in *usage. */
static double run(char *const *words, struct rusage *usage)
{
    int status = 0;
    double begin = kri_now_s();
    pid_t child = fork();
    if (child == 0) {
        int nowhere = open("/dev/null", O_WRONLY);
        dup2(nowhere, STDOUT_FILENO);
        execv(words[0], words);
        perror(words[0]);
        _exit(127);
    }
    if (wait4(child, &status, 0, usage) != child || !WIFEXITED(status) || WEXITSTATUS(status) > 1) {
        fprintf(stderr, "%s failed\n", words[0]);
        exit(1);
    }
    return kri_now_s() - begin;
}

int main(int argc, char **argv)
{
    static double wall[MOST_RUNS];
    static char quote[] = "quote", from[] = "xian", to[] = "yerevan", json[] = "--json", depart[] = "--depart=2026-12-01";
    char *own[] = { NULL, quote, from, to, json, depart, NULL };
    if (argc < 2) {
        fprintf(stderr, "usage: %s KERUEN [RUNS [ARGUMENT...]]\n", argv[0]);
        return 2;
    }
    char **words = argc > 3 ? argv + 2 : own;
    int runs = argc > 2 ? atoi(argv[2]) : 50;
    double processor = 1e9, memory = 0;
    words[0] = argv[1];
    if (runs < 1 || runs > MOST_RUNS)
        runs = 50;
    for (int i = 0; i < runs; i++) {
        struct rusage usage;
        wall[i] = run(words, &usage);
        double busy = seconds(usage.ru_utime) + seconds(usage.ru_stime);
        processor = busy < processor ? busy : processor;
        memory = (double)usage.ru_maxrss / 1024 > memory ? (double)usage.ru_maxrss / 1024 : memory;
    }
    qsort(wall, (size_t)runs, sizeof *wall, by_size);
    printf("%d runs: least %.1f ms, middle %.1f ms, processor %.1f ms at least, %.1f MB resident at most\n", runs, 1e3 * wall[0], 1e3 * wall[runs / 2],
           1e3 * processor, memory);
    return 0;
}
