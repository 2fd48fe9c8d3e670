/* Tasks: how they begin, go on and end. */
#define _GNU_SOURCE /* secure_getenv */
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "task/scope.h"
#include "task/task.h"

/* What a task returns that was unwound since it was cancelled, or has yielded.
 */
static char cancelled, refused;

gen_task_t *gen_task_self(void)
{
    const gen_task_loop_t *loop = loop_find();

    return loop != NULL ? loop->running : NULL;
}

/* ---------------------------------------------------------------- Freeing */

static void unlink_task(gen_task_t *task)
{
    if (task->previous != NULL)
        task->previous->next = task->next;
    else
        task->loop->tasks = task->next;
    if (task->next != NULL)
        task->next->previous = task->previous;
}

gen_result task_free(gen_task_t *task)
{
    gen_result end = task->end;

    if (task->scope != NULL)
        scope_forget(task);
    unlink_task(task);
    free(task);
    return end;
}

/* ----------------------------------------------------------------- Ending */

static void print_failure(const gen_task_t *task)
{
    (void)fprintf(stderr, "cgen: task \"%s\" has failed: %s\n",
                  *task->name != '\0' ? task->name : "(no name)",
                  gen_strerror(task->end.error));
}

void task_tell_of_failure(gen_task_t *task)
{
    const gen_task_loop_t *loop = task->loop;

    if (task->end.error == 0 || task->end.error == GEN_CANCELLED)
        return;
    if (loop->ops.on_unhandled == NULL)
        print_failure(task);
    else
        loop->ops.on_unhandled(loop->host, task, task->end);
}

static void free_detached(gen_task_t *task)
{
    if (task->scope == NULL)
        task_tell_of_failure(task);
    task_free(task);
}

static gen_result error_of(gen_result end)
{
    if (end.error == 0 && end.value == &cancelled)
        return (gen_result){NULL, true, GEN_CANCELLED};
    if (end.error == 0 && end.value == &refused)
        return (gen_result){NULL, true, GEN_EPERM};
    return end;
}

static void end_task(gen_task_t *task, gen_result end)
{
    task->end = error_of(end);
    gen_destroy(task->gen);
    task->gen = NULL;
    task->order = ++task->loop->ends;
    scopes_lose_opener(task);
    if (task->scope != NULL)
        scope_has_ended(task);
    if (task->is_detached && !task->is_stray)
        free_detached(task);
    else if (task->joiner != NULL)
        gen_wake(task->joiner, 0, NULL);
}

/* --------------------------------------------------------------- Going on */

/* Its body has yielded a value, which nobody takes: it ends with an error. */
static gen_result refuse_value(gen_task_t *task)
{
    if (task->is_ending)
        return gen_next(task->gen);
    task->is_ending = true;
    return gen_return(task->gen, &refused);
}

static gen_result go_on(gen_task_t *task)
{
    if (!task->is_cancelled || task->way != PLAIN ||
        !wait_is_cut_short(task, PLAIN))
        return gen_next(task->gen);
    task->is_ending = true;
    return gen_return(task->gen, &cancelled);
}

/* A task while it runs. If a C++ exception leaves its body, that goes on in who
 * resumes it, and out holds how the task has ended. */
struct run {
    gen_task_t *task;
    gen_task_t *outer;
    gen_result out;
};

static void has_run(struct run *run)
{
    run->task->loop->running = run->outer;
    if (run->out.done)
        end_task(run->task, run->out);
}

void task_resume(gen_task_t *task)
{
    struct run run GEN_ON_SCOPE_EXIT(has_run) = {
        task, task->loop->running, {NULL, true, GEN_THROWN}};
    gen_result out;

    task->loop->running = task;
    task->base = gen_self();
    task->awaited = NULL;
    out = go_on(task);
    while (!out.done && task->awaited == NULL)
        out = refuse_value(task);
    run.out = out;
}

/* -------------------------------------------------------------- Beginning */

static gen_task_t *allocate(gen_task_loop_t *loop, const char *name)
{
    size_t size = name != NULL ? strlen(name) + 1 : 1;
    gen_task_t *task = calloc(1, sizeof *task + size);

    if (task == NULL)
        return NULL;
    if (name != NULL)
        memcpy(task->name, name, size);
    task->loop = loop;
    return task;
}

/* As the library does, it looks once in a process. */
static bool is_engine_named(void)
{
    enum { UNKNOWN, NOT_NAMED, NAMED };
    static atomic_int known = UNKNOWN;
    int state = atomic_load_explicit(&known, memory_order_relaxed);

    if (state == UNKNOWN) {
        state = secure_getenv("CGEN_ENGINE") == NULL ? NOT_NAMED : NAMED;
        atomic_store_explicit(&known, state, memory_order_relaxed);
    }
    return state == NAMED;
}

