/*
 * Running a body, and what it calls: yield, raise, exit.
 *
 * All of this runs on the generator's stack:
 *
 *      arrived_first
 *        protected call of fn(self, arg)     ends by return or by unwinding
 *        protected call of the last deferred    each likewise
 *        protected call of the one before it
 *        leave_for_good
 *
 * The pending completion is g->end. It is set when the body returns, and
 * replaced by whatever ends the body or a deferred call abruptly, as in nested
 * finally blocks: gen_exit, gen_raise, being closed or thrown into, a C++
 * exception. An exception is thrown again on the resumer's stack.
 */
#include <errno.h>
#include <stdio.h>

#include CGEN_PROBES
#include "core/ahead.h"
#include "core/body.h"
#include "core/catch.h"
#include "core/create.h"
#include "core/defer.h"
#include "core/delegate.h"
#include "core/gen.h"
#include "core/park.h"
#include "core/switch.h"
#include "core/thread.h"
#include "panic.h"
#include "tunables.h"

static struct cgen__landing *innermost(void)
{
    const gen_t *self = gen_self();

    return self != NULL ? self->catcher : cgen__catch_outside;
}

/* Ends the process, with a message that names the generator: its body does not
 * let itself be ended, and would go on for ever. */
CGEN__NORETURN static void give_up(const gen_t *self, const char *what)
{
    char message[256];
    const char *name = gen_name(self);

    (void)snprintf(message, sizeof message, "generator \"%s\" at %p: %s",
                   *name != '\0' ? name : "(no name)", (const void *)self,
                   what);
    cgen__panic(message);
}

CGEN__NORETURN static void swallowed(void)
{
    give_up(gen_self(), "a catch (...) has swallowed the unwinding by which "
                        "its body is ended; it must throw on (throw;)");
}

/* Changes the pending completion: the last one wins. */
static void replace_end(gen_t *self, gen_result end)
{
    if (self->end.error == CGEN__EXCEPTION)
        cgen__exceptions_drop(self->end.value);
    self->end = end;
}

/* Tells the tools that frames will be left without returning. */
static inline void forget_frames(gen_t *self)
{
    if (self->fiber != NULL)
        cgen__fiber_frames_dropped(self->stack->low, self->stack->high);
}

/* Ends the protected call that is running by unwinding its frames. */
CGEN__NORETURN CGEN__ALWAYS_INLINE void end_call(gen_t *self, gen_result end)
{
    replace_end(self, end);
    forget_frames(self);
    cgen__mark(self, CGEN__UNWINDING, true);
    cgen__unwind_to(self->landing);
}

/* The same, but drops the frames without their cleanup. */
CGEN__NORETURN static void drop_call(gen_t *self, gen_result end)
{
    replace_end(self, end);
    forget_frames(self);
    cgen__unwind_drop(self->landing);
}

void cgen__body_end(gen_t *self, gen_result end)
{
    if (cgen__has(self, CGEN__ABANDONED))
        drop_call(self, end);
    end_call(self, end);
}

gen_resumed gen_inline_1_signalled(gen_t *self, gen_resumed in)
{
    gen_result end = {in.value, true, in.signal == GEN_THROW ? GEN_THROWN : 0};

    if (cgen__has(self, CGEN__CLEAN | CGEN__ABANDONED)) {
        if (self->engine->drop != NULL)
            self->engine->drop(&self->head.contexts);
        cgen__mark(self, CGEN__CLEAN, false);
        drop_call(self, end);
    }
    if (cgen__has(self, CGEN__CLOSED) && cgen__has(self, CGEN__UNWINDING))
        return (gen_resumed){NULL, GEN_RETURN}; /* see cgen__body_refuse */
    if (self->site.code != NULL)
        self->landing->site = &self->site;
    end_call(self, end);
}

static gen_resumed arrived_in(struct gen_inline_contexts *contexts,
                              gen_resumed in)
{
    gen_t *self = cgen__of_contexts(contexts);

    cgen__switch_arrived(self);
    if (self->top != NULL)
        return cgen__park_arrived_in(self, in);
    return gen_inline_1_signalled(self, in);
}

/* The protected call was left by unwinding. If by an exception, that is the
 * completion, and the only exception under way here; else what began the
 * unwinding has set the completion. */
CGEN__NOINLINE static void land(gen_t *self)
{
    struct _Unwind_Exception *caught = self->landing->caught;

    if (caught != NULL) {
        replace_end(self, (gen_result){caught, true, CGEN__EXCEPTION});
        cgen__mark(self, CGEN__MORE, true);
    }
    cgen__exceptions_recount(caught != NULL && cgen__exceptions_counts(caught));
}

/* Runs a deferred call as a protected call: gen_exit or gen_raise in it end
 * that call, and nothing else changes the completion. */
