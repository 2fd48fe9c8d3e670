/*
 * Delegation: yield*. A generator that delegates is paused in gen_delegate, and
 * its inner one is resumed in its place.
 *
 * gen_delegate itself takes only the first step, from the body's stack, since
 * many an inner one ends by that. Once the inner one has yielded, the two are
 * linked (gen.h draws the chain), and whoever resumes the root resumes the leaf
 * from its own stack, however long the chain is. A leaf that ends is taken off
 * and its delegator resumed with the outcome, in the same loop.
 *
 * What ECMA-262 calls received is the same in the whole chain, so it is the
 * root's that decides at each link what an inner one that is done means: yield*
 * has a value, or, if return was received, the delegator is to return.
 *
 * All of this is the resumer's side but for gen_delegate and what it calls.
 */
#include <errno.h>

#include "gen.h"
#include "switch.h"

/* ------------------------------------------------------------- The chain */

/* Those between a root that runs and its leaf run too. Above a leaf that was
 * resumed by itself there is none that does. */
bool cgen__delegate_is_running(const gen_t *g)
{
    while (g->delegator != NULL && g->state != CGEN__RUNNING)
        g = g->delegator;
    return g->state == CGEN__RUNNING;
}

bool cgen__delegate_takes(const gen_t *g)
{
    return g->delegator != NULL && cgen__delegate_is_running(g->delegator);
}

/* A leaf that has come to delegate is no leaf any more: that of its own chain
 * is, which so becomes part of root's. */
static void absorb(gen_t *root)
{
    while (root->leaf->state == CGEN__DELEGATING) {
        gen_t *former = root->leaf;

        root->leaf = former->leaf;
        former->leaf = NULL;
    }
}

/* Has g, from the middle of a chain, begin one of its own, which is the leaf of
 * what is left: it is resumed by itself. */
static void split(gen_t *g)
{
    gen_t *root = g->delegator;

    while (root->delegator != NULL && root->leaf == NULL)
        root = root->delegator;
    g->leaf = root->leaf;
    root->leaf = g;
}

/* Takes off the leaf of root's chain, whose delegator is then paused at what is
 * as good as a yield. */
static gen_t *take_off(gen_t *root)
{
    gen_t *leaf = root->leaf, *delegator = leaf->delegator;

    leaf->delegator = NULL;
    delegator->inner = NULL;
    delegator->state =
        delegator->told_of_inner ? CGEN__CATCHING : CGEN__YIELDING;
    root->leaf = delegator != root ? delegator : NULL;
    return leaf;
}

/* -------------------------------------------------------------- Outcomes */

/* What the end of an inner generator is to its delegator: a signal, or an
 * error's code. */
static gen_resumed outcome(int received, gen_result end)
{
    if (end.error == GEN_THROWN)
        return (gen_resumed){end.value, GEN_THROW};
    if (end.error != 0)
        return (gen_resumed){end.value, end.error};
    return (gen_resumed){end.value,
                         received == GEN_RETURN ? GEN_RETURN : GEN_NEXT};
}

/* How a plain gen_delegate ends its body, of any outcome but GEN_NEXT. */
static gen_result end_by(gen_resumed outcome)
{
    if (outcome.signal == GEN_RETURN)
        return (gen_result){outcome.value, true, 0};
    if (outcome.signal == GEN_THROW)
        return (gen_result){outcome.value, true, GEN_THROWN};
    return (gen_result){outcome.value, true, outcome.signal};
}

/* ---------------------------------------------------------- Being resumed */

/* An exception goes on in the delegator, with the count of those on their
 * way. */
static gen_result raise_in(gen_t *delegator, gen_t *ended, gen_result end)
{
    delegator->exceptions.uncaught += ended->exceptions.uncaught;
    delegator->goes_long = true;
    gen_destroy(ended);
    return cgen__resume_with(delegator, end, cgen__body_raise);
}

/* Takes the leaf off, which has ended, and resumes its delegator with that. */
static gen_result go_on_without_leaf(gen_t *root, int received, gen_result end)
{
    gen_t *ended = take_off(root);
    gen_t *delegator = root->leaf != NULL ? root->leaf : root;
    gen_resumed in = outcome(received, end);

    if (end.error == CGEN__EXCEPTION)
        return raise_in(delegator, ended, end);
    gen_destroy(ended);
    if (in.signal == GEN_NEXT || delegator->state == CGEN__CATCHING)
        return cgen__resume_telling(delegator, in);
    return cgen__resume_with(delegator, end_by(in), cgen__body_unwind);
}

