/* UDP sockets: receiving is as that of streams, with whole datagrams. */
#include "uv/names.h"

struct gen_uv_udp {
    uv_udp_t handle; /* the first */
    gen_wait *reader;
    char *into;
    size_t room;
    struct sockaddr_storage *from; /* or NULL */
    bool is_started, is_closed;
};

gen_uv_udp_t *gen_uv_udp_new(const char *host, const char *service)
{
    struct sockaddr_storage address;
    char name[NAME_SIZE];
    gen_uv_udp_t *udp;
    int error = service != NULL && gen_uv_self() != NULL ? 0 : UV_EINVAL;

    names_show(name, host, service);
    if (error == 0)
        error = names_find_own(host, service, SOCK_DGRAM, &address);
    if (error != 0)
        return host_lose(error, "bind to", name);
    udp = calloc(1, sizeof *udp);
    if (udp == NULL)
        return host_lose(UV_ENOMEM, "bind to", name);
    error = uv_udp_init(gen_uv_self(), &udp->handle);
    if (error != 0) {
        free(udp);
        return host_lose(error, "bind to", name);
    }
    error = uv_udp_bind(&udp->handle, (struct sockaddr *)&address, 0);
    if (error == 0)
        return udp;
    gen_uv_udp_close(udp);
    return host_lose(error, "bind to", name);
}

uv_udp_t *gen_uv_udp_handle(gen_uv_udp_t *udp)
{
    return udp != NULL ? &udp->handle : NULL;
}

int gen_uv_udp_port(const gen_uv_udp_t *udp)
{
    struct sockaddr_in6 address;
    int size = sizeof address, error;

    if (udp == NULL)
        return UV_EINVAL;
    error =
        uv_udp_getsockname(&udp->handle, (struct sockaddr *)&address, &size);
    return error == 0 ? ntohs(address.sin6_port) : error;
}

/* --------------------------------------------------------------- Receiving */

static void wake_reader(gen_uv_udp_t *udp, int64_t status)
{
    gen_wait *reader = udp->reader;

    udp->reader = NULL;
    gen_wake(reader, status, NULL);
}

static void give_buffer(uv_handle_t *handle, size_t hint, uv_buf_t *buffer)
{
    const gen_uv_udp_t *udp = (gen_uv_udp_t *)handle;

    (void)hint;
    *buffer = uv_buf_init(NULL, 0);
    if (udp->reader == NULL)
        return;
    buffer->base = udp->into;
    buffer->len = udp->room;
}

static void stop(gen_uv_udp_t *udp)
{
    uv_udp_recv_stop(&udp->handle);
    udp->is_started = false;
}

static void copy_sender(gen_uv_udp_t *udp, const struct sockaddr *from)
{
    if (udp->from == NULL)
        return;
    if (from->sa_family == AF_INET6)
        memcpy(udp->from, from, sizeof(struct sockaddr_in6));
    else
        memcpy(udp->from, from, sizeof(struct sockaddr_in));
}

/* Without a sender and bytes: there is nothing more for now. */
static void on_datagram(uv_udp_t *handle, ssize_t got, const uv_buf_t *buffer,
                        const struct sockaddr *from, unsigned flags)
{
    gen_uv_udp_t *udp = (gen_uv_udp_t *)handle;

    (void)buffer;
    if (got == 0 && from == NULL)
        return;
    if (udp->reader == NULL) {
        stop(udp);
        return;
    }
    if (from != NULL)
        copy_sender(udp, from);
    wake_reader(udp, (flags & UV_UDP_PARTIAL) != 0 ? UV_EMSGSIZE : got);
}

static int64_t receive(gen_uv_udp_t *udp)
{
    int error = 0;

    if (!udp->is_started)
        error = uv_udp_recv_start(&udp->handle, give_buffer, on_datagram);
    udp->is_started = error == 0;
    return error == 0 ? wait_in(&udp->reader) : error;
}

int64_t gen_uv_udp_recv(gen_uv_udp_t *udp, void *data, size_t size,
                        struct sockaddr_storage *from)
{
    int64_t got;

    if (udp == NULL || data == NULL || size == 0)
        return UV_EINVAL;
    if (udp->reader != NULL)
        return UV_EBUSY;
    udp->into = data;
    udp->room = size;
    udp->from = from;
    got = receive(udp);
    if (got < 0 && got != UV_ECANCELED)
        host_fail((int)got, "receive", "a datagram");
    return got;
}

/* ----------------------------------------------------------------- Sending */

static int send_later(gen_uv_udp_t *udp, const uv_buf_t *piece,
                      const struct sockaddr *to)
{
    gen_wait wait = {.cancel = NULL};
    uv_udp_send_t request = {.data = &wait};
    int error = host_check_task();

    if (error == 0)
        error = uv_udp_send(&request, &udp->handle, piece, 1, to,
                            gen_uv_on_udp_send);
    return error == 0 ? (int)gen_await(&wait) : error;
}

int gen_uv_udp_send(gen_uv_udp_t *udp, const void *data, size_t size,
                    const struct sockaddr *to)
{
    uv_buf_t piece;
    int status;

    if (udp == NULL || data == NULL)
        return UV_EINVAL;
    memcpy(&piece.base, &data, sizeof data); /* without the const */
    piece.len = size;
    status = uv_udp_try_send(&udp->handle, &piece, 1, to);
    if (status == UV_EAGAIN)
        status = send_later(udp, &piece, to);
    return status >= 0 ? 0 : host_fail(status, "send", "a datagram");
}

/* ----------------------------------------------------------------- Closing */

static void free_udp(uv_handle_t *handle)
{
    free(handle);
}

void gen_uv_udp_close(gen_uv_udp_t *udp)
{
    if (udp == NULL)
        return;
    uv_close((uv_handle_t *)&udp->handle, free_udp);
    wake_reader(udp, UV_ECANCELED);
}

void gen_uv_udp_closing(gen_uv_udp_t **udp)
{
    gen_uv_udp_close(*udp);
}
