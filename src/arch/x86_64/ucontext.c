/* What the engine knows of glibc's ucontext_t for x86-64; and the proof that
 * ucontext.h is right. */
#define _GNU_SOURCE /* REG_RIP and its like */
#include <stddef.h>

#include "engine/ucontext.h"
#include "arch/x86_64/ucontext.h"

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
ASSERT_MEMBER(CGEN__SIDES, contexts);
ASSERT_MEMBER(CGEN__IN, in);
ASSERT_MEMBER(CGEN__OUT, out);

uintptr_t cgen__ucontext_stack(const ucontext_t *context)
{
    return (uintptr_t)context->uc_mcontext.gregs[REG_RSP];
}

/* The word that makecontext has put on the stack is what unwinders take for
 * where swapcontext returns to, until it has pushed that itself. */
void cgen__ucontext_restart(struct cgen__ucontext *context, unsigned high_half,
                            unsigned low_half)
{
    greg_t *registers = context->coroutine.uc_mcontext.gregs;
    greg_t *top = (greg_t *)context->first_stack;

    (void)high_half;
    (void)low_half;
    *top = (greg_t)(uintptr_t)cgen__ucontext_start;
    registers[REG_RIP] = *top;
    registers[REG_RSP] = (greg_t)context->first_stack;
    registers[REG_RBX] = (greg_t)(uintptr_t)context;
    registers[REG_RBP] = (greg_t)(uintptr_t)context->record;
}
