/*
 * gen_parallel: a callback on several values at once.
 *
 * One task pulls the source and spawns a task for each value, as long as there
 * is a free item of a fixed number. The body joins those tasks, in the order in
 * which the results are to come, and frees their items.
 */
#include <errno.h>
#include <stdlib.h>

#include "task/stream.h"
#include "task/waiters.h"

struct parallel;

/* A value, and the task that works on it. */
struct item {
    struct parallel *parallel;
    void *value;
    gen_call call;
    gen_task_t *task;
    struct item *next;
};

struct items {
    struct item *first, *last;
};

struct parallel {
    struct stream stream;
    gen_t *source; /* NULL once its task has it */
    void *(*fn)(void *value, gen_call *call);
    void *arg;
    bool is_ordered;

    gen_scope_t *scope;
    gen_result end;                /* of the source */
    uint64_t count;                /* of values so far */
    bool is_over;                  /* no item comes any more */
    size_t busy;                   /* items that are not free */
    struct items free, ready;      /* ready: to be joined next */
    struct waiters puller, joiner; /* who wait for those */
    struct item items[];
};

/* ------------------------------------------------------------------ Items */

static void add(struct items *items, struct waiters *waiters, struct item *item)
{
    item->next = NULL;
    if (waiters->first != NULL) {
        waiters_serve_first(waiters, 0, item);
        return;
    }
    if (items->first != NULL)
        items->last->next = item;
    else
        items->first = item;
    items->last = item;
}

/* Awaits one if there is none; NULL if there is none to come. */
static struct item *take(struct items *items, struct waiters *waiters)
{
    struct item *item = items->first;
    struct waiter waiter = {.item = NULL};

    if (item != NULL) {
        items->first = item->next;
        return item;
    }
    waiters_await(waiters, &waiter);
    return waiter.wait.value;
}

/* -------------------------------------------------------------- The tasks */

/* Of those whose results come as they are ready. */
static void is_done(struct item **item)
{
    struct parallel *parallel = (*item)->parallel;

    if (!parallel->is_ordered)
        add(&parallel->ready, &parallel->joiner, *item);
}

static void *works(gen_t *self, void *argument)
{
    struct item *item GEN_ON_SCOPE_EXIT(is_done) = argument;
    void *result = item->parallel->fn(item->value, &item->call);

    gen_rethrow(self, item->call.failed);
    return result;
}

static void begin(gen_t *self, struct parallel *parallel, struct item *item,
                  void *value)
{
    item->value = value;
    item->call = (gen_call){parallel->arg, parallel->count++, {NULL, false, 0}};
    item->task = stream_spawn(self, parallel->scope, works, item);
    parallel->busy++;
    if (parallel->is_ordered)
        add(&parallel->ready, &parallel->joiner, item);
}

static void is_over(struct parallel **parallel)
{
    (*parallel)->is_over = true;
    if ((*parallel)->busy == 0 && (*parallel)->joiner.first != NULL)
        waiters_serve_first(&(*parallel)->joiner, 0, NULL);
}

static void *pulls(gen_t *self, void *state)
{
    struct parallel *parallel GEN_ON_SCOPE_EXIT(is_over) = state;

    gen_foreach (void *, value, stream_take(&parallel->source), &parallel->end)
        begin(self, parallel, take(&parallel->free, &parallel->puller), value);
    return NULL;
}

/* --------------------------------------------------------------- The body */

static struct item *next_item(struct parallel *parallel)
{
    if (parallel->is_over && parallel->busy == 0)
        return NULL;
    return take(&parallel->ready, &parallel->joiner);
}

static void *join(gen_t *self, struct parallel *parallel, struct item *item)
{
    gen_result out = gen_task_join(item->task);

    parallel->busy--;
    add(&parallel->free, &parallel->puller, item);
    gen_rethrow(self, out);
    return out.value;
}

static void *takes(gen_t *self, void *state)
{
    struct parallel *parallel = state;
    struct item *item;

    gen_scope (own, .on_error = GEN_WAIT_REST) {
        parallel->scope = own;
        stream_spawn(self, own, pulls, parallel);
        while ((item = next_item(parallel)) != NULL)
            gen_yield(self, join(self, parallel, item));
    }
    gen_rethrow(self, parallel->end);
    return parallel->end.value;
}

static void release(void *state)
{
    stream_let_go(&((struct parallel *)state)->source, 1);
}

gen_t *gen_parallel(gen_t *source, void *(*fn)(void *value, gen_call *call),
                    void *arg, unsigned limit, int order)
{
    bool is_valid = fn != NULL && limit != 0 &&
                    (order == GEN_ORDERED || order == GEN_AS_DONE);
    struct parallel *parallel =
        stream_new_state(sizeof *parallel + limit * sizeof parallel->items[0],
                         &source, 1, is_valid ? 0 : EINVAL);

    if (parallel == NULL)
        return NULL;
    parallel->source = source;
    parallel->fn = fn;
    parallel->arg = arg;
    parallel->is_ordered = order == GEN_ORDERED;
    for (unsigned i = 0; i < limit; i++) {
        parallel->items[i].parallel = parallel;
        add(&parallel->free, &parallel->puller, &parallel->items[i]);
    }
    return stream_new(parallel, takes, release, "gen_parallel");
}
