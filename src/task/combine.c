/* Awaiting all tasks of a scope, or any: all, any, race, settled. */
#include "task/scope.h"

static int check(const gen_scope_t *scope)
{
    if (scope == NULL)
        return GEN_EINVAL;
    if (scope->own.loop == NULL || scope->own.task != gen_task_self())
        return GEN_EPERM;
    return 0;
}

static gen_result misuse(int error)
{
    return (gen_result){NULL, false, error};
}

/* --------------------------------------------------------------- Awaiting */

static bool have_all_ended(const gen_scope_t *scope)
{
    return scope->own.kept == 0;
}

static bool has_one_failed(const gen_scope_t *scope)
{
    return scope->own.bad != 0 || scope->own.failed != 0;
}

static bool is_all_decided(const gen_scope_t *scope)
{
    return have_all_ended(scope) || has_one_failed(scope);
}

static bool is_any_decided(const gen_scope_t *scope)
{
    return have_all_ended(scope) || scope->own.good != 0;
}

static bool is_race_decided(const gen_scope_t *scope)
{
    return have_all_ended(scope) || scope->own.good + scope->own.bad != 0;
}

/* While one of the functions of this file awaits, failures are for it. */
static void stop_judging(gen_scope_t **scope)
{
    (*scope)->own.is_judged = false;
}

/* Awaits a decision, and then, without those that are cancelled for it, the
 * end of all. */
static void await_end(gen_scope_t *scope,
                      bool (*is_decided)(const gen_scope_t *))
{
    gen_scope_t *judged GEN_ON_SCOPE_EXIT(stop_judging) = scope;

    judged->own.is_judged = true;
    while (!is_decided(scope))
        scope_await_change(scope);
    scope_cancel_kept(scope);
    while (!have_all_ended(scope))
        scope_await_change(scope);
}

/* ---------------------------------------------------------------- Results */

static bool is_good(const gen_task_t *task)
{
    return task->end.error == 0;
}

static bool is_bad(const gen_task_t *task)
{
    return task->end.error != 0;
}

static bool is_any(const gen_task_t *task)
{
    return !task->is_stray;
}

/* Frees the tasks that have ended. */
static void join_all(gen_scope_t *scope)
{
    gen_task_t *next;

    for (gen_task_t *task = scope->own.first; task != NULL; task = next) {
        next = task->scope_next;
        if (task->gen == NULL && task->joiner == NULL)
            task_free(task);
    }
}

static gen_result result_of(gen_scope_t *scope, const gen_task_t *task)
{
    gen_result result = task->end;

    join_all(scope);
    return result;
}

static void take_values(const gen_scope_t *scope, void **values)
{
    for (const gen_task_t *task = scope->own.first; task != NULL;
         task = task->scope_next)
        if (task->gen == NULL)
            *values++ = task->end.value;
}

static size_t take_results(const gen_scope_t *scope, gen_result *results)
{
    size_t count = 0;

    for (const gen_task_t *task = scope->own.first; task != NULL;
         task = task->scope_next) {
        if (task->gen != NULL || task->is_stray)
            continue;
        if (results != NULL)
            results[count] = task->end;
        count++;
    }
    return count;
}

/* ------------------------------------------------------------- Interface */

gen_result gen_all(gen_scope_t *scope, void **values)
{
    int error = check(scope);

    if (error != 0)
        return misuse(error);
    await_end(scope, is_all_decided);
    if (has_one_failed(scope))
        return result_of(scope, scope_first_ended(scope, is_bad));
    if (values != NULL)
        take_values(scope, values);
    join_all(scope);
    return (gen_result){NULL, true, 0};
}

static gen_result await_one(gen_scope_t *scope,
                            bool (*is_decided)(const gen_scope_t *),
                            bool (*is_wanted)(const gen_task_t *))
{
    int error = check(scope);
    const gen_task_t *first;

    if (error == 0 && scope->own.kept + scope->own.good + scope->own.bad == 0)
        error = GEN_EINVAL;
    if (error != 0)
        return misuse(error);
    await_end(scope, is_decided);
    first = scope_first_ended(scope, is_wanted);
    return result_of(scope,
                     first != NULL ? first : scope_first_ended(scope, is_any));
}

gen_result gen_any(gen_scope_t *scope)
{
    return await_one(scope, is_any_decided, is_good);
}

gen_result gen_race(gen_scope_t *scope)
{
    return await_one(scope, is_race_decided, is_any);
}

size_t gen_settled(gen_scope_t *scope, gen_result *results)
{
    size_t count;

    if (check(scope) != 0)
        return 0;
    await_end(scope, have_all_ended);
    count = take_results(scope, results);
    join_all(scope);
    return count;
}
