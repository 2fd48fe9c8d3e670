/* Tasks that wait in a queue until others serve them, in order. */
#include "task/waiters.h"

static void join(struct waiters *queue, struct waiter *waiter)
{
    waiter->queue = queue;
    waiter->previous = queue->last;
    if (queue->last != NULL)
        queue->last->next = waiter;
    else
        queue->first = waiter;
    queue->last = waiter;
}

static void leave(struct waiter *waiter)
{
    struct waiters *queue = waiter->queue;

    if (queue == NULL)
        return;
    if (waiter->previous != NULL)
        waiter->previous->next = waiter->next;
    else
        queue->first = waiter->next;
    if (waiter->next != NULL)
        waiter->next->previous = waiter->previous;
    else
        queue->last = waiter->previous;
    waiter->queue = NULL;
}

static void give_up(gen_wait *wait)
{
    leave(wait->arg);
    gen_wake(wait, GEN_CANCELLED, NULL);
}

int64_t waiters_await(struct waiters *queue, struct waiter *waiter)
{
    int64_t status;

    waiter->wait.cancel = give_up;
    waiter->wait.arg = waiter;
    join(queue, waiter);
    status = gen_await_catch(&waiter->wait);
    leave(waiter);
    if (waiter->was_served)
        return waiter->wait.status;
    return waiter->wait.own.is_complete ? gen_await(&waiter->wait) : status;
}

void waiters_serve_first(struct waiters *queue, int64_t status, void *value)
{
    struct waiter *waiter = queue->first;

    leave(waiter);
    waiter->was_served = true;
    gen_wake(&waiter->wait, status, value);
}
