/* Valgrind's stack registration (valgrind/valgrind.h, client requests): without
 * it, a switch looks like one function with a very large frame. */
#include <valgrind/valgrind.h>

#include "diag/diag.h"

unsigned cgen__valgrind_stack_begins(char *low, char *high)
{
    return VALGRIND_STACK_REGISTER(low, high - 1);
}

void cgen__valgrind_stack_ends(unsigned id)
{
    VALGRIND_STACK_DEREGISTER(id);
}
