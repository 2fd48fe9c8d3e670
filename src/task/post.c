/*
 * Wakes from other threads.
 *
 * A list of those posted per loop, linked through the waits themselves, and a
 * list of all loops, so that a post to one that has gone is noticed. One lock
 * for both. The host is asked to call take_posted when a list is no longer
 * empty.
 */
#include <pthread.h>

#include "task/post.h"
#include "task/task.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static gen_task_loop_t *loops;

/* What the script for gdb needs to find all tasks: as core/layout.c. */
struct layout {
    gen_task_loop_t **loops;
    size_t next_loop, tasks, running;
    size_t next, gen, awaited, scope, name;
};

extern const struct layout gen_debug_task_1;

GEN_API const struct layout gen_debug_task_1 = {
    .loops = &loops,
    .next_loop = offsetof(gen_task_loop_t, next_loop),
    .tasks = offsetof(gen_task_loop_t, tasks),
    .running = offsetof(gen_task_loop_t, running),
    .next = offsetof(gen_task_t, next),
    .gen = offsetof(gen_task_t, gen),
    .awaited = offsetof(gen_task_t, awaited),
    .scope = offsetof(gen_task_t, scope),
    .name = offsetof(gen_task_t, name),
};

void post_begin(gen_task_loop_t *loop)
{
    pthread_mutex_lock(&lock);
    loop->next_loop = loops;
    loops = loop;
    pthread_mutex_unlock(&lock);
}

void post_end(gen_task_loop_t *loop)
{
    gen_task_loop_t **place = &loops;

    pthread_mutex_lock(&lock);
    while (*place != loop)
        place = &(*place)->next_loop;
    *place = loop->next_loop;
    pthread_mutex_unlock(&lock);
}

void post_walk(bool (*visit)(const gen_task_loop_t *loop, void *arg), void *arg)
{
    pthread_mutex_lock(&lock);
    for (const gen_task_loop_t *loop = loops; loop != NULL && visit(loop, arg);)
        loop = loop->next_loop;
    pthread_mutex_unlock(&lock);
}

/* Under the lock. */
static bool is_alive(const gen_task_loop_t *loop)
{
    const gen_task_loop_t *alive = loops;

    while (alive != NULL && alive != loop)
        alive = alive->next_loop;
    return alive != NULL;
}

static gen_wait *take_all(gen_task_loop_t *loop)
{
    gen_wait *first = NULL;

    pthread_mutex_lock(&lock);
    if (is_alive(loop)) {
        first = loop->first_posted;
        loop->first_posted = NULL;
    }
    pthread_mutex_unlock(&lock);
    return first;
}

/* Called by the host, on the loop's thread. A wait is gone once it is woken. */
static void take_posted(void *loop)
{
    gen_wait *wait = take_all(loop);

    while (wait != NULL) {
        gen_wait *next = wait->own.next;

        gen_wake(wait, wait->own.posted_status, wait->own.posted_value);
        wait = next;
    }
}

/* Under the lock; true if the host is to be asked. */
static bool append(gen_task_loop_t *loop, gen_wait *wait)
{
    bool is_first = loop->first_posted == NULL;

    wait->own.next = NULL;
    if (is_first)
        loop->first_posted = wait;
    else
        loop->last_posted->own.next = wait;
    loop->last_posted = wait;
    return is_first;
}

/* Under the lock, so that the loop is there as long as its host is called. */
static int post(gen_task_loop_t *loop, gen_wait *wait)
{
    if (!is_alive(loop) || loop->ops.post == NULL)
        return GEN_EINVAL;
    if (wait->own.is_posted)
        return GEN_EBUSY;
    wait->own.is_posted = true;
    if (append(loop, wait))
        loop->ops.post(loop->host, take_posted, loop);
    return 0;
}

int gen_post(gen_task_loop_t *loop, gen_wait *wait, int64_t status, void *value)
{
    int error;

    if (wait == NULL)
        return GEN_EINVAL;
    pthread_mutex_lock(&lock);
    if (!wait->own.is_posted) {
        wait->own.posted_status = status;
        wait->own.posted_value = value;
    }
    error = post(loop, wait);
    pthread_mutex_unlock(&lock);
    return error;
}
