/* In place of valgrind.c where Valgrind's header was not found. */
#include "diag/diag.h"

bool cgen__valgrind_runs(void)
{
    return false;
}

unsigned cgen__valgrind_stack_begins(char *low, char *high)
{
    (void)low;
    (void)high;
    return 0;
}

void cgen__valgrind_stack_ends(unsigned id, char *low, char *high, bool is_heap)
{
    (void)is_heap;
    (void)id;
    (void)low;
    (void)high;
}