gen_t *task_create(gen_fn *fn, const void *arg, gen_options options)
{
    gen_t *gen = NULL;

    errno = ENOTSUP;
    if (options.engine == NULL && !is_engine_named()) {
        options.engine = "native";
        gen = gen_create_with(fn, arg, &options);
        options.engine = NULL;
    }
    if (gen == NULL && errno == ENOTSUP)
        gen = gen_create_with(fn, arg, &options);
    return gen;
}

static void link_task(gen_task_t *task)
{
    gen_task_loop_t *loop = task->loop;

    task->next = loop->tasks;
    if (loop->tasks != NULL)
        loop->tasks->previous = task;
    loop->tasks = task;
}

static gen_task_t *fail(int error)
{
    errno = error;
    return NULL;
}

static gen_task_t *make(gen_task_loop_t *loop, gen_fn *fn, const void *arg,
                        gen_options options)
{
    gen_task_t *task = allocate(loop, options.name);

    if (task == NULL)
        return fail(ENOMEM);
    options.data = task;
    task->gen = task_create(fn, arg, options);
    if (task->gen != NULL) {
        link_task(task);
        return task;
    }
    free(task);
    return NULL;
}

/* gen_spawn is left by an exception: nobody gets the task. */
static void lose(gen_task_t **task)
{
    if (*task == NULL)
        return;
    (*task)->is_beginning = false;
    if ((*task)->gen == NULL)
        task_free(*task);
    else
        gen_task_detach(*task);
}

/* Nobody else may free it meanwhile, which the analyzer does not see. */
static void begin(gen_task_loop_t *loop, gen_task_t *task)
{
    gen_task_t *lost GEN_ON_SCOPE_EXIT(lose) = task;

    task->is_beginning = true;
    task_resume(task);
    loop_drain(loop);
    task->is_beginning = false; /* NOLINT(clang-analyzer-unix.Malloc) */
    lost = NULL;
}

/* Returns an errno, or 0; a place in the scope is taken then. */
static int check_spawn(gen_task_loop_t *loop, gen_scope_t *scope,
                       const gen_options *options)
{
    if (loop == NULL)
        return EPERM;
    if (options->data != NULL || options->ahead != 0)
        return EINVAL;
    return scope != NULL ? scope_take_place(scope, loop) : 0;
}

gen_task_t *gen_spawn_with(gen_scope_t *scope, gen_fn *fn, const void *arg,
                           const gen_options *options)
{
    static const gen_options defaults;
    gen_task_loop_t *loop = loop_find();
    gen_task_t *task;
    int error;

    if (options == NULL)
        options = &defaults;
    error = check_spawn(loop, scope, options);
    if (error != 0)
        return fail(error);
    task = make(loop, fn, arg, *options);
    if (scope != NULL)
        scope_fill_place(scope, task);
    if (task != NULL)
        begin(loop, task);
    return task; /* NOLINT(clang-analyzer-unix.Malloc) */
}

gen_task_t *gen_spawn(gen_scope_t *scope, gen_fn *fn, const void *arg)
{
    return gen_spawn_with(scope, fn, arg, NULL);
}

/* ---------------------------------------------------------------- Joining */

/* If it has ended, and this one is not unwound, it is freed next. */
static void leave(gen_task_t **task)
{
    (*task)->joiner = NULL;
    if ((*task)->gen == NULL && (*task)->scope != NULL)
        scope_count(*task);
}

/* Returns 0 once task has ended, or an error. */
static int await_end(gen_task_t *task, enum way way)
{
    gen_wait wait = {.cancel = wait_complete};
    gen_task_t *joined GEN_ON_SCOPE_EXIT(leave) = task;

    joined->joiner = &wait;
    return (int)wait_until_woken(&wait, way, false);
}

static int check_join(const gen_task_t *task)
{
    if (task == NULL)
        return GEN_EINVAL;
    if (task->is_detached || task == gen_task_self())
        return GEN_EPERM;
    return task->joiner != NULL || task->is_beginning ? GEN_EBUSY : 0;
}

gen_result gen_task_join(gen_task_t *task)
{
    int error = check_join(task);

    if (error == 0 && task->gen != NULL)
        error = await_end(task, PLAIN);
    if (error != 0)
        return (gen_result){NULL, false, error};
    return task_free(task);
}

int task_await_end(gen_task_t *task)
{
    int error = check_join(task);

    return error == 0 && task->gen != NULL ? await_end(task, SHIELDED) : error;
}

int gen_task_detach(gen_task_t *task)
{
    if (task == NULL)
        return GEN_EINVAL;
    if (task->is_detached)
        return GEN_EPERM;
    if (task->joiner != NULL || task->is_beginning)
        return GEN_EBUSY;
    task->is_detached = true;
    if (task->scope != NULL)
        scope_detach(task);
    else if (task->gen == NULL)
        free_detached(task);
    return 0;
}

int gen_task_cancel(gen_task_t *task)
{
    if (task == NULL)
        return GEN_EINVAL;
    if (task->gen == NULL)
        return 0;
    task->is_cancelled = true;
    if (task->awaited != NULL && wait_is_cut_short(task, task->way))
        wait_ask_to_complete(task->awaited);
    return 0;
}
