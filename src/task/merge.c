/* gen_merge: the values of several sources, as they come. */
#include "task/stream.h"
#include "task/waiters.h"

struct merge;

/* A source, and what a task does with it. */
struct feed {
    struct merge *merge;
    gen_t *source; /* NULL once its task has it */
};

struct merge {
    struct stream stream;
    size_t count;
    size_t unfinished;
    struct waiters feeders; /* with a value, until that was used */
    struct waiters taker;   /* who waits for one */
    struct feed feeds[];
};

static void release(void *state)
{
    struct merge *merge = state;

    for (size_t i = 0; i < merge->count; i++)
        stream_let_go(&merge->feeds[i].source, 1);
}

/* Tells who waits that a value has come, or a source has ended. */
static void tell(struct merge *merge)
{
    if (merge->taker.first != NULL)
        waiters_serve_first(&merge->taker, 0, NULL);
}

/* The task of one source. An error of that is the task's, and so the scope's.
 */
static void *feeds(gen_t *self, void *argument)
{
    struct feed *feed = argument;

    (void)self;
    gen_foreach (void *, value, stream_take(&feed->source)) {
        struct waiter waiter = {.item = value};

        tell(feed->merge);
        waiters_await(&feed->merge->feeders, &waiter);
    }
    feed->merge->unfinished--;
    tell(feed->merge);
    return NULL;
}

/* Waits for a value; false if there is none to come. */
static bool await_value(struct merge *merge)
{
    while (merge->feeders.first == NULL && merge->unfinished != 0) {
        struct waiter waiter = {.item = NULL};

        waiters_await(&merge->taker, &waiter);
    }
    return merge->feeders.first != NULL;
}

/* Its task goes on when the value was used; unless it has been cancelled. */
static void yield_first(gen_t *self, struct merge *merge)
{
    const struct waiter *first = merge->feeders.first;

    gen_yield(self, first->item);
    if (merge->feeders.first == first)
        waiters_serve_first(&merge->feeders, 0, NULL);
}

static void *takes(gen_t *self, void *state)
{
    struct merge *merge = state;

    gen_scope (own) {
        merge->unfinished = merge->count;
        for (size_t i = 0; i < merge->count; i++)
            stream_spawn(self, own, feeds, &merge->feeds[i]);
        while (await_value(merge))
            yield_first(self, merge);
    }
    return NULL;
}

gen_t *gen_merge(gen_t *const *sources, size_t count)
{
    struct merge *merge = stream_new_state(
        sizeof *merge + count * sizeof merge->feeds[0], sources, count, 0);

    if (merge == NULL)
        return NULL;
    merge->count = count;
    for (size_t i = 0; i < count; i++)
        merge->feeds[i] = (struct feed){merge, sources[i]};
    return stream_new(merge, takes, release, "gen_merge");
}
