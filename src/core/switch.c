/*
 * Switches that also exchange exceptions and tell diagnostic tools.
 *
 * The tools are told on both stacks: before a switch, and first of all after
 * it. A message that asks for more arrives elsewhere, in body.c (arrived_in,
 * arrived_out), which tells them itself; after the last arrival there is no
 * fiber any more.
 *
 * This file is not instrumented by sanitizers: they would see functions that
 * are entered on one stack and left on another.
 */
#include "core/gen.h"
#include "core/overflow.h"
#include "core/park.h"
#include "core/switch.h"
#include "core/thread.h"

static void exchange_exceptions(gen_t *g)
{
    cgen__exceptions_exchange(&g->exceptions);
    cgen__mark(g, CGEN__EXCEPTIONS, !cgen__exceptions_are_none(&g->exceptions));
}

/* The stack on which g goes on: that of its top, if it is parked. */
static const struct cgen__stack *stack_of(const gen_t *g)
{
    return g->top != NULL ? cgen__of_running(g->top)->stack : g->stack;
}

gen_result cgen__switch_in_long(gen_t *g, gen_resumed in)
{
    const struct cgen__stack *stack = stack_of(g);
    gen_result out;

    if (gen_inline_1_thread.exceptions == &cgen__thread_is_new)
        cgen__overflow_watch();
    gen_inline_1_thread.exceptions = cgen__exceptions_here();
    exchange_exceptions(g);
    if (g->top != NULL)
        cgen__park_entering(g);
    cgen__set_running(g);
    if (g->fiber != NULL)
        cgen__fiber_entering(g->fiber, stack->low, stack->high);
    out = g->engine->enter(&g->head.contexts, in);
    if (!out.done)
        cgen__switch_returned(g);
    return out;
}

gen_resumed cgen__switch_out_long(gen_t *g, gen_result out)
{
    gen_resumed in;

    exchange_exceptions(g);
    if (g->fiber != NULL)
        cgen__fiber_leaving(g->fiber, out.done);
    in = g->engine->leave(&g->head.contexts, out);
    cgen__switch_arrived(g);
    return in;
}

void *cgen__switch_out_for_value_long(gen_t *g, gen_result out)
{
    gen_resumed in = cgen__switch_out_long(g, out);

    return in.signal == GEN_NEXT ? in.value
                                 : gen_inline_1_signalled(g, in).value;
}
