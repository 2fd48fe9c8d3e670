/* Making memory inaccessible. */
#ifndef CGEN_STACK_GUARD_H
#define CGEN_STACK_GUARD_H

#include <stddef.h>

enum cgen__guard {
    CGEN__GUARD_LIGHT,     /* MADV_GUARD_INSTALL */
    CGEN__GUARD_PROTECTED, /* mprotect */
    CGEN__GUARD_NONE,      /* the environment says so */
    CGEN__GUARD_KINDS
};

/* Makes whole pages a guard, as it was found to work or as CGEN_GUARD says; the
 * page behind them must be of the same mapping. Returns NULL, or why it could
 * not be done. Under the layer's lock. */
const char *cgen__guard_install(char *low, size_t size, enum cgen__guard *kind);

#endif
