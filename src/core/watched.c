/*
 * Generators that are watched.
 *
 * With CGEN_DEBUG=handles, those that were destroyed are kept for a while,
 * marked as freed, in a ring: the oldest goes when a new one comes.
 */
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

#include "core/debug.h"
#include "core/show.h"
#include "core/watched.h"
#include "stack/block.h"
#include "tunables.h"
#include "unwind/frames.h"

/* What lies behind a control block. */
struct watched {
    struct gen gen;
    void *made_at[CGEN__SITE_FRAMES];
    void *ended_at[CGEN__SITE_FRAMES];
    size_t made_count, ended_count;
};

/* ------------------------------------------------------------------ Whether */

_Atomic(enum cgen__watch) cgen__watched_answer;

enum cgen__watch cgen__watched_look(void)
{
    bool is_wanted = cgen__fiber_needed() || cgen__valgrind_runs() ||
                     (cgen__debug_wanted() & CGEN__DEBUG_ALL) != 0;
    enum cgen__watch found = is_wanted ? CGEN__WATCH_ALL : CGEN__WATCH_NONE;

    atomic_store_explicit(&cgen__watched_answer, found, memory_order_relaxed);
    return found;
}

/* ------------------------------------------------------------------- Memory */

/* Stacks that are too large for the heap are mapped, as always. */
static gen_t *acquire_apart(const gen_options *options,
                            struct cgen__stack **stack)
{
    gen_t *g;

    *stack = cgen__stack_acquire(options->stack_size, options->guard_size);
    g = *stack != NULL ? malloc(sizeof(struct watched)) : NULL;
    if (*stack == NULL || g != NULL)
        return g;
    cgen__stack_release(*stack);
    *stack = NULL;
    return NULL;
}

gen_t *cgen__watched_acquire(const gen_options *options,
                             struct cgen__stack **stack)
{
    void *start = NULL;

    if (!cgen__block_is_for(options->stack_size))
        return acquire_apart(options, stack);
    *stack = cgen__block_acquire(options->stack_size, options->guard_size,
                                 sizeof(struct watched), &start);
    return *stack != NULL ? start : NULL;
}

static void release(gen_t *g)
{
    struct cgen__stack *stack = g->stack;

    if (stack != NULL && cgen__stack_is_block(stack)) {
        cgen__block_release(stack); /* g is in it */
        return;
    }
    free(g);
    if (stack != NULL)
        cgen__stack_release(stack);
}

/* -------------------------------------------------------- From birth to end */

static struct watched *watched_of(const gen_t *g)
{
    return (struct watched *)(uintptr_t)g;
}

static size_t note_callers(void **places)
{
    struct cgen__frames_found found = {places, CGEN__SITE_FRAMES, 0};

    cgen__frames_find_callers(&found);
    return found.count;
}

bool cgen__watched_begin(gen_t *g)
{
    struct watched *watched = watched_of(g);
    const struct cgen__stack *stack = g->stack;

    watched->made_count = watched->ended_count = 0;
    if (cgen__debug_wanted() & CGEN__DEBUG_SITES)
        watched->made_count = note_callers(watched->made_at);
    if (cgen__fiber_needed()) {
        g->fiber = cgen__fiber_create();
        if (g->fiber == NULL)
            return false;
        cgen__mark(g, CGEN__HAS_FIBER, true);
        cgen__fiber_stack_begins(stack->low, stack->high,
                                 cgen__stack_is_block(stack));
    }
    g->valgrind_id = cgen__valgrind_stack_begins(stack->low, stack->high);
    return true;
}

void cgen__watched_end(gen_t *g)
{
    const struct cgen__stack *stack = g->stack;
    bool is_block = cgen__stack_is_block(stack);

    cgen__valgrind_stack_ends(g->valgrind_id, stack->low, stack->high,
                              is_block);
    if (g->fiber == NULL)
        return;
    cgen__fiber_stack_ends(stack->low, stack->high, is_block);
    cgen__fiber_destroy(g->fiber);
    g->fiber = NULL;
}

struct cgen__places cgen__watched_origin(const gen_t *g)
{
    const struct watched *watched = watched_of(g);

    if (!g->on_heap || cgen__has(g, CGEN__CALLBACKS))
        return (struct cgen__places){NULL, 0};
    return (struct cgen__places){watched->made_at, watched->made_count};
}

/* -------------------------------------------------------------------- Freed */

static _Atomic(gen_t *) freed[CGEN__FREED_KEPT];
static atomic_size_t next_freed;

static void keep_for_a_while(gen_t *g)
{
    size_t at = atomic_fetch_add(&next_freed, 1) % CGEN__FREED_KEPT;
    gen_t *oldest;

    if (!cgen__has(g, CGEN__CALLBACKS))
        watched_of(g)->ended_count = note_callers(watched_of(g)->ended_at);
    cgen__mark(g, CGEN__FREED, true);
    cgen__set_next(g, CGEN__SLOW_ENTRY);
    g->name = NULL;
    if (g->stack != NULL)
        atomic_store(&g->stack->owner, NULL);
    oldest = atomic_exchange(&freed[at], g);
    if (oldest != NULL)
        release(oldest);
}

void cgen__watched_free(gen_t *g)
{
    if (cgen__debug_wanted() & CGEN__DEBUG_HANDLES)
        keep_for_a_while(g);
    else
        release(g);
}

void cgen__watched_show_end(const gen_t *g)
{
    const struct watched *watched = watched_of(g);

    if (!cgen__has(g, CGEN__FREED) || cgen__has(g, CGEN__CALLBACKS))
        return;
    cgen__show_places("    destroyed  ", watched->ended_at,
                      watched->ended_count);
}

CGEN__NOINLINE void cgen__watched_check(const gen_t *g, const char *function)
{
    cgen__sanitizer_check(g);
    if (cgen__has(g, CGEN__FREED))
        cgen__debug_fail(g, function, "was destroyed");
}
