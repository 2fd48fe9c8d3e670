/*
 * Scopes: what belongs to them, how they fail, are cancelled and are left.
 *
 * A scope is in two lists: it has a list of the tasks that belong to it, and is
 * in the list of the task that has opened it. What it ends, when it is
 * cancelled, is not that task but the generator whose body has opened it. So a
 * task may have several, also of bodies that have yielded; those do not count
 * until they go on.
 */
#include "task/scope.h"

/* ------------------------------------------------------------- Cancelling */

static void cancel_tasks(gen_scope_t *scope, bool also_detached)
{
    bool held = loop_hold(scope->own.loop);

    for (gen_task_t *task = scope->own.first; task != NULL;
         task = task->scope_next)
        if (also_detached || !task->is_detached)
            gen_task_cancel(task);
    loop_release(scope->own.loop, held);
}

void scope_cancel_kept(gen_scope_t *scope)
{
    cancel_tasks(scope, false);
}

/* True if what the task does now is part of the body's statement: the body has
 * not yielded. The lowest of generators that are parked is suspended. */
static bool is_under_way(const gen_scope_t *scope)
{
    return scope->own.body == scope->own.task->gen ||
           gen_state(scope->own.body) == GEN_RUNNING;
}

static bool has_failed(const gen_scope_t *scope)
{
    return scope->own.failed != 0 && !scope->own.is_judged &&
           scope->options.on_error == GEN_CANCEL_REST;
}

/* The oldest, which mostly is the outermost. */
gen_scope_t *scopes_find_cancelled(const gen_task_t *task)
{
    gen_scope_t *found = NULL;

    for (gen_scope_t *s = task->scopes; s != NULL; s = s->own.next)
        if ((s->own.is_cancelled || has_failed(s)) && !s->own.is_ending &&
            is_under_way(s))
            found = s;
    return found;
}

/* What the opener awaits now, if that is for the scope to cut short. */
static void cut_await_short(gen_scope_t *scope)
{
    gen_task_t *task = scope->own.task;

    if (task != NULL && task->awaited != NULL && is_under_way(scope) &&
        wait_is_cut_short(task, task->way))
        wait_ask_to_complete(task->awaited);
}

static void cancel(gen_scope_t *scope, gen_result reason)
{
    gen_task_loop_t *loop = scope->own.loop;
    bool held;

    if (scope->own.is_cancelled)
        return;
    scope->own.is_cancelled = true;
    scope->own.reason = reason;
    held = loop_hold(loop);
    cancel_tasks(scope, true);
    cut_await_short(scope);
    loop_release(loop, held);
}

int gen_scope_cancel(gen_scope_t *scope)
{
    if (scope == NULL)
        return GEN_EINVAL;
    if (scope->own.loop == NULL || scope->own.is_ending)
        return GEN_EPERM;
    cancel(scope, (gen_result){NULL, true, GEN_CANCELLED});
    return 0;
}

static void time_is_up(void *scope)
{
    cancel(scope, (gen_result){NULL, true, GEN_ETIME});
}

/* ---------------------------------------------------------------- Failing */

static bool is_failed(const gen_task_t *task)
{
    return scope_is_failure(task->end);
}

/* How the first one that has failed has ended; that is freed. If there is none,
 * the reason for which the scope was cancelled. */
static gen_result take_failure(gen_scope_t *scope)
{
    gen_task_t *failed = scope_first_ended(scope, is_failed);

    return failed != NULL ? task_free(failed) : scope->own.reason;
}

_Noreturn void scope_end_body(gen_scope_t *scope)
{
    scope->own.is_ending = true;
    cancel_tasks(scope, true);
    gen_unwind_to(scope->own.body, take_failure(scope));
}

void scope_tell_of_change(gen_scope_t *scope)
{
    if (scope->own.watcher != NULL)
        gen_wake(scope->own.watcher, 0, NULL);
    if (has_failed(scope) && scope->own.task != NULL &&
        scope->own.task->awaited != NULL)
        cancel(scope, (gen_result){NULL, true, GEN_CANCELLED});
}

