/*
 * What a body does: run, yield, raise, exit, and end with its cleanup.
 *
 * All of this runs on the generator's stack:
 *
 *      cgen__body_entry
 *        guarded: fn(self, arg)            leaves by return or by unwinding
 *        guarded: deferred call, last      each again by either
 *        guarded: deferred call, ...
 *        switch back for good
 *
 * A pending completion is g->end: set when a guarded call returns or just
 * before it is unwound, and replaced by whatever ends a later one abruptly, as
 * nested finally blocks do.
 */
#include <errno.h>

#include "gen.h"
#include "panic.h"
#include "switch.h"

static bool is_running_here(const gen_t *self)
{
    return self != NULL && self == cgen__running;
}

/* Ends the guarded call that is running, unwinding it. */
CGEN__NORETURN static void end_call(gen_t *self, void *value, int error)
{
    self->end = (gen_result){value, true, error};
    self->unwinding = true;
    cgen__unwind_to(self->landing);
}

/* The same for a generator that is being destroyed. */
CGEN__NORETURN static void end_destroyed(gen_t *self)
{
    if (self->fate == CGEN__UNWINDING)
        end_call(self, NULL, 0);
    self->end = (gen_result){NULL, true, 0};
    cgen__unwind_drop(self->landing);
}

/* A yield of a generator that is being destroyed. It ends the call, but for
 * one case: in a cleanup handler it returns at once, since unwinding is on its
 * way and the frames of a handler may not be fit for a second one (C++
 * terminates when a destructor is left so). */
static void yield_destroyed(gen_t *self)
{
    if (!self->unwinding)
        end_destroyed(self);
}

/* Runs fn(arg) so that it can be ended; false if it was. */
static bool run_guarded(gen_t *self, void (*fn)(void *), void *arg)
{
    struct cgen__landing landing;
    bool returned;

    self->landing = &landing;
    self->unwinding = false;
    returned = cgen__unwind_guard(&landing, fn, arg);
    self->landing = NULL;
    return returned;
}

static void call_body(void *argument)
{
    gen_t *self = argument;

    self->end = (gen_result){self->fn(self, self->arg), true, 0};
}

static void run_deferred(gen_t *self)
{
    struct cgen__deferred call;

    while (cgen__defers_pop(&self->defers, &call)) {
        gen_result pending = self->end;
        if (run_guarded(self, call.fn, call.arg))
            self->end = pending;
    }
}

void cgen__body_entry(void *argument)
{
    gen_t *self = argument;

    cgen__switch_arrived(self);
    run_guarded(self, call_body, self);
    run_deferred(self);
    self->value = self->end.value;
    self->code = self->end.error;
    self->status = GEN_DONE;
    cgen__switch_end(self);
}

/* Hands value to the resumer and waits for the next resumption. */
static inline gen_resumed suspend(gen_t *self, void *value)
{
    self->value = value;
    self->code = 0;
    self->status = GEN_SUSPENDED;
    cgen__switch_out(self);
    if (self->fate == CGEN__ABANDONED)
        end_destroyed(self);
    return (gen_resumed){self->value, self->code};
}

CGEN__NOINLINE gen_resumed gen_yield_catch(gen_t *self, void *value)
{
    if (!is_running_here(self))
        return (gen_resumed){NULL, GEN_EPERM};
    if (self->fate != CGEN__OPEN) {
        yield_destroyed(self);
        return (gen_resumed){NULL, GEN_RETURN};
    }
    return suspend(self, value);
}

CGEN__NOINLINE void *gen_yield(gen_t *self, void *value)
{
    gen_resumed resumed;

    if (!is_running_here(self)) {
        errno = EPERM;
        return NULL;
    }
    if (self->fate != CGEN__OPEN) {
        yield_destroyed(self);
        return NULL;
    }
    resumed = suspend(self, value);
    if (resumed.signal == GEN_RETURN)
        end_call(self, resumed.value, 0);
    if (resumed.signal == GEN_THROW)
        end_call(self, resumed.value, GEN_THROWN);
    return resumed.value;
}

/* What gen_raise and gen_exit have in common, misuse included: they cannot
 * return, so it becomes an error of the body that made the call. */
CGEN__NORETURN static void end_checked(gen_t *self, void *value, int error)
{
    gen_t *running = cgen__running;

    if (running == NULL)
        cgen__panic("gen_raise or gen_exit called outside a generator");
    if (self != running)
        end_call(running, NULL, GEN_EPERM);
    end_call(self, value, error);
}

void gen_raise(gen_t *self, void *error)
{
    end_checked(self, error, GEN_THROWN);
}

void gen_exit(gen_t *self, void *value)
{
    end_checked(self, value, 0);
}
