/*
 * The one place where control changes stacks, so the one place where the
 * diagnostics are told.
 *
 * In a header, to be part of the function that resumes or yields: after a
 * switch the processor predicts every pending return wrongly, so each frame
 * between those functions and the engine costs more than all it does.
 */
#ifndef CGEN_SWITCH_H
#define CGEN_SWITCH_H

#include "gen.h"
#include "panic.h"

/* On the resumer's stack; returns when the generator next switches out. */
static inline void cgen__switch_in(gen_t *g)
{
    if (g->fiber != NULL)
        cgen__fiber_entering(g->fiber, g->stack.low, g->stack.high);
    g->engine->enter(g->context);
    if (g->fiber != NULL)
        cgen__fiber_left(g->fiber);
}

/* First thing on the generator's stack. */
static inline void cgen__switch_arrived(gen_t *g)
{
    if (g->fiber != NULL)
        cgen__fiber_entered(g->fiber);
}

/* On the generator's stack; returns when it is next switched in. */
static inline void cgen__switch_out(gen_t *g)
{
    if (g->fiber != NULL)
        cgen__fiber_leaving(g->fiber, false);
    g->engine->leave(g->context);
    cgen__switch_arrived(g);
}

/* On the generator's stack, for the last time. */
CGEN__NORETURN static inline void cgen__switch_end(gen_t *g)
{
    if (g->fiber != NULL)
        cgen__fiber_leaving(g->fiber, true);
    g->engine->leave(g->context);
    cgen__panic("a finished generator was resumed");
}

#endif
