/* Calling a function so that its exceptions stop there. */
#ifndef CGEN_CORE_CATCH_H
#define CGEN_CORE_CATCH_H

#include "core/gen.h"

/* Calls fn(arg). An exception that leaves it is destroyed, as at the end of a
 * handler; returns true if there was one. An unwinding that ends a generator's
 * body goes on through this call. */
bool cgen__catch(void (*fn)(void *), void *arg);

/* Of this thread while it runs no generator: the innermost cgen__catch. */
extern _Thread_local struct cgen__landing *cgen__catch_outside;

#endif
