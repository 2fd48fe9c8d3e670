/* Classes of stack sizes: powers of two, from the smallest stack to the largest
 * that is kept when idle; and one class of all larger ones. */
#ifndef CGEN_STACK_SIZE_H
#define CGEN_STACK_SIZE_H

#include <stddef.h>

#include "tunables.h"

/* The class of a size that is a power of two. */
#define CGEN__CLASS_OF(size) \
    ((unsigned)(__builtin_ctzll(size) - __builtin_ctzll(CGEN__STACK_LEAST)))

enum {
    CGEN__CLASSES = CGEN__CLASS_OF(CGEN__STACK_LARGEST) + 1,
    CGEN__LARGE = CGEN__CLASSES,
};

static inline unsigned cgen__size_class(size_t size)
{
    unsigned long units = (size - 1) / CGEN__STACK_LEAST;

    if (size == 0)
        return CGEN__CLASS_OF(CGEN__STACK_DEFAULT);
    if (size <= CGEN__STACK_LEAST)
        return 0;
    if (size > CGEN__STACK_LARGEST)
        return CGEN__LARGE;
    return 8 * sizeof units - (unsigned)__builtin_clzl(units);
}

/* The number of idle stacks of a class that a thread may keep. */
static inline unsigned cgen__cache_limit(unsigned size_class)
{
    unsigned fitting =
        (unsigned)(CGEN__CACHE_BYTES / CGEN__STACK_LEAST) >> size_class;

    if (fitting > CGEN__CACHE_STACKS)
        return CGEN__CACHE_STACKS;
    return fitting > 2 ? fitting : 2;
}

#endif
