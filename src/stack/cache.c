/*
 * A small cache of stacks, so that generators which come and go make no system
 * call for their memory.
 *
 * A fixed row of slots, each empty or holding one idle stack. A slot is emptied
 * by exchange and filled by compare-and-exchange: whoever took a stack owns it,
 * so there is no lock, nothing to drain when a thread ends, and a fork leaves
 * no slot in between. The lowest slots are used first, so the stack that comes
 * out is most likely the one that went in last, still warm. A full cache drops
 * its slots in turn, so that it follows a program which changes its stack size.
 */
#include <errno.h>
#include <stdatomic.h>

#include "attributes.h"
#include "stack/map.h"

/* Together they bound the memory that idle stacks can hold: 16 MiB. */
enum { SLOTS = 16, LARGEST_KEPT = 1024 * 1024 };

static _Atomic(struct cgen__stack *) slots[SLOTS];
static atomic_uint next_victim;

static bool fill_empty_slot(struct cgen__stack *idle)
{
    for (int i = 0; i < SLOTS; i++) {
        struct cgen__stack *none = NULL;
        if (atomic_load_explicit(&slots[i], memory_order_relaxed) == NULL &&
            atomic_compare_exchange_strong(&slots[i], &none, idle))
            return true;
    }
    return false;
}

static void unmap_idle(struct cgen__stack *idle)
{
    if (idle != NULL)
        cgen__unmap(idle);
}

/* Keeps the stack, if need be in the place of another. */
static void put(struct cgen__stack *idle)
{
    unsigned victim;

    if (fill_empty_slot(idle))
        return;
    victim = atomic_fetch_add_explicit(&next_victim, 1, memory_order_relaxed);
    unmap_idle(atomic_exchange(&slots[victim % SLOTS], idle));
}

static struct cgen__stack *take(int slot)
{
    if (atomic_load_explicit(&slots[slot], memory_order_relaxed) == NULL)
        return NULL;
    return atomic_exchange(&slots[slot], NULL);
}

/* Takes an idle stack of just that size; NULL if there is none. */
static struct cgen__stack *get(size_t size)
{
    for (int i = 0; i < SLOTS; i++) {
        struct cgen__stack *idle = take(i);
        if (idle == NULL)
            continue;
        if (cgen__mapped_size(idle) == size)
            return idle;
        put(idle);
    }
    return NULL;
}

/* Unmaps what is idle. */
CGEN__AT_UNLOAD static void drain(void)
{
    for (int i = 0; i < SLOTS; i++)
        unmap_idle(take(i));
}

struct cgen__stack *cgen__stack_acquire(size_t request)
{
    size_t size = cgen__map_size(request);
    struct cgen__stack *stack = NULL;

    if (size != 0) {
        stack = get(size);
        if (stack == NULL)
            stack = cgen__map(size);
        if (stack == NULL) {
            drain(); /* idle stacks of other sizes may be in the way */
            stack = cgen__map(size);
        }
    }
    if (stack == NULL)
        errno = ENOMEM;
    return stack;
}

void cgen__stack_release(struct cgen__stack *stack)
{
    if (cgen__mapped_size(stack) <= LARGEST_KEPT)
        put(stack);
    else
        cgen__unmap(stack);
}
