/*
 * What a generator's owner calls: the state machine of ECMA-262's
 * GeneratorValidate, GeneratorResume and GeneratorResumeAbrupt.
 */
#include CGEN_PROBES
#include "core/ahead.h"
#include "core/body.h"
#include "core/create.h"
#include "core/debug.h"
#include "core/delegate.h"
#include "core/from.h"
#include "core/gen.h"
#include "core/park.h"
#include "core/resume.h"
#include "core/switch.h"
#include "core/thread.h"
#include "core/watched.h"

static gen_result misuse(const gen_t *g, int error)
{
    cgen__debug_refused(g, "a resumption", error);
    return (gen_result){NULL, true, error};
}

/* The result of a resumption that no body receives: it has not begun, or has
 * ended. */
static gen_result end_of(int signal, void *value)
{
    return (gen_result){value, true, signal == GEN_THROW ? GEN_THROWN : 0};
}

static inline gen_result enter(gen_t *g, gen_resumed in)
{
    cgen__set_next(g, CGEN__RUNS);
    if (cgen__has(g, CGEN__AHEAD))
        cgen__ahead_open(g);
    g->head.outer = gen_inline_1_thread.running;
    cgen__set_running(g);
    CGEN__PROBE1(resume, g);
    return cgen__switch_in(g, in);
}

CGEN__NOINLINE gen_result cgen__enter(gen_t *g, gen_resumed in)
{
    return enter(g, in);
}

/* To one that runs ahead, and is suspended: its next value, or what comes
 * behind its values. */
static gen_result send_ahead(gen_t *g, void *value)
{
    gen_result end;

    if (value != NULL && cgen__ahead_refuses_values(g))
        return misuse(g, GEN_EAHEAD);
    if (cgen__ahead_has_values(g))
        return cgen__ahead_take(g);
    if (cgen__has(g, CGEN__DELEGATES))
        return cgen__delegate_resume(g, (gen_resumed){value, GEN_NEXT});
    if (!cgen__has(g, CGEN__DONE))
        return cgen__enter(g, (gen_resumed){NULL, GEN_NEXT});
    if (cgen__ahead_release(g, &end))
        return cgen__body_deliver(g, end);
    return end_of(GEN_NEXT, NULL);
}

/* gen_send to a generator of which no yield waits for the value. */
CGEN__NOINLINE static gen_result send_elsewhere(gen_t *g, void *value)
{
    if (cgen__runs(g))
        return misuse(g, GEN_EBUSY);
    if (cgen__has(g, CGEN__AHEAD))
        return send_ahead(g, value);
    if (cgen__has(g, CGEN__DELEGATES))
        return cgen__delegate_resume(g, (gen_resumed){value, GEN_NEXT});
    return end_of(GEN_NEXT, NULL);
}

CGEN__NOINLINE gen_result cgen__send(gen_t *g, void *value)
{
    if (g == NULL)
        return misuse(NULL, GEN_EINVAL);
    cgen__check(g, "gen_next");
    if (cgen__has(g, CGEN__CALLBACKS))
        return cgen__from_send(g, value);
    if (cgen__runs(g) ||
        cgen__has(g, CGEN__DELEGATES | CGEN__DONE | CGEN__AHEAD))
        return send_elsewhere(g, value);
    return cgen__enter(g, (gen_resumed){value, GEN_NEXT});
}

gen_result gen_inline_1_send(gen_t *g, void *value)
{
    return cgen__send(g, value);
}

void cgen__finish(gen_t *g)
{
    cgen__set_next(g, CGEN__SLOW_ENTRY);
    cgen__mark(g, CGEN__DONE, true);
    cgen__release_unneeded(g);
}

/* A frame pointer, as its distance from the stack's high end. 0 if it does not
 * point into the stack: the compiler keeps something else in that register. */
static uintptr_t distance_of_frame(const gen_t *g, const void *frame)
{
    uintptr_t address = (uintptr_t)frame, high = (uintptr_t)g->stack->high;

    if (address < (uintptr_t)g->stack->low || address >= high)
        return 0;
    return high - address;
}

/* Where the body waits. That of a deferred call has no code: a function that is
 * both a body and deferred waits at the same address below other frames. Nor
 * has that of a parked generator, whose top waits on another stack. */
static struct cgen__site site_of(const gen_t *g)
{
    struct cgen__place place = g->engine->waits_at(&g->head.contexts);

    return (struct cgen__site){
        g->end.done || g->top != NULL ? NULL : place.code,
        (uintptr_t)g->stack->high - (uintptr_t)place.stack,
        distance_of_frame(g, place.frame), place.stack};
}

/* True if the body waits at a gen_yield at which its frames have no cleanup.
 * Sets g->site, from which an unwinding would begin. */
static bool is_clean(gen_t *g)
{
    g->site = site_of(g);
    return !cgen__has(g, CGEN__SLOW_PATH & ~CGEN__CLOSED) &&
           cgen__unwind_is_clean(&g->site);
}

CGEN__NOINLINE static gen_result resume_abruptly(gen_t *g, int signal,
                                                 void *value)
{
    if (g == NULL)
        return misuse(NULL, GEN_EINVAL);
    cgen__check(g, signal == GEN_THROW ? "gen_throw" : "gen_return");
    if (cgen__has(g, CGEN__CALLBACKS))
        return cgen__from_resume(g, (gen_resumed){value, signal});
    if (cgen__runs(g))
        return misuse(g, GEN_EBUSY);
    if (cgen__has(g, CGEN__AHEAD))
        cgen__body_drop_ahead(g);
    /* Its resumer has gone on, and ends it by its own wish: see park.c. */
    if (cgen__has(g, CGEN__CASCADES))
        cgen__park_forget(g);
    if (cgen__has(g, CGEN__DELEGATES))
        return cgen__delegate_resume(g, (gen_resumed){value, signal});
    if (cgen__has(g, CGEN__DONE))
        return end_of(signal, value);
    cgen__mark(g, CGEN__CLEAN, !cgen__has(g, CGEN__BEGUN) || is_clean(g));
    if (cgen__has(g, CGEN__CLEAN) && g->defers.count == 0) {
        cgen__finish(g);
        return end_of(signal, value);
    }
    return enter(g, (gen_resumed){value, signal});
}

gen_result cgen__resume(gen_t *g, gen_resumed in)
{
    if (in.signal == GEN_NEXT)
        return gen_send(g, in.value);
    return resume_abruptly(g, in.signal, in.value);
}

CGEN__NOINLINE gen_result gen_return(gen_t *g, const void *value)
{
    return resume_abruptly(g, GEN_RETURN, cgen__value(value));
}

CGEN__NOINLINE gen_result gen_throw(gen_t *g, const void *error)
{
    return resume_abruptly(g, GEN_THROW, cgen__value(error));
}
