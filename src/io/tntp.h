/* tntp.h: what of a TNTP file its reader and its writers must see alike. */
#ifndef KRI_TNTP_H
#define KRI_TNTP_H

#include "base/text.h"

/* The bytes without the mark of UTF-8 that some editors put in front. */
kri_span kri_tntp_text(kri_span bytes);

/* Takes the next word off the line; words are parted by blanks, commas, colons and semicolons. */
int kri_tntp_parts(char c);
int kri_tntp_word(kri_span *rest, kri_span *word);

#endif
