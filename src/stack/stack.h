/*
 * Stacks: guarded memory that grows down.
 *
 *      high -> +--------------------------+
 *              | usable, committed by the |
 *              | kernel page by page      |
 *       low -> +--------------------------+
 *              | guard: touching it is    |
 *              | SIGSEGV                  |
 *              +--------------------------+
 *
 * This layer maps, keeps and unmaps. It does not know what runs on a stack.
 * Both calls may be made from any thread.
 */
#ifndef CGEN_STACK_H
#define CGEN_STACK_H

#include <stdbool.h>
#include <stddef.h>

struct cgen__stack {
    char *low;  /* lowest usable byte, at the start of a page; NULL: none */
    char *high; /* one past the highest, at the end of a page */
};

/* A stack of size bytes (0: the default), rounded up to whole pages and to the
 * least size. What it contains is indeterminate. False on failure: errno is
 * ENOMEM and *stack all NULL. */
bool cgen__stack_acquire(struct cgen__stack *stack, size_t size);

/* Gives it back, to be reused or unmapped, and sets it to all NULL. Not from
 * the stack itself. */
void cgen__stack_release(struct cgen__stack *stack);

/* Bytes from high down to the lowest page that its users ever touched. */
size_t cgen__stack_used(const struct cgen__stack *stack);

#endif
