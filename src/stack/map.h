/* Between the two files of the stack layer. */
#ifndef CGEN_STACK_MAP_H
#define CGEN_STACK_MAP_H

#include <stdbool.h>

#include "stack/stack.h"

/* size rounded up to what a stack of that request has, or 0 if that does not
 * fit the address space. */
size_t cgen__map_size(size_t size);

/* Maps a stack of exactly size bytes (from cgen__map_size), its record
 * included, with its guard. NULL with errno set if the kernel refuses. */
struct cgen__stack *cgen__map(size_t size);

/* The size it was mapped with. */
size_t cgen__mapped_size(const struct cgen__stack *stack);

/* Unmaps it, guard and all. */
void cgen__unmap(struct cgen__stack *stack);

#endif
