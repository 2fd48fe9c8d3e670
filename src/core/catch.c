/*
 * Calling a function so that its exceptions stop there.
 *
 * What runs while an object ends may throw, and whoever ends it must go on: it
 * has more to free. Where a body runs, the innermost such call is part of it,
 * so that it stays the body's when that yields; else it is the thread's.
 */
#include "core/catch.h"
#include "core/gen.h"

_Thread_local struct cgen__landing *cgen__catch_outside;

/* Not inlined: a body may change threads at a yield, and its function must not
 * keep a thread-local address (see thread.h). */
CGEN__NOINLINE static struct cgen__landing **place_of_catcher(void)
{
    gen_t *self = gen_self();

    return self != NULL ? &self->catcher : &cgen__catch_outside;
}

struct scope {
    struct cgen__landing **place;
    struct cgen__landing *outer;
};

static void leave(struct scope *scope)
{
    *scope->place = scope->outer;
}

/* A function of its own: a frame has one personality routine, and the caller's
 * is that of cleanup handlers. */
CGEN__NOINLINE static struct _Unwind_Exception *
protected_call(struct cgen__landing *landing, void (*fn)(void *), void *arg)
{
    CGEN__UNWIND_CATCHES();
    if (CGEN__UNWIND_TRY(landing))
        fn(arg);
    CGEN__UNWIND_KEEP_FRAME();
    return landing->caught;
}

bool cgen__catch(void (*fn)(void *), void *arg)
{
    struct _Unwind_Exception *caught;
    struct cgen__landing landing;
    struct cgen__landing **place = place_of_catcher();
    struct scope scope GEN_ON_SCOPE_EXIT(leave) = {place, *place};
    unsigned uncaught = cgen__exceptions_here()->uncaught;

    *place = &landing;
    caught = protected_call(&landing, fn, arg);
    leave(&scope);
    if (caught != NULL) {
        cgen__exceptions_drop(caught);
        cgen__exceptions_recount(uncaught);
    }
    return caught != NULL;
}
