/*
 * Unwinding: leaving frames early, with their cleanup.
 *
 *      if (CGEN__UNWIND_GUARD(&landing))  <-- false -.
 *          fn()                                      |
 *            ... frames with cleanup handlers ...    |
 *              cgen__unwind_to(&landing)  -----------|
 *              throw, in C++  -----------------------'
 *
 * This layer knows frames and landings. It does not know stacks, engines or
 * generators, nor why frames are left.
 */
#ifndef CGEN_UNWIND_H
#define CGEN_UNWIND_H

#include <unwind.h>

#include "attributes.h"
#include CGEN_UNWIND_JUMP

/* Where an unwinding ends. It lies in the frame that guards, and is valid
 * until that function returns. */
struct cgen__landing {
    cgen__jump resume;
    void *floor; /* an address in the guarding frame: those below it go */
    struct _Unwind_Exception own;     /* of cgen__unwind_to */
    struct _Unwind_Exception *caught; /* the one that landed here, or NULL */
};

/* Stands in a function that guards: exceptions that come to its frame land
 * too, in what cgen__unwind_innermost gives, as its caught. Gives the frame a
 * personality routine; the compiler gives none to C that has no handlers. */
#define CGEN__UNWIND_CATCHES() \
    __asm__ volatile(".cfi_personality 0x1b, cgen__unwind_personality")

/* The landing that now guards on this thread. For this layer to ask; whoever
 * uses CGEN__UNWIND_CATCHES provides it. */
struct cgen__landing *cgen__unwind_innermost(void);

/* Begins a guard, in an if of its own: true at once, and false when a call in
 * its branch was left for the landing. Variables of the function that change
 * in between are indeterminate then, as after setjmp(3): a macro, since a
 * function that sets a jump must not return before it is landed in. */
#define CGEN__UNWIND_GUARD(landing)                                      \
    ((landing)->caught = NULL, (landing)->floor = CGEN__FRAME_ADDRESS(), \
     CGEN__JUMP_SET((landing)->resume) == 0)

/* Leaves all frames between the caller and the landing, innermost first,
 * running their cleanup handlers (LSDA actions; Itanium C++ ABI, exception
 * handling, 1.6.3 _Unwind_ForcedUnwind). Frames from one without unwind tables
 * on are dropped. A handler may begin a new unwinding to the same landing,
 * which then takes the place of this one. */
CGEN__NORETURN void cgen__unwind_to(struct cgen__landing *landing);

/* The same without running any handler. */
CGEN__NORETURN void cgen__unwind_drop(struct cgen__landing *landing);

#endif
