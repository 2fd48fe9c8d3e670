/*
 * The pool behind the threads' own caches.
 *
 * A class keeps CGEN__POOL_STACKS idle stacks, contents and all. What comes
 * beyond that goes back to the kernel: its memory at once, neighbours by one
 * call; the address space with the page tables when the whole slab is empty.
 *
 * An idle stack is to hold few pages. To ask the kernel about each one would
 * cost a system call each, so one of a batch stands for the others.
 */
#include <stdint.h>

#include "stack/layout.h"
#include "stack/pool.h"
#include "stack/slab.h"
#include "stack/system.h"
#include "stack/threads.h"

static struct size_class {
    struct cgen__slabs slabs;
    struct cgen__stack *batches;
    size_t warm; /* number of stacks in batches */
} classes[CGEN__CLASSES + 1];

const struct cgen__pool_layout cgen__pool_layout = {
    .classes = classes,
    .count = sizeof classes / sizeof *classes,
    .size = sizeof *classes,
    .roomy = offsetof(struct size_class, slabs.roomy),
    .full = offsetof(struct size_class, slabs.full),
};

/* Where an idle stack is. Its record is in the memory that is given back. */
struct place {
    struct cgen__slab *slab;
    char *low;
    size_t size;
};

/* Inserts a stack into places, which are sorted by address. */
static void insert(struct place *places, size_t count,
                   const struct cgen__stack *stack)
{
    uintptr_t high = (uintptr_t)stack->high;
    size_t size = cgen__system_round(high) - (uintptr_t)stack->low;

    while (count > 0 && places[count - 1].low > stack->low) {
        places[count] = places[count - 1];
        count--;
    }
    places[count] = (struct place){stack->slab, stack->low, size};
}

static size_t sort(struct place *places, const struct cgen__stack *batch)
{
    size_t count = 0;

    for (; batch != NULL; batch = batch->next)
        insert(places, count++, batch);
    return count;
}

/* The number of places, from the first on, that lie side by side in a slab. */
static size_t count_run(const struct place *places, size_t count)
{
    size_t spacing = cgen__slab_spacing(places[0].slab);
    size_t run = 1;

    while (run < count && places[run].slab == places[0].slab &&
           places[run].low == places[run - 1].low + spacing)
        run++;
    return run;
}

/* Gives memory back, neighbours with one call. The guards in between stay. */
static void forget(const struct place *places, size_t count)
{
    while (count > 0) {
        size_t run = count_run(places, count);
        char *end = places[run - 1].low + places[run - 1].size;

        cgen__system_forget(places[0].low, (size_t)(end - places[0].low));
        places += run;
        count -= run;
    }
}

static void give_back(struct cgen__stack *batch)
{
    struct size_class *class = &classes[batch->size_class];
    bool is_large = batch->size_class == CGEN__LARGE;
    struct place places[CGEN__BATCH];
    size_t count = sort(places, batch);

    forget(places, count);
    cgen__threads_lock();
    for (size_t i = 0; i < count; i++)
        cgen__slab_free(&class->slabs, places[i].slab, places[i].low);
    if (is_large)
        cgen__slab_close_empty(&class->slabs);
    cgen__threads_unlock();
}

static bool is_deep(const struct cgen__stack *stack)
{
    return cgen__stack_used(stack) > CGEN__POOL_PAGES * cgen__system_page();
}

/* Gives back the pages that a stack is not expected to need again. */
static void make_shallow(struct cgen__stack *stack)
{
    uintptr_t end = cgen__system_round((uintptr_t)stack->high);
    uintptr_t low = (uintptr_t)stack->low;
    size_t kept = CGEN__POOL_PAGES * cgen__system_page();

    cgen__system_forget(stack->low, end - kept - low);
}

static void make_batch_shallow(struct cgen__stack *batch)
{
    if (!is_deep(batch))
        return;
    for (struct cgen__stack *stack = batch; stack != NULL; stack = stack->next)
        if (is_deep(stack))
            make_shallow(stack);
}

static bool is_wanted(const struct cgen__stack *batch)
{
    const struct size_class *class = &classes[batch->size_class];
    bool wanted;

    cgen__threads_lock();
    wanted = batch->size_class != CGEN__LARGE &&
             class->warm + batch->batch <= CGEN__POOL_STACKS;
    cgen__threads_unlock();
    return wanted;
}

static void keep(struct cgen__stack *batch)
{
    struct size_class *class = &classes[batch->size_class];

    make_batch_shallow(batch);
    cgen__threads_lock();
    batch->next_batch = class->batches;
    class->batches = batch;
    class->warm += batch->batch;
    cgen__threads_unlock();
}

void cgen__pool_put(struct cgen__stack *batch)
{
    if (is_wanted(batch))
        keep(batch);
    else
        give_back(batch);
}

/* To be called under the lock. */
static struct cgen__stack *take_batch(struct size_class *class)
{
    struct cgen__stack *batch = class->batches;

    if (batch != NULL) {
        class->batches = batch->next_batch;
        class->warm -= batch->batch;
    }
    return batch;
}

static struct cgen__stack *make_fresh(unsigned size_class,
                                      struct cgen__slot slot, const char **why)
{
    size_t most = size_class == CGEN__LARGE ? 1 : SIZE_MAX;
    struct cgen__stack *stack = NULL;

    *why = "no memory for pthread_atfork";
    if (cgen__threads_prepare_fork())
        stack = cgen__slab_carve(&classes[size_class].slabs, slot, most, why);
    if (stack != NULL) {
        stack->size_class = size_class;
        stack->next = NULL;
        stack->batch = 1;
    }
    return stack;
}

struct cgen__stack *cgen__pool_take(unsigned size_class, struct cgen__slot slot,
                                    const char **why)
{
    struct cgen__stack *batch;

    cgen__threads_lock();
    batch = take_batch(&classes[size_class]);
    if (batch == NULL)
        batch = make_fresh(size_class, slot, why);
    cgen__threads_unlock();
    return batch;
}

static struct cgen__stack *take_any_batch(void)
{
    struct cgen__stack *batch = NULL;

    cgen__threads_lock();
    for (unsigned i = 0; i < CGEN__CLASSES && batch == NULL; i++)
        batch = take_batch(&classes[i]);
    cgen__threads_unlock();
    return batch;
}

size_t cgen__pool_trim(void)
{
    struct cgen__stack *batch;
    size_t stacks = 0;

    while ((batch = take_any_batch()) != NULL) {
        stacks += batch->batch;
        give_back(batch);
    }
    cgen__threads_lock();
    for (unsigned i = 0; i <= CGEN__LARGE; i++)
        cgen__slab_close_empty(&classes[i].slabs);
    cgen__threads_unlock();
    return stacks;
}

size_t cgen__pool_count(void)
{
    size_t warm = 0;

    for (unsigned i = 0; i < CGEN__CLASSES; i++)
        warm += classes[i].warm;
    return warm;
}

void cgen__pool_walk(void (*visit)(void *owner, void *arg), void *arg)
{
    for (unsigned i = 0; i <= CGEN__LARGE; i++)
        cgen__slab_walk(&classes[i].slabs, visit, arg);
}

size_t cgen__pool_slab_above(char **address)
{
    char *lowest = NULL;
    size_t bytes = 0;

    cgen__threads_lock();
    for (unsigned i = 0; i <= CGEN__LARGE; i++) {
        char *found = *address;
        size_t size = cgen__slab_above(&classes[i].slabs, &found);

        if (size != 0 && (lowest == NULL || found < lowest)) {
            lowest = found;
            bytes = size;
        }
    }
    cgen__threads_unlock();
    *address = lowest;
    return bytes;
}
