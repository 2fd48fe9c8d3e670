/* A libuv loop that has the tasks of its thread. */
#include <signal.h>
#include <stdio.h>

#include "uv/uv.h"

static _Thread_local struct host *own;

/* Not inlined: code that parks must not keep a thread-local address. */
__attribute__((noinline)) struct host *host_find(void)
{
    return own;
}

uv_loop_t *gen_uv_self(void)
{
    return own != NULL ? own->uv : NULL;
}

int host_check_task(void)
{
    return own != NULL && gen_task_self() != NULL ? 0 : UV_EPERM;
}

/* ---------------------------------------------------------------- Failures */

/* The thread's, since it is asked for after a run. Not inlined, as above. */
static __attribute__((noinline)) gen_uv_error *latest_failure(void)
{
    static _Thread_local gen_uv_error failure = {0, "no failure"};

    return &failure;
}

const gen_uv_error *gen_uv_failure(void)
{
    return latest_failure();
}

int host_fail(int code, const char *did, const char *on)
{
    gen_uv_error *failure = latest_failure();

    failure->code = code;
    (void)snprintf(failure->text, sizeof failure->text, "%s%s%.180s: %s", did,
                   on != NULL ? " " : "", on != NULL ? on : "",
                   uv_strerror(code));
    return code;
}

/* libuv's codes of system errors are negated errnos; it has others. */
void *host_lose(int code, const char *did, const char *on)
{
    host_fail(code, did, on);
    errno = code > -1000 ? -code : EIO;
    return NULL;
}

/* A task that was left to itself has failed. */
static void tell_of_failure(void *context, gen_task_t *task, gen_result end)
{
    const gen_uv_error *failure = latest_failure();
    bool is_ours = end.error == GEN_THROWN && end.value == failure;

    (void)context, (void)task;
    (void)fprintf(stderr, "cgen: a task has failed: %s\n",
                  is_ours ? failure->text : gen_strerror(end.error));
}

/* ------------------------------------------------------------------- Posts */

static void on_posted(uv_async_t *async)
{
    struct host *host = async->data;
    void (*fn)(void *) = atomic_load(&host->post_fn);

    if (fn != NULL)
        fn(host->post_arg);
}

/* On any thread, one at a time. fn and arg are the same each time, so that only
 * the first call of all writes them. */
static void post(void *context, void (*fn)(void *), void *arg)
{
    struct host *host = context;

    if (atomic_load(&host->post_fn) == NULL) {
        host->post_arg = arg;
        atomic_store(&host->post_fn, fn);
    }
    uv_async_send(&host->posted);
}

/* ------------------------------------------------------ Making and freeing */

static void free_host(struct host *host)
{
    timers_end(&host->timers);
    free(host->shared);
    free(host);
}

static void on_closed(uv_handle_t *handle)
{
    struct host *host = handle->data;

    if (--host->open == 0)
        free_host(host);
}

static void close_handles(struct host *host)
{
    host->open = 3;
    uv_close((uv_handle_t *)&host->posted, on_closed);
    uv_close((uv_handle_t *)&host->finishing, on_closed);
    uv_close((uv_handle_t *)&host->timer, on_closed);
}

static int open_handles(struct host *host)
{
    int error = uv_async_init(host->uv, &host->posted, on_posted);

    if (error != 0)
        return error;
    host->posted.data = host;
    uv_unref((uv_handle_t *)&host->posted);
    host->finishing.data = host;
    uv_prepare_init(host->uv, &host->finishing); /* which always succeeds */
    return timers_begin(host);
}

static int open_tasks(struct host *host)
{
    const gen_task_ops ops = {.post = post,
                              .timer = timers_add,
                              .timer_free = timers_free,
                              .on_unhandled = tell_of_failure};

    host->tasks = gen_task_loop_new(&ops, host);
    return host->tasks != NULL ? 0 : uv_translate_sys_error(errno);
}

static int adopt(uv_loop_t *loop)
{
    struct host *host;
    int error;

    if (gen_task_loop_self() != NULL)
        return UV_EBUSY;
    host = calloc(1, sizeof *host);
    if (host == NULL)
        return UV_ENOMEM;
    host->uv = loop;
    error = open_handles(host);
    if (error != 0) {
        free(host);
        return error;
    }
    error = open_tasks(host);
    if (error != 0)
        close_handles(host);
    else
        own = host;
    return error;
}

