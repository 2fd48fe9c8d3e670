/* examples/uv/proxy.c on libuv's callbacks. The first IPv4 address of HOST is
 * the only one that is tried. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <uv.h>

enum { BUFFER = 16 * 1024 };

struct side {
    uv_tcp_t handle;
    struct side *other;
    struct pair *pair;
    uv_write_t write; /* of what came from the other one */
    uv_shutdown_t shutdown;
    char *data; /* that is written */
    int has_ended;
};

struct pair {
    struct side sides[2];
    struct pair *next, **link;
    uv_getaddrinfo_t lookup;
    uv_connect_t connect;
    int open, is_closing, is_looking;
};

static uv_loop_t *loop;
static uv_tcp_t listener;
static uv_signal_t interrupted;
static const char *host, *service;
static struct pair *pairs;
static char shared[BUFFER];

static void free_pair(struct pair *pair)
{
    if (pair->open > 0 || pair->is_looking)
        return;
    *pair->link = pair->next;
    if (pair->next != NULL)
        pair->next->link = pair->link;
    for (int i = 0; i < 2; i++)
        free(pair->sides[i].data);
    free(pair);
}

static void on_closed(uv_handle_t *handle)
{
    struct pair *pair = ((struct side *)handle)->pair;

    pair->open--;
    free_pair(pair);
}

static void close_pair(struct pair *pair)
{
    if (pair->is_closing)
        return;
    pair->is_closing = 1;
    if (pair->is_looking)
        uv_cancel((uv_req_t *)&pair->lookup);
    for (int i = 0; i < 2; i++)
        uv_close((uv_handle_t *)&pair->sides[i].handle, on_closed);
}

static void fail(struct pair *pair, int error)
{
    if (!pair->is_closing)
        fprintf(stderr, "uv_proxy: connect to %s service %s: %s\n", host,
                service, uv_strerror(error));
    close_pair(pair);
}

/* ------------------------------------------------------------ Passing on */

static void on_read(uv_stream_t *stream, ssize_t got, const uv_buf_t *buffer);

static void give_buffer(uv_handle_t *handle, size_t hint, uv_buf_t *buffer)
{
    (void)handle, (void)hint;
    *buffer = uv_buf_init(shared, sizeof shared);
}

static void on_written(uv_write_t *request, int status)
{
    struct side *to = request->data;

    free(to->data);
    to->data = NULL;
    if (status == 0 && !to->pair->is_closing)
        status = uv_read_start((uv_stream_t *)&to->other->handle, give_buffer,
                               on_read);
    if (status != 0)
        close_pair(to->pair);
}

static void on_shutdown(uv_shutdown_t *request, int status)
{
    struct side *to = request->data;

    to->other->has_ended = 1;
    if (status != 0 || to->has_ended)
        close_pair(to->pair);
}

/* What the system does not take is copied, and nothing is read until it has. */
static int write_rest(struct side *to, const char *data, size_t size)
{
    uv_buf_t rest;

    to->data = malloc(size);
    if (to->data == NULL)
        return UV_ENOMEM;
    for (size_t i = 0; i < size; i++)
        to->data[i] = data[i];
    rest = uv_buf_init(to->data, (unsigned)size);
    to->write.data = to;
    uv_read_stop((uv_stream_t *)&to->other->handle);
    return uv_write(&to->write, (uv_stream_t *)&to->handle, &rest, 1,
                    on_written);
}

static int pass_on(struct side *to, char *data, size_t size)
{
    uv_buf_t all = uv_buf_init(data, (unsigned)size);
    int sent = uv_try_write((uv_stream_t *)&to->handle, &all, 1);

    if (sent == UV_EAGAIN)
        sent = 0;
    if (sent < 0 || (size_t)sent == size)
        return sent < 0 ? sent : 0;
    return write_rest(to, data + sent, size - (size_t)sent);
}

static void on_read(uv_stream_t *stream, ssize_t got, const uv_buf_t *buffer)
{
    struct side *from = (struct side *)stream;
    int status = 0;

    if (got > 0) {
        status = pass_on(from->other, buffer->base, (size_t)got);
    } else if (got == UV_EOF) {
        uv_read_stop(stream);
        from->other->shutdown.data = from->other;
        status = uv_shutdown(&from->other->shutdown,
                             (uv_stream_t *)&from->other->handle, on_shutdown);
    } else if (got < 0) {
        status = (int)got;
    }
    if (status != 0)
        close_pair(from->pair);
}

