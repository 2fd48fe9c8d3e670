/*
 * The one place where control changes stacks, so the one place where the
 * diagnostics are told.
 */
#include "gen.h"
#include "panic.h"

void cgen__switch_in(gen_t *g)
{
    if (g->fiber != NULL)
        cgen__fiber_entering(g->fiber, g->stack.low, g->stack.high);
    g->engine->enter(g->context);
    if (g->fiber != NULL)
        cgen__fiber_left(g->fiber);
}

void cgen__switch_arrived(gen_t *g)
{
    if (g->fiber != NULL)
        cgen__fiber_entered(g->fiber);
}

void cgen__switch_out(gen_t *g)
{
    if (g->fiber != NULL)
        cgen__fiber_leaving(g->fiber, false);
    g->engine->leave(g->context);
    cgen__switch_arrived(g);
}

void cgen__switch_end(gen_t *g)
{
    if (g->fiber != NULL)
        cgen__fiber_leaving(g->fiber, true);
    g->engine->leave(g->context);
    cgen__panic("a finished generator was resumed");
}
