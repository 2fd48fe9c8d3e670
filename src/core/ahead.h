/* What ahead.c offers to the other files. Each of these is for a generator that
 * is marked CGEN__AHEAD. */
#ifndef CGEN_CORE_AHEAD_H
#define CGEN_CORE_AHEAD_H

#include "core/gen.h"

/* Has g, which is being made, run ahead by that many values, of which size
 * bytes each are copied. False if there is no memory. */
bool cgen__ahead_make(gen_t *g, size_t count, size_t size);

/* Also for one that does not run ahead. */
void cgen__ahead_free(gen_t *g);

/* The rest of cgen__ahead_stores: values that are copied, and the last one. */
bool cgen__ahead_stores_slowly(gen_t *self, void *value);

/* On the body's stack. Stores what is yielded, but for the last value that
 * there is room for: then it is false, and the body is to suspend. */
static inline bool cgen__ahead_stores(gen_t *self, void *value)
{
    struct gen_inline_ahead *ahead = self->head.ahead;

    if (ahead->put >= ahead->end)
        return cgen__ahead_stores_slowly(self, value);
    *ahead->put++ = value;
    return true;
}

/* The body suspends with a value, which may be any. Returns the one that it is
 * to hand over. */
void *cgen__ahead_flush(gen_t *self, void *value);

/* True if there are values to be taken: then g is suspended. */
static inline bool cgen__ahead_has_values(const gen_t *g)
{
    return g->head.ahead->take != g->head.ahead->last;
}

static inline gen_result cgen__ahead_take(gen_t *g)
{
    return (gen_result){*g->head.ahead->take++, false, 0};
}

/* True if g, which is suspended, is not to be sent a value. */
bool cgen__ahead_refuses_values(const gen_t *g);

/* On the resumer's stack: the body has ended with end. True if that is to wait
 * for the values before it; then *end is the first of these. */
bool cgen__ahead_holds(gen_t *g, gen_result *end);

/* The end that waits, once. False if none does. */
bool cgen__ahead_release(gen_t *g, gen_result *end);

/* True if an end waits. */
bool cgen__ahead_has_end(const gen_t *g);

/* Drops the values that were not taken. */
void cgen__ahead_drop(gen_t *g);

/* The body is entered: code that inlines it may store, if that does not ask for
 * checks or copies. */
void cgen__ahead_open(gen_t *g);

/* No yield of g suspends any more. */
void cgen__ahead_close(gen_t *g);

#endif
