/*
 * The numbers that a maintainer may want to change, all of them. Those that
 * users are told of stand in cgen.h and README.md too: the test "tunables" says
 * where they do not agree.
 */
#ifndef CGEN_TUNABLES_H
#define CGEN_TUNABLES_H

#define CGEN__KIB ((size_t)1024)
#define CGEN__MIB (1024 * CGEN__KIB)

/* Stacks: address space, not memory. The least leaves room for what the body
 * does not choose: the engine's context, a signal frame, the unwinder. Up to
 * the largest they are rounded up to powers of two, so that a stack that one
 * generator leaves fits the next; larger ones have a mapping each and are not
 * kept. All three are powers of two. */
#define CGEN__STACK_LEAST (32 * CGEN__KIB)
#define CGEN__STACK_DEFAULT (256 * CGEN__KIB)
#define CGEN__STACK_LARGEST (16 * CGEN__MIB)

/* The guard below a stack, at least; address space too. A frame that is
 * compiled with -fstack-clash-protection touches each page, or on AArch64 each
 * 64 KiB, on its way down, and so cannot step over it. A page more makes it an
 * odd number of pages: see the colours in stack/slab.c. */
#define CGEN__GUARD_LEAST (64 * CGEN__KIB)
#define CGEN__GUARD_EXTRA_PAGES 1

/* What a thread keeps for itself, of each size of stacks: so many, and no more
 * bytes than these, were they all touched, but no less than two stacks. It is
 * exchanged with the pool in batches. */
#define CGEN__BATCH 32
#define CGEN__CACHE_STACKS (2 * CGEN__BATCH)
#define CGEN__CACHE_BYTES (16 * CGEN__MIB)

/* What the pool keeps for all threads, of each size; and of a stack that was
 * used deeply, how many pages. */
#define CGEN__POOL_STACKS 1024
#define CGEN__POOL_PAGES 4

/* A reservation of address space: how much the first of a size takes, and the
 * most that any does. */
#define CGEN__SLAB_FIRST (4 * CGEN__MIB)
#define CGEN__SLAB_MOST (1024 * CGEN__MIB)
#define CGEN__SLAB_SLOTS 16384

/* Yields that a cleanup handler makes while its generator is destroyed, before
 * it is taken for one that will not end: more than any has that ends. */
#define CGEN__REFUSED_YIELDS 1000000

#endif
