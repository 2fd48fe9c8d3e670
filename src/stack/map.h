/* Between the two files of the stack layer. */
#ifndef CGEN_STACK_MAP_H
#define CGEN_STACK_MAP_H

#include <stdbool.h>

#include "stack/stack.h"

/* size rounded up to what a stack of that request has, or 0 if that does not
 * fit the address space. */
size_t cgen__map_size(size_t size);

/* Maps a stack of exactly size usable bytes (from cgen__map_size), with its
 * guard. False with errno set if the kernel refuses. */
bool cgen__map(struct cgen__stack *stack, size_t size);

/* Unmaps it, guard and all. */
void cgen__unmap(const struct cgen__stack *stack);

#endif
