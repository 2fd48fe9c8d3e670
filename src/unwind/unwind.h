/*
 * Unwinding: leaving frames early, with their cleanup.
 *
 *      if (CGEN__UNWIND_TRY(&landing))  <-- false -.
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

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unwind.h>

#include "attributes.h"
#include "unwind/exceptions.h"
#include CGEN_UNWIND_JUMP

struct cgen__landing;

/* An unwinding on its way, as handlers of other languages see it. */
struct cgen__unwinding {
    struct _Unwind_Exception exception;
    struct cgen__landing *landing;
    const void *handled; /* by the C++ runtime, when it began: an exception */
    unsigned uncaught;   /* exceptions on their way then */
};

enum { CGEN__UNWINDINGS = 3 };

/* Where an unwinding ends. It lies in the frame that catches, and is valid
 * until that function returns. */
struct cgen__landing {
    cgen__jump resume;
    const struct cgen__site *site; /* where unwinding begins, or NULL */
    unsigned frames;               /* that were left: of it and above */
    const void *address;           /* in the code of the last of them */
    bool is_clean;                 /* none of them had a handler */
    void *frame;                   /* the catching one */

    /* Of cgen__unwind_to: the latest that has begun or left a frame, and among
     * those whose place it took one that a catch (...) may be handling;
     * CGEN__UNWINDINGS is none. */
    struct cgen__unwinding own[CGEN__UNWINDINGS];
    unsigned char latest, handled;

    struct _Unwind_Exception *caught; /* the one that landed here, or NULL */
};

/* Stands in a function that catches: exceptions that come to its frame land
 * too, in what innermost gives, as its caught. Gives the frame a
 * personality routine; the compiler gives none to C that has no handlers. */
#define CGEN__UNWIND_CATCHES() \
    __asm__ volatile(".cfi_personality 0x1b, cgen__unwind_personality")

/* What the layer above gives this one before it uses it: the landing that now
 * catches on this thread, in functions with CGEN__UNWIND_CATCHES; and what to
 * do when a catch (...) has swallowed the unwinding that was on its way on this
 * thread, which does not return. */
struct cgen__unwind_calls {
    struct cgen__landing *(*innermost)(void);
    void (*swallowed)(void);
};

extern struct cgen__unwind_calls cgen__unwind_calls;

/* Begins a protected call, in an if of its own: true at once, and false when a
 * call in its branch was left for the landing. Variables of the function that
 * change in between are indeterminate then, as after setjmp(3): a macro, since
 * a function that sets a jump must not return before it is landed in. */
#define CGEN__UNWIND_TRY(landing)                               \
    ((landing)->caught = NULL, (landing)->site = NULL,          \
     (landing)->latest = (landing)->handled = CGEN__UNWINDINGS, \
     (landing)->frame = CGEN__FRAME_ADDRESS(),                  \
     CGEN__JUMP_SET((landing)->resume) == 0)

/* Ends the function of a protected call, if its branch ends by a call: Clang
 * would make that a jump, with the frame gone that is to be landed in. */
#define CGEN__UNWIND_KEEP_FRAME() __asm__ volatile("")

/* Sites: where bodies wait whose unwinding began there before, and found one
 * frame and nothing to do. The same site means the same frame.
 *
 * The addresses are as the engine has them: code to know the place by, the
 * others as distances from a fixed point on the stack of that coroutine. */
struct cgen__site {
    const void *code;
    uintptr_t stack;
    uintptr_t frame;
    const void *first_stack; /* stack once more, as an address */
};

/* sites.c: true if that is known to need no unwinding. Any thread. */
bool cgen__unwind_is_clean(const struct cgen__site *site);

/* Remembers that of a site whose code lies at address. */
void cgen__unwind_note_clean(const struct cgen__site *site,
                             const void *address);

/* unwind.c: what the C++ runtime calls when a catch (...) has ended that caught
 * an unwinding. */
void cgen__unwind_caught(_Unwind_Reason_Code reason,
                         struct _Unwind_Exception *exception);

/* unwind.c: what the unwinder asks at each frame. */
_Unwind_Reason_Code cgen__unwind_stop(int version, _Unwind_Action actions,
                                      _Unwind_Exception_Class exception_class,
                                      struct _Unwind_Exception *exception,
                                      struct _Unwind_Context *frame,
                                      void *landing);

/* unwind.c: a new unwinding to that landing. */
struct _Unwind_Exception *cgen__unwind_begin(struct cgen__landing *landing);

/* Leaves all frames between the caller and the landing without running any
 * handler. */
CGEN__NORETURN void cgen__unwind_drop(struct cgen__landing *landing);

/* Leaves all frames between the caller and the landing, innermost first,
 * running their cleanup handlers (LSDA actions; Itanium C++ ABI, exception
 * handling, 1.6.3 _Unwind_ForcedUnwind). Frames from one without unwind tables
 * on are dropped. A handler may begin a new unwinding to the same landing,
 * which then takes the place of this one. In a header, since each frame that
 * the unwinder walks through has its price. */
CGEN__NORETURN CGEN__ALWAYS_INLINE void
cgen__unwind_to(struct cgen__landing *landing)
{
    struct _Unwind_Exception *own = cgen__unwind_begin(landing);

    landing->frames = 0;
    landing->is_clean = true;
    _Unwind_ForcedUnwind(own, cgen__unwind_stop, landing);
    cgen__unwind_drop(landing);
}

#endif