CGEN__NOINLINE static void run_deferred(gen_t *self, struct cgen__deferred call)
{
    CGEN__UNWIND_CATCHES();
    cgen__mark(self, CGEN__UNWINDING, false);
    self->catcher = self->landing;
    if (CGEN__UNWIND_TRY(self->landing))
        call.fn(call.arg);
    else
        land(self);
    CGEN__UNWIND_KEEP_FRAME();
}

CGEN__NOINLINE static void run_all_deferred(gen_t *self)
{
    struct cgen__deferred call;

    while (self->defers.count != 0 && cgen__defers_pop(&self->defers, &call))
        run_deferred(self, call);
}

/* Nobody catches the exception that has left g, as the last of those that it
 * has left. */
CGEN__NOINLINE static void name_last(const gen_t *g)
{
    char body[256];

    (void)gen_place_text((const void *)(uintptr_t)g->fn, body, sizeof body);
    (void)fprintf(stderr,
                  "cgen: nobody catches the exception that has left a "
                  "generator, \"%s\", body %s\n",
                  gen_name(g), body);
}

/* The exception that ended g goes on in its resumer; or, as that of a generator
 * that is being destroyed, becomes an error. */
static gen_result pass_exception_on(gen_t *g, struct _Unwind_Exception *thrown)
{
    cgen__exceptions_join(&g->exceptions);
    if (!cgen__is_destroyed(g)) {
        cgen__exceptions_raise(thrown);
        name_last(g);
        cgen__exceptions_terminate(thrown);
    }
    cgen__exceptions_drop(thrown);
    return (gen_result){NULL, true, GEN_THROWN};
}

gen_result cgen__body_deliver(gen_t *g, gen_result end)
{
    if (cgen__delegate_takes(g))
        return end;
    if (end.error == CGEN__EXCEPTION)
        end = pass_exception_on(g, end.value);
    if (cgen__has(g, CGEN__CASCADES))
        cgen__park_cascade(g, end);
    return end;
}

void cgen__body_drop_ahead(gen_t *g)
{
    gen_result end;

    cgen__ahead_drop(g);
    if (!cgen__ahead_release(g, &end) || end.error != CGEN__EXCEPTION)
        return;
    cgen__exceptions_join(&g->exceptions);
    cgen__exceptions_drop(end.value);
}

/* g, which runs ahead, has ended with *end. True if that is to come after its
 * values; then *end is the first of them. */
static bool holds_back(gen_t *g, gen_result *end)
{
    cgen__ahead_close(g);
    return !cgen__has(g, CGEN__CASCADES) && !cgen__is_destroyed(g) &&
           cgen__ahead_holds(g, end);
}

/* arrived_out for a generator that holds more than a stack, that ended with an
 * exception, or whose resumer is to end too. */
CGEN__NOINLINE static gen_result arrive_with_more(gen_t *g, gen_result out)
{
    cgen__switch_returned(g);
    cgen__release_unneeded(g);
    if (cgen__has(g, CGEN__AHEAD) && holds_back(g, &out))
        return out;
    return cgen__body_deliver(g, out);
}

/* Called on the resumer's stack when the generator is done. */
static gen_result arrived_out(struct gen_inline_contexts *contexts,
                              gen_result out)
{
    gen_t *g = cgen__of_contexts(contexts);

    if (cgen__has(g, CGEN__MORE | CGEN__CASCADES))
        return arrive_with_more(g, out);
    return out;
}

gen_result gen_inline_1_ended(gen_t *g, gen_result out)
{
    return arrived_out(&g->head.contexts, out);
}

/* Not part of its caller, whose frame may have changed threads: see thread.h.
 */
CGEN__NOINLINE static void leave_for_good(gen_t *self)
{
    /* Member by member, as it was stored: a load of two would have to wait. */
    gen_result end = {self->end.value, true, self->end.error};

    cgen__mark(self, CGEN__DONE, true);
    CGEN__PROBE2(end, self, end.error);
    gen_inline_1_thread.running = self->head.outer;
    if (cgen__switch_is_short(self) &&
        !cgen__has(self, CGEN__MORE | CGEN__CASCADES))
        (void)self->engine->end(&self->head.contexts, end);
    else
        (void)cgen__switch_out(self, end);
}

CGEN__NOINLINE static void arrived_first(struct gen_inline_contexts *contexts)
{
    gen_t *self = cgen__of_contexts(contexts);
    struct cgen__landing landing;

    CGEN__UNWIND_CATCHES();
    cgen__switch_arrived(self);
    cgen__mark(self, CGEN__BEGUN, true);
    self->landing = &landing;
    self->catcher = &landing;
    if (CGEN__UNWIND_TRY(&landing))
        self->end = (gen_result){self->fn(self, self->arg), true, 0};
    else
        land(self);
    if (self->defers.count != 0)
        run_all_deferred(self);
    leave_for_good(self);
}

/* A yield of a generator that is being destroyed ends the protected call, but
 * for one case: in a cleanup handler it returns at once, since an unwinding is
 * under way already, and a second one might not pass the handler's frames (C++
 * terminates when a destructor is left so). A function of its own so that
 * gen_inline_1_yield needs no stack frame. */
