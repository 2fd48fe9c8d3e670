/*
 * Parking: all generators above a base are suspended at once, and all go on
 * where they were when the lowest of them is resumed.
 *
 *      base --resumes--> lowest --resumes--> ... --resumes--> top
 *
 * It is lowest that leaves to its resumer, but from the stack of top: so the
 * next message to lowest arrives there. Those above lowest stay running, each
 * waiting in the resumption of the next, and nobody can resume or destroy them.
 *
 * Which generator is the lowest is found by walking down what runs. The result
 * is noted in each generator on the way: it holds until that one leaves its
 * stack, since until then nothing below it can change. Leaving a plain step
 * knows nothing of notes, but it sets the stack pointer in the contexts, which
 * nobody needs while the generator runs: a note sets that to NULL. Generators
 * that leave by way of switch.h drop their note there.
 *
 * Ending. A message that is not GEN_NEXT ends top, which gets the mark
 * CGEN__CASCADES and, in the place of a note, lowest. When it has ended, its
 * resumer is ended in the same way, on its own stack, instead of going on with
 * the result; and so on down to lowest. In a chain of delegation the mark goes
 * to the delegator.
 */
#include <errno.h>

#include CGEN_PROBES
#include "core/body.h"
#include "core/delegate.h"
#include "core/gen.h"
#include "core/park.h"
#include "core/step.h"
#include "core/switch.h"
#include "core/thread.h"
#include "panic.h"

/* ----------------------------------------------------------- The lowest */

static gen_t *resumer_of(const gen_t *g)
{
    return cgen__of_running(g->head.outer);
}

static bool has_note(const gen_t *g)
{
    if (g->lowest == NULL || cgen__has(g, CGEN__CASCADES))
        return false;
    return !g->engine->is_inlinable || g->head.contexts.body.stack == NULL;
}

static void note(gen_t *g, gen_t *lowest)
{
    if (cgen__has(g, CGEN__CASCADES))
        return;
    g->lowest = lowest;
    if (g->engine->is_inlinable)
        g->head.contexts.body.stack = NULL;
}

/* The generator at or below g that base has resumed; NULL if there is none. */
static gen_t *walk_down(gen_t *g, const gen_t *base)
{
    while (g != NULL && resumer_of(g) != base) {
        if (has_note(g) && resumer_of(g->lowest) == base)
            return g->lowest;
        g = resumer_of(g);
    }
    return g;
}

CGEN__NOINLINE static gen_t *find_lowest(gen_t *top, const gen_t *base)
{
    gen_t *lowest = walk_down(top, base);

    if (lowest == NULL)
        return NULL;
    for (gen_t *g = top; g != lowest && !(has_note(g) && g->lowest == lowest);
         g = resumer_of(g))
        note(g, lowest);
    return lowest;
}

/* NULL if nothing runs above base. */
static inline gen_t *lowest_above(gen_t *top, const gen_t *base)
{
    if (top == NULL || top == base)
        return NULL;
    if (resumer_of(top) == base)
        return top;
    if (has_note(top) && resumer_of(top->lowest) == base)
        return top->lowest;
    return find_lowest(top, base);
}

/* --------------------------------------------------------------- Ending */

/* Marks all that run from top down to above lowest, and those that delegate to
 * them, as being destroyed as lowest is, so that no yield of theirs suspends.
 */
static void mark_destroyed(gen_t *top, gen_t *lowest)
{
    unsigned mark = lowest->marks & (CGEN__CLOSED | CGEN__ABANDONED);

    for (gen_t *g = top; g != lowest; g = resumer_of(g)) {
        cgen__mark_destroyed(g, mark);
        for (gen_t *d = g->delegator; d != NULL && cgen__delegate_is_running(d);
             d = d->delegator)
            cgen__mark_destroyed(d, mark);
    }
    for (gen_t *g = top; g != lowest; g = resumer_of(g))
        g->head.outer = cgen__running_word(resumer_of(g));
    cgen__set_running(top);
}

/* True if g is root, or runs as what that delegates to. */
static bool is_part_of(const gen_t *g, const gen_t *root)
{
    while (g != NULL && g != root)
        g = cgen__delegate_is_running(g) ? g->delegator : NULL;
    return g != NULL;
}

/* True if g is lowest, or lowest waits for something that g is part of. */
static bool is_above(const gen_t *g, const gen_t *lowest)
{
    while (g != NULL && !is_part_of(g, lowest))
        g = resumer_of(g);
    return g != NULL;
}

/* Has the end of g, which runs, be the end of all down to lowest; or further
 * down, if it is that already. */
