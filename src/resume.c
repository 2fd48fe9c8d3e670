/*
 * What a generator's owner does: the state machine of ECMA-262's
 * GeneratorValidate, GeneratorResume and GeneratorResumeAbrupt.
 */
#include <stdlib.h>

#include "gen.h"
#include "panic.h"
#include "switch.h"

static gen_result misuse(int error)
{
    return (gen_result){NULL, true, error};
}

/* What a resumption gives where there is no body left, or none yet, to ask. */
static gen_result settle(int signal, void *value)
{
    switch (signal) {
    case GEN_RETURN:
        return (gen_result){value, true, 0};
    case GEN_THROW:
        return (gen_result){value, true, GEN_THROWN};
    default:
        return (gen_result){NULL, true, 0};
    }
}

static void finish_without_running(gen_t *g)
{
    g->status = GEN_DONE;
    cgen__strip(g);
}

/* Lets the body go on until it yields or ends. */
static CGEN__INLINE gen_result run(gen_t *g, int signal, void *value)
{
    g->value = value;
    g->code = signal;
    g->status = GEN_RUNNING;
    g->resumer = cgen__running;
    cgen__running = g;
    cgen__switch_in(g);
    cgen__running = g->resumer;
    if (g->status == GEN_DONE)
        cgen__strip(g);
    return (gen_result){g->value, g->status == GEN_DONE, g->code};
}

static CGEN__INLINE gen_result resume(gen_t *g, int signal, void *value)
{
    if (g == NULL)
        return misuse(GEN_EINVAL);
    if (g->status == GEN_RUNNING)
        return misuse(GEN_EBUSY);
    if (g->status == GEN_START && signal != GEN_NEXT)
        finish_without_running(g);
    if (g->status == GEN_DONE)
        return settle(signal, value);
    return run(g, signal, value);
}

gen_result gen_next(gen_t *g)
{
    return resume(g, GEN_NEXT, NULL);
}

gen_result gen_send(gen_t *g, void *value)
{
    return resume(g, GEN_NEXT, value);
}

gen_result gen_return(gen_t *g, void *value)
{
    return resume(g, GEN_RETURN, value);
}

gen_result gen_throw(gen_t *g, void *error)
{
    return resume(g, GEN_THROW, error);
}

/* True if abandoning g's frames leaves nothing to run on its stack. */
static bool has_no_cleanup(const gen_t *g)
{
    return g->on_destroy == GEN_ABANDON && g->defers.count == 0 &&
           g->fiber == NULL;
}

/* Ends a suspended body; returns its error, if any. */
static int close(gen_t *g)
{
    gen_result end;

    if (has_no_cleanup(g)) {
        finish_without_running(g);
        return 0;
    }
    g->fate = g->on_destroy == GEN_ABANDON ? CGEN__ABANDONED : CGEN__UNWINDING;
    end = run(g, GEN_RETURN, NULL);
    if (!end.done)
        cgen__panic("a generator outlived its destruction");
    return end.error != 0 ? GEN_THROWN : 0;
}

int gen_destroy(gen_t *g)
{
    int error = 0;

    if (g == NULL)
        return 0;
    if (g->status == GEN_RUNNING)
        return GEN_EBUSY;
    if (g->status == GEN_START)
        finish_without_running(g);
    if (g->status == GEN_SUSPENDED)
        error = close(g);
    free(g);
    return error;
}
