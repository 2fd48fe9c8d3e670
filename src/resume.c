/*
 * What a generator's owner does: the state machine of ECMA-262's
 * GeneratorValidate, GeneratorResume and GeneratorResumeAbrupt.
 */
#include <stdlib.h>

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

static void begin_run(gen_t *g)
{
    g->state = CGEN__RUNNING;
    g->resumer = cgen__thread.running;
    cgen__thread.running = g;
}

/* gen_send where no yield waits for the value. */
CGEN__NOINLINE static gen_result send_elsewhere(gen_t *g, void *value)
{
    switch ((enum cgen__state)g->state) {
    case CGEN__CALLBACKS:
        return cgen__from_resume(g, (gen_resumed){value, GEN_NEXT});
    case CGEN__DELEGATING:
        return cgen__delegate_resume(g, (gen_resumed){value, GEN_NEXT});
    case CGEN__RUNNING:
        return misuse(GEN_EBUSY);
    default:
        return end_of(GEN_NEXT, NULL);
    }
}

CGEN__NOINLINE gen_result gen_send(gen_t *g, void *value)
{
    if (g == NULL)
        return misuse(GEN_EINVAL);
    if (g->state >= CGEN__RUNNING)
        return send_elsewhere(g, value);
    begin_run(g);
    return cgen__switch_in(g, (gen_resumed){value, GEN_NEXT});
}

CGEN__NOINLINE gen_result gen_next(gen_t *g)
{
    if (g != NULL && g->state == CGEN__CALLBACKS && !g->from.watched)
        return g->from.ops.on_next(g->from.state, NULL);
    return gen_send(g, NULL);
}

static void finish_without_running(gen_t *g)
{
    g->state = CGEN__DONE;
    cgen__strip(g);
}

/* Has a paused gen_yield end its body with end instead of returning. */
gen_result cgen__resume_with(gen_t *g, gen_result end, void (*how)(void *))
{
    begin_run(g);
    g->order = end;
    return cgen__switch_in_with(g, how);
}

gen_result cgen__resume_telling(gen_t *g, gen_resumed in)
{
    begin_run(g);
    return cgen__switch_in(g, in);
}

static gen_result resume_abruptly(gen_t *g, int signal, void *value)
{
    if (g == NULL)
        return misuse(GEN_EINVAL);
    switch ((enum cgen__state)g->state) {
    case CGEN__RUNNING:
        return misuse(GEN_EBUSY);
    case CGEN__YIELDING:
        return cgen__resume_with(g, end_of(signal, value), cgen__body_unwind);
    case CGEN__CATCHING:
        return cgen__resume_telling(g, (gen_resumed){value, signal});
    case CGEN__DELEGATING:
        return cgen__delegate_resume(g, (gen_resumed){value, signal});
    case CGEN__CALLBACKS:
        return cgen__from_resume(g, (gen_resumed){value, signal});
    case CGEN__START:
        finish_without_running(g);
        break;
    case CGEN__DONE:
        break;
    }
    return end_of(signal, value);
}

gen_result cgen__resume(gen_t *g, gen_resumed in)
{
    if (in.signal == GEN_NEXT)
        return gen_send(g, in.value);
    return resume_abruptly(g, in.signal, in.value);
}

CGEN__NOINLINE gen_result gen_return(gen_t *g, void *value)
{
    return resume_abruptly(g, GEN_RETURN, value);
}

CGEN__NOINLINE gen_result gen_throw(gen_t *g, void *error)
{
    return resume_abruptly(g, GEN_THROW, error);
}

/* Ends a suspended body whose frames are to be dropped. */
static gen_result abandon(gen_t *g)
{
    const gen_result end = {NULL, true, 0};

    if (g->defers.count != 0 || g->fiber != NULL) {
        g->fate = CGEN__ABANDONED;
        return cgen__resume_with(g, end, cgen__body_drop);
    }
    finish_without_running(g);
    return end;
}

/* A body that is paused in a cleanup handler, at a plain yield: lets that
 * yield return, as it does when a body that is being destroyed gets to it, so
 * that the unwinding which runs the handler goes on. */
static gen_result leave_handler(gen_t *g)
{
    return cgen__resume_telling(g, (gen_resumed){NULL, GEN_NEXT});
}

/* Ends a body, suspended or not yet begun. */
static gen_result end_for_good(gen_t *g)
{
    if (g->on_destroy == GEN_ABANDON && g->state != CGEN__START)
        return abandon(g);
    g->fate = CGEN__UNWINDING;
    if (g->state == CGEN__YIELDING && g->unwinding)
        return leave_handler(g);
    return gen_return(g, NULL);
}

/* Ends g if it has not ended; returns what gen_destroy is to. */
static int end_if_any(gen_t *g)
{
    switch ((enum cgen__state)g->state) {
    case CGEN__RUNNING:
        return GEN_EBUSY;
    case CGEN__CALLBACKS:
        return cgen__from_end(g);
    case CGEN__DONE:
        return 0;
    default:
        return end_for_good(g).error != 0 ? GEN_THROWN : 0;
    }
}

/* A chain ends from its leaf on; its root is an ordinary generator then. */
static int end_with_inner(gen_t *g)
{
    int inner = g->state == CGEN__DELEGATING ? cgen__delegate_end(g) : 0;
    int own = inner != GEN_EBUSY ? end_if_any(g) : GEN_EBUSY;

    if (own != GEN_EBUSY)
        cgen__delegate_drop(g);
    return own != 0 ? own : inner;
}

CGEN__NOINLINE int gen_destroy(gen_t *g)
{
    int status;

    if (g == NULL)
        return 0;
    if (g->delegator != NULL)
        return GEN_EBUSY; /* which owns it */
    status = end_with_inner(g);
    if (status != GEN_EBUSY)
        free(g);
    return status;
}
