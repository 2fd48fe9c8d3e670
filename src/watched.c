/*
 * Switches that a diagnostic tool is told of.
 *
 * The tools want to hear on both stacks. A generator that is finished has told
 * them itself, in what it had called on the resumer's stack, and its fiber is
 * gone by the time that entering returns.
 */
#include "switch.h"

static gen_result report_back(gen_t *g, gen_result out)
{
    if (!out.done)
        cgen__fiber_left(g->fiber);
    return out;
}

gen_result cgen__watched_in(gen_t *g, gen_resumed in)
{
    cgen__fiber_entering(g->fiber, g->stack.low, g->stack.high);
    return report_back(g, g->engine->enter(g->context, in));
}

gen_result cgen__watched_in_with(gen_t *g, void (*fn)(void *))
{
    cgen__fiber_entering(g->fiber, g->stack.low, g->stack.high);
    return report_back(g, g->engine->enter_with(g->context, fn, g));
}

gen_resumed cgen__watched_out(gen_t *g, gen_result out)
{
    gen_resumed in;

    cgen__fiber_leaving(g->fiber, false);
    in = g->engine->leave(g->context, out);
    cgen__fiber_entered(g->fiber);
    return in;
}

void cgen__watched_end(gen_t *g, gen_result (*fn)(void *))
{
    cgen__fiber_leaving(g->fiber, true);
    g->engine->finish(g->context, fn, g);
}
