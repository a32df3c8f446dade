/* keruen/trade.h: what countries send when transport costs change. Costs between regions in, trade and income out. */
#ifndef KERUEN_TRADE_H
#define KERUEN_TRADE_H

#include <keruen/base.h>
#include <keruen/panel.h>

#ifdef __cplusplus
extern "C" {
#endif

/* -------------------------------------------------------------------------------------------------
 * Formulas: trade ~ rta + log(dist) | exp^year + imp^year + exp^imp
 */

typedef struct kr_term {
    const char *column;
    int is_log;                     /* log(column) */
    const char *label;              /* as it stood in the formula */
} kr_term;

/* A fixed effect or a cluster: a level for each combination of the columns. */
typedef struct kr_effect {
    uint32_t count;
    const char *const *column;
    const char *label;              /* "exp^year" */
} kr_effect;

typedef struct kr_formula {
    kr_term outcome;
    uint32_t terms, effects;
    const kr_term *term;
    const kr_effect *effect;
} kr_formula;

/*
 * Reads a formula: outcome ~ term + term | effect + effect. A term is a column, log(column) or 1 (nothing but the
 * constant); an effect is a column or several joined by ^. Names with other characters than letters, digits, _ and .
 * stand in backticks. Without effects the fit has a constant. KR_E_USAGE says at which character it fails to be one.
 */
KR_API kr_status kr_formula_parse(kr_job *job, const char *text, kr_formula *formula);

/* Reads what may stand behind the bar alone: exp^imp + year. An empty text has no effects. */
KR_API kr_status kr_effects_parse(kr_job *job, const char *text, const kr_effect **effect, uint32_t *count);


#ifdef __cplusplus
}
#endif
#endif
