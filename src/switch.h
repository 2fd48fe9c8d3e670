/*
 * The one place where control changes stacks, so the one place where the
 * diagnostics are told.
 *
 * Where nobody watches, each of these ends in a jump to the engine, and so
 * does the function it is part of: that is why they are in a header. The
 * watched ones, which have something to do on arrival too, are in watched.c.
 */
#ifndef CGEN_SWITCH_H
#define CGEN_SWITCH_H

#include "gen.h"

/* watched.c: the same for a generator whose fiber is not NULL. */
gen_result cgen__watched_in(gen_t *g, gen_resumed in);
gen_result cgen__watched_in_with(gen_t *g, void (*fn)(void *));
gen_resumed cgen__watched_out(gen_t *g, gen_result out);
void cgen__watched_end(gen_t *g, gen_result (*fn)(void *));

/* On the resumer's stack: enters g; returns what it comes out with. */
static inline gen_result cgen__switch_in(gen_t *g, gen_resumed in)
{
    if (g->fiber != NULL)
        return cgen__watched_in(g, in);
    return g->engine->enter(g->context, in);
}

/* The same, with fn(g) called on its stack, which does not return. */
static inline gen_result cgen__switch_in_with(gen_t *g, void (*fn)(void *))
{
    if (g->fiber != NULL)
        return cgen__watched_in_with(g, fn);
    return g->engine->enter_with(g->context, fn, g);
}

/* On g's stack: leaves; returns what it is next entered with. */
static inline gen_resumed cgen__switch_out(gen_t *g, gen_result out)
{
    if (g->fiber != NULL)
        return cgen__watched_out(g, out);
    return g->engine->leave(g->context, out);
}

static inline void *cgen__switch_out_for_value(gen_t *g, gen_result out)
{
    if (g->fiber != NULL)
        return cgen__watched_out(g, out).value;
    return g->engine->leave_for_value(g->context, out);
}

/* On g's stack, for the last time: the resumer gets fn(g), called on its
 * stack. Does not return. */
static inline void cgen__switch_end(gen_t *g, gen_result (*fn)(void *))
{
    if (g->fiber != NULL)
        cgen__watched_end(g, fn);
    else
        g->engine->finish(g->context, fn, g);
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
