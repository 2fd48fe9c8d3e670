/*
 * Forced unwinding with the compiler's unwinder, as pthread_cancel does it.
 *
 * The unwinder walks up from cgen__unwind_to and asks stop at each frame; each
 * frame's personality routine runs its cleanup handlers. Once past the guard's
 * frame, stop leaves by a jump. The exception object lies in the guard's
 * frame, not in the frame that begins: that one is gone as soon as the first
 * handler runs.
 */
#include <stdint.h>
#include <string.h>

#include "unwind/unwind.h"

/* The CFA that the unwinder reports for a frame is its stack pointer at the
 * call it has not returned from. Up to the guarding frame those lie at most at
 * floor; in frames above it, over it. */
static _Unwind_Reason_Code stop(int version, _Unwind_Action actions,
                                _Unwind_Exception_Class exception_class,
                                struct _Unwind_Exception *exception,
                                struct _Unwind_Context *frame, void *pointer)
{
    struct cgen__landing *landing = pointer;

    (void)version;
    (void)exception_class;
    (void)exception;
    if ((actions & _UA_END_OF_STACK) != 0 ||
        _Unwind_GetCFA(frame) > (uintptr_t)landing->floor)
        CGEN__JUMP_TO(landing->resume);
    return _URC_NO_REASON;
}

void cgen__unwind_to(struct cgen__landing *landing)
{
    memset(&landing->own, 0, sizeof landing->own);
    _Unwind_ForcedUnwind(&landing->own, stop, landing);
    CGEN__JUMP_TO(landing->resume);
}

void cgen__unwind_drop(struct cgen__landing *landing)
{
    CGEN__JUMP_TO(landing->resume);
}

/* The personality routine of guarding frames (Itanium C++ ABI, exception
 * handling, 2.5.2): they handle whatever is thrown, and let forced unwinding
 * pass, which is stop's affair or that of whoever ends the thread. */
_Unwind_Reason_Code
cgen__unwind_personality(int version, _Unwind_Action actions,
                         _Unwind_Exception_Class exception_class,
                         struct _Unwind_Exception *exception,
                         struct _Unwind_Context *frame);

_Unwind_Reason_Code
cgen__unwind_personality(int version, _Unwind_Action actions,
                         _Unwind_Exception_Class exception_class,
                         struct _Unwind_Exception *exception,
                         struct _Unwind_Context *frame)
{
    struct cgen__landing *landing;

    (void)version;
    (void)exception_class;
    (void)frame;
    if ((actions & _UA_SEARCH_PHASE) != 0)
        return _URC_HANDLER_FOUND;
    if ((actions & _UA_HANDLER_FRAME) == 0)
        return _URC_CONTINUE_UNWIND;
    landing = cgen__unwind_innermost();
    landing->caught = exception;
    CGEN__JUMP_TO(landing->resume);
}
