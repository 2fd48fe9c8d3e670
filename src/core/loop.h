/* What loop.c offers to the other files. */
#ifndef CGEN_CORE_LOOP_H
#define CGEN_CORE_LOOP_H

#include "core/gen.h"

/* A number for what is unwinding the calling code: it changes when an exception
 * is thrown or caught and when the unwinding of the body begins. 0 if nothing
 * unwinds it. */
unsigned long cgen__unwinds(void);

#endif