CGEN__NOINLINE gen_resumed cgen__body_refuse(gen_t *self)
{
    const gen_result end = {NULL, true, 0};

    if (self == NULL || self != cgen__running())
        return (gen_resumed){NULL, GEN_EPERM};
    if (cgen__has(self, CGEN__ABANDONED))
        drop_call(self, end);
    if (!cgen__has(self, CGEN__UNWINDING))
        end_call(self, end);
    if (++self->refused == CGEN__REFUSED_YIELDS)
        give_up(self, "a cleanup handler goes on yielding while its generator "
                      "is destroyed; it must end when a yield returns at once");
    return (gen_resumed){NULL, GEN_RETURN};
}

/* A gen_yield for another generator than the one that runs, which has no way to
 * return an error: it ends the body that runs, as gen_raise does, unless that
 * is in a cleanup handler. */
CGEN__NOINLINE void *cgen__body_refuse_value(gen_t *self)
{
    gen_t *running = cgen__running();

    if (cgen__body_refuse(self).signal != GEN_EPERM)
        return NULL;
    if (running != NULL && !cgen__has(running, CGEN__UNWINDING))
        end_call(running, (gen_result){NULL, true, GEN_EPERM});
    errno = EPERM;
    return NULL;
}

/* Makes the generator that resumed self the one that runs; returns the
 * result for it. */
static inline gen_result suspend(gen_t *self, void *value)
{
    if (cgen__has(self, CGEN__CASCADES))
        cgen__park_carries_on(self);
    gen_inline_1_thread.running = self->head.outer;
    CGEN__PROBE1(suspend, self);
    return (gen_result){value, false, 0};
}

CGEN__NOINLINE void *gen_inline_1_yield(gen_t *self, void *value)
{
    if (!cgen__may_yield(self))
        return cgen__body_refuse_value(self);
    if (cgen__has(self, CGEN__AHEAD)) {
        if (cgen__ahead_stores(self, value))
            return NULL;
        value = cgen__ahead_flush(self, value);
    }
    return cgen__switch_out_for_value(self, suspend(self, value));
}

CGEN__NOINLINE gen_resumed gen_inline_1_yield_catch(gen_t *self, void *value)
{
    if (!cgen__may_yield(self))
        return cgen__body_refuse(self);
    if (cgen__has(self, CGEN__AHEAD)) {
        if (cgen__ahead_stores(self, value))
            return (gen_resumed){NULL, GEN_NEXT};
        value = cgen__ahead_flush(self, value);
    }
    return cgen__switch_out(self, suspend(self, value));
}

/* Ends the body of self with end, for gen_raise and gen_exit. These cannot
 * return, so a misuse ends the body that made the call, with GEN_EPERM. */
CGEN__NORETURN static void end_checked(gen_t *self, gen_result end)
{
    gen_t *running = gen_self();

    if (running == NULL)
        cgen__panic(
            "gen_raise, gen_rethrow or gen_exit called outside a generator");
    if (self != running)
        end_call(running, (gen_result){NULL, true, GEN_EPERM});
    end_call(self, end);
}

void gen_raise(gen_t *self, const void *error)
{
    end_checked(self, (gen_result){cgen__value(error), true, GEN_THROWN});
}

void gen_rethrow(gen_t *self, gen_result result)
{
    if (result.error != 0)
        end_checked(self, (gen_result){result.value, true, result.error});
}

void gen_exit(gen_t *self, const void *value)
{
    end_checked(self, (gen_result){cgen__value(value), true, 0});
}

/* The unwinding by which a thread ends leaves the body of the generator that
 * runs: it has ended, with its deferred calls, before its resumer's frames are
 * left. The contexts, which lead there, stay as they are. */
static void thread_ends(struct _Unwind_Context *frame)
{
    gen_t *self = gen_self();

    if (self == NULL ||
        _Unwind_GetRegionStart(frame) != (uintptr_t)arrived_first)
        return;
    if (!self->engine->is_called(&self->head.contexts))
        give_up(self, "its thread ends in it (pthread_exit, pthread_cancel), "
                      "and the code that has resumed it inlines that "
                      "(CGEN_INLINE): its cleanup would be left out");
    cgen__mark_destroyed(self, CGEN__CLOSED);
    run_all_deferred(self);
    replace_end(self, (gen_result){NULL, true, GEN_THROWN});
    cgen__mark(self, CGEN__DONE, true);
    gen_inline_1_thread.running = self->head.outer;
}

/* Gives the layers below the functions of this one that they call. */
CGEN__AT_LOAD static void give_calls(void)
{
    cgen__engine_calls =
        (struct cgen__engine_calls){arrived_first, arrived_in, arrived_out};
    cgen__unwind_calls =
        (struct cgen__unwind_calls){innermost, thread_ends, swallowed};
}
