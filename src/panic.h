/*
 * The last resort: an invariant of the library is broken.
 *
 * Never for what a caller did or the system lacks; those have error codes.
 */
#ifndef CGEN_PANIC_H
#define CGEN_PANIC_H

#include "attributes.h"

/* Writes "cgen: message" to standard error and aborts. */
CGEN__NORETURN void cgen__panic(const char *message);

#endif