gen_task_loop_t *gen_uv_loop(uv_loop_t *loop)
{
    int error = loop != NULL ? adopt(loop) : UV_EINVAL;

    if (error != 0)
        return host_lose(error, "gen_uv_loop", NULL);
    return own->tasks;
}

int gen_uv_loop_free(void)
{
    struct host *host = own;

    if (host == NULL)
        return UV_EPERM;
    if (gen_task_loop_free(host->tasks) != 0)
        return UV_EBUSY;
    own = NULL;
    close_handles(host);
    return 0;
}

/* ----------------------------------------------------------------- Running */

struct program {
    gen_fn *main;
    const void *arg;
    uv_loop_t *loop;
    bool has_ended;
};

static void stop_loop(struct program **program)
{
    (*program)->has_ended = true;
    uv_stop((*program)->loop);
}

static void *run_main(gen_t *self, void *argument)
{
    struct program *program GEN_ON_SCOPE_EXIT(stop_loop) = argument;
    void *arg;

    memcpy(&arg, &program->arg, sizeof arg); /* without the const */
    return program->main(self, arg);
}

static void ignore_broken_pipes(void)
{
    struct sigaction now, ignored = {.sa_handler = SIG_IGN};

    if (sigaction(SIGPIPE, NULL, &now) == 0 &&
        (now.sa_flags & SA_SIGINFO) == 0 && now.sa_handler == SIG_DFL)
        (void)sigaction(SIGPIPE, &ignored, NULL);
}

/* Before the loop waits for events, which must not be if all tasks have ended:
 * there may be none. */
static void cancel_all(uv_prepare_t *finishing)
{
    const struct host *host = finishing->data;

    if (gen_task_loop_cancel(host->tasks) == 0)
        uv_stop(host->uv);
}

/* The tasks that are left end, whatever they wait for. */
static void finish_tasks(struct host *host)
{
    uv_prepare_start(&host->finishing, cancel_all);
    while (gen_task_loop_cancel(host->tasks) != 0)
        uv_run(host->uv, UV_RUN_DEFAULT);
    uv_prepare_stop(&host->finishing);
}

static gen_result run_task(struct host *host, gen_task_t *task,
                           const struct program *program)
{
    uv_ref((uv_handle_t *)&host->posted); /* it may wait for a post */
    while (!program->has_ended)
        uv_run(host->uv, UV_RUN_DEFAULT);
    finish_tasks(host);
    return gen_task_join(task);
}

static int code_of(gen_result end)
{
    if (end.error == 0)
        return 0;
    return end.error == GEN_CANCELLED ? UV_ECANCELED : UV_UNKNOWN;
}

static int run_program(struct program *program, gen_result *end)
{
    const gen_options options = {.name = "main"};
    gen_task_t *task;
    gen_result result;

    ignore_broken_pipes();
    task = gen_spawn_with(NULL, run_main, program, &options);
    if (task == NULL)
        return uv_translate_sys_error(errno);
    result = run_task(own, task, program);
    if (end != NULL)
        *end = result;
    return code_of(result);
}

static int run_on(uv_loop_t *loop, struct program *program, gen_result *end)
{
    int status = adopt(loop);

    if (status != 0)
        return status;
    program->loop = loop;
    status = run_program(program, end);
    gen_uv_loop_free();
    uv_run(loop, UV_RUN_NOWAIT); /* what was closed is freed */
    return status;
}

static void close_handle(uv_handle_t *handle, void *unused)
{
    (void)unused;
    if (!uv_is_closing(handle))
        uv_close(handle, NULL);
}

static int run_on_new_loop(struct program *program, gen_result *end)
{
    uv_loop_t loop;
    int status = uv_loop_init(&loop);

    if (status != 0)
        return status;
    status = run_on(&loop, program, end);
    uv_walk(&loop, close_handle, NULL);
    uv_run(&loop, UV_RUN_DEFAULT);
    (void)uv_loop_close(&loop);
    return status;
}

int gen_uv_run(uv_loop_t *loop, gen_fn *main, const void *arg, gen_result *end)
{
    struct program program = {.main = main, .arg = arg};

    if (main == NULL)
        return UV_EINVAL;
    if (loop != NULL)
        return run_on(loop, &program, end);
    return run_on_new_loop(&program, end);
}
