/* Which pages were touched, asked of the kernel. */
#ifndef CGEN_STACK_USED_H
#define CGEN_STACK_USED_H

#include <stddef.h>

/* How many of the pages of [low, low + size) hold memory. What is not mapped
 * counts as not. */
size_t cgen__used_pages(char *low, size_t size);

#endif
