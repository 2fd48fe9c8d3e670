/* Child processes and their pipes. */
#include <signal.h>

#include "uv/stream.h"

enum { STREAMS = 3 };

struct gen_uv_process {
    uv_process_t handle; /* the first */
    gen_uv_stream_t *streams[STREAMS];
    gen_wait *waiter;
    int64_t status;
    int signal;
    bool has_ended;
    bool is_released; /* freed once it has ended */
};

static void free_process(uv_handle_t *handle)
{
    free(handle);
}

static void release(gen_uv_process_t *process)
{
    process->is_released = true;
    if (process->has_ended)
        uv_close((uv_handle_t *)&process->handle, free_process);
}

static void on_exit_of(uv_process_t *handle, int64_t status, int signal)
{
    gen_uv_process_t *process = (gen_uv_process_t *)handle;

    process->status = status;
    process->signal = signal;
    process->has_ended = true;
    if (process->is_released)
        release(process);
    else
        gen_wake(process->waiter, 0, NULL);
}

static void close_all(gen_uv_process_t *process)
{
    for (int i = 0; i < STREAMS; i++)
        gen_uv_close_stdio(process, i);
}

/* ---------------------------------------------------------------- Starting */

static int make_pipe(gen_uv_process_t *process, int which,
                     uv_stdio_container_t *stdio)
{
    int flags =
        UV_CREATE_PIPE | (which == 0 ? UV_READABLE_PIPE : UV_WRITABLE_PIPE);
    int error = stream_new(&process->streams[which], UV_NAMED_PIPE, -1);

    if (error != 0)
        return error;
    stdio->flags = (uv_stdio_flags)flags;
    stdio->data.stream = stream_handle(process->streams[which]);
    return 0;
}

static int make_stdio(gen_uv_process_t *process, int piped,
                      uv_stdio_container_t *stdio)
{
    int error = 0;

    for (int i = 0; i < STREAMS && error == 0; i++) {
        stdio[i].flags = UV_INHERIT_FD;
        stdio[i].data.fd = i;
        if ((piped & (1 << i)) != 0)
            error = make_pipe(process, i, &stdio[i]);
    }
    return error;
}

static int start(gen_uv_process_t *process, uv_process_options_t options,
                 int piped)
{
    uv_stdio_container_t stdio[STREAMS];
    int error = 0;

    options.exit_cb = on_exit_of;
    if (options.stdio == NULL) {
        error = make_stdio(process, piped, stdio);
        options.stdio = stdio;
        options.stdio_count = STREAMS;
    }
    if (error != 0)
        return error;
    error = uv_spawn(gen_uv_self(), &process->handle, &options);
    if (error != 0) /* libuv has made the handle none the less */
        process->has_ended = process->is_released = true;
    return error;
}

/* One that was not started: without a handle there is just memory. */
static void discard(gen_uv_process_t *process)
{
    close_all(process);
    if (process->is_released)
        uv_close((uv_handle_t *)&process->handle, free_process);
    else
        free(process);
}

gen_uv_process_t *gen_uv_spawn(const uv_process_options_t *options, int piped)
{
    gen_uv_process_t *process;
    int error;

    if (options == NULL || options->file == NULL || options->exit_cb != NULL)
        return host_lose(UV_EINVAL, "start", NULL);
    if (gen_uv_self() == NULL)
        return host_lose(UV_EPERM, "start", options->file);
    process = calloc(1, sizeof *process);
    if (process == NULL)
        return host_lose(UV_ENOMEM, "start", options->file);
    error = start(process, *options, piped);
    if (error == 0)
        return process;
    discard(process);
    return host_lose(error, "start", options->file);
}

/* --------------------------------------------------------------- Using it */

gen_uv_stream_t *gen_uv_stdio(gen_uv_process_t *process, int which)
{
    if (process == NULL || which < 0 || which >= STREAMS)
        return NULL;
    return process->streams[which];
}

void gen_uv_close_stdio(gen_uv_process_t *process, int which)
{
    gen_uv_stream_t *stream = gen_uv_stdio(process, which);

    if (stream != NULL)
        process->streams[which] = NULL;
    gen_uv_close(stream);
}

int gen_uv_wait(gen_uv_process_t *process, int64_t *status, int *signal)
{
    int error = 0;

    if (process == NULL)
        return UV_EINVAL;
    if (process->waiter != NULL)
        return UV_EBUSY;
    if (!process->has_ended)
        error = (int)wait_in(&process->waiter);
    if (error != 0)
        return error;
    if (status != NULL)
        *status = process->status;
    if (signal != NULL)
        *signal = process->signal;
    return 0;
}

int gen_uv_kill(gen_uv_process_t *process, int signal)
{
    if (process == NULL)
        return UV_EINVAL;
    return process->has_ended ? UV_ESRCH
                              : uv_process_kill(&process->handle, signal);
}

int gen_uv_pid(const gen_uv_process_t *process)
{
    return process != NULL ? uv_process_get_pid(&process->handle) : UV_EINVAL;
}

/* ----------------------------------------------------------------- Freeing */

void gen_uv_process_free(gen_uv_process_t *process)
{
    if (process == NULL)
        return;
    close_all(process);
    if (!process->has_ended) {
        (void)uv_process_kill(&process->handle, SIGTERM);
        if (host_check_task() == 0)
            (void)wait_shielded_in(&process->waiter);
    }
    release(process);
}

void gen_uv_process_freeing(gen_uv_process_t **process)
{
    gen_uv_process_free(*process);
}

int gen_uv_execute(const uv_process_options_t *options, int64_t *status,
                   int *signal)
{
    gen_uv_process_t *process GEN_ON_SCOPE_EXIT(gen_uv_process_freeing) = NULL;
    int error = host_check_task();

    if (error != 0)
        return error;
    process = gen_uv_spawn(options, 0);
    if (process == NULL)
        return gen_uv_failure()->code;
    return gen_uv_wait(process, status, signal);
}
