/* Listening, and the connections that come. */
#include "uv/names.h"
#include "uv/source.h"
#include "uv/stream.h"

/* libuv keeps one connection, and asks for no more, until it is accepted. */
static void on_connection(uv_stream_t *handle, int status)
{
    gen_uv_stream_t *listener = handle->data;
    gen_wait *acceptor = listener->reader;

    if (status == 0)
        listener->is_waiting = true;
    else
        listener->end = status;
    listener->reader = NULL;
    gen_wake(acceptor, 0, NULL);
}

static gen_uv_stream_t *listen_or_close(gen_uv_stream_t *stream, int backlog,
                                        int error, const char *on)
{
    if (error == 0)
        error = uv_listen(stream_handle(stream), backlog, on_connection);
    if (error == 0)
        return stream;
    gen_uv_close(stream);
    return host_lose(error, "listen at", on);
}

static gen_uv_stream_t *listen_at(const struct sockaddr *address, int backlog,
                                  const char *name)
{
    gen_uv_stream_t *stream;
    int error = stream_new(&stream, UV_TCP, -1);

    if (error != 0)
        return host_lose(error, "listen at", name);
    error = uv_tcp_bind((uv_tcp_t *)stream_handle(stream), address, 0);
    return listen_or_close(stream, backlog, error, name);
}

gen_uv_stream_t *gen_uv_listen(const char *host, const char *service,
                               int backlog)
{
    struct sockaddr_storage address;
    char name[NAME_SIZE];
    int error = service != NULL && gen_uv_self() != NULL ? 0 : UV_EINVAL;

    names_show(name, host, service);
    if (error == 0)
        error = names_find_own(host, service, SOCK_STREAM, &address);
    if (error != 0)
        return host_lose(error, "listen at", name);
    return listen_at((struct sockaddr *)&address, backlog, name);
}

gen_uv_stream_t *gen_uv_listen_pipe(const char *path, int backlog)
{
    gen_uv_stream_t *stream;
    int error =
        path != NULL ? stream_new(&stream, UV_NAMED_PIPE, -1) : UV_EINVAL;

    if (error != 0)
        return host_lose(error, "listen at", path);
    error = uv_pipe_bind((uv_pipe_t *)stream_handle(stream), path);
    return listen_or_close(stream, backlog, error, path);
}

int gen_uv_port(const gen_uv_stream_t *stream)
{
    struct sockaddr_in6 address;
    int size = sizeof address, error;

    if (stream == NULL || !stream->is_tcp)
        return UV_EINVAL;
    error = uv_tcp_getsockname((const uv_tcp_t *)(const void *)(stream + 1),
                               (struct sockaddr *)&address, &size);
    return error == 0 ? ntohs(address.sin6_port) : error;
}

/* --------------------------------------------------------------- Accepting */

static int take_connection(gen_uv_stream_t *listener, gen_uv_stream_t **stream)
{
    int error =
        stream_new(stream, listener->is_tcp ? UV_TCP : UV_NAMED_PIPE, -1);

    if (error != 0)
        return error;
    listener->is_waiting = false;
    error = uv_accept(stream_handle(listener), stream_handle(*stream));
    if (error != 0) {
        gen_uv_close(*stream);
        return error;
    }
    if (listener->is_tcp)
        (void)uv_tcp_nodelay((uv_tcp_t *)stream_handle(*stream), 1);
    stream_take_peer(*stream);
    return 0;
}

/* An error of accepting is told once. */
static int await_connection(gen_uv_stream_t *listener)
{
    int error = 0;

    if (listener->reader != NULL)
        return UV_EBUSY;
    while (error == 0 && !listener->is_waiting && listener->end == 0)
        error = listener->is_broken_off ? UV_ECANCELED
                                        : (int)wait_in(&listener->reader);
    if (error == 0 && !listener->is_waiting) {
        error = listener->end;
        listener->end = 0;
    }
    return error;
}

gen_uv_stream_t *gen_uv_accept(gen_uv_stream_t *listener)
{
    gen_uv_stream_t *stream = NULL;
    int error = listener != NULL ? await_connection(listener) : UV_EINVAL;

    if (error == 0)
        error = take_connection(listener, &stream);
    return error == 0 ? stream : host_lose(error, "accept", "a connection");
}

/* Errors that pass, as others close what they have open (accept(2)). */
static bool passes(int error)
{
    switch (error) {
    case UV_EMFILE:
    case UV_ENFILE:
    case UV_ENOBUFS:
    case UV_ENOMEM:
    case UV_ECONNABORTED:
    case UV_EPROTO:
    case UV_ECONNRESET:
        return true;
    default:
        return false;
    }
}

enum { PAUSE = 100 }; /* milliseconds */

static gen_result next(void *listener, void *sent)
{
    gen_uv_stream_t *stream = gen_uv_accept(listener);

    (void)sent;
    while (stream == NULL && passes(gen_uv_failure()->code) &&
           gen_sleep(PAUSE) == 0)
        stream = gen_uv_accept(listener);
    return stream != NULL ? source_value(stream) : source_error();
}

static void release(void *listener)
{
    (void)listener;
}

gen_t *gen_uv_connections(gen_uv_stream_t *listener)
{
    if (listener == NULL)
        return host_lose(UV_EINVAL, "gen_uv_connections", NULL);
    return source_new(listener, next, release, "gen_uv_connections");
}
