/*
 * Delegation: yield*. A generator that delegates is paused in gen_delegate, and
 * its inner one is resumed in its place.
 *
 * gen_delegate itself takes only the first step, on the body's stack, since
 * many an inner generator ends with that. Once the inner one has yielded, the
 * two are linked (gen.h draws the chain), and a resumption of the root resumes
 * the leaf directly, however long the chain is. A leaf that ends is taken off
 * the chain, and its delegator is resumed with the outcome, in the same loop.
 *
 * What ECMA-262 calls "received" is the same for the whole chain: the signal
 * with which the root was resumed. It decides what the end of an inner
 * generator means for its delegator: yield* has a value; or, if the signal was
 * return, the delegator is to return.
 *
 * All of this happens on the resumer's stack but for gen_delegate and what it
 * calls.
 */
#include CGEN_PROBES
#include "core/ahead.h"
#include "core/body.h"
#include "core/delegate.h"
#include "core/from.h"
#include "core/gen.h"
#include "core/park.h"
#include "core/resume.h"
#include "core/step.h"
#include "core/switch.h"
#include "core/thread.h"
#include "core/watched.h"

/* ------------------------------------------------------------- The chain */

/* If the root of a chain runs, all of the chain do. If a leaf was resumed by
 * itself, those above it do not. */
bool cgen__delegate_is_running(const gen_t *g)
{
    while (g->delegator != NULL && !cgen__runs(g))
        g = g->delegator;
    return cgen__runs(g);
}

bool cgen__delegate_takes(const gen_t *g)
{
    return g->delegator != NULL && cgen__has(g->delegator, CGEN__DELEGATES) &&
           cgen__delegate_is_running(g->delegator);
}

/* True if g has values for a resumption with that signal: then it need not be
 * passed on yet. All signals but GEN_NEXT drop them. */
static bool has_values_for(gen_t *g, int signal)
{
    if (!cgen__has(g, CGEN__AHEAD) || !cgen__ahead_has_values(g))
        return false;
    if (signal != GEN_NEXT)
        cgen__ahead_drop(g);
    return signal == GEN_NEXT;
}

/* Where root's leaf has come to delegate, its chain becomes part of root's, and
 * the leaf of that chain is root's leaf. Not while that chain runs by itself:
 * the resumption under way needs its leaf. */
static void absorb(gen_t *root, int signal)
{
    while (cgen__has(root->leaf, CGEN__DELEGATES) && !cgen__runs(root->leaf) &&
           !has_values_for(root->leaf, signal)) {
        gen_t *former = root->leaf;

        root->leaf = former->leaf;
        former->leaf = NULL;
    }
}

/* Makes g, which is in the middle of a chain and is resumed by itself, the root
 * of the part below it. For the rest of the chain it is the leaf. */
static void split(gen_t *g)
{
    gen_t *root = g->delegator;

    while (root->delegator != NULL && root->leaf == NULL)
        root = root->delegator;
    g->leaf = root->leaf;
    root->leaf = g;
}

static void link_to(gen_t *self, gen_t *inner)
{
    inner->below = self->inner;
    self->inner = inner;
    inner->delegator = self;
}

/* Undoes the link_to that was last for self. */
static void unlink_from(gen_t *self, gen_t *inner)
{
    self->inner = inner->below;
    inner->below = NULL;
    inner->delegator = NULL;
}

/* Takes off the leaf of root's chain, whose delegator is then paused as at a
 * gen_yield_catch. */
static gen_t *take_off(gen_t *root)
{
    gen_t *leaf = root->leaf, *delegator = leaf->delegator;

    unlink_from(delegator, leaf);
    cgen__mark(delegator, CGEN__DELEGATES, false);
    root->leaf = delegator != root ? delegator : NULL;
    return leaf;
}

/* -------------------------------------------------------------- Outcomes */

/* What the end of an inner generator is to its delegator: a signal, an error's
 * code, or CGEN__EXCEPTION. */
static gen_resumed outcome(int received, gen_result end)
{
    if (end.error == GEN_THROWN)
        return (gen_resumed){end.value, GEN_THROW};
    if (end.error != 0)
        return (gen_resumed){end.value, end.error};
    return (gen_resumed){end.value,
                         received == GEN_RETURN ? GEN_RETURN : GEN_NEXT};
}

/* Ends the body as gen_delegate does with any outcome but GEN_NEXT. Returns
 * only where a gen_yield would return. A site that self still has is of an
 * earlier signal, so it is cleared. */
