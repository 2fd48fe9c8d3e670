/*
 * Classes of sizes: powers of two, so that a stack that one generator leaves
 * fits the next. What they round up is address space, not memory. Larger ones,
 * and those with a larger guard, have a mapping each and are not kept.
 */
#ifndef CGEN_STACK_SIZE_H
#define CGEN_STACK_SIZE_H

#include <stddef.h>

/* The default is address space, not memory. The least leaves room for what the
 * body does not choose: the engine's context, a signal frame, the unwinder. */
enum {
    CGEN__LEAST_SIZE = 32 * 1024,
    CGEN__DEFAULT_CLASS = 3, /* 256 KiB */
    CGEN__CLASSES = 10,      /* up to 16 MiB */
    CGEN__LARGE = CGEN__CLASSES,
};

/* The guard below a stack, at least; address space too. A frame that is
 * compiled with -fstack-clash-protection touches each page, or on AArch64 each
 * 64 KiB, on its way down, and so cannot step over it. A page more makes it an
 * odd number of pages: see the colours in slab.c. */
enum {
    CGEN__GUARD_SIZE = 64 * 1024,
    CGEN__GUARD_EXTRA_PAGES = 1,
};

#define CGEN__LARGEST_SIZE ((size_t)CGEN__LEAST_SIZE << (CGEN__CLASSES - 1))

static inline unsigned cgen__size_class(size_t size)
{
    unsigned long units = (size - 1) / CGEN__LEAST_SIZE;

    if (size == 0)
        return CGEN__DEFAULT_CLASS;
    if (size <= CGEN__LEAST_SIZE)
        return 0;
    if (size > CGEN__LARGEST_SIZE)
        return CGEN__LARGE;
    return 8 * sizeof units - (unsigned)__builtin_clzl(units);
}

#endif
