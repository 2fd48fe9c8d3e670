/* The idle stacks that all threads share, in batches, and the making of fresh
 * ones. A batch is a list of stacks of one class, linked by next; its first one
 * has the number of them. */
#ifndef CGEN_STACK_POOL_H
#define CGEN_STACK_POOL_H

#include "stack/size.h"
#include "stack/slab.h"
#include "stack/stack.h"

/* Takes a batch of idle stacks of a class; or, if there is none, makes a batch
 * of one fresh stack with that slot. NULL if the kernel refuses, and then *why
 * is set. */
struct cgen__stack *cgen__pool_take(unsigned size_class, struct cgen__slot slot,
                                    const char **why);

/* Keeps a batch for cgen__pool_take, or gives it to the kernel if there are
 * enough of its class. */
void cgen__pool_put(struct cgen__stack *batch);

/* Gives the memory of all idle stacks here to the kernel, and the address
 * space of slabs that are empty then. Returns the number of stacks released. */
size_t cgen__pool_trim(void);

/* The number of idle stacks here. To be called under the lock. */
size_t cgen__pool_count(void);

/* As cgen__slab_walk, for all classes. To be called under the lock. */
void cgen__pool_walk(void (*visit)(void *owner, void *arg), void *arg);

/* As cgen__slab_above, for all classes. Takes the lock. */
size_t cgen__pool_slab_above(char **address);

#endif