static void *end_by(gen_t *self, gen_resumed outcome)
{
    self->site.code = NULL;
    if (outcome.signal < 0)
        cgen__body_end(self, (gen_result){outcome.value, true, outcome.signal});
    return gen_inline_1_signalled(self, outcome).value;
}

/* ---------------------------------------------------------- Being resumed */

/* The exception that ended a generator goes on in its delegator, which also
 * gets the count of uncaught ones. */
static void hand_exceptions_on(gen_t *delegator, const gen_t *ended)
{
    delegator->exceptions.uncaught += ended->exceptions.uncaught;
    cgen__mark(delegator, CGEN__EXCEPTIONS, true);
}

/* Takes off the leaf, which has ended, and resumes its delegator with the
 * outcome. */
static gen_result go_on_without_leaf(gen_t *root, int received, gen_result end)
{
    gen_t *ended = take_off(root);
    gen_t *delegator = root->leaf != NULL ? root->leaf : root;

    if (end.error == CGEN__EXCEPTION)
        hand_exceptions_on(delegator, ended);
    else if (cgen__has(ended, CGEN__CASCADES))
        received = cgen__park_pass_on(delegator, ended);
    gen_destroy(ended);
    delegator->outcome = outcome(received, end);
    return cgen__enter(delegator, (gen_resumed){NULL, GEN_NEXT});
}

/* Resumes the leaf; when it ends, its delegator, which then is the leaf; and so
 * on until one yields or the root has ended. If the root alone is left, it has
 * been resumed as any generator is, and has set its own state. */
static gen_result run_chain(gen_t *root, gen_resumed in)
{
    gen_result out = cgen__resume(root->leaf, in);

    while (out.done && root->leaf != NULL)
        out = go_on_without_leaf(root, in.signal, out);
    if (root->leaf != NULL)
        cgen__set_next(root, CGEN__SLOW_ENTRY);
    return out;
}

/* True if sending g a value is a misuse, which must not pass for its end. */
static bool refuses_values(const gen_t *g)
{
    return cgen__has(g, CGEN__AHEAD) && cgen__ahead_refuses_values(g);
}

gen_result cgen__delegate_resume(gen_t *g, gen_resumed in)
{
    if (cgen__delegate_is_running(g))
        return (gen_result){NULL, true, GEN_EBUSY};
    if (g->leaf == NULL)
        split(g);
    absorb(g, in.signal);
    if (in.signal == GEN_NEXT && in.value != NULL && refuses_values(g->leaf))
        return (gen_result){NULL, true, GEN_EAHEAD};
    cgen__set_next(g, CGEN__RUNS);
    return cgen__return_result(run_chain(g, in));
}

static void hold(gen_t **g)
{
    cgen__set_next(*g, CGEN__SLOW_ENTRY);
}

/* Destroys the leaf of root's chain. Its delegator counts as running meanwhile,
 * so that the leaf's cleanup cannot resume it. */
static int end_leaf(gen_t *root)
{
    gen_t *delegator GEN_ON_SCOPE_EXIT(hold) = root->leaf->delegator;

    cgen__set_next(delegator, CGEN__RUNS);
    return gen_destroy(take_off(root));
}

bool cgen__delegate_is_busy(gen_t *g)
{
    absorb(g, GEN_NEXT);
    return gen_state(g->leaf) == GEN_RUNNING;
}

/* g counts as running meanwhile, so that cleanup of the others can neither
 * resume nor destroy it. */
int cgen__delegate_end(gen_t *g)
{
    gen_t *root GEN_ON_SCOPE_EXIT(hold) = g;
    int status = 0;

    cgen__set_next(root, CGEN__RUNS);
    while (root->leaf != NULL)
        if (end_leaf(root) == GEN_THROWN)
            status = GEN_THROWN;
    return status;
}

static void drop_all(gen_t **self)
{
    if ((*self)->inner != NULL)
        cgen__delegate_drop(*self);
}

/* Goes on with the others also if destroying one ends the calling body. */
void cgen__delegate_drop(gen_t *self)
{
    gen_t *inner = self->inner;
    gen_t *others GEN_ON_SCOPE_EXIT(drop_all) = self;

    if (inner == NULL)
        return;
    unlink_from(others, inner);
    if (inner->from != NULL)
        inner->from->dropped = true;
    gen_destroy(inner);
}

/* ---------------------------------------------------- On the body's stack */

/* inner is the latest link again: a callback of it that called gen_delegate has
 * undone its own. */
