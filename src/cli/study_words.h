/* study_words.h: figures and answers of a study in words. */
#ifndef KRI_STUDY_WORDS_H
#define KRI_STUDY_WORDS_H

#include "cli/study.h"

/* "512 M USD", "1.23 bn USD", "-40 thousand USD": three digits that count. */
void kri_words_money(kri_text *words, double usd);

/* "-1.75 to 7.81 M USD" */
void kri_words_between(kri_text *words, double low, double high);

/* "+0.12 %" */
void kri_words_percent(kri_text *words, double percent);

/* 53,100,000 or 23.2 or 0.0041. */
void kri_words_figure(kri_text *words, double value);

/* "trade elasticity" */
const char *kri_words_parameter(kr_job *job, kr_study_parameter parameter);

/* The answer in plain words with its range: lines, one a paragraph. */
kr_status kri_study_answer(kr_job *job, const kri_study_shown *s, kri_text *words);

/* What waits that answer change, from both ends: a paragraph; nothing where no ship answers. */
kr_status kri_study_waits(const kri_study_shown *s, kri_text *words);

#endif
