/* Many stacks of one size in one reservation. All under the layer's lock. */
#ifndef CGEN_STACK_SLAB_H
#define CGEN_STACK_SLAB_H

#include "stack/guard.h"
#include "stack/stack.h"

/* The slabs of one class of sizes. Zero is none. */
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

/* Makes a stack in a slot that is free, if need be in a new slab; most is how
 * many slots that may have. NULL on failure, and then *why is set. */
struct cgen__stack *cgen__slab_carve(struct cgen__slabs *slabs,
                                     struct cgen__slot slot, size_t most,
                                     const char **why);

/* Makes the slot of the stack with this low free again. Its memory has been
 * given back. A slab that becomes empty is unmapped unless it is the last. */
void cgen__slab_free(struct cgen__slabs *slabs, struct cgen__slab *slab,
                     const char *low);

/* Unmaps every slab that is empty. */
void cgen__slab_close_empty(struct cgen__slabs *slabs);

/* From the start of one slot of this slab to the start of the next. */
size_t cgen__slab_spacing(const struct cgen__slab *slab);

/* The slab with the lowest address above a given one: its bytes; 0 if there
 * is none. */
size_t cgen__slab_above(const struct cgen__slabs *slabs, char **address);

const struct cgen__slab_totals *cgen__slab_totals(void);

#endif
