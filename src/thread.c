/* What runs on this thread. The rules are in gen.h. */
#include "gen.h"

_Thread_local struct cgen__thread cgen__thread;

CGEN__NOINLINE gen_t *gen_self(void)
{
    return cgen__thread.running;
}
