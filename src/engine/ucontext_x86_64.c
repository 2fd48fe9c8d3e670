/* Nothing but the proof that ucontext_x86_64.h is right. */
#define _GNU_SOURCE /* REG_RIP and its like */
#include <stddef.h>

#include "engine/ucontext.h"
#include "engine/ucontext_x86_64.h"

#define ASSERT_SAVED(offset, reg)                            \
    _Static_assert(offsetof(ucontext_t, uc_mcontext.gregs) + \
                           sizeof(greg_t) * (reg) ==         \
                       (offset),                             \
                   "as glibc has it")
#define ASSERT_MEMBER(offset, member)                                   \
    _Static_assert(offsetof(struct cgen__ucontext, member) == (offset), \
                   "as ucontext.h has it")

ASSERT_SAVED(CGEN__SAVED_R12, REG_R12);
ASSERT_SAVED(CGEN__SAVED_R13, REG_R13);
ASSERT_SAVED(CGEN__SAVED_R14, REG_R14);
ASSERT_SAVED(CGEN__SAVED_R15, REG_R15);
ASSERT_SAVED(CGEN__SAVED_RBP, REG_RBP);
ASSERT_SAVED(CGEN__SAVED_RBX, REG_RBX);
ASSERT_SAVED(CGEN__SAVED_RSP, REG_RSP);
ASSERT_SAVED(CGEN__SAVED_RIP, REG_RIP);

ASSERT_MEMBER(CGEN__COROUTINE, coroutine);
ASSERT_MEMBER(CGEN__RESUMER, resumer);
ASSERT_MEMBER(CGEN__RECORD, record);
ASSERT_MEMBER(CGEN__SIDES, sides);
ASSERT_MEMBER(CGEN__IN, in);
ASSERT_MEMBER(CGEN__OUT, out);
