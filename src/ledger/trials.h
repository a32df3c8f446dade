/* trials.h: what a claim's test column runs. */
#ifndef KRI_TRIALS_H
#define KRI_TRIALS_H

#include "trial.h"

/* Runs the claim's test. What cannot be understood leaves its reason in trial->why. KR_E_MEMORY, KR_E_LIMIT. */
kr_status kri_trial_run(kri_trial *trial);

/* The tests that need ways. */
kr_status kri_trial_corridors(kri_trial *trial);
kr_status kri_trial_corridor_km(kri_trial *trial);
kr_status kri_trial_mode(kri_trial *trial);
kr_status kri_trial_gateway(kri_trial *trial);
kr_status kri_trial_reach(kri_trial *trial);

/* The test that a run of a study decides. */
kr_status kri_trial_study(kri_trial *trial);

#endif
