/* commands.c: every command, in the order that help shows them, and how they end. */
#include "cli/options.h"

extern const kri_command kri_command_quote, kri_command_explain, kri_command_places, kri_command_corridors;
extern const kri_command kri_command_calibrate;
extern const kri_command kri_command_quotes, kri_command_matrix, kri_command_assign, kri_command_trade, kri_command_study;
extern const kri_command kri_command_facts, kri_command_check, kri_command_version, kri_command_help;
extern const kri_command kri_command_doc;

const kri_command *const kri_commands[] = {
    &kri_command_study,
    &kri_command_quote,
    &kri_command_quotes,
    &kri_command_explain,
    &kri_command_matrix,
    &kri_command_places,
    &kri_command_corridors,
    &kri_command_assign,
    &kri_command_calibrate,
    &kri_command_trade,
    &kri_command_facts,
    &kri_command_check,
    &kri_command_help,
    &kri_command_version,
    &kri_command_doc,
    NULL,
};

const kri_exit_code kri_exit_codes[] = {
    { "0", "done" },
    { "1", "done, and the answer is no: no way through, a claim that does not hold" },
    { "2", "the command line makes no sense" },
    { "3", "the data is wrong; the message says where" },
    { "4", "a file or the network cannot be read or written" },
    { "5", "a limit was reached: memory, time, or somebody stopped it" },
    { "70", "a mistake of ours; please report it" },
    { 0 },
};
