/*
 * Forced unwinding with the compiler's unwinder, as pthread_cancel does it.
 *
 * The unwinder walks up from cgen__unwind_to and calls cgen__unwind_stop at
 * each frame; the frame's personality routine runs its cleanup handlers. At the
 * catching frame, cgen__unwind_stop jumps to the landing. The exception object
 * lies in the catching frame, not in the one that began the unwinding: that is
 * gone as soon as the first handler runs.
 */
#include "unwind/unwind.h"

#include <string.h>

struct cgen__unwind_calls cgen__unwind_calls;

/* Called for the frame of the site and for its callers. If the first frame's
 * stack pointer is not the site's, the site's own frame is gone: it ended with
 * a tail call of the function that yields. */
static void look_for_handlers(struct cgen__landing *landing,
                              struct _Unwind_Context *frame)
{
    if (landing->frames == 0 &&
        _Unwind_GetCFA(frame) != (uintptr_t)landing->site->first_stack)
        landing->is_clean = false;
    landing->frames++;
    landing->address = (const void *)_Unwind_GetIP(frame);
    if (_Unwind_GetLanguageSpecificData(frame) != 0)
        landing->is_clean = false;
}

static void land(struct cgen__landing *landing)
{
    if (landing->site != NULL && landing->frames == 1 && landing->is_clean)
        cgen__unwind_note_clean(landing->site, landing->address);
    CGEN__JUMP_TO(landing->resume);
}

/* The CFA that the unwinder reports for a frame is its stack pointer at the
 * call it has not returned from. The count of uncaught exceptions is set again
 * since a catch (...) that throws the unwinding on adds one to it, which
 * nothing takes off. */
_Unwind_Reason_Code cgen__unwind_stop(int version, _Unwind_Action actions,
                                      _Unwind_Exception_Class exception_class,
                                      struct _Unwind_Exception *exception,
                                      struct _Unwind_Context *frame,
                                      void *pointer)
{
    struct cgen__landing *landing = pointer;
    const struct cgen__unwinding *own =
        (const struct cgen__unwinding *)exception;
    uintptr_t stack = _Unwind_GetCFA(frame);

    (void)version;
    (void)exception_class;
    landing->latest = (unsigned char)(own - landing->own);
    cgen__exceptions_recount(own->uncaught);
    if ((actions & _UA_END_OF_STACK) != 0)
        CGEN__JUMP_TO(landing->resume);
    if (stack >= CGEN__JUMP_STACK(landing->resume, landing->frame))
        land(landing);
    if (landing->site != NULL && stack >= (uintptr_t)landing->site->first_stack)
        look_for_handlers(landing, frame);
    return _URC_NO_REASON;
}

/* Finds out whether a catch (...) is handling one of the unwindings. That is so
 * if it was noted before; or if the runtime handles an exception now that it
 * did not handle when the latest began: then it is the latest. There is at most
 * one at a time. */
static void note_handled(struct cgen__landing *landing, const void *handled)
{
    if (handled == NULL)
        landing->handled = CGEN__UNWINDINGS;
    else if (landing->handled == CGEN__UNWINDINGS &&
             landing->latest != CGEN__UNWINDINGS &&
             landing->own[landing->latest].handled != handled)
        landing->handled = landing->latest;
}

/* A place for the next unwinding: not that of the latest, nor of the one that
 * is handled. The places are used in turn, since an older one may still go on:
 * a handler that it runs may have begun the latest one, and have handled an
 * exception that replaced that. */
static unsigned char place_of_next(const struct cgen__landing *landing)
{
    unsigned i = landing->latest;

    do
        i = i < CGEN__UNWINDINGS - 1 ? i + 1 : 0;
    while (i == landing->handled);
    return (unsigned char)i;
}

struct _Unwind_Exception *cgen__unwind_begin(struct cgen__landing *landing)
{
    const struct cgen__exceptions *here = cgen__exceptions_here();
    struct cgen__unwinding *own;

    note_handled(landing, here->caught);
    landing->latest = place_of_next(landing);
    own = &landing->own[landing->latest];
    memset(own, 0, sizeof *own);
    own->exception.exception_cleanup = cgen__unwind_caught;
    own->landing = landing;
    own->handled = here->caught;
    own->uncaught = here->uncaught;
    return &own->exception;
}

/* Called also when the handler was left by something that replaces the
 * unwinding, a newer one or an exception: then it was not swallowed. */
void cgen__unwind_caught(_Unwind_Reason_Code reason,
                         struct _Unwind_Exception *exception)
{
    const struct cgen__unwinding *caught =
        (const struct cgen__unwinding *)exception;
    struct cgen__landing *landing = caught->landing;

    (void)reason;
    landing->handled = CGEN__UNWINDINGS;
    if (caught == &landing->own[landing->latest] &&
        cgen__exceptions_here()->uncaught == caught->uncaught)
        cgen__unwind_calls.swallowed();
}

void cgen__unwind_drop(struct cgen__landing *landing)
{
    CGEN__JUMP_TO(landing->resume);
}

/* The personality routine of catching frames (Itanium C++ ABI, exception
 * handling, 2.5.2): they handle whatever is thrown, and let forced unwindings
 * pass, which cgen__unwind_stop ends, or the end of the thread. */
CGEN__USED _Unwind_Reason_Code cgen__unwind_personality(
    int version, _Unwind_Action actions,
    _Unwind_Exception_Class exception_class,
    struct _Unwind_Exception *exception, struct _Unwind_Context *frame);

_Unwind_Reason_Code
cgen__unwind_personality(int version, _Unwind_Action actions,
                         _Unwind_Exception_Class exception_class,
                         struct _Unwind_Exception *exception,
                         struct _Unwind_Context *frame)
{
    struct cgen__landing *landing;

    (void)version;
    (void)exception_class;
    if ((actions & _UA_SEARCH_PHASE) != 0)
        return _URC_HANDLER_FOUND;
    if ((actions & _UA_FORCE_UNWIND) != 0 &&
        exception->exception_cleanup != cgen__unwind_caught)
        cgen__unwind_calls.thread_ends(frame);
    if ((actions & _UA_HANDLER_FRAME) == 0)
        return _URC_CONTINUE_UNWIND;
    landing = cgen__unwind_calls.innermost();
    landing->caught = exception;
    CGEN__JUMP_TO(landing->resume);
}
