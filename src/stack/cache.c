/*
 * The idle stacks of each thread: for each class of sizes the ones that it
 * released last, in a bin that needs no lock.
 *
 * A full bin gives the older half to the pool; an empty one takes a batch from
 * there. A thread that threads.c does not know yet has no room in any bin, and
 * so comes to is_open, which makes it known.
 *
 * No function here may be inlined into one that a generator's body calls: the
 * body may change threads between two calls, and the address of the cache would
 * be that of the thread before.
 */
#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>

#include "attributes.h"
#include "stack/pool.h"
#include "stack/refusal.h"
#include "stack/system.h"
#include "stack/threads.h"

static _Thread_local struct cgen__cache cache;

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

static void end(void);

/* True if this thread may keep stacks. Its bins have their room before other
 * threads can see them. */
static bool is_open(void)
{
    if (cache.state != CGEN__CACHE_CLOSED)
        return cache.state == CGEN__CACHE_OPEN;
    set_rooms(true);
    if (cgen__threads_join(&cache, end)) {
        cache.state = CGEN__CACHE_OPEN;
        return true;
    }
    set_rooms(false);
    return false;
}

/* Keeps the stacks of a batch but for its first one. */
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

/* What a caller asks for. */
struct request {
    size_t size;
    size_t guard;
};

/* True for more than the address space can hold, each or both together. */
static const size_t too_much = SIZE_MAX / 4;

static struct cgen__slot slot_of(struct request request)
{
    unsigned size_class = cgen__size_class(request.size);
    size_t extra = CGEN__GUARD_EXTRA_PAGES * cgen__system_page();
    struct cgen__slot slot = {CGEN__GUARD_LEAST, request.size};

    if (request.guard > CGEN__GUARD_LEAST)
        slot.guard = request.guard;
    if (size_class != CGEN__LARGE)
        slot.stack = CGEN__STACK_LEAST << size_class;
    slot.guard = cgen__system_round(slot.guard) + extra;
    slot.stack = cgen__system_round(slot.stack);
    return slot;
}

static struct cgen__stack *take(unsigned size_class, struct request request,
                                const char **why)
{
    struct cgen__slot slot;
    struct cgen__stack *stack;

    *why = "stack_size or guard_size is larger than the address space";
    if (request.size > too_much || request.guard > too_much)
        return NULL;
    slot = slot_of(request);
    stack = cgen__pool_take(size_class, slot, why);
    if (stack != NULL)
        return stack;
    cgen__stack_trim(); /* idle stacks may take what is missing */
    return cgen__pool_take(size_class, slot, why);
}

CGEN__NOINLINE static struct cgen__stack *acquire_slowly(unsigned size_class,
                                                         struct request request)
{
    const char *why;
    int error = errno;
    struct cgen__stack *stack = take(size_class, request, &why);

    if (stack == NULL) {
        cgen__refusal_note(why);
        errno = ENOMEM;
        return NULL;
    }
    keep_others(stack);
    errno = error;
    return stack;
}

static void pop(struct cgen__bin *bin)
{
    bin->first = bin->first->next;
    set_room(bin, room_of(bin) + 1);
}

CGEN__NOINLINE struct cgen__stack *cgen__stack_reacquire(const void *kept)
{
    struct cgen__bin *bin = &cache.bins[CGEN__CLASS_OF(CGEN__STACK_DEFAULT)];
    struct cgen__stack *stack = bin->first;

    if (stack == NULL || stack->kept != kept)
        return NULL;
    pop(bin);
    return stack;
}

CGEN__NOINLINE struct cgen__stack *cgen__stack_acquire(size_t size,
                                                       size_t guard)
{
    unsigned size_class =
        guard <= CGEN__GUARD_LEAST ? cgen__size_class(size) : CGEN__LARGE;
    struct cgen__bin *bin = &cache.bins[size_class];
    struct cgen__stack *stack = bin->first;

    if (stack == NULL)
        return acquire_slowly(size_class, (struct request){size, guard});
    pop(bin);
    return stack;
}

/* Takes the older stacks out of a full bin, as a batch. */
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

/* Releases a stack for which the bin has no room: to the pool, or to the bin
 * after its older half went there. */
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

    atomic_store_explicit(&stack->owner, NULL, memory_order_relaxed);
    if (room_of(bin) != 0)
        push(bin, stack);
    else
        release_slowly(stack);
}

/* Gives all stacks of this thread to the pool. */
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
static void end(void)
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
