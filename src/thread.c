/* What runs on this thread. The rules are in gen.h. */
#include "gen.h"

static const struct cgen__exceptions unknown = {NULL, 1};

_Thread_local struct cgen__thread cgen__thread = {NULL, &unknown};

CGEN__NOINLINE gen_t *gen_self(void)
{
    return cgen__thread.running;
}
