/* The deliveries of a signal. */
#include <stdio.h>

#include "uv/source.h"

struct signals {
    uv_signal_t handle; /* the first: callbacks get it */
    gen_wait *wait;
    uint64_t pending; /* delivered, and not yielded yet */
};

static void on_signal(uv_signal_t *handle, int number)
{
    struct signals *signals = (struct signals *)handle;

    (void)number;
    signals->pending++;
    gen_wake(signals->wait, 0, NULL);
}

static gen_result next(void *state, void *sent)
{
    struct signals *signals = state;
    int error = 0;

    (void)sent;
    while (error == 0 && signals->pending == 0)
        error = (int)wait_in(&signals->wait);
    if (error != 0) {
        host_fail(error, "await a signal", NULL);
        return source_error();
    }
    signals->pending--;
    return source_value(gen_of_int(signals->handle.signum));
}

static void free_signals(uv_handle_t *handle)
{
    free(handle);
}

static void release(void *state)
{
    struct signals *signals = state;

    uv_close((uv_handle_t *)&signals->handle, free_signals);
}

gen_t *gen_uv_signals(int number)
{
    struct signals *signals;
    char name[16];
    int error;

    (void)snprintf(name, sizeof name, "%d", number);
    if (gen_uv_self() == NULL)
        return host_lose(UV_EPERM, "catch signal", name);
    signals = calloc(1, sizeof *signals);
    if (signals == NULL)
        return host_lose(UV_ENOMEM, "catch signal", name);
    error = uv_signal_init(gen_uv_self(), &signals->handle);
    if (error != 0) {
        free(signals);
        return host_lose(error, "catch signal", name);
    }
    error = uv_signal_start(&signals->handle, on_signal, number);
    if (error == 0)
        return source_new(signals, next, release, "gen_uv_signals");
    release(signals);
    return host_lose(error, "catch signal", name);
}
