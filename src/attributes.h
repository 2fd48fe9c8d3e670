/* The compiler attributes that the portable layers use, in one place. */
#ifndef CGEN_ATTRIBUTES_H
#define CGEN_ATTRIBUTES_H

#define CGEN__NORETURN __attribute__((noreturn))

/* For functions that touch thread-local state: inlined into a function that
 * switches stacks, their thread-local addresses could be carried across. */
#define CGEN__NOINLINE __attribute__((noinline))

/* The address of the calling function's frame, above its stack pointer and
 * below that of its caller; and what must come last in that function, so that
 * it makes no tail call and keeps the frame until then. */
#define CGEN__FRAME_ADDRESS() __builtin_frame_address(0)
#define CGEN__KEEP_FRAME() __asm__ volatile("" ::: "memory")

/* For a function that runs when the library is unloaded. */
#define CGEN__AT_UNLOAD __attribute__((destructor))

#endif
