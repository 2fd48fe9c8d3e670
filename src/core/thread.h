/* What runs on this thread. */
#ifndef CGEN_CORE_THREAD_H
#define CGEN_CORE_THREAD_H

#include "core/ahead.h"
#include "core/gen.h"

/* A generator may change threads at any yield, and a compiler that sees a
 * thread-local object on both sides of a switch may compute its address only
 * once. So this is used only before a switch, and only in functions that are
 * not inlined into others: those may be part of a body. */
extern _Thread_local struct gen_inline_thread gen_inline_1_thread;

/* A thread's exceptions before a generator has run there: not none, so that no
 * step is plain. */
extern const struct cgen__exceptions cgen__thread_is_new;

/* What gen_inline_thread.running is while g runs, by its marks. */
static inline void *cgen__running_word(gen_t *g)
{
    return (void *)((uintptr_t)g + cgen__has(g, CGEN__SLOW_PATH));
}

/* The generator of such a word; NULL if none runs. */
static inline gen_t *cgen__of_running(const void *word)
{
    return (gen_t *)((uintptr_t)word & ~(uintptr_t)1);
}

/* Makes g the generator that runs. Its marks say whether it may be left by a
 * plain step. */
static inline void cgen__set_running(gen_t *g)
{
    gen_inline_1_thread.running = cgen__running_word(g);
}

static inline gen_t *cgen__running(void)
{
    return cgen__of_running(gen_inline_1_thread.running);
}

static inline bool cgen__is_destroyed(const gen_t *g)
{
    return cgen__has(g, CGEN__CLOSED | CGEN__ABANDONED);
}

/* Marks g as being destroyed: with CGEN__CLOSED or CGEN__ABANDONED, or both. */
static inline void cgen__mark_destroyed(gen_t *g, unsigned marks)
{
    g->marks |= marks;
    if (cgen__has(g, CGEN__AHEAD))
        cgen__ahead_close(g);
}

/* True if a yield of self, in the calling code, is right and is to suspend. */
static inline bool cgen__may_yield(const gen_t *self)
{
    return self != NULL && self == cgen__running() && !cgen__is_destroyed(self);
}

#endif