static void drop_inner(gen_t **inner)
{
    unlink_from((*inner)->delegator, *inner);
    gen_destroy(*inner);
}

/* Delegates to a generator made of callbacks: they run on the stack of self, as
 * a part of its body. Where self is destroyed and inner refuses to end, self
 * ends nevertheless. */
static gen_resumed step_through(gen_t *self, gen_t *inner)
{
    gen_t *owned GEN_ON_SCOPE_EXIT(drop_inner) = inner;
    gen_resumed in = {NULL, GEN_NEXT};
    gen_result out;

    link_to(self, inner);
    while (!(out = cgen__resume(owned, in)).done && !cgen__is_destroyed(self))
        in = gen_yield_catch(self, out.value);
    return out.done ? outcome(in.signal, out) : in;
}

/* Not part of its caller, whose frame may have changed threads: see thread.h.
 */
CGEN__NOINLINE static gen_resumed suspend(gen_t *self, void *value)
{
    if (cgen__has(self, CGEN__CASCADES))
        cgen__park_carries_on(self);
    if (cgen__has(self, CGEN__AHEAD))
        value = cgen__ahead_flush(self, value);
    cgen__mark(self, CGEN__DELEGATES, true);
    gen_inline_1_thread.running = self->head.outer;
    CGEN__PROBE1(suspend, self);
    return cgen__switch_out(self, (gen_result){value, false, 0});
}

/* Suspends self, with the first value of its inner generator, until that has an
 * outcome or self is to end. Resumptions meanwhile go to the inner one. */
static gen_resumed wait_for_inner(gen_t *self, void *value)
{
    gen_resumed in = suspend(self, value);

    if (in.signal != GEN_NEXT)
        return in;
    if (self->outcome.signal == CGEN__EXCEPTION)
        cgen__exceptions_raise(self->outcome.value);
    return self->outcome;
}

/* Destroys an inner generator that has ended in its first step, or whose first
 * step was left by unwinding. */
static void destroy_inner(gen_t **inner)
{
    if (*inner != NULL)
        drop_inner(inner);
}

/* What has become of a delegation that ended with the first step. If inner was
 * parked and is ended together with self, that is as a return, or the error.
 * Not part of its caller, whose frame may have changed threads: see thread.h.
 */
CGEN__NOINLINE static gen_resumed first_outcome(gen_t *self, gen_t *inner,
                                                gen_result out)
{
    int received = GEN_NEXT;

    if (cgen__has(inner, CGEN__CASCADES)) {
        received = cgen__park_pass_on(self, inner);
        cgen__set_running(self);
    }
    return outcome(received, out);
}

/* True if inner has yielded, and else, with the outcome, destroyed. */
static bool take_first_step(gen_t *self, gen_t *inner, gen_result *out,
                            gen_resumed *ended)
{
    gen_t *owned GEN_ON_SCOPE_EXIT(destroy_inner) = inner;

    link_to(self, inner);
    *out = gen_next(inner);
    if (out->done)
        *ended = first_outcome(self, inner, *out);
    else
        owned = NULL;
    return !out->done;
}

static gen_resumed delegate(gen_t *self, gen_t *inner)
{
    gen_result out;
    gen_resumed ended;

    cgen__check(inner, "gen_delegate");
    if (inner == NULL)
        return (gen_resumed){NULL, GEN_EINVAL};
    if (inner->delegator != NULL)
        return (gen_resumed){NULL, GEN_EBUSY};
    if (cgen__has(inner, CGEN__CALLBACKS))
        return step_through(self, inner);
    if (!take_first_step(self, inner, &out, &ended))
        return ended;
    self->leaf = inner;
    return cgen__return_resumed(wait_for_inner(self, out.value));
}

/* Not part of its caller, whose frame may change threads: see thread.h. */
CGEN__NOINLINE static bool may_delegate(const gen_t *self)
{
    return cgen__may_yield(self);
}

CGEN__NOINLINE void *gen_delegate(gen_t *self, gen_t *inner)
{
    gen_resumed in;

    if (may_delegate(self)) {
        in = delegate(self, inner);
        if (in.signal != GEN_NEXT)
            return end_by(self, in);
        return cgen__return_value(in.value);
    }
    gen_destroy(inner);
    return cgen__body_refuse_value(self);
}

CGEN__NOINLINE gen_resumed gen_delegate_catch(gen_t *self, gen_t *inner)
{
    if (may_delegate(self))
        return delegate(self, inner);
    gen_destroy(inner);
    return cgen__body_refuse(self);
}
