/*
 * Passing on what comes from either of two streams to the other. What has come
 * lies in the buffer that all of the loop share, and is sent at once; only what
 * the system does not take is copied, until it has.
 */
#include "uv/stream.h"

struct relay {
    gen_uv_stream_t *one, *other;
    int error; /* the first */
};

static void free_copy(char **copy)
{
    free(*copy);
}

static int send_copy(gen_uv_stream_t *to, const char *data, size_t size)
{
    char *copy GEN_ON_SCOPE_EXIT(free_copy) = malloc(size);

    if (copy == NULL)
        return UV_ENOMEM;
    memcpy(copy, data, size);
    /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): scope frees it */
    return gen_uv_send(to, copy, size);
}

/* data is gone at the next await. */
static int pass_on(gen_uv_stream_t *to, char *data, size_t size)
{
    uv_buf_t piece = uv_buf_init(data, (unsigned)size);
    int sent = to->is_broken_off ? UV_ECANCELED
                                 : uv_try_write(stream_handle(to), &piece, 1);

    if (sent == UV_EAGAIN)
        sent = 0;
    if (sent < 0)
        return stream_fail(to, sent, "send to");
    if ((size_t)sent == size)
        return 0;
    return send_copy(to, data + sent, size - (size_t)sent);
}

static int pass_all(gen_uv_stream_t *from, gen_uv_stream_t *to)
{
    char *data;
    int64_t got;

    while ((got = stream_recv_shared(from, &data)) > 0) {
        int error = pass_on(to, data, (size_t)got);

        if (error != 0)
            return error;
    }
    return got == 0 ? gen_uv_shutdown(to) : (int)got;
}

/* After a failure nothing goes on: whatever waits for the streams is told. */
static void run_direction(struct relay *relay, gen_uv_stream_t *from,
                          gen_uv_stream_t *to)
{
    int error = pass_all(from, to);

    if (error == 0)
        return;
    if (relay->error == 0)
        relay->error = error;
    stream_break_off(from);
    stream_break_off(to);
}

static void *run_back(gen_t *self, void *argument)
{
    struct relay *relay = argument;

    (void)self;
    run_direction(relay, relay->other, relay->one);
    return NULL;
}

static void end_task(gen_task_t **task)
{
    if (*task == NULL)
        return;
    gen_task_cancel(*task);
    gen_task_join(*task);
}

int gen_uv_relay(gen_uv_stream_t *one, gen_uv_stream_t *other)
{
    struct relay relay = {one, other, 0};
    gen_task_t *back GEN_ON_SCOPE_EXIT(end_task) = NULL;
    gen_task_t *joined;

    if (one == NULL || other == NULL || one == other)
        return UV_EINVAL;
    if (host_check_task() != 0)
        return UV_EPERM;
    back = gen_spawn(NULL, run_back, &relay);
    if (back == NULL)
        return uv_translate_sys_error(errno);
    run_direction(&relay, one, other);
    joined = back;
    gen_task_join(joined);
    back = NULL;
    return relay.error;
}
