/*
 * All times that tasks wait for, under one uv_timer: a heap whose nodes have
 * four children each, so that it is flat and the children of a node share a
 * cache line. To stop waiting closes no handle.
 *
 * Nothing points from a timer to its place, so that the heap is put in order
 * without touching the timers, of which most are not in the cache. One that is
 * freed early stays until it comes to the top, or half of all are such.
 *
 * The uv_timer may be set to a time that nobody waits for any more; then it
 * goes off once for nothing, which is less than to set it whenever a wait ends.
 */
#include "uv/uv.h"

/* IS_DUE: it is off the heap, and to be served. */
enum state { WAITS, IS_DUE, IS_OVER, IS_FREED };

struct timer {
    void (*fn)(void *);
    void *arg;
    enum state state;
    struct timer *next; /* of those to be used again */
};

/* 16 bytes, so that the children of a node are 64. */
struct entry {
    uint64_t key; /* the time in milliseconds, and the order below */
    struct timer *timer;
};

enum { CHILDREN = 4, MOST_DUE = 16, ORDER_BITS = 24 };
static const uint64_t NEVER = UINT64_MAX;
static const uint64_t LATEST = UINT64_MAX >> ORDER_BITS; /* 34 years */
static const uint64_t ORDER_MASK = (1U << ORDER_BITS) - 1;

/* ---------------------------------------------------------------- The heap */

static uint64_t time_of(const struct entry *entry)
{
    return entry->key >> ORDER_BITS;
}

/* Orders begin again from 0 some time: what counts is which one is less than
 * half of all ahead (RFC 1982). */
static bool is_ordered(uint64_t a, uint64_t b)
{
    uint64_t ahead = (b - a) << (64 - ORDER_BITS);

    return ahead != 0 && ahead >> 63 == 0;
}

static bool is_before(const struct entry *a, const struct entry *b)
{
    return time_of(a) != time_of(b) ? a->key < b->key
                                    : is_ordered(a->key, b->key);
}

static void rise(struct timers *timers, size_t at, struct entry entry)
{
    while (at > 0) {
        size_t parent = (at - 1) / CHILDREN;

        if (!is_before(&entry, &timers->heap[parent]))
            break;
        timers->heap[at] = timers->heap[parent];
        at = parent;
    }
    timers->heap[at] = entry;
}

/* The first child of a node to be due, or count if it has none. */
static size_t first_child(const struct timers *timers, size_t at)
{
    size_t first = CHILDREN * at + 1, end = first + CHILDREN;

    if (first >= timers->count)
        return timers->count;
    if (end > timers->count)
        end = timers->count;
    for (size_t child = first + 1; child < end; child++)
        if (is_before(&timers->heap[child], &timers->heap[first]))
            first = child;
    return first;
}

static void sink(struct timers *timers, size_t at, struct entry entry)
{
    for (;;) {
        size_t child = first_child(timers, at);

        if (child == timers->count || !is_before(&timers->heap[child], &entry))
            break;
        timers->heap[at] = timers->heap[child];
        at = child;
    }
    timers->heap[at] = entry;
}

static struct entry take_first(struct timers *timers)
{
    struct entry first = timers->heap[0];

    timers->count--;
    if (timers->count > 0)
        sink(timers, 0, timers->heap[timers->count]);
    return first;
}

static bool make_room(struct timers *timers)
{
    size_t room = timers->room != 0 ? 2 * timers->room : 64;
    struct entry *heap;

    if (timers->count < timers->room)
        return true;
    heap = realloc(timers->heap, room * sizeof *heap);
    if (heap == NULL)
        return false;
    timers->heap = heap;
    timers->room = room;
    return true;
}

/* ----------------------------------------------------------- Timers to spare
 */

static struct timer *new_timer(struct timers *timers)
{
    struct timer *timer = timers->spare;

    if (timer == NULL)
        return malloc(sizeof *timer);
    timers->spare = timer->next;
    return timer;
}

static void spare(struct timers *timers, struct timer *timer)
{
    timer->next = timers->spare;
    timers->spare = timer;
}

/* If they are more than half: so none is left when nobody waits any more. */
static void drop_freed(struct timers *timers)
{
    size_t count = timers->count;

    if (timers->freed <= count / 2)
        return;
    timers->count = timers->freed = 0;
    for (size_t i = 0; i < count; i++) {
        struct entry entry = timers->heap[i];

        if (entry.timer->state == IS_FREED)
            spare(timers, entry.timer);
        else
            rise(timers, timers->count++, entry);
    }
}

/* ------------------------------------------------------------ The uv_timer */

static void on_time(uv_timer_t *timer);

