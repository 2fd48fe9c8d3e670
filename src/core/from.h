/* What from.c offers to the other files. */
#ifndef CGEN_CORE_FROM_H
#define CGEN_CORE_FROM_H

#include "core/gen.h"

/* What a generator that is made of callbacks has instead of a body. */
struct cgen__from {
    gen_ops ops;
    void *state;          /* what the callbacks are called with */
    gen_t *viewed;        /* of a view: the generator behind it; else NULL */
    bool tracked;         /* it has no on_state: its state is kept in status */
    unsigned char status; /* if tracked: a gen_status */
    bool entered;         /* one of its callbacks is running */
    const void *frame;    /* then: an address in the frame that called it */
    bool closed;          /* the latest callback called was on_return */
    bool dropped;         /* the frames of its delegator were dropped */
};

/* As cgen__resume. */
gen_result cgen__from_resume(gen_t *g, gen_resumed in);

/* As gen_send. Where the callbacks keep the state themselves, it is a jump to
 * on_next. */
static inline gen_result cgen__from_send(gen_t *g, void *value)
{
    const struct cgen__from *from = g->from;

    if (from->tracked)
        return cgen__from_resume(g, (gen_resumed){value, GEN_NEXT});
    return from->ops.on_next(from->state, value);
}

/* True if g must not be destroyed now: one of its callbacks is running. */
bool cgen__from_is_busy(const gen_t *g);

/* Closes g, if that is still to be done, and calls its on_free. Returns what
 * gen_destroy is to return. */
int cgen__from_end(gen_t *g);

gen_status cgen__from_status(const gen_t *g);

/* As gen_from; viewed is the generator behind a view, or NULL. */
gen_t *cgen__from_make(const gen_ops *ops, void *state, gen_t *viewed);

/* A range of addresses on a stack. */
struct cgen__frames {
    uintptr_t low, high;
};

static inline struct cgen__frames cgen__frames_of(const gen_t *g)
{
    if (g->stack == NULL)
        return (struct cgen__frames){0, 0};
    return (struct cgen__frames){(uintptr_t)g->stack->low,
                                 (uintptr_t)g->stack->high};
}

/* Tells that the frames in this range were dropped (GEN_ABANDON), so that
 * callbacks that were running on them are not running any more, although they
 * have not returned. Holds for this thread until the next call; returns the
 * range of the call before, with which the caller restores it. */
struct cgen__frames cgen__from_forget(struct cgen__frames frames);

#endif
