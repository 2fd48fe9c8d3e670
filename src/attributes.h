/* The compiler attributes that the portable layers use, in one place. */
#ifndef CGEN_ATTRIBUTES_H
#define CGEN_ATTRIBUTES_H

#define CGEN__NORETURN __attribute__((noreturn))

/* For what assembly in C functions refers to, which link-time optimisation does
 * not see. */
#define CGEN__USED __attribute__((used))

/* For a function that may be absent: its address is null then. */
#define CGEN__WEAK __attribute__((weak))

#define CGEN__NOINLINE __attribute__((noinline))
#define CGEN__ALWAYS_INLINE static inline __attribute__((always_inline))

/* An address in the calling function's frame: at or above its stack pointer
 * and below that of its caller. */
#define CGEN__FRAME_ADDRESS() __builtin_frame_address(0)

/* For a function that runs when the library is loaded: before any of the
 * program's own, which may make generators. */
#define CGEN__AT_LOAD __attribute__((constructor(101)))

/* For a function that runs when the library is unloaded. */
#define CGEN__AT_UNLOAD __attribute__((destructor))

#endif
