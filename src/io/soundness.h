/* soundness.h: what must hold between the rows of a world, beyond each cell being sound. */
#ifndef KRI_SOUNDNESS_H
#define KRI_SOUNDNESS_H

#include <keruen/model.h>

typedef struct kri_folder_units {
    double km_per_length, kmh_per_speed;
    int is_lon_lat;     /* coordinates are degrees of longitude and latitude */
} kri_folder_units;

/* Adds what does not hold to problems; KR_E_MEMORY only. */
kr_status kri_world_is_sound(kr_job *job, const kr_world *world, const kri_folder_units *units, kr_problems *problems);

#endif
