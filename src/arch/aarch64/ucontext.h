/* Where the assembly finds things: in glibc's ucontext_t for AArch64, which is
 * part of its ABI, and in struct cgen__ucontext. ucontext.c asserts it.
 */
#ifndef CGEN_UCONTEXT_AARCH64_H
#define CGEN_UCONTEXT_AARCH64_H

#include "engine/abi.h"

/* In ucontext_t: x0, and behind it the others. */
#define CGEN__SAVED_X0 184
#define CGEN__SAVED_X30 424
#define CGEN__SAVED_SP 432
#define CGEN__SAVED_PC 440

/* In struct cgen__ucontext. */
#define CGEN__RESUMER 0
#define CGEN__COROUTINE 4560
#define CGEN__RECORD 9120
#define CGEN__SIDES 9136
#define CGEN__IN 9144
#define CGEN__OUT 9160

#endif