/* Has it go off when the first one is due. */
static void arm(struct host *host)
{
    struct timers *timers = &host->timers;
    uint64_t now = uv_now(host->uv), first;

    if (timers->count == 0) {
        timers->armed = NEVER;
        uv_timer_stop(&host->timer);
        return;
    }
    first = time_of(&timers->heap[0]);
    if (first == timers->armed)
        return;
    timers->armed = first;
    uv_timer_start(&host->timer, on_time, first > now ? first - now : 0, 0);
}

/* Timers that are due, some at a time: while one of them is being served, the
 * memory of the next ones comes into the cache. */
struct batch {
    struct timers *timers;
    struct entry due[MOST_DUE];
    size_t count, served;
};

/* If a task's exception cuts it short, the others are due the next time. */
static void put_back(struct batch *batch)
{
    while (batch->served < batch->count) {
        struct entry entry = batch->due[batch->served++];

        if (entry.timer->state == IS_FREED) {
            spare(batch->timers, entry.timer);
            continue;
        }
        entry.timer->state = WAITS;
        rise(batch->timers, batch->timers->count++, entry);
    }
}

static void prepare(const struct batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        struct timer *timer = batch->due[i].timer;

        if (timer->state == IS_FREED)
            batch->timers->freed--;
        else
            timer->state = IS_DUE;
        wait_fetch(timer->arg);
    }
}

static void serve(struct timers *timers, struct timer *timer)
{
    if (timer->state == IS_FREED) {
        spare(timers, timer);
        return;
    }
    timer->state = IS_OVER;
    timer->fn(timer->arg);
}

/* Whether it was there when so many had been added, and is due: what has been
 * added since is not due before now. */
static bool is_due(const struct entry *entry, uint64_t now, uint64_t added)
{
    return time_of(entry) < now ||
           (time_of(entry) == now && is_ordered(entry->key, added));
}

static bool serve_some(struct timers *timers, uint64_t now, uint64_t added)
{
    struct batch batch GEN_ON_SCOPE_EXIT(put_back) = {.timers = timers};

    while (batch.count < MOST_DUE && timers->count > 0 &&
           is_due(&timers->heap[0], now, added)) {
        batch.due[batch.count] = take_first(timers);
        __builtin_prefetch(batch.due[batch.count++].timer);
    }
    prepare(&batch);
    while (batch.served < batch.count)
        serve(timers, batch.due[batch.served++].timer);
    return batch.count > 0;
}

/* Those that are due when it begins; what these add comes the next time. */
static void on_time(uv_timer_t *timer)
{
    struct host *host = timer->data;
    struct timers *timers = &host->timers;
    uint64_t now = uv_now(host->uv), added = timers->added;

    while (serve_some(timers, now, added))
        continue;
    timers->armed = NEVER;
    drop_freed(timers);
    arm(host);
}

/* --------------------------------------------------------------- Timers */

/* libuv's time is that of the loop's latest turn, after which tasks may have
 * worked for long. */
static uint64_t due_after(uv_loop_t *loop, uint64_t milliseconds)
{
    uint64_t now;

    uv_update_time(loop);
    now = uv_now(loop);
    return milliseconds < LATEST - now ? now + milliseconds : LATEST;
}

void *timers_add(void *context, uint64_t milliseconds, void (*fn)(void *),
                 void *arg)
{
    struct host *host = context;
    struct timers *timers = &host->timers;
    struct timer *timer = make_room(timers) ? new_timer(timers) : NULL;
    uint64_t time;

    if (timer == NULL)
        return NULL;
    time = due_after(host->uv, milliseconds);
    *timer = (struct timer){.fn = fn, .arg = arg, .state = WAITS};
    rise(timers, timers->count++,
         (struct entry){time << ORDER_BITS | (timers->added++ & ORDER_MASK),
                        timer});
    if (time < timers->armed)
        arm(host);
    return timer;
}

/* Without any to wait for, nothing must keep the loop. */
void timers_free(void *context, void *freed)
{
    struct host *host = context;
    struct timer *timer = freed;
    struct timers *timers = &host->timers;

    if (timer->state == IS_OVER) {
        spare(timers, timer);
        return;
    }
    timers->freed += timer->state == WAITS;
    timer->state = IS_FREED;
    drop_freed(timers);
    if (timers->count == 0)
        arm(host);
}

int timers_begin(struct host *host)
{
    host->timers.armed = NEVER;
    host->timer.data = host;
    return uv_timer_init(host->uv, &host->timer);
}

void timers_end(struct timers *timers)
{
    while (timers->spare != NULL) {
        struct timer *timer = timers->spare;

        timers->spare = timer->next;
        free(timer);
    }
    free(timers->heap);
}
