/* What the engine knows of glibc's ucontext_t for AArch64; and the proof that
 * ucontext.h is right. */
#define _GNU_SOURCE /* the names of its members */
#include <stddef.h>

#include "engine/ucontext.h"
#include "arch/aarch64/ucontext.h"

#define ASSERT_SAVED(offset, member)                                     \
    _Static_assert(offsetof(ucontext_t, uc_mcontext.member) == (offset), \
                   "as glibc has it")
#define ASSERT_MEMBER(offset, member)                                   \
    _Static_assert(offsetof(struct cgen__ucontext, member) == (offset), \
                   "as ucontext.h has it")

ASSERT_SAVED(CGEN__SAVED_X0, regs);
ASSERT_SAVED(CGEN__SAVED_X30, regs[30]);
ASSERT_SAVED(CGEN__SAVED_SP, sp);
ASSERT_SAVED(CGEN__SAVED_PC, pc);

ASSERT_MEMBER(CGEN__COROUTINE, coroutine);
ASSERT_MEMBER(CGEN__RESUMER, resumer);
ASSERT_MEMBER(CGEN__RECORD, record);
ASSERT_MEMBER(CGEN__SIDES, contexts);
ASSERT_MEMBER(CGEN__IN, in);
ASSERT_MEMBER(CGEN__OUT, out);

uintptr_t cgen__ucontext_stack(const ucontext_t *context)
{
    return context->uc_mcontext.sp;
}

/* As swap_contexts leaves a context that waits, with the registers that start
 * expects. */
void cgen__ucontext_restart(struct cgen__ucontext *context, unsigned high_half,
                            unsigned low_half)
{
    mcontext_t *registers = &context->coroutine.uc_mcontext;

    (void)high_half;
    (void)low_half;
    registers->pc = (uintptr_t)cgen__ucontext_start;
    registers->sp = context->first_stack;
    registers->regs[0] = (uintptr_t)&context->coroutine;
    registers->regs[19] = (uintptr_t)context;
    registers->regs[29] = (uintptr_t)context->record;
    registers->regs[30] = registers->pc;
}
