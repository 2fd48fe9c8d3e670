/* Slabs: many stacks of one size in one mapping. All functions are to be called
 * under the layer's lock. */
#ifndef CGEN_STACK_SLAB_H
#define CGEN_STACK_SLAB_H

#include "stack/guard.h"
#include "stack/stack.h"

/* The slabs of one class of sizes; initialised with zeros. */
struct cgen__slabs {
    struct cgen__slab *roomy; /* with a free slot */
    struct cgen__slab *full;
    size_t slots; /* of all of them */
};

struct cgen__slab_totals {
    size_t reserved; /* bytes */
    size_t taken;    /* slots that hold a stack */
    size_t guards[CGEN__GUARD_KINDS];
};

/* What a slot is made of, in whole pages. */
struct cgen__slot {
    size_t guard;
    size_t stack;
};

/* Makes a stack in a free slot; if there is none, in a new slab, which gets at
 * most that many slots. NULL on failure, and then *why is set. */
struct cgen__stack *cgen__slab_carve(struct cgen__slabs *slabs,
                                     struct cgen__slot slot, size_t most,
                                     const char **why);

/* Frees the slot of the stack with this low, whose memory has been given back.
 * Unmaps the slab if it is empty then and not the only one. */
void cgen__slab_free(struct cgen__slabs *slabs, struct cgen__slab *slab,
                     const char *low);

/* Unmaps every slab that is empty. */
void cgen__slab_close_empty(struct cgen__slabs *slabs);

/* The bytes from the start of one slot of this slab to the start of the next.
 */
size_t cgen__slab_spacing(const struct cgen__slab *slab);

/* Bytes of its guards. Without the lock. */
size_t cgen__slab_guard(const struct cgen__slab *slab);

/* Sets *address to the lowest address of a slab above *address, and returns the
 * size of that slab in bytes; 0 if there is none. */
size_t cgen__slab_above(const struct cgen__slabs *slabs, char **address);

/* Calls visit(owner, arg) for each stack that has an owner. */
void cgen__slab_walk(const struct cgen__slabs *slabs,
                     void (*visit)(void *owner, void *arg), void *arg);

const struct cgen__slab_totals *cgen__slab_totals(void);

#endif
