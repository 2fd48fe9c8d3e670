/* The trap flag. */
#include <x86intrin.h>

#include "test.h"
#include "traps.h"

enum { TRAP_FLAG = 0x100 };

void traps_allow(uintptr_t low, uintptr_t high)
{
    (void)low;
    (void)high;
}

void traps_begin(void)
{
    __writeeflags(__readeflags() | (unsigned long long)TRAP_FLAG);
}

void traps_end(void)
{
    __writeeflags(__readeflags() & ~(unsigned long long)TRAP_FLAG);
}

bool traps_arrive(ucontext_t *context)
{
    (void)context;
    return true;
}

void traps_go_on(ucontext_t *context)
{
    (void)context;
}

/* Linkers write unwind data for these. */
bool traps_is_stub(uintptr_t address)
{
    (void)address;
    return false;
}

uintptr_t traps_address(const ucontext_t *context)
{
    return (uintptr_t)context->uc_mcontext.gregs[REG_RIP];
}

uintptr_t traps_frame(const ucontext_t *context)
{
    return (uintptr_t)context->uc_mcontext.gregs[REG_RBP];
}

void need_traps(void)
{
    need_solitude();
}
