/* Loops: what others need of them. */
#ifndef CGEN_CORE_LOOP_H
#define CGEN_CORE_LOOP_H

#include "core/gen.h"

/* What unwinds the calling code: how many exceptions, and whether its body is
 * being ended; 0 if nothing does. */
unsigned long cgen__unwinds(void);

#endif
