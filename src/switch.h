/*
 * The one place where control changes stacks.
 *
 * Each side of a switch has more than registers and a stack: its exceptions,
 * and what diagnostic tools know of it. Where there is neither, each of these
 * ends in a jump to the engine, and so does the function it is part of: that is
 * why they are in a header. Else they go the long way, in switch.c.
 */
#ifndef CGEN_SWITCH_H
#define CGEN_SWITCH_H

#include "gen.h"

/* switch.c: the same as those below. */
gen_result cgen__switch_in_long(gen_t *g, gen_resumed in);
gen_result cgen__switch_in_with_long(gen_t *g, void (*fn)(void *));
gen_resumed cgen__switch_out_long(gen_t *g, gen_result out);
void *cgen__switch_out_for_value_long(gen_t *g, gen_result out);
void cgen__switch_end_long(gen_t *g, gen_result (*fn)(void *));

/* True if nobody watches, and neither side has exceptions. */
static inline bool cgen__switch_is_short(const gen_t *g)
{
    return !g->goes_long && cgen__exceptions_are_none(cgen__thread.exceptions);
}

/* On the resumer's stack: enters g; returns what it comes out with. */
static inline gen_result cgen__switch_in(gen_t *g, gen_resumed in)
{
    if (cgen__switch_is_short(g))
        return g->engine->enter(g->context, in);
    return cgen__switch_in_long(g, in);
}

/* The same, with fn(g) called on its stack, which does not return. */
static inline gen_result cgen__switch_in_with(gen_t *g, void (*fn)(void *))
{
    if (cgen__switch_is_short(g))
        return g->engine->enter_with(g->context, fn, g);
    return cgen__switch_in_with_long(g, fn);
}

/* On g's stack: leaves; returns what it is next entered with. */
static inline gen_resumed cgen__switch_out(gen_t *g, gen_result out)
{
    if (cgen__switch_is_short(g))
        return g->engine->leave(g->context, out);
    return cgen__switch_out_long(g, out);
}

static inline void *cgen__switch_out_for_value(gen_t *g, gen_result out)
{
    if (cgen__switch_is_short(g))
        return g->engine->leave_for_value(g->context, out);
    return cgen__switch_out_for_value_long(g, out);
}

/* On g's stack, for the last time: the resumer gets fn(g), called on its
 * stack. Does not return. */
static inline void cgen__switch_end(gen_t *g, gen_result (*fn)(void *))
{
    if (cgen__switch_is_short(g))
        g->engine->finish(g->context, fn, g);
    cgen__switch_end_long(g, fn);
}

/* First thing in whatever begins by a switch instead of returning from one:
 * on g's stack, and back on the resumer's. */
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
