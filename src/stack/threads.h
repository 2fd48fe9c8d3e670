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
        CGEN__CACHE_ENDED /* closed for good: its thread is ending */
    } state;
};

/* The only lock of the layer. Nothing is called under it that takes another. */
void cgen__threads_lock(void);
bool cgen__threads_try_lock(void);
void cgen__threads_unlock(void);

/* Installs, once, handlers that take the lock around a fork, so that it is free
 * in the child. False if there is no memory for that. To be called under the
 * lock. */
bool cgen__threads_prepare_fork(void);

/* Has at_end called when the calling thread ends, whose cache this is, to give
 * its stacks back. False if that cannot be arranged: then the thread must keep
 * none. */
bool cgen__threads_join(struct cgen__cache *cache, void (*at_end)(void));

/* The number of idle stacks in all caches. To be called under the lock. */
size_t cgen__threads_count_kept(void);

#endif
