/*
 * label_criteria.h: the search in one kind of number, for each number of criteria. The file that includes it defines NUMBER, NUMBER_MAX, KIND(name),
 * which marks a name with the kind, and the functions any_no_worse, all_no_better and widened as KIND(name).
 */

#define LANES 16u
#define BUCKETS_MAX 65536u
#define CHUNK_SHIFT 6
#define LABEL_SHIFT 12
#define STEPS_BETWEEN_CHECKS 4096u

#define CRITERIA 2
#define NAMED(name) KIND(name##_2)
#include "path/label_search.h"
#undef NAMED
#undef CRITERIA

#define CRITERIA 3
#define NAMED(name) KIND(name##_3)
#include "path/label_search.h"
#undef NAMED
#undef CRITERIA

#define CRITERIA 4
#define NAMED(name) KIND(name##_4)
#include "path/label_search.h"
#undef NAMED
#undef CRITERIA

#define CRITERIA 5
#define NAMED(name) KIND(name##_5)
#include "path/label_search.h"
#undef NAMED
#undef CRITERIA

#define CRITERIA 6
#define NAMED(name) KIND(name##_6)
#include "path/label_search.h"
#undef NAMED
#undef CRITERIA

static kr_status KIND(search_criteria)(kri_labels *labels)
{
    switch (labels->criteria) {
    case 2: return KIND(search_all_2)(labels);
    case 3: return KIND(search_all_3)(labels);
    case 4: return KIND(search_all_4)(labels);
    case 5: return KIND(search_all_5)(labels);
    default: return KIND(search_all_6)(labels);
    }
}

kr_status KIND(kri_labels_search)(kri_labels *labels)
{
    labels->label = (kri_slabs){ .bytes = sizeof(kri_label), .shift = LABEL_SHIFT };
    labels->status = KR_OK;
    kr_status status = KIND(search_criteria)(labels);
    return status == KR_E_LIMIT && labels->status == KR_E_LIMIT ? KR_OK : status;
}