/* Resumes the leaf, and what then is the leaf, until something yields. A root
 * that is left alone has seen to its state itself. */
static gen_result run_chain(gen_t *root, gen_resumed in)
{
    gen_result out = cgen__resume(root->leaf, in);

    while (out.done && root->leaf != NULL)
        out = go_on_without_leaf(root, in.signal, out);
    if (root->leaf != NULL)
        root->state = CGEN__DELEGATING;
    return out;
}

gen_result cgen__delegate_resume(gen_t *g, gen_resumed in)
{
    if (cgen__delegate_is_running(g))
        return (gen_result){NULL, true, GEN_EBUSY};
    if (g->leaf == NULL)
        split(g);
    absorb(g);
    g->state = CGEN__RUNNING;
    return run_chain(g, in);
}

int cgen__delegate_end(gen_t *g)
{
    int status = 0;

    absorb(g);
    if (gen_state(g->leaf) == GEN_RUNNING)
        return GEN_EBUSY;
    while (g->leaf != NULL)
        if (gen_destroy(take_off(g)) == GEN_THROWN)
            status = GEN_THROWN;
    return status;
}

/* ---------------------------------------------------- On the body's stack */

static void link_to(gen_t *self, gen_t *inner)
{
    self->inner = inner;
    inner->delegator = self;
}

/* Destroys the inner generator of a body that is being left, or has been. */
void cgen__delegate_drop(gen_t *self)
{
    gen_t *inner = self->inner;

    if (inner == NULL)
        return;
    self->inner = NULL;
    inner->delegator = NULL;
    gen_destroy(inner);
}

static void drop_inner(gen_t **self)
{
    cgen__delegate_drop(*self);
}

/* An inner generator without a stack: its callbacks run on this one, as parts
 * of self. */
static gen_resumed step_through(gen_t *self, gen_t *inner)
{
    gen_t *owner GEN_ON_SCOPE_EXIT(drop_inner) = self;
    gen_resumed in = {NULL, GEN_NEXT};
    gen_result out;

    link_to(self, inner);
    while (!(out = cgen__resume(inner, in)).done && self->fate == CGEN__OPEN)
        in = gen_yield_catch(self, out.value);
    return out.done ? outcome(in.signal, out) : cgen__body_refuse(self);
}

/* Not part of its caller, whose frame may have changed threads: see gen.h. */
CGEN__NOINLINE static gen_resumed wait_for_inner(gen_t *self, void *value)
{
    self->state = CGEN__DELEGATING;
    cgen__thread.running = self->resumer;
    return cgen__switch_out(self, (gen_result){value, false, 0});
}

/* An inner generator that is left without having been linked. */
static void destroy_inner(gen_t **inner)
{
    gen_destroy(*inner);
}

static gen_result first_step(gen_t *inner)
{
    gen_t *owned GEN_ON_SCOPE_EXIT(destroy_inner) = inner;
    gen_result out = gen_next(inner);

    if (!out.done)
        owned = NULL;
    return out;
}

static gen_resumed delegate(gen_t *self, gen_t *inner, bool told)
{
    gen_result out;

    if (inner == NULL)
        return (gen_resumed){NULL, GEN_EINVAL};
    if (inner->delegator != NULL)
        return (gen_resumed){NULL, GEN_EBUSY};
    if (inner->state == CGEN__CALLBACKS)
        return step_through(self, inner);
    out = first_step(inner);
    if (out.done)
        return outcome(GEN_NEXT, out);
    link_to(self, inner);
    self->leaf = inner;
    self->told_of_inner = told;
    return wait_for_inner(self, out.value);
}

/* As a yield that does not take place, with inner destroyed. */
static gen_resumed refuse(gen_t *self, gen_t *inner)
{
    gen_destroy(inner);
    return cgen__body_refuse(self);
}

CGEN__NOINLINE static bool may_delegate(const gen_t *self)
{
    return self != NULL && self == cgen__thread.running &&
           self->fate == CGEN__OPEN;
}

CGEN__NOINLINE void *gen_delegate(gen_t *self, gen_t *inner)
{
    gen_resumed in;

    if (may_delegate(self)) {
        in = delegate(self, inner, false);
        if (in.signal != GEN_NEXT)
            cgen__body_end(self, end_by(in));
        return in.value;
    }
    if (refuse(self, inner).signal == GEN_EPERM)
        errno = EPERM;
    return NULL;
}

CGEN__NOINLINE gen_resumed gen_delegate_catch(gen_t *self, gen_t *inner)
{
    if (!may_delegate(self))
        return refuse(self, inner);
    return delegate(self, inner, true);
}