/* ------------------------------------------------------- Opening, leaving */

static int begin_deadline(gen_scope_t *scope)
{
    const gen_task_loop_t *loop = scope->own.loop;

    if (scope->options.deadline == 0)
        return 0;
    if (loop->ops.timer == NULL)
        return GEN_EINVAL;
    scope->own.timer =
        loop->ops.timer(loop->host, scope->options.deadline, time_is_up, scope);
    return scope->own.timer != NULL ? 0 : GEN_ENOMEM;
}

static bool are_valid(const gen_scope_options *options)
{
    return options->reserved == NULL && (options->on_error == GEN_CANCEL_REST ||
                                         options->on_error == GEN_WAIT_REST);
}

static int open_scope(gen_scope_t *scope, gen_task_t *task)
{
    int error;

    if (task == NULL)
        return GEN_EPERM;
    if (!are_valid(&scope->options))
        return GEN_EINVAL;
    scope->own.loop = task->loop;
    error = begin_deadline(scope);
    if (error != 0) {
        scope->own.loop = NULL;
        return error;
    }
    scope->own.task = task;
    scope->own.body = gen_self();
    scope->own.next = task->scopes;
    task->scopes = scope;
    return 0;
}

gen_scope_t *gen_scope_open(gen_scope_t *scope, const char *file, int line)
{
    int error = open_scope(scope, gen_task_self());

    if (error != 0)
        gen_loop_fail((gen_result){NULL, true, error}, "gen_scope", file, line);
    return scope;
}

void scopes_lose_opener(gen_task_t *task)
{
    for (gen_scope_t *s = task->scopes; s != NULL; s = s->own.next)
        s->own.task = NULL;
}

static void leave_opener(gen_scope_t *scope)
{
    gen_scope_t **link;

    if (scope->own.task == NULL)
        return;
    link = &scope->own.task->scopes;
    while (*link != scope)
        link = &(*link)->own.next;
    *link = scope->own.next;
}

static void forget_watcher(gen_scope_t **scope)
{
    (*scope)->own.watcher = NULL;
}

static int await_change(gen_scope_t *scope, enum way way)
{
    gen_wait wait = {.cancel = wait_complete};
    gen_scope_t *watched GEN_ON_SCOPE_EXIT(forget_watcher) = scope;

    watched->own.watcher = &wait;
    return (int)wait_until_woken(&wait, way, false);
}

void scope_await_change(gen_scope_t *scope)
{
    await_change(scope, PLAIN);
}

/* All have ended, and nobody receives their errors. */
static void free_tasks(gen_scope_t *scope)
{
    while (scope->own.first != NULL) {
        task_tell_of_failure(scope->own.first);
        task_free(scope->own.first);
    }
}

void gen_scope_close(gen_scope_t *scope)
{
    gen_task_loop_t *loop = scope->own.loop;

    if (loop == NULL)
        return;
    scope->own.is_ending = true;
    if (scope->own.timer != NULL)
        loop->ops.timer_free(loop->host, scope->own.timer);
    scope_refuse_spawners(scope);
    cancel_tasks(scope, true);
    while (scope->own.alive != 0 && await_change(scope, SHIELDED) == 0)
        continue;
    if (scope->own.alive != 0)
        scope_let_go(scope);
    free_tasks(scope);
    leave_opener(scope);
    scope->own.loop = NULL;
}

/* A statement that comes to its end although its scope was cancelled has not
 * awaited since, or has handled that: it goes on. */
void gen_scope_end(gen_scope_t *scope)
{
    while (scope->own.alive != 0 && !scope->own.is_cancelled)
        scope_await_change(scope);
    if (scope->own.failed != 0)
        scope_end_body(scope);
    gen_scope_close(scope);
}
