/*
 * gen_prefetch: to the caches, what a resumption touches.
 *
 * That is the two lines of the control block that a plain step uses, and what
 * lies around the body's stack pointer. To load that pointer would be to wait
 * for the control block. But below the block come, always, the frames in which
 * a body begins; so one that yields from its own frame waits at a known
 * distance.
 */
#include "core/gen.h"

enum { LINE = 64 };

/* From a control block on the stack down to the frame of a body's gen_yield:
 * that of arrived_first, with its landing, and the registers that are kept. */
enum { FRAMES = 512 };

void gen_prefetch(const gen_t *g)
{
    const char *block = (const char *)g;

    if (g == NULL)
        return;
    __builtin_prefetch(block);
    __builtin_prefetch(block + LINE);
    __builtin_prefetch(block - FRAMES);
    __builtin_prefetch(block - FRAMES + LINE);
}
