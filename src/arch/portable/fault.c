/* In place of an architecture's fault.c. */
#include <stddef.h>

#include "diag/fault.h"

const char *cgen__fault_stack_pointer(const void *context)
{
    (void)context;
    return NULL;
}
