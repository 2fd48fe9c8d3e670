/*
 * What a thread keeps for itself: for each class of sizes the stacks it
 * released last, without a lock.
 *
 * A bin that is full hands the older half on to the pool; one that is empty
 * takes a batch from there. A thread that is not known to threads.c yet has no
 * room in any bin and so comes the slow way.
 *
 * No function here may become part of one that a generator's body is in: that
 * may change threads between two calls.
 */
#include <errno.h>
#include <stdint.h>

#include "attributes.h"
#include "stack/pool.h"
#include "stack/refusal.h"
#include "stack/system.h"
#include "stack/threads.h"

/* What a bin may hold: together at most 16 MiB, were it all touched, but no
 * less than 2 stacks and no more than two batches. */
enum { BIN_MOST = 2 * CGEN__BATCH, BIN_BYTES = 16 * 1024 * 1024 };

static _Thread_local struct cgen__cache cache;

unsigned cgen__cache_limit(unsigned size_class)
{
    unsigned fitting = (unsigned)(BIN_BYTES / CGEN__LEAST_SIZE) >> size_class;

    if (fitting > BIN_MOST)
        return BIN_MOST;
    return fitting > 2 ? fitting : 2;
}

static unsigned room_of(struct cgen__bin *bin)
{
    return atomic_load_explicit(&bin->room, memory_order_relaxed);
}

static void set_room(struct cgen__bin *bin, unsigned room)
{
    atomic_store_explicit(&bin->room, room, memory_order_relaxed);
}

static void set_rooms(bool open)
{
    for (unsigned i = 0; i < CGEN__CLASSES; i++)
        set_room(&cache.bins[i], open ? cgen__cache_limit(i) : 0);
}

/* True if this thread may keep stacks. What it says of its bins is right from
 * when others can see them. */
static bool is_open(void)
{
    if (cache.state != CGEN__CACHE_CLOSED)
        return cache.state == CGEN__CACHE_OPEN;
    set_rooms(true);
    if (cgen__threads_join(&cache)) {
        cache.state = CGEN__CACHE_OPEN;
        return true;
    }
    set_rooms(false);
    return false;
}

/* The first stack of a batch is taken; keeps the others. */
static void keep_others(const struct cgen__stack *first)
{
    struct cgen__bin *bin = &cache.bins[first->size_class];
    struct cgen__stack *others = first->next;

    if (others == NULL)
        return;
    others->batch = first->batch - 1;
    if (is_open()) {
        bin->first = others;
        set_room(bin, room_of(bin) - others->batch);
    } else {
        cgen__pool_put(others);
    }
}

/* 0 if it does not fit the address space. */
static size_t whole_size(unsigned size_class, size_t size)
{
    if (size_class != CGEN__LARGE)
        return cgen__system_round((size_t)CGEN__LEAST_SIZE << size_class);
    return size <= SIZE_MAX / 2 ? cgen__system_round(size) : 0;
}

CGEN__NOINLINE static struct cgen__stack *acquire_slowly(unsigned size_class,
                                                         size_t request)
{
    size_t size = whole_size(size_class, request);
    const char *why = "stack_size is larger than the address space";
    struct cgen__stack *stack = NULL;
    int error = errno;

    if (size != 0)
        stack = cgen__pool_take(size_class, size, &why);
    if (size != 0 && stack == NULL) {
        cgen__stack_trim(); /* what is idle may be in the way */
        stack = cgen__pool_take(size_class, size, &why);
    }
    if (stack == NULL) {
        cgen__refusal_note(why);
        errno = ENOMEM;
        return NULL;
    }
    keep_others(stack);
    errno = error;
    return stack;
}

CGEN__NOINLINE struct cgen__stack *cgen__stack_acquire(size_t size)
{
    unsigned size_class = cgen__size_class(size);
    struct cgen__bin *bin = &cache.bins[size_class];
    struct cgen__stack *stack = bin->first;

    if (stack == NULL)
        return acquire_slowly(size_class, size);
    bin->first = stack->next;
    set_room(bin, room_of(bin) + 1);
    return stack;
}

/* Takes the stacks of a bin but for the newest ones; there are more. */
static struct cgen__stack *take_oldest(unsigned size_class, unsigned newest)
{
    struct cgen__bin *bin = &cache.bins[size_class];
    struct cgen__stack **cut = &bin->first;
    struct cgen__stack *batch;

    for (unsigned i = 0; i < newest; i++)
        cut = &(*cut)->next;
    batch = *cut;
    *cut = NULL;
    batch->batch = cgen__cache_limit(size_class) - room_of(bin) - newest;
    set_room(bin, room_of(bin) + batch->batch);
    return batch;
}

static void push(struct cgen__bin *bin, struct cgen__stack *stack)
{
    stack->next = bin->first;
    bin->first = stack;
    set_room(bin, room_of(bin) - 1);
}

/* To the pool, alone or after the older half of its bin. */
CGEN__NOINLINE static void release_slowly(struct cgen__stack *stack)
{
    unsigned size_class = stack->size_class;
    unsigned half = cgen__cache_limit(size_class) / 2;
    struct cgen__bin *bin = &cache.bins[size_class];
    int error = errno;

    if (size_class != CGEN__LARGE && is_open()) {
        if (room_of(bin) == 0)
            cgen__pool_put(take_oldest(size_class, half));
        push(bin, stack);
    } else {
        stack->next = NULL;
        stack->batch = 1;
        cgen__pool_put(stack);
    }
    errno = error;
}

CGEN__NOINLINE void cgen__stack_release(struct cgen__stack *stack)
{
    struct cgen__bin *bin = &cache.bins[stack->size_class];

    if (room_of(bin) != 0)
        push(bin, stack);
    else
        release_slowly(stack);
}

/* Hands all that this thread keeps on to the pool. */
static void drain(void)
{
    for (unsigned i = 0; i < CGEN__CLASSES; i++) {
        unsigned kept = cgen__cache_limit(i) - room_of(&cache.bins[i]);
        unsigned half = cgen__cache_limit(i) / 2;

        if (kept > half)
            cgen__pool_put(take_oldest(i, half));
        if (kept > 0)
            cgen__pool_put(take_oldest(i, 0));
    }
}

/* Called on its thread. Destructors of other keys may still make generators and
 * free them: from now on this thread keeps nothing. */
void cgen__cache_end(void)
{
    drain();
    cache.state = CGEN__CACHE_ENDED;
    set_rooms(false);
}

size_t cgen__stack_trim(void)
{
    if (cache.state == CGEN__CACHE_OPEN)
        drain();
    return cgen__pool_trim();
}

/* Unmaps what is idle. */
CGEN__AT_UNLOAD static void leave_nothing(void)
{
    cgen__stack_trim();
}
