/* Jumps within a stack, by libc: for compilers that have none themselves. */
#ifndef CGEN_JUMP_H
#define CGEN_JUMP_H

#include <setjmp.h>
#include <stdint.h>

typedef jmp_buf cgen__jump;

/* More than the stack pointer, at its calls, of who has set it, whose frame is
 * at frame; less than those of its callers. */
#define CGEN__JUMP_STACK(jump, frame) ((uintptr_t)(frame) + 1)

#define CGEN__JUMP_SET(jump) setjmp(jump)
#define CGEN__JUMP_TO(jump) longjmp(jump, 1)

#endif