static void cascade_from(gen_t *g, gen_t *lowest)
{
    if (g == lowest)
        return;
    if (cgen__has(g, CGEN__CASCADES) && is_above(lowest, g->lowest))
        return;
    g->lowest = lowest;
    cgen__mark(g, CGEN__CASCADES, true);
    cgen__set_running(g);
}

/* A message that is not GEN_NEXT has arrived, or lowest is being destroyed.
 * Returns the generator that runs. Not part of its callers, whose frames may
 * have changed threads: see thread.h. */
CGEN__NOINLINE static gen_t *begin_end(gen_t *lowest)
{
    gen_t *top = cgen__running();

    if (cgen__is_destroyed(lowest))
        mark_destroyed(top, lowest);
    cascade_from(top, lowest);
    return top;
}

/* lowest cannot suspend: it is being destroyed. */
static gen_resumed refuse(gen_t *lowest)
{
    return cgen__body_refuse(begin_end(lowest));
}

CGEN__NORETURN static void drop(gen_t *lowest)
{
    gen_t *top = begin_end(lowest);

    if (lowest->engine->drop != NULL)
        lowest->engine->drop(&lowest->head.contexts);
    cgen__body_end(top, (gen_result){NULL, true, 0});
}

gen_resumed cgen__park_told(gen_t *lowest, gen_resumed in)
{
    if (in.signal == CGEN__DROP)
        drop(lowest);
    begin_end(lowest);
    return in;
}

gen_resumed cgen__park_signalled(gen_t *lowest, gen_resumed in)
{
    const gen_result end = {in.value, true,
                            in.signal == GEN_THROW ? GEN_THROWN : 0};
    gen_t *top;

    if (in.signal == CGEN__DROP)
        drop(lowest);
    top = begin_end(lowest);
    if (cgen__has(top, CGEN__CLOSED) && cgen__has(top, CGEN__UNWINDING))
        return (gen_resumed){NULL, GEN_RETURN};
    cgen__body_end(top, end);
}

int cgen__park_pass_on(gen_t *delegator, const gen_t *ended)
{
    if (delegator == ended->lowest)
        return GEN_RETURN;
    delegator->lowest = ended->lowest;
    cgen__mark(delegator, CGEN__CASCADES, true);
    return GEN_RETURN;
}

void cgen__park_cascade(gen_t *g, gen_result end)
{
    gen_t *resumer = gen_self();

    if (g->delegator != NULL && g->delegator == resumer)
        return;
    cgen__mark(g, CGEN__CASCADES, false);
    if (resumer == NULL || cgen__exceptions_here()->uncaught != 0)
        return;
    cascade_from(resumer, g->lowest);
    if (!cgen__has(resumer, CGEN__CLOSED) ||
        !cgen__has(resumer, CGEN__UNWINDING))
        cgen__body_end(resumer, end);
}

void cgen__park_forget(gen_t *g)
{
    cgen__mark(g, CGEN__CASCADES, false);
    g->lowest = NULL;
}

void cgen__park_carries_on(gen_t *g)
{
    if (!cgen__has(g, CGEN__UNWINDING) && !g->end.done)
        cgen__park_forget(g);
}

void gen_unwind_to(gen_t *lowest, gen_result end)
{
    gen_t *self = gen_self();

    end.done = true;
    if (self == NULL)
        cgen__panic("gen_unwind_to called outside a generator");
    if (lowest == NULL || !is_above(self, lowest))
        end = (gen_result){NULL, true, GEN_EPERM};
    else
        cascade_from(self, lowest);
    cgen__body_end(self, end);
}

/* ---------------------------------------------------------------- Cleanup */

/* True if g, or what delegates to it on the way, has come to its end. */
static bool has_pending_end(const gen_t *g)
{
    const gen_t *d = g;

    while (d != NULL && !d->end.done)
        d = cgen__delegate_is_running(d) ? d->delegator : NULL;
    return d != NULL;
}

/* A generator keeps the exceptions of the side that does not run: that of its
 * resumer while it runs, and of its body, or of its top, while it is suspended.
 */
static bool is_cleaning_from(const gen_t *top, const gen_t *lowest)
{
    for (const gen_t *g = top; g != NULL; g = resumer_of(g)) {
        if (has_pending_end(g))
            return true;
        if (is_part_of(g, lowest))
            return false;
        if (g->exceptions.uncaught != 0)
            return true;
    }
    return false;
}

