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
 * The record of a stack lies above everything that runs on it, where an
 * overflow does not reach it, and in the same page as the first bytes below
 * high.
 *
 * This layer maps stacks, keeps idle ones and gives memory back. It does not
 * know what runs on them. All of its functions may be called from any thread,
 * and a stack may be released on another thread than it was acquired on.
 *
 *      cache.c      acquire and release; the idle stacks of each thread
 *      threads.c    the lock, the list of all caches, forks
 *      pool.c       the idle stacks that threads share, in batches
 *      slab.c       many stacks in one mapping
 *      block.c      stacks on the heap, for tools that watch that
 *      guard.c      making memory inaccessible
 *      used.c       how much of a stack was used
 *      system.c     the system calls, counted
 *      statistics.c counts and bytes of all of these; who owns them
 */
#ifndef CGEN_STACK_H
#define CGEN_STACK_H

#include <stdbool.h>
#include <stddef.h>

struct cgen__stack {
    char *low;  /* lowest usable byte, at the start of a page */
    char *high; /* one past the highest, a multiple of 64; the record's address
                   is not below it */
    const void *kept; /* for the layer above: NULL if the memory is new. If the
                   stack is acquired again, it has the value that it had at the
                   release; then so have all bytes below high in its page */

    _Atomic(void *) owner; /* for cgen__stack_walk: what is on it; the layer
                   above sets it, and the release clears it */

    /* What follows is this layer's own. */
    struct cgen__stack *next;       /* idle: the next one of the same batch */
    struct cgen__stack *next_batch; /* the first of a batch: the next batch */
    struct cgen__slab *slab;
    unsigned batch;      /* the first of a batch: how many it has */
    unsigned size_class; /* see size.h */
};

/* Returns a stack of at least size bytes (0: the default), of which the record
 * and its placement take up to a kilobyte; with a guard of at least that many
 * bytes (0: the default). Its contents are indeterminate, but for kept. NULL on
 * failure: errno is ENOMEM, and the statistics have the reason. */
struct cgen__stack *cgen__stack_acquire(size_t size, size_t guard);

/* The stack of the default size that this thread has released last, if it keeps
 * that one and kept is that; else NULL, and nothing has changed. */
struct cgen__stack *cgen__stack_reacquire(const void *kept);

/* Gives a stack back, to be reused or unmapped. Not to be called on it. */
void cgen__stack_release(struct cgen__stack *stack);

/* Bytes of the guard below low. May be called in a signal handler. */
size_t cgen__stack_guard(const struct cgen__stack *stack);

/* Bytes from high down to the lowest page that its users ever touched. */
size_t cgen__stack_used(const struct cgen__stack *stack);

/* Fills the stack below top with a pattern, for the next function. Sets kept to
 * NULL. */
void cgen__stack_paint(struct cgen__stack *stack, char *top);

/* Bytes from high down to the lowest that was written since it was painted. */
size_t cgen__stack_used_of_painted(const struct cgen__stack *stack);

/* Gives the memory of idle stacks back to the kernel, but for what other
 * threads keep for themselves. Returns the number of stacks released. */
size_t cgen__stack_trim(void);

/* Calls visit(owner, arg) for each stack that has an owner, under this layer's
 * lock: visit must not call it. */
void cgen__stack_walk(void (*visit)(void *owner, void *arg), void *arg);

/* The same in a signal handler: false, and nothing is called, if the lock is
 * taken. */
bool cgen__stack_try_walk(void (*visit)(void *owner, void *arg), void *arg);

/* True once more than one thread has kept stacks at a time. */
bool cgen__stack_has_threads(void);

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

/* Counts. What other threads acquire or release meanwhile may be counted or
 * not. */
void cgen__stack_count(struct cgen__stack_statistics *statistics);

#endif
