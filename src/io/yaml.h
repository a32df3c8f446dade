/* yaml.h: a YAML document as a tree that knows where everything stands. yaml.c alone knows libyaml. */
#ifndef KRI_YAML_H
#define KRI_YAML_H

#include "base/problem.h"
#include "base/text.h"

typedef enum kri_yaml_kind { KRI_YAML_TEXT, KRI_YAML_LIST, KRI_YAML_MAP } kri_yaml_kind;

typedef struct kri_yaml {
    kri_yaml_kind kind;
    uint32_t line, column;              /* from 1 */
    const char *text;                   /* KRI_YAML_TEXT; controls, and what turns the direction of writing, are spaces */
    int is_quoted;
    size_t count;                       /* of items, or of pairs */
    const struct kri_yaml **item;       /* [count] */
    const struct kri_yaml **key;        /* KRI_YAML_MAP: [count] texts, as they stand, doubles and all */
} kri_yaml;

#define KRI_YAML_BYTES ((size_t)1 << 20)    /* a file that is longer is refused */

/*
 * The one document of the text. *root is NULL when there is none to speak of: then problems has an error. What cannot be told by place
 * afterwards is refused here: aliases, tags, keys that are no text, a second document.
 */
kr_status kri_yaml_parse(kr_job *job, const char *file, kri_span text, kr_problems *problems, const kri_yaml **root);

#endif
