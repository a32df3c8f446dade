/* calibrate.h: the calibration as a person, a program and the next run see it. */
#ifndef KRI_CALIBRATE_H
#define KRI_CALIBRATE_H

#include <keruen/demand.h>

#include "cli/command.h"

kr_status kri_calibrate_print_text(kri_call *call, const kr_world *world, const kr_calibration *calibration);
kr_status kri_calibrate_print_json(kri_call *call, const kr_world *world, const kr_calibration *calibration);

/* The fitted demand as a table of the folder. */
kr_status kri_calibrate_write(kri_call *call, const kr_world *world, const kr_calibration *calibration, const char *path);

#endif
