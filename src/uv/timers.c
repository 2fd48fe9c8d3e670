/*
 * All times that tasks wait for, under one uv_timer: a heap whose nodes have
 * four children each, so that it is flat and the children of a node share a
 * cache line. To stop waiting closes no handle.
 *
 * The uv_timer may be set to a time that nobody waits for any more; then it
 * goes off once for nothing, which is less than to set it whenever a wait ends.
 */
#include "uv/uv.h"

struct timer {
    struct host *host;
    void (*fn)(void *);
    void *arg;
    size_t at;          /* its place in the heap; NOWHERE: it is over */
    struct timer *next; /* of those to be used again */
};

struct entry {
    uint64_t time;
    uint64_t order;
    struct timer *timer;
};

enum { CHILDREN = 4 };
static const size_t NOWHERE = SIZE_MAX;
static const uint64_t NEVER = UINT64_MAX;

/* ---------------------------------------------------------------- The heap */

static bool is_before(const struct entry *a, const struct entry *b)
{
    return a->time != b->time ? a->time < b->time : a->order < b->order;
}

static void put(struct timers *timers, size_t at, struct entry entry)
{
    timers->heap[at] = entry;
    entry.timer->at = at;
}

static void rise(struct timers *timers, size_t at, struct entry entry)
{
    while (at > 0) {
        size_t parent = (at - 1) / CHILDREN;

        if (!is_before(&entry, &timers->heap[parent]))
            break;
        put(timers, at, timers->heap[parent]);
        at = parent;
    }
    put(timers, at, entry);
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
        put(timers, at, timers->heap[child]);
        at = child;
    }
    put(timers, at, entry);
}

static void take_off(struct timers *timers, size_t at)
{
    struct entry last = timers->heap[--timers->count];

    timers->heap[at].timer->at = NOWHERE;
    if (at == timers->count)
        return;
    if (at > 0 && is_before(&last, &timers->heap[(at - 1) / CHILDREN]))
        rise(timers, at, last);
    else
        sink(timers, at, last);
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
    first = timers->heap[0].time;
    if (first == timers->armed)
        return;
    timers->armed = first;
    uv_timer_start(&host->timer, on_time, first > now ? first - now : 0, 0);
}

/* Those that are due when it begins; what these add comes the next time. */
static void on_time(uv_timer_t *timer)
{
    struct host *host = timer->data;
    struct timers *timers = &host->timers;
    uint64_t now = uv_now(host->uv), added = timers->added;

    while (timers->count > 0 && timers->heap[0].time <= now &&
           timers->heap[0].order < added) {
        struct timer *due = timers->heap[0].timer;

        take_off(timers, 0);
        due->fn(due->arg);
    }
    timers->armed = NEVER;
    arm(host);
}

/* --------------------------------------------------------------- Timers */

static struct timer *new_timer(struct timers *timers)
{
    struct timer *timer = timers->spare;

    if (timer == NULL)
        return malloc(sizeof *timer);
    timers->spare = timer->next;
    return timer;
}

/* libuv's time is that of the loop's latest turn, after which tasks may have
 * worked for long. */
static uint64_t due_after(uv_loop_t *loop, uint64_t milliseconds)
{
    uint64_t now;

    uv_update_time(loop);
    now = uv_now(loop);
    return milliseconds < NEVER - now ? now + milliseconds : NEVER;
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
    *timer = (struct timer){.host = host, .fn = fn, .arg = arg};
    rise(timers, timers->count++, (struct entry){time, timers->added++, timer});
    if (time < timers->armed)
        arm(host);
    return timer;
}

void timers_free(void *context, void *freed)
{
    struct host *host = context;
    struct timer *timer = freed;
    struct timers *timers = &host->timers;

    if (timer->at != NOWHERE)
        take_off(timers, timer->at);
    if (timers->count == 0)
        arm(host); /* nothing keeps the loop */
    timer->next = timers->spare;
    timers->spare = timer;
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
