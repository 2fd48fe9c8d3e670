/*
 * The tasks that belong to a scope: their places, and what their ends count
 * for.
 *
 * alive is the number of places that are taken, by tasks that have not ended
 * and by spawners that are about to make one. A task that has ended counts as
 * good or bad until it is joined, or not at all if another task joins it. One
 * that was detached is freed at its end; but the first of them that has failed
 * is kept for its error, and counts as failed alone.
 */
#include <errno.h>

#include "task/scope.h"
#include "task/waiters.h"

_Static_assert(sizeof(struct waiters) ==
                   sizeof(((gen_scope_t *)NULL)->own.spawners),
               "the queue of a scope is laid out in the public header");

static struct waiters *spawners_of(gen_scope_t *scope)
{
    return (struct waiters *)(void *)scope->own.spawners;
}

/* ----------------------------------------------------------------- Places */

int scope_take_place(gen_scope_t *scope, const gen_task_loop_t *loop)
{
    struct waiter waiter = {.queue = NULL};

    if (scope->own.loop != loop || scope->own.is_ending ||
        loop->running == NULL)
        return EPERM;
    if (scope->options.limit == 0 || scope->own.alive < scope->options.limit) {
        scope->own.alive++;
        return 0;
    }
    return waiters_await(spawners_of(scope), &waiter) == 0 ? 0 : EPERM;
}

static void give_place_back(gen_scope_t *scope)
{
    if (spawners_of(scope)->first != NULL)
        waiters_serve_first(spawners_of(scope), 0, NULL);
    else
        scope->own.alive--;
}

void scope_refuse_spawners(gen_scope_t *scope)
{
    while (spawners_of(scope)->first != NULL)
        waiters_serve_first(spawners_of(scope), GEN_EPERM, NULL);
}

/* ------------------------------------------------------------------ Lists */

static void link_task(gen_scope_t *scope, gen_task_t *task)
{
    task->scope = scope;
    task->scope_previous = scope->own.last;
    if (scope->own.last != NULL)
        scope->own.last->scope_next = task;
    else
        scope->own.first = task;
    scope->own.last = task;
}

static void unlink_task(gen_scope_t *scope, gen_task_t *task)
{
    if (task->scope_previous != NULL)
        task->scope_previous->scope_next = task->scope_next;
    else
        scope->own.first = task->scope_next;
    if (task->scope_next != NULL)
        task->scope_next->scope_previous = task->scope_previous;
    else
        scope->own.last = task->scope_previous;
    task->scope = NULL;
}

gen_task_t *scope_first_ended(const gen_scope_t *scope,
                              bool (*is_wanted)(const gen_task_t *))
{
    gen_task_t *first = NULL;

    for (gen_task_t *task = scope->own.first; task != NULL;
         task = task->scope_next)
        if (task->gen == NULL && is_wanted(task) &&
            (first == NULL || task->order < first->order))
            first = task;
    return first;
}

void scope_fill_place(gen_scope_t *scope, gen_task_t *task)
{
    if (task == NULL) {
        give_place_back(scope);
        return;
    }
    link_task(scope, task);
    scope->own.kept++;
    task->is_cancelled = scope->own.is_cancelled;
}

void scope_let_go(gen_scope_t *scope)
{
    gen_task_t *task;

    while ((task = scope->own.first) != NULL) {
        unlink_task(scope, task);
        task->is_detached = true;
    }
}

/* --------------------------------------------------------------- Counting */

bool scope_is_failure(gen_result end)
{
    return end.error != 0 && end.error != GEN_CANCELLED;
}

void scope_count(gen_task_t *task)
{
    gen_scope_t *scope = task->scope;

    task->is_counted = true;
    if (task->end.error == 0)
        scope->own.good++;
    else
        scope->own.bad++;
    if (scope_is_failure(task->end))
        scope->own.failed++;
}

static void uncount(gen_task_t *task)
{
    gen_scope_t *scope = task->scope;

    task->is_counted = false;
    if (task->end.error == 0)
        scope->own.good--;
    else
        scope->own.bad--;
    if (scope_is_failure(task->end))
        scope->own.failed--;
}

void scope_forget(gen_task_t *task)
{
    if (task->is_counted)
        uncount(task);
    if (task->is_stray)
        task->scope->own.failed--;
    unlink_task(task->scope, task);
}

/* It was detached and has ended. */
static void keep_or_tell_of_failure(gen_task_t *task)
{
    if (!scope_is_failure(task->end))
        return;
    if (task->scope->own.failed != 0) {
        task_tell_of_failure(task);
        return;
    }
    task->is_stray = true;
    task->scope->own.failed++;
}

void scope_has_ended(gen_task_t *task)
{
    gen_scope_t *scope = task->scope;

    if (task->is_detached)
        keep_or_tell_of_failure(task);
    else
        scope->own.kept--;
    if (!task->is_detached && task->joiner == NULL)
        scope_count(task);
    give_place_back(scope);
    scope_tell_of_change(scope);
}

void scope_detach(gen_task_t *task)
{
    gen_scope_t *scope = task->scope;

    if (task->gen != NULL) {
        scope->own.kept--;
    } else {
        uncount(task);
        keep_or_tell_of_failure(task);
        if (!task->is_stray)
            task_free(task);
    }
    scope_tell_of_change(scope);
}
