/* Which generator runs on this thread. The rules are in gen.h. */
#include "gen.h"

_Thread_local gen_t *cgen__running;

CGEN__NOINLINE gen_t *gen_self(void)
{
    return cgen__running;
}
