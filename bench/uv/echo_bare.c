/* uv_echo SERVICE on libuv's callbacks, with the same back pressure. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <uv.h>

struct connection {
    uv_tcp_t handle;
    uv_write_t request;
    char data[1024];
};

static void on_closed(uv_handle_t *handle)
{
    free(handle);
}

static void give_buffer(uv_handle_t *handle, size_t hint, uv_buf_t *buffer)
{
    struct connection *connection = (struct connection *)handle;

    (void)hint;
    *buffer = uv_buf_init(connection->data, sizeof connection->data);
}

static void on_read(uv_stream_t *stream, ssize_t got, const uv_buf_t *buffer);

static void on_written(uv_write_t *request, int status)
{
    if (status < 0)
        uv_close((uv_handle_t *)request->handle, on_closed);
    else
        uv_read_start(request->handle, give_buffer, on_read);
}

static void on_read(uv_stream_t *stream, ssize_t got, const uv_buf_t *buffer)
{
    struct connection *connection = (struct connection *)stream;
    uv_buf_t rest;
    int sent;

    if (got == 0)
        return;
    if (got < 0) {
        uv_close((uv_handle_t *)stream, on_closed);
        return;
    }
    rest = uv_buf_init(buffer->base, (unsigned)got);
    sent = uv_try_write(stream, &rest, 1);
    if (sent == got)
        return;
    if (sent > 0) {
        rest.base += sent;
        rest.len -= (size_t)sent;
    }
    uv_read_stop(stream);
    if (uv_write(&connection->request, stream, &rest, 1, on_written) != 0)
        uv_close((uv_handle_t *)stream, on_closed);
}

static void on_connection(uv_stream_t *listener, int status)
{
    struct connection *connection;

    if (status < 0)
        return;
    connection = malloc(sizeof *connection);
    if (connection == NULL)
        return;
    uv_tcp_init(listener->loop, &connection->handle);
    if (uv_accept(listener, (uv_stream_t *)&connection->handle) != 0) {
        uv_close((uv_handle_t *)&connection->handle, on_closed);
        return;
    }
    uv_tcp_nodelay(&connection->handle, 1);
    uv_read_start((uv_stream_t *)&connection->handle, give_buffer, on_read);
}

int main(int argc, char **argv)
{
    uv_tcp_t listener;
    struct sockaddr_in address;
    int size = sizeof address;

    if (argc != 2)
        return 2;
    signal(SIGPIPE, SIG_IGN);
    uv_ip4_addr("127.0.0.1", atoi(argv[1]), &address);
    uv_tcp_init(uv_default_loop(), &listener);
    uv_tcp_bind(&listener, (const struct sockaddr *)&address, 0);
    if (uv_listen((uv_stream_t *)&listener, 4096, on_connection) != 0)
        return 1;
    uv_tcp_getsockname(&listener, (struct sockaddr *)&address, &size);
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    return uv_run(uv_default_loop(), UV_RUN_DEFAULT);
}
