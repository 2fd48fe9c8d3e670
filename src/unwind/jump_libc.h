/* Jumps within a stack, by libc: for compilers that have none themselves. */
#ifndef CGEN_JUMP_H
#define CGEN_JUMP_H

#include <setjmp.h>

typedef jmp_buf cgen__jump;

#define CGEN__JUMP_SET(jump) setjmp(jump)
#define CGEN__JUMP_TO(jump) longjmp(jump, 1)

#endif
