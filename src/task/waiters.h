/* Tasks that wait in a queue until others serve them, in order. */
#ifndef CGEN_TASK_WAITERS_H
#define CGEN_TASK_WAITERS_H

#include "task/task.h"

#define waiters_await cgen__task_waiters_await
#define waiters_serve_first cgen__task_waiters_serve_first

/* Of one task, in its frame. */
struct waiter {
    gen_wait wait;
    struct waiters *queue; /* NULL once it was served, or has left */
    struct waiter *previous, *next;
    void *item; /* what it has brought */
    bool was_served;
};

/* Begin with zeros. */
struct waiters {
    struct waiter *first, *last;
};

/* The running task waits at the end of queue with waiter, which may have an
 * item and is else zero. Returns the status that it was served with; its value
 * is in waiter->wait. Once it was served it returns, even if the task was
 * cancelled meanwhile: nothing that was handed over is lost. If it is cancelled
 * before, it leaves the queue, and is unwound.
 * Returns GEN_EPERM, and does not wait, where no task runs. */
int64_t waiters_await(struct waiters *queue, struct waiter *waiter);

/* Takes the first one off, which goes on with status and value. */
void waiters_serve_first(struct waiters *queue, int64_t status, void *value);

#endif
