/* Making memory inaccessible. */
#ifndef CGEN_STACK_GUARD_H
#define CGEN_STACK_GUARD_H

#include <stddef.h>

enum cgen__guard {
    CGEN__GUARD_LIGHT,     /* MADV_GUARD_INSTALL */
    CGEN__GUARD_PROTECTED, /* mprotect */
    CGEN__GUARD_NONE,      /* CGEN_GUARD=none in the environment */
    CGEN__GUARD_KINDS
};

/* Makes whole pages a guard, in the way that CGEN_GUARD names or that was found
 * to work, and sets *kind to it. The page behind them must belong to the same
 * mapping. Returns NULL on success, or the reason for failure, a constant. To
 * be called under the layer's lock. */
const char *cgen__guard_install(char *low, size_t size, enum cgen__guard *kind);

#endif
