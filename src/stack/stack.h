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
 * This layer maps, keeps and gives back. It does not know what runs on a stack.
 * All of these may be called from any thread, and a stack may be released on
 * another thread than it was acquired on.
 *
 *      cache.c      acquire and release: what a thread keeps for itself
 *      threads.c    what threads share: the lock, their caches, forks
 *      pool.c       what all threads keep, in batches; giving memory back
 *      slab.c       many stacks in one reservation
 *      guard.c      making memory inaccessible
 *      used.c       how far a stack was used
 *      system.c     the system calls, counted
 *      statistics.c looking at all that
 */
#ifndef CGEN_STACK_H
#define CGEN_STACK_H

#include <stdbool.h>
#include <stddef.h>

struct cgen__stack {
    char *low;  /* lowest usable byte, at the start of a page */
    char *high; /* one past the highest, a multiple of 64; the record's address
                   is not below it */
    const void *kept; /* its user's: NULL on memory that is new. On a stack that
                   is acquired again it is what it was at the release, and then
                   so is all that lies below high in the same page */

    /* What follows is this layer's own. */
    struct cgen__stack *next;       /* idle: the next one of the same batch */
    struct cgen__stack *next_batch; /* the first of a batch: the next batch */
    struct cgen__slab *slab;
    unsigned batch;      /* the first of a batch: how many it has */
    unsigned size_class; /* see size.h */
};

/* A stack of at least size bytes (0: the default); less, by some hundred bytes
 * at most, for the record; and a guard of at least that many (0: the default).
 * What it contains is indeterminate, but for kept. NULL on failure: errno is
 * ENOMEM, and the statistics say why. */
struct cgen__stack *cgen__stack_acquire(size_t size, size_t guard);

/* Gives it back, to be reused or unmapped. Not from the stack itself. */
void cgen__stack_release(struct cgen__stack *stack);

/* Bytes from high down to the lowest page that its users ever touched. */
size_t cgen__stack_used(const struct cgen__stack *stack);

/* Fills all of it below top with a pattern, by which the next can tell. Nothing
 * is kept then. */
void cgen__stack_paint(struct cgen__stack *stack, char *top);

/* Bytes from high down to the lowest that was written since it was painted. */
size_t cgen__stack_used_of_painted(const struct cgen__stack *stack);

/* Gives the memory of idle stacks back to the kernel, but for what other
 * threads keep for themselves. Returns the number of stacks released. */
size_t cgen__stack_trim(void);

struct cgen__stack_statistics {
    size_t live;      /* acquired and not released */
    size_t pooled;    /* released, ready to be acquired */
    size_t reserved;  /* bytes of address space */
    size_t resident;  /* bytes of memory */
    size_t light;     /* guards by MADV_GUARD_INSTALL */
    size_t protected; /* guards by mprotect */
    size_t unguarded; /* stacks without, because the environment says so */
    unsigned long long system_calls;
    unsigned long long refusals; /* acquisitions that failed */
    const char *last_refusal;    /* why the last of them did; or NULL */
};

/* Takes stock. Counts of other threads that are at it meanwhile may be off by
 * what they do. */
void cgen__stack_count(struct cgen__stack_statistics *statistics);

#endif
