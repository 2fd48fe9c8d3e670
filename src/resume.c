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

CGEN__NOINLINE gen_result gen_send(gen_t *g, void *value)
{
    if (g == NULL)
        return misuse(GEN_EINVAL);
    if (g->state == CGEN__RUNNING)
        return misuse(GEN_EBUSY);
    if (g->state == CGEN__DONE)
        return end_of(GEN_NEXT, NULL);
    begin_run(g);
    return cgen__switch_in(g, (gen_resumed){value, GEN_NEXT});
}

CGEN__NOINLINE gen_result gen_next(gen_t *g)
{
    return gen_send(g, NULL);
}

static void finish_without_running(gen_t *g)
{
    g->state = CGEN__DONE;
    cgen__strip(g);
}

/* Has a paused gen_yield end its body with end instead of returning. */
static gen_result end_body(gen_t *g, gen_result end, void (*how)(void *))
{
    begin_run(g);
    g->order = end;
    return cgen__switch_in_with(g, how);
}

static gen_result resume_abruptly(gen_t *g, int signal, void *value)
{
    if (g == NULL)
        return misuse(GEN_EINVAL);
    switch ((enum cgen__state)g->state) {
    case CGEN__RUNNING:
        return misuse(GEN_EBUSY);
    case CGEN__YIELDING:
        return end_body(g, end_of(signal, value), cgen__body_unwind);
    case CGEN__CATCHING:
        begin_run(g);
        return cgen__switch_in(g, (gen_resumed){value, signal});
    case CGEN__START:
        finish_without_running(g);
        break;
    case CGEN__DONE:
        break;
    }
    return end_of(signal, value);
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
        return end_body(g, end, cgen__body_drop);
    }
    finish_without_running(g);
    return end;
}

/* A body that is paused in a cleanup handler, at a plain yield: lets that
 * yield return, as it does when a body that is being destroyed gets to it, so
 * that the unwinding which runs the handler goes on. */
static gen_result leave_handler(gen_t *g)
{
    begin_run(g);
    return cgen__switch_in(g, (gen_resumed){NULL, GEN_NEXT});
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

CGEN__NOINLINE int gen_destroy(gen_t *g)
{
    gen_result end;

    if (g == NULL)
        return 0;
    if (g->state == CGEN__RUNNING)
        return GEN_EBUSY;
    end = g->state == CGEN__DONE ? misuse(0) : end_for_good(g);
    free(g);
    return end.error != 0 ? GEN_THROWN : 0;
}
