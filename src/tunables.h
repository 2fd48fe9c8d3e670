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

/* The smallest guard below a stack; address space too. A frame that is
 * compiled with -fstack-clash-protection touches each page, or on AArch64 each
 * 64 KiB, on its way down, and so cannot step over it. A page more makes it an
 * odd number of pages: see the colours in stack/slab.c. */
#define CGEN__GUARD_LEAST (64 * CGEN__KIB)
#define CGEN__GUARD_EXTRA_PAGES 1

/* The idle stacks that a thread keeps, of each size: at most that many, and at
 * most that many bytes if all of them were touched, but at least two stacks.
 * They go to the pool and come from it in batches. */
#define CGEN__BATCH 32
#define CGEN__CACHE_STACKS (2 * CGEN__BATCH)
#define CGEN__CACHE_BYTES (16 * CGEN__MIB)

/* The idle stacks that the pool keeps for all threads, of each size; and the
 * pages that it leaves to a stack that was used deeply. */
#define CGEN__POOL_STACKS 1024
#define CGEN__POOL_PAGES 4

/* A slab, a mapping for many stacks: the size of the first one of a class, the
 * largest size of any, and the most stacks in one. */
#define CGEN__SLAB_FIRST (4 * CGEN__MIB)
#define CGEN__SLAB_MOST (1024 * CGEN__MIB)
#define CGEN__SLAB_SLOTS 16384

/* The stack of each thread for signal handlers, beside the registers that the
 * kernel puts there: address space until one runs. */
#define CGEN__SIGNAL_STACK (64 * CGEN__KIB)

/* How many frames are shown of a stack that overflowed. */
#define CGEN__FRAMES_SHOWN 32

/* With CGEN_DEBUG: the frames that are noted of where a generator was made and
 * was destroyed, and how many are kept after that. */
#define CGEN__SITE_FRAMES 12
#define CGEN__FREED_KEPT 1024

/* After that many yields in cleanup handlers of a generator that is being
 * destroyed, the process is ended with a message: such a handler will not end
 * by itself. */
#define CGEN__REFUSED_YIELDS 1000000

#endif
