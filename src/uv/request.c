/* Any request of libuv, awaited: its data is the wait, whose arg is it. */
#include "uv/uv.h"

void wait_stop(gen_wait *wait)
{
    gen_wake(wait, UV_ECANCELED, NULL);
}

static void leave(gen_wait ***place)
{
    **place = NULL;
}

int64_t wait_with(gen_wait **place, void *arg)
{
    gen_wait wait = {.cancel = wait_stop, .arg = arg};
    gen_wait **left GEN_ON_SCOPE_EXIT(leave) = place;

    if (host_check_task() != 0)
        return UV_EPERM;
    *left = &wait;
    return gen_await(&wait);
}

int64_t wait_in(gen_wait **place)
{
    return wait_with(place, NULL);
}

int64_t wait_shielded_in(gen_wait **place)
{
    gen_wait wait = {.cancel = NULL};
    gen_wait **left GEN_ON_SCOPE_EXIT(leave) = place;

    *left = &wait;
    return gen_await_shielded(&wait);
}

void gen_uv_prepare(gen_wait *wait, uv_req_t *request)
{
    request->data = wait;
    wait->arg = request;
}

int64_t gen_uv_await(gen_wait *wait, int begun)
{
    if (begun < 0)
        return begun;
    return gen_await(wait);
}

void gen_uv_cancel(gen_wait *wait)
{
    (void)uv_cancel(wait->arg);
}

static void complete(void *request, int64_t status)
{
    gen_wake(((uv_req_t *)request)->data, status, NULL);
}

void gen_uv_on_connect(uv_connect_t *request, int status)
{
    complete(request, status);
}

void gen_uv_on_write(uv_write_t *request, int status)
{
    complete(request, status);
}

void gen_uv_on_shutdown(uv_shutdown_t *request, int status)
{
    complete(request, status);
}

void gen_uv_on_udp_send(uv_udp_send_t *request, int status)
{
    complete(request, status);
}

void gen_uv_on_fs(uv_fs_t *request)
{
    complete(request, request->result);
}

void gen_uv_on_work(uv_work_t *request, int status)
{
    complete(request, status);
}

void gen_uv_on_getaddrinfo(uv_getaddrinfo_t *request, int status,
                           struct addrinfo *addresses)
{
    (void)addresses;
    complete(request, status);
}

void gen_uv_on_getnameinfo(uv_getnameinfo_t *request, int status,
                           const char *host, const char *service)
{
    (void)host, (void)service;
    complete(request, status);
}

void gen_uv_on_random(uv_random_t *request, int status, void *data, size_t size)
{
    (void)data, (void)size;
    complete(request, status);
}
