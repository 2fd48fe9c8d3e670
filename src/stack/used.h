/* Counting the pages that were touched, with the kernel's help. */
#ifndef CGEN_STACK_USED_H
#define CGEN_STACK_USED_H

#include <stddef.h>

/* The number of pages in [low, low + size) that hold memory. Pages that are not
 * mapped hold none. */
size_t cgen__used_pages(char *low, size_t size);

#endif
