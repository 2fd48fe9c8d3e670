/* A thread's loop, and the queue of its tasks that can go on. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "task/post.h"
#include "task/task.h"

static _Thread_local gen_task_loop_t *own;

/* Not inlined: code that parks must not keep a thread-local address. */
__attribute__((noinline)) gen_task_loop_t *loop_find(void)
{
    return own;
}

gen_task_loop_t *gen_task_loop_self(void)
{
    return loop_find();
}

static bool are_valid(const gen_task_ops *ops)
{
    for (size_t i = 0; i < sizeof ops->reserved / sizeof(void *); i++)
        if (ops->reserved[i] != NULL)
            return false;
    return (ops->timer == NULL) == (ops->timer_free == NULL);
}

static gen_task_loop_t *fail(int error)
{
    errno = error;
    return NULL;
}

gen_task_loop_t *gen_task_loop_new(const gen_task_ops *ops, void *host)
{
    static const gen_task_ops none;
    gen_task_loop_t *loop;

    if (ops == NULL)
        ops = &none;
    if (!are_valid(ops))
        return fail(EINVAL);
    if (own != NULL)
        return fail(EBUSY);
    loop = calloc(1, sizeof *loop);
    if (loop == NULL)
        return fail(ENOMEM);
    loop->ops = *ops;
    loop->host = host;
    own = loop;
    post_begin(loop);
    return loop;
}

static void report(const gen_task_t *task)
{
    const char *state = task->gen == NULL       ? "has ended and was not joined"
                        : task->awaited != NULL ? "waits"
                                                : "has not ended";

    (void)fprintf(stderr, "cgen: task \"%s\" at %p %s\n",
                  *task->name != '\0' ? task->name : "(no name)",
                  (const void *)task, state);
}

int gen_task_loop_free(gen_task_loop_t *loop)
{
    if (loop == NULL)
        return 0;
    if (loop != own)
        return GEN_EPERM;
    for (const gen_task_t *task = loop->tasks; task != NULL; task = task->next)
        report(task);
    if (loop->tasks != NULL || loop->is_draining)
        return GEN_EBUSY;
    post_end(loop);
    own = NULL;
    free(loop);
    return 0;
}

/* None goes on, and is freed, before all are cancelled. */
size_t gen_task_loop_cancel(gen_task_loop_t *loop)
{
    size_t count = 0;
    bool held;

    if (loop == NULL || loop != own)
        return 0;
    held = loop_hold(loop);
    for (gen_task_t *task = loop->tasks; task != NULL; task = task->next)
        gen_task_cancel(task);
    loop_release(loop, held);
    for (const gen_task_t *task = loop->tasks; task != NULL; task = task->next)
        count += task->gen != NULL;
    return count;
}

void loop_add_ready(gen_task_t *task)
{
    gen_task_loop_t *loop = task->loop;

    if (task->is_ready)
        return;
    task->is_ready = true;
    task->next_ready = NULL;
    if (loop->first_ready == NULL)
        loop->first_ready = task;
    else
        loop->last_ready->next_ready = task;
    loop->last_ready = task;
}

bool loop_hold(gen_task_loop_t *loop)
{
    bool held = loop->is_draining;

    loop->is_draining = true;
    return held;
}

void loop_release(gen_task_loop_t *loop, bool held)
{
    loop->is_draining = held;
    loop_drain(loop);
}

static gen_task_t *take_ready(gen_task_loop_t *loop)
{
    gen_task_t *task = loop->first_ready;

    if (task == NULL)
        return NULL;
    loop->first_ready = task->next_ready;
    task->is_ready = false;
    return task;
}

static void drain(gen_task_loop_t *loop)
{
    gen_task_t *task;

    while ((task = take_ready(loop)) != NULL)
        task_resume(task);
}

/* If a C++ exception of a task leaves the loop, the others go on first. */
static void finish_draining(gen_task_loop_t **loop)
{
    drain(*loop);
    (*loop)->is_draining = false;
}

static void drain_once(gen_task_loop_t *loop)
{
    gen_task_loop_t *drained GEN_ON_SCOPE_EXIT(finish_draining) = loop;

    drained->is_draining = true;
    drain(drained);
}

void loop_drain(gen_task_loop_t *loop)
{
    if (!loop->is_draining && loop->running == NULL)
        drain_once(loop);
}
