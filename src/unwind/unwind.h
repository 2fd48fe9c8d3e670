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

/* An unwinding under way, as an exception object for other languages. */
struct cgen__unwinding {
    struct _Unwind_Exception exception;
    struct cgen__landing *landing;
    const void
        *handled;      /* the exception being handled when it began, or NULL */
    unsigned uncaught; /* count of uncaught exceptions then */
};

enum { CGEN__UNWINDINGS = 3 };

/* Where an unwinding ends. It lies in the frame that catches, and is valid
 * until that function returns. */
struct cgen__landing {
    cgen__jump resume;
    const struct cgen__site *site; /* where unwinding begins, or NULL */
    unsigned frames;               /* number of frames left from the site on */
    const void *address;           /* in the code of the last of them */
    bool is_clean;                 /* none of them had a handler */
    void *frame;                   /* the frame pointer of the catching one */

    /* The unwindings of cgen__unwind_to, by index; CGEN__UNWINDINGS is none.
     * latest: the one that began or left a frame last. handled: one that it
     * replaced, and that a catch (...) may be handling still. */
    struct cgen__unwinding own[CGEN__UNWINDINGS];
    unsigned char latest, handled;

    struct _Unwind_Exception *caught; /* an exception that landed, or NULL */
};

/* In a function that makes a protected call: exceptions that reach its frame
 * also land, at the landing that innermost returns, as its caught. This gives
 * the frame a personality routine; compilers give none to C functions without
 * handlers. */
#define CGEN__UNWIND_CATCHES() \
    __asm__ volatile(".cfi_personality 0x1b, cgen__unwind_personality")

/* What the layer above gives this one before it uses it.
 * innermost: returns the landing at which exceptions of this thread land now.
 * thread_ends: called at each catching frame that the forced unwinding of
 * somebody else passes: the thread ends, by pthread_exit or pthread_cancel.
 * swallowed: called when a catch (...) has swallowed this thread's unwinding;
 * does not return. */
struct cgen__unwind_calls {
    struct cgen__landing *(*innermost)(void);
    void (*thread_ends)(struct _Unwind_Context *frame);
    void (*swallowed)(void);
};

extern struct cgen__unwind_calls cgen__unwind_calls;

/* The condition of an if: true at first, and false when the branch was left by
 * an unwinding to the landing. Variables of the function that changed in the
 * branch are indeterminate then, as after setjmp(3). A macro, since the
 * function that sets the jump must not have returned when it is jumped to. */
#define CGEN__UNWIND_TRY(landing)                               \
    ((landing)->caught = NULL, (landing)->site = NULL,          \
     (landing)->latest = (landing)->handled = CGEN__UNWINDINGS, \
     (landing)->frame = CGEN__FRAME_ADDRESS(),                  \
     CGEN__JUMP_SET((landing)->resume) == 0)

/* Stands behind a protected call whose branch ends with a call: Clang would
 * make that a tail call, and the frame to land in would be gone. */
#define CGEN__UNWIND_KEEP_FRAME() __asm__ volatile("")

/* A site: a place in the code at which a body waits. One from which an
 * unwinding left a single frame, which had no handler, is remembered, and the
 * next generator that waits there is dropped without being unwound. Equal sites
 * mean equal frames.
 *
 * The engine gives the addresses; stack and frame are distances from the high
 * end of the coroutine's stack. */
struct cgen__site {
    const void *code;
    uintptr_t stack;
    uintptr_t frame;
    const void *first_stack; /* the stack pointer itself */
};

/* In sites.c. True if that site is known to need no unwinding. Any thread. */
bool cgen__unwind_is_clean(const struct cgen__site *site);

/* In sites.c. Remembers that a site needs no unwinding; address is in the code
 * of its frame. Any thread. */
void cgen__unwind_note_clean(const struct cgen__site *site,
                             const void *address);

/* In unwind.c. The C++ runtime calls this at the end of a catch (...) that has
 * caught an unwinding (_Unwind_Exception_Cleanup_Fn). */
void cgen__unwind_caught(_Unwind_Reason_Code reason,
                         struct _Unwind_Exception *exception);

/* In unwind.c. The unwinder calls this at each frame (_Unwind_Stop_Fn). */
_Unwind_Reason_Code cgen__unwind_stop(int version, _Unwind_Action actions,
                                      _Unwind_Exception_Class exception_class,
                                      struct _Unwind_Exception *exception,
                                      struct _Unwind_Context *frame,
                                      void *landing);

/* In unwind.c. Begins an unwinding to that landing; returns its exception
 * object, for _Unwind_ForcedUnwind. */
struct _Unwind_Exception *cgen__unwind_begin(struct cgen__landing *landing);

/* Leaves all frames between the caller and the landing without running any
 * handler. */
CGEN__NORETURN void cgen__unwind_drop(struct cgen__landing *landing);

/* Leaves all frames between the caller and the landing, innermost first,
 * running their cleanup handlers (LSDA actions; Itanium C++ ABI, exception
 * handling, 1.6.3 _Unwind_ForcedUnwind). Frames from one without unwind tables
 * on are dropped. A handler may begin a new unwinding to the same landing,
 * which then takes the place of this one. In a header, so that the unwinder has
 * one frame less to walk through. */
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
