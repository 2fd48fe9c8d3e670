/* What all threads keep, in batches, and where fresh stacks come from. A batch
 * is a list of stacks of one class, whose first one says how many. */
#ifndef CGEN_STACK_POOL_H
#define CGEN_STACK_POOL_H

#include "stack/size.h"
#include "stack/slab.h"
#include "stack/stack.h"

/* Takes a batch of idle stacks, or, if there are none, makes a single fresh
 * one of such a slot. NULL if the kernel refuses, and then *why is set. */
struct cgen__stack *cgen__pool_take(unsigned size_class, struct cgen__slot slot,
                                    const char **why);

/* Takes a batch in: to be taken again, or for the kernel if there are enough
 * of its class. */
void cgen__pool_put(struct cgen__stack *batch);

/* Gives the memory of all idle stacks here to the kernel, and the address
 * space of slabs that are empty then. Returns the number of stacks released. */
size_t cgen__pool_trim(void);

/* How many stacks are idle here. Under the lock. */
size_t cgen__pool_count(void);

/* As cgen__slab_above, for all classes. Takes the lock. */
size_t cgen__pool_slab_above(char **address);

#endif
