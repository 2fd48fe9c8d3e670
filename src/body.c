/*
 * What a body does: run, yield, raise, exit, and end with its cleanup.
 *
 * All of this runs on the generator's stack:
 *
 *      cgen__body_entry
 *        guarded: fn(self, arg)            leaves by return or by unwinding
 *        guarded: deferred call, last      each again by either
 *        guarded: deferred call, ...
 *        leave for good
 *
 * A pending completion is g->end: set when the body returns, and replaced by
 * whatever ends it or a deferred call abruptly, as in nested finally blocks:
 * gen_exit, gen_raise, being closed or thrown into, a C++ exception. That one
 * is raised again on the resumer's stack.
 */
#include <errno.h>

#include "gen.h"
#include "panic.h"
#include "switch.h"

struct cgen__landing *cgen__unwind_innermost(void)
{
    return gen_self()->landing;
}

/* Changes what the generator will end with: the last completion wins. */
static void replace_end(gen_t *self, gen_result end)
{
    if (self->end.error == CGEN__EXCEPTION)
        cgen__exceptions_drop(self->end.value);
    self->end = end;
}

/* Ends the guarded call that is running, unwinding it. */
CGEN__NORETURN static void end_call(gen_t *self, gen_result end)
{
    replace_end(self, end);
    self->unwinding = true;
    cgen__unwind_to(self->landing);
}

/* The same, without its cleanup. */
CGEN__NORETURN static void drop_call(gen_t *self, gen_result end)
{
    replace_end(self, end);
    cgen__unwind_drop(self->landing);
}

void cgen__body_end(gen_t *self, gen_result end)
{
    end_call(self, end);
}

void cgen__body_raise(void *g)
{
    gen_t *self = g;

    cgen__switch_arrived(self);
    cgen__exceptions_raise(self->order.value);
}

void cgen__body_unwind(void *g)
{
    gen_t *self = g;

    cgen__switch_arrived(self);
    end_call(self, self->order);
}

void cgen__body_drop(void *g)
{
    gen_t *self = g;

    cgen__switch_arrived(self);
    drop_call(self, self->order);
}

/* A guarded call has landed. If by an exception, that is its completion; else
 * whoever began the unwinding has said which. */
static void land(gen_t *self)
{
    if (self->landing->caught != NULL)
        replace_end(self,
                    (gen_result){self->landing->caught, true, CGEN__EXCEPTION});
}

/* Runs the body so that it can be ended. */
CGEN__NOINLINE static void run_body(gen_t *self)
{
    CGEN__UNWIND_CATCHES();
    if (CGEN__UNWIND_GUARD(self->landing))
        self->end =
            (gen_result){self->start.fn(self, self->start.arg), true, 0};
    else
        land(self);
}

/* Runs a deferred call in the same way; only its being ended changes what the
 * body ended with. */
CGEN__NOINLINE static void run_deferred(gen_t *self, struct cgen__deferred call)
{
    CGEN__UNWIND_CATCHES();
    self->unwinding = false;
    if (CGEN__UNWIND_GUARD(self->landing))
        call.fn(call.arg);
    else
        land(self);
}

/* On the resumer's stack: the generator is done and needs its own no more. */
static gen_result conclude(void *argument)
{
    gen_t *g = argument;
    struct _Unwind_Exception *exception = g->end.value;

    cgen__switch_returned(g);
    cgen__strip(g);
    if (g->end.error != CGEN__EXCEPTION || cgen__delegate_takes(g))
        return g->end;
    cgen__exceptions_join(&g->exceptions);
    if (g->fate == CGEN__OPEN)
        cgen__exceptions_raise(exception);
    cgen__exceptions_drop(exception);
    return (gen_result){NULL, true, GEN_THROWN};
}

/* Not part of its caller, whose frame may have changed threads: see gen.h. */
CGEN__NOINLINE static void leave_for_good(gen_t *self)
{
    self->state = CGEN__DONE;
    cgen__thread.running = self->resumer;
    cgen__switch_end(self, conclude);
}

void cgen__body_entry(void *g)
{
    gen_t *self = g;
    struct cgen__landing landing;
    struct cgen__deferred call;

    cgen__switch_arrived(self);
    self->landing = &landing;
    run_body(self);
    while (cgen__defers_pop(&self->defers, &call))
        run_deferred(self, call);
    leave_for_good(self);
}

/* A yield that does not take place: a misuse, or one of a generator that is
 * being destroyed. That ends the call, but for one case: in a cleanup handler
 * it returns at once, since unwinding is on its way and the frames of a handler
 * may not be fit for a second one (C++ terminates when a destructor is left
 * so). Apart from gen_yield, which needs no frame without it. */
CGEN__NOINLINE static gen_resumed refuse_to_yield(gen_t *self)
{
    const gen_result end = {NULL, true, 0};

    if (self == NULL || self != cgen__thread.running)
        return (gen_resumed){NULL, GEN_EPERM};
    if (self->unwinding)
        return (gen_resumed){NULL, GEN_RETURN};
    if (self->fate == CGEN__UNWINDING)
        end_call(self, end);
    drop_call(self, end);
}

gen_resumed cgen__body_refuse(gen_t *self)
{
    return refuse_to_yield(self);
}

CGEN__NOINLINE static void *refuse_value(gen_t *self)
{
    if (refuse_to_yield(self).signal == GEN_EPERM)
        errno = EPERM;
    return NULL;
}

static inline bool may_yield(const gen_t *self)
{
    return self != NULL && self == cgen__thread.running &&
           self->fate == CGEN__OPEN;
}

/* What a suspension leaves behind for the resumer. */
static inline gen_result suspend(gen_t *self, enum cgen__state state,
                                 void *value)
{
    self->state = (unsigned char)state;
    cgen__thread.running = self->resumer;
    return (gen_result){value, false, 0};
}

CGEN__NOINLINE void *gen_yield(gen_t *self, void *value)
{
    if (!may_yield(self))
        return refuse_value(self);
    return cgen__switch_out_for_value(self,
                                      suspend(self, CGEN__YIELDING, value));
}

CGEN__NOINLINE gen_resumed gen_yield_catch(gen_t *self, void *value)
{
    if (!may_yield(self))
        return refuse_to_yield(self);
    return cgen__switch_out(self, suspend(self, CGEN__CATCHING, value));
}

/* What gen_raise and gen_exit have in common, misuse included: they cannot
 * return, so it becomes an error of the body that made the call. */
CGEN__NORETURN static void end_checked(gen_t *self, gen_result end)
{
    gen_t *running = gen_self();

    if (running == NULL)
        cgen__panic("gen_raise or gen_exit called outside a generator");
    if (self != running)
        end_call(running, (gen_result){NULL, true, GEN_EPERM});
    end_call(self, end);
}

void gen_raise(gen_t *self, void *error)
{
    end_checked(self, (gen_result){error, true, GEN_THROWN});
}

void gen_exit(gen_t *self, void *value)
{
    end_checked(self, (gen_result){value, true, 0});
}
