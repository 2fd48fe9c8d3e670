/*
 * The one place where control changes stacks, but for the steps in arch/ and
 * in inlined code.
 *
 * Each side of a switch has more than registers and a stack: its exceptions,
 * and what diagnostic tools know of it. Where there is neither, each of these
 * functions ends with a tail call of the engine, and so does the function it is
 * inlined into: that is why they are in a header. Else switch.c does it.
 */
#ifndef CGEN_CORE_SWITCH_H
#define CGEN_CORE_SWITCH_H

#include "core/gen.h"
#include "core/thread.h"

/* In switch.c: as those below, with exceptions and tools. */
gen_result cgen__switch_in_long(gen_t *g, gen_resumed in);
gen_resumed cgen__switch_out_long(gen_t *g, gen_result out);
void *cgen__switch_out_for_value_long(gen_t *g, gen_result out);

/* True if there is no tool to be told, and neither side has exceptions. */
static inline bool cgen__switch_is_short(const gen_t *g)
{
    return cgen__exceptions_are_none(gen_inline_1_thread.exceptions) &&
           !cgen__has(g, CGEN__HAS_FIBER | CGEN__EXCEPTIONS);
}

/* On the resumer's stack: enters g, which has been marked as running; returns
 * the result with which it leaves. */
static inline gen_result cgen__switch_in(gen_t *g, gen_resumed in)
{
    if (cgen__switch_is_short(g))
        return g->engine->enter(&g->head.contexts, in);
    return cgen__switch_in_long(g, in);
}

/* On its own stack no note of park.c holds any more, once g has left it. */
static inline void cgen__switch_drop_note(gen_t *g)
{
    if (!cgen__has(g, CGEN__CASCADES))
        g->lowest = NULL;
}

/* On g's stack: leaves with out; returns the message of the next entering. */
static inline gen_resumed cgen__switch_out(gen_t *g, gen_result out)
{
    cgen__switch_drop_note(g);
    if (cgen__switch_is_short(g))
        return g->engine->leave(&g->head.contexts, out);
    return cgen__switch_out_long(g, out);
}

static inline void *cgen__switch_out_for_value(gen_t *g, gen_result out)
{
    cgen__switch_drop_note(g);
    if (cgen__switch_is_short(g))
        return g->engine->leave_for_value(&g->head.contexts, out);
    return cgen__switch_out_for_value_long(g, out);
}

/* To be called first in a function that is begun by a switch, rather than
 * returned to: the one on g's stack, the other on the resumer's. */
static inline void cgen__switch_arrived(gen_t *g)
{
    if (g->fiber != NULL)
        cgen__fiber_entered(g->fiber);
}

static inline void cgen__switch_returned(gen_t *g)
{
    if (g->fiber != NULL)
        cgen__fiber_left(g->fiber);
}

#endif
