/* What a signal handler learns of the code it has interrupted. */
#define _GNU_SOURCE /* REG_RSP */
#include <ucontext.h>

#include "diag/fault.h"

const char *cgen__fault_stack_pointer(const void *context)
{
    const ucontext_t *at = context;

    return (const char *)at->uc_mcontext.gregs[REG_RSP];
}
