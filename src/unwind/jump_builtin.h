/* Jumps within a stack, by the compiler: they keep the stack and the frame
 * pointer, and have all else be lost (GCC, "Nonlocal Gotos"). */
#ifndef CGEN_JUMP_H
#define CGEN_JUMP_H

#include <stdint.h>

typedef void *cgen__jump[5];

/* The stack pointer of who has set it, at the calls it makes. */
#define CGEN__JUMP_STACK(jump, frame) ((uintptr_t)(jump)[2])

#define CGEN__JUMP_SET(jump) __builtin_setjmp(jump)
#define CGEN__JUMP_TO(jump) __builtin_longjmp(jump, 1)

#endif