/* Of one that delegates and is suspended, the leaf has what there is to see. */
static bool is_cleaning_suspended(const gen_t *g)
{
    while (g->leaf != NULL)
        g = g->leaf;
    if (g->exceptions.uncaught != 0)
        return true;
    return is_cleaning_from(g->top != NULL ? cgen__of_running(g->top) : g, g);
}

bool gen_is_cleaning_up(const gen_t *g)
{
    if (g == NULL || cgen__has(g, CGEN__DONE))
        return false;
    if (!cgen__runs(g))
        return is_cleaning_suspended(g);
    return cgen__exceptions_here()->uncaught != 0 ||
           is_cleaning_from(cgen__running(), g);
}

/* -------------------------------------------------------------- Parking */

void cgen__park_entering(gen_t *lowest)
{
    gen_t *g = cgen__of_running(lowest->top);

    while (resumer_of(g) != lowest)
        g = resumer_of(g);
    g->head.outer = cgen__running_word(lowest);
}

/* Not part of its caller, whose frame may change threads: see thread.h. */
CGEN__NOINLINE static void depart(gen_t *lowest)
{
    gen_t *top = cgen__running();

    if (cgen__has(top, CGEN__CASCADES)) {
        cgen__park_carries_on(top);
        cgen__set_running(top);
    }
    if (lowest->fiber != NULL)
        cgen__fiber_exchange(lowest->fiber, top->fiber);
    lowest->top = gen_inline_1_thread.running;
    gen_inline_1_thread.running = lowest->head.outer;
}

CGEN__NOINLINE static void arrive(gen_t *lowest)
{
    gen_t *top = cgen__of_running(lowest->top);

    if (lowest->fiber != NULL)
        cgen__fiber_exchange(lowest->fiber, top->fiber);
    lowest->top = NULL;
    gen_inline_1_thread.running = cgen__running_word(top);
}

gen_resumed cgen__park_arrived_in(gen_t *lowest, gen_resumed in)
{
    arrive(lowest);
    return cgen__park_signalled(lowest, in);
}

gen_resumed cgen__park_slowly(gen_t *lowest, void *value)
{
    gen_resumed in;

    depart(lowest);
    CGEN__PROBE1(suspend, lowest);
    in = cgen__switch_out(lowest, (gen_result){value, false, 0});
    arrive(lowest);
    return in;
}

/* True if parking is a plain step: there is nothing to it but registers. */
static bool steps_plainly(const gen_t *lowest, const gen_t *top)
{
    return !cgen__has(lowest, CGEN__SLOW_PATH) &&
           !cgen__has(top, CGEN__CASCADES) && cgen__switch_is_short(lowest);
}

CGEN__NOINLINE static void *park_for_value(gen_t *lowest, void *value)
{
    gen_resumed in;

    if (cgen__is_destroyed(lowest))
        return refuse(lowest).value;
    in = cgen__park_slowly(lowest, value);
    if (in.signal != GEN_NEXT)
        in = cgen__park_signalled(lowest, in);
    return cgen__return_value(in.value);
}

CGEN__NOINLINE static gen_resumed park_to_be_told(gen_t *lowest, void *value)
{
    gen_resumed in;

    if (cgen__is_destroyed(lowest))
        return refuse(lowest);
    in = cgen__park_slowly(lowest, value);
    if (in.signal != GEN_NEXT)
        in = cgen__park_told(lowest, in);
    return cgen__return_resumed(in);
}

/* What it yields is to be answered: that cannot be if it runs ahead. */
static bool may_park(const gen_t *lowest)
{
    return lowest != NULL && !cgen__has(lowest, CGEN__AHEAD);
}

CGEN__NOINLINE void *gen_park(gen_t *base, const void *value)
{
    gen_t *top = cgen__running();
    gen_t *lowest = lowest_above(top, base);

    if (!may_park(lowest)) {
        errno = EPERM;
        return NULL;
    }
    CGEN__PROBE2(park, lowest, top);
    if (lowest == top)
        return gen_yield(top, value);
    if (steps_plainly(lowest, top))
        return cgen__step_park(lowest, cgen__value(value));
    return park_for_value(lowest, cgen__value(value));
}

CGEN__NOINLINE gen_resumed gen_park_catch(gen_t *base, const void *value)
{
    gen_t *top = cgen__running();
    gen_t *lowest = lowest_above(top, base);

    if (!may_park(lowest))
        return (gen_resumed){NULL, GEN_EPERM};
    CGEN__PROBE2(park, lowest, top);
    if (lowest == top)
        return gen_yield_catch(top, value);
    if (steps_plainly(lowest, top))
        return cgen__step_park_catch(lowest, cgen__value(value));
    return park_to_be_told(lowest, cgen__value(value));
}
