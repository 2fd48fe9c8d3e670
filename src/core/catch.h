/* Calls whose exceptions end there. */
#ifndef CGEN_CORE_CATCH_H
#define CGEN_CORE_CATCH_H

#include "core/gen.h"

/* Calls fn(arg). A C++ exception that comes out ends there, as in a handler;
 * true if there was one. Unwinding to a generator's end passes. */
bool cgen__catch(void (*fn)(void *), void *arg);

/* Where exceptions go that no frame above the calling code handles. */
extern _Thread_local struct cgen__landing *cgen__catch_outside;

#endif
