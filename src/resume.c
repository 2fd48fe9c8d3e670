/*
 * What a generator's owner does: the state machine of ECMA-262's
 * GeneratorValidate, GeneratorResume and GeneratorResumeAbrupt.
 */
#include "whole_results.h"

#include "gen.h"
#include "switch.h"

static gen_result misuse(int error)
{
    return (gen_result){NULL, true, error};
}

/* What a completion carries where there is no body, or none yet, to take it. */
static gen_result end_of(int signal, void *value)
{
    return (gen_result){value, true, signal == GEN_THROW ? GEN_THROWN : 0};
}

static inline gen_result enter(gen_t *g, gen_resumed in)
{
    cgen__set_next(g, CGEN__RUNS);
    g->head.outer = gen_inline_1_thread.running;
    cgen__set_running(g);
    return cgen__switch_in(g, in);
}

CGEN__NOINLINE gen_result cgen__enter(gen_t *g, gen_resumed in)
{
    return enter(g, in);
}

/* gen_send where no yield waits for the value. */
CGEN__NOINLINE static gen_result send_elsewhere(gen_t *g, void *value)
{
    if (cgen__runs(g))
        return misuse(GEN_EBUSY);
    if (cgen__has(g, CGEN__DELEGATES))
        return cgen__delegate_resume(g, (gen_resumed){value, GEN_NEXT});
    return end_of(GEN_NEXT, NULL);
}

CGEN__NOINLINE gen_result cgen__send(gen_t *g, void *value)
{
    if (g == NULL)
        return misuse(GEN_EINVAL);
    if (cgen__has(g, CGEN__CALLBACKS))
        return cgen__from_send(g, value);
    if (cgen__runs(g) || cgen__has(g, CGEN__DELEGATES | CGEN__DONE))
        return send_elsewhere(g, value);
    return cgen__enter(g, (gen_resumed){value, GEN_NEXT});
}

gen_result gen_inline_1_send(gen_t *g, void *value)
{
    return cgen__send(g, value);
}

static void finish_without_running(gen_t *g)
{
    cgen__set_next(g, CGEN__HELD);
    cgen__mark(g, CGEN__DONE, true);
    cgen__strip(g);
}

/* A frame pointer, as a distance. What is none, but something else that is kept
 * in that register, leads elsewhere; then no frame is found by it. */
static uintptr_t distance_of_frame(const gen_t *g, const void *frame)
{
    uintptr_t address = (uintptr_t)frame, high = (uintptr_t)g->stack->high;

    if (address < (uintptr_t)g->stack->low || address >= high)
        return 0;
    return high - address;
}

/* Where the body waits. A deferred call has no site: what is above it is not
 * what is above the same place in the body. */
static struct cgen__site site_of(const gen_t *g)
{
    struct cgen__place place = g->engine->waits_at(&g->head.sides);

    return (struct cgen__site){g->end.done ? NULL : place.code,
                               (uintptr_t)g->stack->high -
                                   (uintptr_t)place.stack,
                               distance_of_frame(g, place.frame), place.stack};
}

/* True if the body waits at a gen_yield where its frames need no unwinding.
 * Notes where it waits, for the unwinding. */
static bool is_clean(gen_t *g)
{
    g->site = site_of(g);
    return !cgen__has(g, CGEN__LONG & ~CGEN__CLOSED) &&
           cgen__unwind_is_clean(&g->site);
}

CGEN__NOINLINE static gen_result resume_abruptly(gen_t *g, int signal,
                                                 void *value)
{
    if (g == NULL)
        return misuse(GEN_EINVAL);
    if (cgen__has(g, CGEN__CALLBACKS))
        return cgen__from_resume(g, (gen_resumed){value, signal});
    if (cgen__runs(g))
        return misuse(GEN_EBUSY);
    if (cgen__has(g, CGEN__DELEGATES))
        return cgen__delegate_resume(g, (gen_resumed){value, signal});
    if (cgen__has(g, CGEN__DONE))
        return end_of(signal, value);
    cgen__mark(g, CGEN__CLEAN, !cgen__has(g, CGEN__BEGUN) || is_clean(g));
    if (cgen__has(g, CGEN__CLEAN) && g->defers.count == 0) {
        finish_without_running(g);
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

/* Ends a body that has begun, dropping its frames. */
static gen_result abandon(gen_t *g)
{
    if (g->defers.count != 0 || g->fiber != NULL) {
        cgen__mark(g, CGEN__ABANDONED, true);
        return enter(g, (gen_resumed){NULL, CGEN__DROP});
    }
    finish_without_running(g);
    return end_of(GEN_RETURN, NULL);
}

/* Ends a body, suspended or not yet begun. */
static gen_result end_for_good(gen_t *g)
{
    if (g->on_destroy == GEN_ABANDON && cgen__has(g, CGEN__BEGUN))
        return abandon(g);
    cgen__mark(g, CGEN__CLOSED, true);
    return gen_return(g, NULL);
}

/* Ends g if it has not ended; returns what gen_destroy is to. */
static int end_if_any(gen_t *g)
{
    if (cgen__has(g, CGEN__CALLBACKS))
        return cgen__from_end(g);
    if (cgen__has(g, CGEN__DONE))
        return 0;
    return end_for_good(g).error != 0 ? GEN_THROWN : 0;
}

static void remember(struct cgen__frames *before)
{
    cgen__from_forget(*before);
}

/* Destroys what g, whose frames are gone, has delegated to callbacks. */
static void drop_inner(gen_t *g)
{
    struct cgen__frames before GEN_ON_SCOPE_EXIT(remember) =
        cgen__from_forget(cgen__frames_of(g));

    (void)before;
    cgen__delegate_drop(g);
}

/* A chain ends from its leaf on; its root is an ordinary generator then. */
static int end_with_inner(gen_t *g)
{
    int inner = cgen__has(g, CGEN__DELEGATES) ? cgen__delegate_end(g) : 0;
    int own = end_if_any(g);

    if (g->inner != NULL)
        drop_inner(g);
    return own != 0 ? own : inner;
}

static bool is_busy(gen_t *g)
{
    if (cgen__has(g, CGEN__ENDING) || g->delegator != NULL)
        return true;
    if (cgen__has(g, CGEN__CALLBACKS))
        return cgen__from_is_busy(g);
    return cgen__runs(g) ||
           (cgen__has(g, CGEN__DELEGATES) && cgen__delegate_is_busy(g));
}

static void finish(gen_t **destroyed);

/* Marked meanwhile: what runs as it ends may have it too. That may also end the
 * body that asks for all this, by gen_raise: what is left goes on then. */
static int destroy(gen_t *g)
{
    gen_t *destroyed GEN_ON_SCOPE_EXIT(finish) = g;
    int status;

    cgen__mark(g, CGEN__ENDING, true);
    status = end_with_inner(g);
    destroyed = NULL;
    cgen__free(g);
    return status;
}

static void finish(gen_t **destroyed)
{
    gen_t *g = *destroyed;

    if (g == NULL)
        return;
    if (cgen__has(g, CGEN__CALLBACKS))
        cgen__free(g);
    else
        destroy(g);
}

CGEN__NOINLINE int gen_destroy(gen_t *g)
{
    if (g == NULL)
        return 0;
    return is_busy(g) ? GEN_EBUSY : destroy(g);
}
