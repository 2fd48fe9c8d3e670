/* Await and wake. */
#include CGEN_PROBES
#include "task/scope.h"
#include "task/task.h"

void wait_ask_to_complete(gen_wait *wait)
{
    if (wait->own.was_asked || wait->own.is_complete || wait->cancel == NULL)
        return;
    wait->own.was_asked = true;
    wait->cancel(wait);
}

void wait_complete(gen_wait *wait)
{
    gen_wake(wait, 0, NULL);
}

/* Parks the task until it is resumed with what it awaits complete. Plainly
 * parked, it may be unwound instead. */
static void park(gen_task_t *task, gen_wait *wait, enum way way)
{
    task->awaited = wait;
    task->way = way;
    if (wait->own.is_complete)
        loop_add_ready(task);
    if (way == PLAIN)
        gen_park(task->base, NULL);
    else
        gen_park_catch(task->base, NULL);
}

/* What is parked, or runs, is looked at only once it was cancelled. One that
 * goes on although it was unwound for that is cancelled again. */
bool wait_is_cut_short(const gen_task_t *task, enum way way)
{
    return way != SHIELDED &&
           (task->is_cancelled || scopes_find_cancelled(task) != NULL) &&
           !gen_is_cleaning_up(task->gen);
}

/* A task that was cancelled, and awaits plainly, is unwound when it is resumed,
 * and does not come here. By a scope, it is unwound from here. */
static int64_t cut_short(const gen_task_t *task, enum way way)
{
    gen_scope_t *scope =
        task->is_cancelled ? NULL : scopes_find_cancelled(task);

    if (scope != NULL && way == PLAIN)
        scope_end_body(scope);
    return scope != NULL && scope->own.reason.error == GEN_ETIME
               ? GEN_ETIME
               : GEN_CANCELLED;
}

static int64_t await(gen_task_t *task, gen_wait *wait, enum way way, bool parks)
{
    bool is_cut = wait_is_cut_short(task, way);

    wait->own.task = task;
    if (is_cut)
        wait_ask_to_complete(wait);
    if (parks || !wait->own.is_complete ||
        (is_cut && task->is_cancelled && way == PLAIN))
        park(task, wait, way);
    wait->own.task = NULL;
    return wait_is_cut_short(task, way) ? cut_short(task, way) : wait->status;
}

int64_t wait_until_woken(gen_wait *wait, enum way way, bool parks)
{
    gen_task_t *task = gen_task_self();

    if (wait == NULL)
        return GEN_EINVAL;
    if (task == NULL)
        return GEN_EPERM;
    if (wait->own.task != NULL)
        return GEN_EBUSY;
    return await(task, wait, way, parks);
}

int64_t gen_await(gen_wait *wait)
{
    return wait_until_woken(wait, PLAIN, false);
}

int64_t gen_await_catch(gen_wait *wait)
{
    return wait_until_woken(wait, CATCHING, false);
}

int64_t gen_await_shielded(gen_wait *wait)
{
    return wait_until_woken(wait, SHIELDED, false);
}

bool gen_wake(gen_wait *wait, int64_t status, void *value)
{
    gen_task_t *task;

    if (wait == NULL || wait->own.is_complete)
        return false;
    task = wait->own.task;
    CGEN__PROBE3(wake, task != NULL ? task->gen : NULL, wait, status);
    wait->own.is_complete = true;
    wait->status = status;
    wait->value = value;
    if (task != NULL && task->awaited == wait) {
        loop_add_ready(task);
        loop_drain(task->loop);
    }
    return true;
}
