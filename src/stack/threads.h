/* What the threads of a process share in the stack layer. */
#ifndef CGEN_STACK_THREADS_H
#define CGEN_STACK_THREADS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "stack/size.h"
#include "stack/stack.h"

/* The idle stacks that a thread keeps for itself. */
struct cgen__cache {
    struct cgen__bin {
        struct cgen__stack *first; /* last released, first acquired */
        atomic_uint room;          /* for how many more; only its thread writes
                                      it, others may look */
    } bins[CGEN__CLASSES + 1];     /* the last has never room: large stacks */
    void (*end)(void);
    struct cgen__cache *previous;
    struct cgen__cache *next;
    enum {
        CGEN__CACHE_CLOSED, /* no room in any bin */
        CGEN__CACHE_OPEN,
        CGEN__CACHE_ENDED /* like closed, for good: its thread ends */
    } state;
};

/* The one lock of the layer. Nothing is called under it that takes another. */
void cgen__threads_lock(void);
void cgen__threads_unlock(void);

/* Sees to it that a fork finds the lock free. False if there is no memory for
 * that. Under the lock. */
bool cgen__threads_prepare_fork(void);

/* Has at_end called when the calling thread ends, whose cache this is, to give
 * back what it keeps. False if that is not to be had: then the thread must keep
 * nothing. */
bool cgen__threads_join(struct cgen__cache *cache, void (*at_end)(void));

/* What all threads keep for themselves. Under the lock. */
size_t cgen__threads_count_kept(void);

#endif
