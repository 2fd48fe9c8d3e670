/*
 * Switches the long way: exceptions are exchanged, diagnostic tools are told.
 *
 * The tools want to hear on both stacks. A generator that is finished has told
 * them itself, in what it had called on the resumer's stack, and its fiber is
 * gone by the time that entering returns.
 *
 * This file is not instrumented: a function that is entered on one stack, by a
 * tool's account, and left on the other would upset that account.
 */
#include "switch.h"

static void exchange_exceptions(gen_t *g)
{
    cgen__exceptions_exchange(&g->exceptions);
    g->goes_long =
        g->fiber != NULL || !cgen__exceptions_are_none(&g->exceptions);
}

static void prepare_to_enter(gen_t *g)
{
    cgen__thread.exceptions = cgen__exceptions_here();
    exchange_exceptions(g);
    if (g->fiber != NULL)
        cgen__fiber_entering(g->fiber, g->stack->low, g->stack->high);
}

static gen_result report_back(gen_t *g, gen_result out)
{
    if (!out.done)
        cgen__switch_returned(g);
    return out;
}

gen_result cgen__switch_in_long(gen_t *g, gen_resumed in)
{
    prepare_to_enter(g);
    return report_back(g, g->engine->enter(g->context, in));
}

gen_result cgen__switch_in_with_long(gen_t *g, void (*fn)(void *))
{
    prepare_to_enter(g);
    return report_back(g, g->engine->enter_with(g->context, fn, g));
}

static void prepare_to_leave(gen_t *g, bool last)
{
    exchange_exceptions(g);
    if (g->fiber != NULL)
        cgen__fiber_leaving(g->fiber, last);
}

gen_resumed cgen__switch_out_long(gen_t *g, gen_result out)
{
    gen_resumed in;

    prepare_to_leave(g, false);
    in = g->engine->leave(g->context, out);
    cgen__switch_arrived(g);
    return in;
}

void *cgen__switch_out_for_value_long(gen_t *g, gen_result out)
{
    return cgen__switch_out_long(g, out).value;
}

void cgen__switch_end_long(gen_t *g, gen_result (*fn)(void *))
{
    prepare_to_leave(g, true);
    g->engine->finish(g->context, fn, g);
}
