/* Generators without a body: callbacks. */
#ifndef CGEN_CORE_FROM_H
#define CGEN_CORE_FROM_H

#include "core/gen.h"

/* What a generator without a body is. */
struct cgen__from {
    gen_ops ops;
    void *state;          /* the callbacks' */
    gen_t *viewed;        /* of a view: whose */
    unsigned char status; /* a gen_status, for those who do not keep it */
    bool tracked;         /* they do not: this layer does */
    bool entered;         /* a callback is running */
    const void *frame;    /* then: an address in a frame that called it */
    bool closed;          /* the latest call was that of on_return */
    bool dropped;         /* so was who delegated to it, with its frames */
};

/* As cgen__resume. */
gen_result cgen__from_resume(gen_t *g, gen_resumed in);

/* As gen_send. Where nobody keeps a state it is a jump to the callback. */
static inline gen_result cgen__from_send(gen_t *g, void *value)
{
    const struct cgen__from *from = g->from;

    if (from->tracked)
        return cgen__from_resume(g, (gen_resumed){value, GEN_NEXT});
    return from->ops.on_next(from->state, value);
}

/* True if it must not be destroyed; and what gen_destroy does before it frees
 * it, which gives its code. */
bool cgen__from_is_busy(const gen_t *g);
int cgen__from_end(gen_t *g);

gen_status cgen__from_status(const gen_t *g);

/* What gen_from makes, but for viewed. */
gen_t *cgen__from_make(const gen_ops *ops, void *state, gen_t *viewed);

/* The part of a stack on which a generator's frames lie: none without one. */
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

/* Those frames are gone, by GEN_ABANDON. A callback that ran on one of them,
 * and still seems to, was dropped. Until the next call; returns what that is to
 * put back. */
struct cgen__frames cgen__from_forget(struct cgen__frames frames);

#endif
