/* Nothing but the proof that ucontext_aarch64.h is right. */
#define _GNU_SOURCE /* the names of its members */
#include <stddef.h>

#include "engine/ucontext.h"
#include "engine/ucontext_aarch64.h"

#define ASSERT_SAVED(offset, member)                                     \
    _Static_assert(offsetof(ucontext_t, uc_mcontext.member) == (offset), \
                   "as glibc has it")
#define ASSERT_MEMBER(offset, member)                                   \
    _Static_assert(offsetof(struct cgen__ucontext, member) == (offset), \
                   "as ucontext.h has it")

ASSERT_SAVED(CGEN__SAVED_X0, regs);
ASSERT_SAVED(CGEN__SAVED_SP, sp);

ASSERT_MEMBER(CGEN__COROUTINE, coroutine);
ASSERT_MEMBER(CGEN__RESUMER, resumer);
ASSERT_MEMBER(CGEN__RECORD, record);
ASSERT_MEMBER(CGEN__SIDES, sides);
ASSERT_MEMBER(CGEN__IN, in);
ASSERT_MEMBER(CGEN__OUT, out);
