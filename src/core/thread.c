/* What runs on this thread. The rules are in gen.h. */
#include "core/gen.h"
#include "core/thread.h"

const struct cgen__exceptions cgen__thread_is_new = {NULL, 1, 0};

/* One byte more than NULL: none runs, and it may not yield. */
GEN_API CGEN__USED _Thread_local struct gen_inline_thread gen_inline_1_thread =
    {(void *)1, &cgen__thread_is_new};

CGEN__NOINLINE gen_t *gen_self(void)
{
    return cgen__running();
}
