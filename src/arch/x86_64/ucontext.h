/* Where the assembly finds things: in glibc's ucontext_t for x86-64, which is
 * part of its ABI, and in struct cgen__ucontext. ucontext.c asserts it.
 */
#ifndef CGEN_UCONTEXT_X86_64_H
#define CGEN_UCONTEXT_X86_64_H

#include "engine/abi.h"

/* In ucontext_t. */
#define CGEN__SAVED_R12 72
#define CGEN__SAVED_R13 80
#define CGEN__SAVED_R14 88
#define CGEN__SAVED_R15 96
#define CGEN__SAVED_RBP 120
#define CGEN__SAVED_RBX 128
#define CGEN__SAVED_RSP 160
#define CGEN__SAVED_RIP 168

/* In struct cgen__ucontext. */
#define CGEN__RESUMER 0
#define CGEN__COROUTINE 968
#define CGEN__RECORD 1936
#define CGEN__SIDES 1952
#define CGEN__IN 1960
#define CGEN__OUT 1976

#endif
