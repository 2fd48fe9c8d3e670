/* Where debuggers find the stacks of a process, live or in a core file: see
 * core/layout.c. */
#ifndef CGEN_STACK_LAYOUT_H
#define CGEN_STACK_LAYOUT_H

#include <stddef.h>

/* The classes of sizes: an array. In each, the heads of two lists of slabs. */
struct cgen__pool_layout {
    const void *classes;
    size_t count, size, roomy, full;
};

/* Offsets in a slab, in bytes; its slots begin one page behind it. A record
 * lies line * (1 + slot % colours) below the end of its slot. */
struct cgen__slab_layout {
    size_t next, bytes, slot_guard, slot_stack, slots, made, is_free;
    size_t line, colours;
};

/* Stacks on the heap: the complement of the newest record's address, or 0, and
 * the offset of that of the next. */
struct cgen__block_layout {
    const void *newest;
    size_t next;
};

extern const struct cgen__block_layout cgen__block_layout;
extern const struct cgen__pool_layout cgen__pool_layout;
extern const struct cgen__slab_layout cgen__slab_layout;

#endif
