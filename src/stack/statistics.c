/* Taking stock of the stack layer. */
#include "stack/block.h"
#include "stack/pool.h"
#include "stack/refusal.h"
#include "stack/slab.h"
#include "stack/system.h"
#include "stack/threads.h"
#include "stack/used.h"

/* Without the lock while the kernel is asked, which takes its time: a slab may
 * go meanwhile, and counts as nothing then. */
static size_t count_resident(void)
{
    char *slab = NULL;
    size_t pages = 0;
    size_t size;

    while ((size = cgen__pool_slab_above(&slab)) != 0)
        pages += cgen__used_pages(slab, size);
    return pages * cgen__system_page();
}

static void count_slabs(struct cgen__stack_statistics *statistics)
{
    const struct cgen__slab_totals *totals;

    cgen__threads_lock();
    totals = cgen__slab_totals();
    statistics->pooled = cgen__pool_count() + cgen__threads_count_kept();
    /* Stacks that other threads move meanwhile may be counted twice. */
    statistics->live = totals->taken > statistics->pooled
                           ? totals->taken - statistics->pooled
                           : 0;
    statistics->live += cgen__block_count();
    statistics->reserved = totals->reserved;
    statistics->light = totals->guards[CGEN__GUARD_LIGHT];
    statistics->protected = totals->guards[CGEN__GUARD_PROTECTED];
    statistics->unguarded = totals->guards[CGEN__GUARD_NONE];
    cgen__threads_unlock();
}

static void walk(void (*visit)(void *owner, void *arg), void *arg)
{
    cgen__pool_walk(visit, arg);
    cgen__block_walk(visit, arg);
    cgen__threads_unlock();
}

void cgen__stack_walk(void (*visit)(void *owner, void *arg), void *arg)
{
    cgen__threads_lock();
    walk(visit, arg);
}

bool cgen__stack_try_walk(void (*visit)(void *owner, void *arg), void *arg)
{
    if (!cgen__threads_try_lock())
        return false;
    walk(visit, arg);
    return true;
}

void cgen__stack_count(struct cgen__stack_statistics *statistics)
{
    count_slabs(statistics);
    statistics->resident = count_resident();
    statistics->system_calls = cgen__system_calls();
    statistics->refusals = cgen__refusal_count();
    statistics->last_refusal = cgen__refusal_last();
}
