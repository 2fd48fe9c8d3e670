/* Valgrind's client requests (valgrind/valgrind.h, memcheck.h).
 *
 * Registered stacks: without that, a switch looks like one function with a very
 * large frame. Memory that may be used: what lies below the last stack pointer
 * counts as out of bounds, also when a stack's user is gone and its memory
 * serves another. */
#include <valgrind/memcheck.h>
#include <valgrind/valgrind.h>

#include "diag/diag.h"

static void forget_frames(char *low, char *high)
{
    (void)VALGRIND_MAKE_MEM_UNDEFINED(low, (size_t)(high - low));
}

bool cgen__valgrind_runs(void)
{
    return RUNNING_ON_VALGRIND != 0;
}

unsigned cgen__valgrind_stack_begins(char *low, char *high)
{
    /* An empty stack's pointer is high, which must count as part of it. */
    return VALGRIND_STACK_REGISTER(low, high);
}

void cgen__valgrind_stack_ends(unsigned id, char *low, char *high, bool is_heap)
{
    VALGRIND_STACK_DEREGISTER(id);
    if (is_heap)
        (void)VALGRIND_MAKE_MEM_NOACCESS(low, (size_t)(high - low));
    else
        forget_frames(low, high);
}
