/*
 * Unwinding: leaving frames early, with their cleanup.
 *
 *      cgen__unwind_guard  <-- landing ----------.
 *        fn(arg)                                 |
 *          ... frames with cleanup handlers ...  |
 *            cgen__unwind_to(landing) -----------'
 *
 * This layer knows frames and landings. It does not know stacks, engines or
 * generators, nor why frames are left.
 */
#ifndef CGEN_UNWIND_H
#define CGEN_UNWIND_H

#include <setjmp.h>
#include <stdbool.h>
#include <unwind.h>

#include "attributes.h"

/* Where an unwinding ends. It lies in the frame that guards, and is valid
 * while cgen__unwind_guard runs. */
struct cgen__landing {
    jmp_buf resume;
    void *floor; /* an address in the guard's frame: frames below it go */
    struct _Unwind_Exception exception;
};

/* Calls fn(arg). True if it returned, false if it was left for the landing. */
bool cgen__unwind_guard(struct cgen__landing *landing, void (*fn)(void *),
                        void *arg);

/* Leaves all frames between the caller and the landing, innermost first,
 * running their cleanup handlers (LSDA actions; Itanium C++ ABI, exception
 * handling, 1.6.3 _Unwind_ForcedUnwind). Frames from one without unwind tables
 * on are dropped. A handler may begin a new unwinding to the same landing,
 * which then takes the place of this one. */
CGEN__NORETURN void cgen__unwind_to(struct cgen__landing *landing);

/* The same without running any handler. */
CGEN__NORETURN void cgen__unwind_drop(struct cgen__landing *landing);

#endif