/* -------------------------------------------------------------- Connecting */

static void on_connected(uv_connect_t *request, int status)
{
    struct pair *pair = request->data;

    for (int i = 0; i < 2 && status == 0; i++)
        status = uv_read_start((uv_stream_t *)&pair->sides[i].handle,
                               give_buffer, on_read);
    if (status != 0)
        fail(pair, status);
}

static void on_found(uv_getaddrinfo_t *request, int status,
                     struct addrinfo *addresses)
{
    struct pair *pair = request->data;

    pair->is_looking = 0;
    if (status == 0 && !pair->is_closing) {
        pair->connect.data = pair;
        status = uv_tcp_connect(&pair->connect, &pair->sides[1].handle,
                                addresses->ai_addr, on_connected);
    }
    uv_freeaddrinfo(addresses);
    if (status != 0)
        fail(pair, status);
    free_pair(pair);
}

static struct pair *new_pair(void)
{
    struct pair *pair = calloc(1, sizeof *pair);

    if (pair == NULL)
        return NULL;
    pair->next = pairs;
    pair->link = &pairs;
    if (pairs != NULL)
        pairs->link = &pair->next;
    pairs = pair;
    for (int i = 0; i < 2; i++) {
        uv_tcp_init(loop, &pair->sides[i].handle);
        pair->sides[i].pair = pair;
        pair->sides[i].other = &pair->sides[!i];
        pair->open++;
    }
    return pair;
}

static void on_connection(uv_stream_t *stream, int status)
{
    const struct addrinfo hints = {.ai_family = AF_INET,
                                   .ai_socktype = SOCK_STREAM};
    struct pair *pair = status == 0 ? new_pair() : NULL;

    if (pair == NULL)
        return;
    if (uv_accept(stream, (uv_stream_t *)&pair->sides[0].handle) != 0) {
        close_pair(pair);
        return;
    }
    for (int i = 0; i < 2; i++)
        uv_tcp_nodelay(&pair->sides[i].handle, 1);
    pair->lookup.data = pair;
    status =
        uv_getaddrinfo(loop, &pair->lookup, on_found, host, service, &hints);
    pair->is_looking = status == 0;
    if (status != 0)
        fail(pair, status);
}

/* ----------------------------------------------------------------- Ending */

static void on_interrupted(uv_signal_t *handle, int number)
{
    (void)number;
    uv_close((uv_handle_t *)handle, NULL);
    uv_close((uv_handle_t *)&listener, NULL);
    for (struct pair *pair = pairs; pair != NULL; pair = pair->next)
        close_pair(pair);
}

static int listen_at(int port)
{
    struct sockaddr_in address;
    int size = sizeof address, error;

    uv_tcp_init(loop, &listener);
    uv_ip4_addr("127.0.0.1", port, &address);
    error = uv_tcp_bind(&listener, (const struct sockaddr *)&address, 0);
    if (error == 0)
        error = uv_listen((uv_stream_t *)&listener, 4096, on_connection);
    if (error != 0)
        return error;
    uv_tcp_getsockname(&listener, (struct sockaddr *)&address, &size);
    printf("%d\n", ntohs(address.sin_port));
    return fflush(stdout);
}

int main(int argc, char **argv)
{
    int error;

    if (argc != 4) {
        fputs("usage: uv_proxy PORT HOST SERVICE\n", stderr);
        return 2;
    }
    loop = uv_default_loop();
    host = argv[2];
    service = argv[3];
    signal(SIGPIPE, SIG_IGN);
    error = listen_at(atoi(argv[1]));
    if (error != 0) {
        fprintf(stderr, "uv_proxy: listen: %s\n", uv_strerror(error));
        return 1;
    }
    uv_signal_init(loop, &interrupted);
    uv_signal_start(&interrupted, on_interrupted, SIGINT);
    return uv_run(loop, UV_RUN_DEFAULT);
}
