/* Where a generator is: the frames of its body and of what it called. */
#include "core/gen.h"
#include "core/inspect.h"
#include "unwind/frames.h"

struct look {
    struct cgen__frames_wanted wanted;
    struct cgen__frames_found found;
};

static void find(void *argument)
{
    struct look *look = argument;

    cgen__frames_find(&look->wanted, &look->found);
}

/* Frames of one that waits are looked at as if it had called; of one that runs,
 * those there are among this thread's. */
size_t gen_backtrace(const gen_t *g, void **places, size_t room)
{
    struct look look = {.found = {places, room, 0}};

    g = cgen__inspect_behind(g);
    if (g == NULL || g->stack == NULL || cgen__has(g, CGEN__DONE) ||
        !cgen__has(g, CGEN__BEGUN))
        return 0;
    look.wanted = (struct cgen__frames_wanted){g->stack->low, g->stack->high,
                                               g->engine->begins};
    if (cgen__runs(g))
        find(&look);
    else
        g->engine->look_at(&g->head.contexts, find, &look);
    return look.found.count;
}
