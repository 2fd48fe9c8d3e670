/*
 * Stacks: guarded memory that grows down.
 *
 *              +--------------------------+
 *              | struct cgen__stack       |
 *      high -> +--------------------------+
 *              | usable, committed by the |
 *              | kernel page by page      |
 *       low -> +--------------------------+
 *              | guard: touching it is    |
 *              | SIGSEGV                  |
 *              +--------------------------+
 *
 * A stack carries its own record, above all that runs on it, where an overflow
 * does not reach it; what its user puts below high shares the record's page.
 *
 * This layer maps, keeps and unmaps. It does not know what runs on a stack.
 * Both calls may be made from any thread.
 */
#ifndef CGEN_STACK_H
#define CGEN_STACK_H

#include <stdbool.h>
#include <stddef.h>

struct cgen__stack {
    char *low;  /* lowest usable byte, at the start of a page */
    char *high; /* one past the highest, a multiple of 64; the record's address
                   is not below it */
    void *kept; /* its user's: NULL on memory that is new. On a stack that is
                   acquired again it is what it was at the release, and then so
                   is all that lies below high in the same page */
};

/* A stack of size bytes (0: the default), rounded up to whole pages and to the
 * least size; less, by some hundred bytes at most, for the record. What it
 * contains is indeterminate, but for kept. NULL on failure: errno is ENOMEM. */
struct cgen__stack *cgen__stack_acquire(size_t size);

/* Gives it back, to be reused or unmapped. Not from the stack itself. */
void cgen__stack_release(struct cgen__stack *stack);

/* Bytes from high down to the lowest page that its users ever touched. */
size_t cgen__stack_used(const struct cgen__stack *stack);

#endif
