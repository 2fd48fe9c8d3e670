/*
 * Stacks in blocks of the heap, for tools that watch that: a tool that looks
 * for leaks finds what a stack points to only if something leads to the stack,
 * and says where a block was allocated that nothing leads to.
 *
 *      start -> +--------------------+
 *               | the caller's front |
 *               +--------------------+
 *               | guard, read-only   |  so that such tools can read it
 *        low -> +--------------------+
 *               | usable             |
 *       high -> +--------------------+
 *               | struct cgen__block |
 *               +--------------------+
 *
 * All may be called from any thread.
 */
#ifndef CGEN_STACK_BLOCK_H
#define CGEN_STACK_BLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "stack/stack.h"

struct cgen__block {
    struct cgen__stack stack; /* first; its slab is NULL */
    char *start;
    size_t guard;
    uintptr_t previous, next; /* in the list of all: each the complement of an
                                 address, which no tool takes for one */
};

/* False for sizes that are too large for the heap. */
bool cgen__block_is_for(size_t size);

/* A stack of at least size bytes (0: the default), with a guard of at least
 * guard bytes (0: the default) unless the system has none to give; *start is
 * that many bytes for the caller, aligned to a page. NULL if there is no
 * memory. */
struct cgen__stack *cgen__block_acquire(size_t size, size_t guard, size_t front,
                                        void **start);

/* Frees all of it. Not to be called on that stack. */
void cgen__block_release(struct cgen__stack *stack);

/* Number of them. As cgen__slab_walk. Both under the layer's lock. */
size_t cgen__block_count(void);
void cgen__block_walk(void (*visit)(void *owner, void *arg), void *arg);

static inline bool cgen__stack_is_block(const struct cgen__stack *stack)
{
    return stack->slab == NULL;
}

#endif
