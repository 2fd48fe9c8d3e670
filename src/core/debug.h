/* CGEN_DEBUG in the environment: what the library is to check by itself. */
#ifndef CGEN_CORE_DEBUG_H
#define CGEN_CORE_DEBUG_H

#include "core/gen.h"

enum cgen__debug {
    CGEN__DEBUG_HANDLES = 0x01, /* a use of what was destroyed */
    CGEN__DEBUG_LEAKS = 0x02,   /* what is alive at exit */
    CGEN__DEBUG_MISUSE = 0x04,  /* calls that are refused */
    CGEN__DEBUG_PAINT = 0x08,   /* paint every stack */
    CGEN__DEBUG_SITES = 0x10,   /* where each was made */
    CGEN__DEBUG_ALL = 0x1f,
    CGEN__DEBUG_USR1 = 0x20, /* print all on SIGUSR1 */
};

/* Those of enum cgen__debug. Any thread. */
unsigned cgen__debug_wanted(void);

/* A call of that function of the interface is about to be refused with an
 * error. Ends the process with a message, if that is wanted. g may be NULL. */
void cgen__debug_refused(const gen_t *g, const char *function, int error);

/* Ends the process after a message: function did wrong with g; then come where
 * that is, where g was made, and where it ended if it has. */
CGEN__NORETURN void cgen__debug_fail(const gen_t *g, const char *function,
                                     const char *wrong);

#endif
