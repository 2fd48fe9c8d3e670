/* Jumps within a stack, set by the compiler and made in assembly: between the
 * compiler's loads of the stack pointer and of the frame pointer, unwinders
 * that a signal calls would find neither the frames that are being left nor
 * those that are jumped to. */
#ifndef CGEN_JUMP_H
#define CGEN_JUMP_H

#include <stdint.h>

#include "attributes.h"

/* The frame pointer, where to go on, the stack pointer; and two more. */
typedef void *cgen__jump[5];

/* The stack pointer of who has set it, at the calls it makes. */
#define CGEN__JUMP_STACK(jump, frame) ((uintptr_t)(jump)[2])

#define CGEN__JUMP_SET(jump) __builtin_setjmp(jump)
#define CGEN__JUMP_TO(jump) cgen__unwind_jump(jump)

/* What __builtin_longjmp does. */
CGEN__NORETURN void cgen__unwind_jump(void **jump);

#endif
