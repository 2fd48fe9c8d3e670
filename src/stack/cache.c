/*
 * A small cache of stacks, so that generators which come and go make no system
 * call for their memory.
 *
 * A fixed row of slots, each empty or holding one idle stack, which is known
 * by the record it carries at its high end. A slot is emptied by exchange and
 * filled by compare-and-exchange: whoever took a record owns it, so there is
 * no lock, nothing to drain when a thread ends, and a fork leaves no slot in
 * between. The lowest slots are used first, so the stack that comes out is
 * most likely the one that went in last, still warm. A full cache drops its
 * slots in turn, so that it follows a program which changes its stack size.
 */
#include <errno.h>
#include <stdatomic.h>

#include "attributes.h"
#include "stack/map.h"

/* Together they bound the memory that idle stacks can hold: 16 MiB. */
enum { SLOTS = 16, LARGEST_KEPT = 1024 * 1024 };

/* The record of an idle stack, at its high end. */
struct idle {
    struct cgen__stack stack;
};

static _Atomic(struct idle *) slots[SLOTS];
static atomic_uint next_victim;

static size_t size_of(const struct cgen__stack *stack)
{
    return (size_t)(stack->high - stack->low);
}

static bool fill_empty_slot(struct idle *idle)
{
    for (int i = 0; i < SLOTS; i++) {
        struct idle *none = NULL;
        if (atomic_load_explicit(&slots[i], memory_order_relaxed) == NULL &&
            atomic_compare_exchange_strong(&slots[i], &none, idle))
            return true;
    }
    return false;
}

static void unmap_idle(struct idle *idle)
{
    struct cgen__stack stack;

    if (idle == NULL)
        return;
    stack = idle->stack;
    cgen__unmap(&stack);
}

/* Keeps the stack, if need be in the place of another. */
static void put(const struct cgen__stack *stack)
{
    struct idle *idle = (struct idle *)(void *)stack->high - 1;
    unsigned victim;

    idle->stack = *stack;
    if (fill_empty_slot(idle))
        return;
    victim = atomic_fetch_add_explicit(&next_victim, 1, memory_order_relaxed);
    unmap_idle(atomic_exchange(&slots[victim % SLOTS], idle));
}

static struct idle *take(int slot)
{
    if (atomic_load_explicit(&slots[slot], memory_order_relaxed) == NULL)
        return NULL;
    return atomic_exchange(&slots[slot], NULL);
}

/* Takes an idle stack of just that size; false if there is none. */
static bool get(struct cgen__stack *stack, size_t size)
{
    for (int i = 0; i < SLOTS; i++) {
        struct idle *idle = take(i);
        if (idle == NULL)
            continue;
        *stack = idle->stack;
        if (size_of(stack) == size)
            return true;
        put(stack);
    }
    return false;
}

/* Unmaps what is idle. */
CGEN__AT_UNLOAD static void drain(void)
{
    for (int i = 0; i < SLOTS; i++)
        unmap_idle(take(i));
}

bool cgen__stack_acquire(struct cgen__stack *stack, size_t request)
{
    size_t size = cgen__map_size(request);

    if (size != 0) {
        if (get(stack, size) || cgen__map(stack, size))
            return true;
        drain(); /* idle stacks of other sizes may be what is in the way */
        if (cgen__map(stack, size))
            return true;
    }
    *stack = (struct cgen__stack){NULL, NULL};
    errno = ENOMEM;
    return false;
}

void cgen__stack_release(struct cgen__stack *stack)
{
    if (size_of(stack) <= LARGEST_KEPT)
        put(stack);
    else
        cgen__unmap(stack);
    *stack = (struct cgen__stack){NULL, NULL};
}
