/*
 * What TCP connections, pipes and terminals have in common.
 *
 * Once started, libuv reads whenever there is something, into the buffer of who
 * receives. When there is something and nobody receives, it gets no buffer, and
 * is stopped; so in the steady state receiving makes no system call but read,
 * and what is not received stays with the system.
 */
#include <arpa/inet.h>
#include <stdio.h>

#include "uv/stream.h"

uv_stream_t *stream_handle(gen_uv_stream_t *stream)
{
    return (uv_stream_t *)(stream + 1);
}

uv_stream_t *gen_uv_handle(gen_uv_stream_t *stream)
{
    return stream != NULL ? stream_handle(stream) : NULL;
}

/* ---------------------------------------------------------------- Failures */

static void name_peer(const gen_uv_stream_t *stream, char *name, size_t size)
{
    const unsigned char *bytes = stream->peer.s6_addr;
    bool is_mapped = IN6_IS_ADDR_V4MAPPED(&stream->peer);
    char host[INET6_ADDRSTRLEN] = "";

    (void)uv_inet_ntop(is_mapped ? AF_INET : AF_INET6,
                       is_mapped ? bytes + 12 : bytes, host, sizeof host);
    (void)snprintf(name, size, stream->port != 0 ? "%s port %u" : "a stream",
                   host, (unsigned)ntohs(stream->port));
}

int stream_fail(const gen_uv_stream_t *stream, int code, const char *did)
{
    char name[INET6_ADDRSTRLEN + 16];

    if (code == UV_ECANCELED)
        return code;
    name_peer(stream, name, sizeof name);
    return host_fail(code, did, name);
}

void stream_take_peer(gen_uv_stream_t *stream)
{
    struct sockaddr_in6 address;
    const struct sockaddr_in *short_one = (const void *)&address;
    int size = sizeof address;

    if (!stream->is_tcp ||
        uv_tcp_getpeername((const uv_tcp_t *)stream_handle(stream),
                           (struct sockaddr *)&address, &size) != 0)
        return;
    stream->port = address.sin6_port;
    if (address.sin6_family == AF_INET6) {
        stream->peer = address.sin6_addr;
        return;
    }
    memset(stream->peer.s6_addr + 10, 0xff, 2);
    memcpy(stream->peer.s6_addr + 12, &short_one->sin_addr, 4);
}

/* ------------------------------------------------------ Making and closing */

static size_t size_of(uv_handle_type type)
{
    if (type == UV_TCP)
        return sizeof(uv_tcp_t);
    return type == UV_TTY ? sizeof(uv_tty_t) : sizeof(uv_pipe_t);
}

static int init(gen_uv_stream_t *stream, uv_handle_type type, uv_file file)
{
    uv_loop_t *loop = gen_uv_self();
    void *handle = stream_handle(stream);

    if (loop == NULL)
        return UV_EPERM;
    if (type == UV_TCP)
        return uv_tcp_init(loop, handle);
    return type == UV_TTY ? uv_tty_init(loop, handle, file, 0)
                          : uv_pipe_init(loop, handle, 0);
}

int stream_new(gen_uv_stream_t **made, uv_handle_type type, uv_file file)
{
    gen_uv_stream_t *stream = calloc(1, sizeof *stream + size_of(type));
    int error;

    if (stream == NULL)
        return UV_ENOMEM;
    error = init(stream, type, file);
    if (error != 0) {
        free(stream);
        return error;
    }
    stream->is_tcp = type == UV_TCP;
    stream_handle(stream)->data = stream;
    *made = stream;
    return 0;
}

static void on_closed(uv_handle_t *handle)
{
    gen_uv_stream_t *stream = handle->data;

    stream->is_closed = true;
    if (stream->is_released)
        free(stream);
}

static void wake_reader(gen_uv_stream_t *stream, int64_t status)
{
    gen_wait *reader = stream->reader;

    stream->reader = NULL;
    gen_wake(reader, status, NULL);
}

void stream_break_off(gen_uv_stream_t *stream)
{
    if (stream->is_broken_off)
        return;
    stream->is_broken_off = true;
    uv_close((uv_handle_t *)stream_handle(stream), on_closed);
    wake_reader(stream, UV_ECANCELED);
}

void stream_break_off_wait(gen_wait *wait)
{
    stream_break_off(wait->arg);
}

void gen_uv_close(gen_uv_stream_t *stream)
{
    if (stream == NULL)
        return;
    stream->is_released = true;
    if (stream->is_closed)
        free(stream);
    else
        stream_break_off(stream);
}

void gen_uv_closing(gen_uv_stream_t **stream)
{
    gen_uv_close(*stream);
}

/* --------------------------------------------------------------- Receiving */

static char *shared_buffer(void)
{
    struct host *host = host_find();

    if (host->shared == NULL)
        host->shared = malloc(SHARED_SIZE);
    return host->shared;
}

static void give_buffer(uv_handle_t *handle, size_t hint, uv_buf_t *buffer)
{
    const gen_uv_stream_t *stream = handle->data;

    (void)hint;
    *buffer = uv_buf_init(NULL, 0);
    if (stream->reader == NULL)
        return;
    *buffer = *(const uv_buf_t *)stream->reader->arg;
    wait_fetch(stream->reader); /* while the system reads */
    if (buffer->base == NULL)
        *buffer = uv_buf_init(shared_buffer(), SHARED_SIZE);
    if (buffer->base == NULL)
        buffer->len = 0;
}

static void stop(gen_uv_stream_t *stream)
{
    uv_read_stop(stream_handle(stream));
    stream->is_started = false;
}

/* UV_ENOBUFS: there was no buffer, since nobody receives. */
static void on_read(uv_stream_t *handle, ssize_t got, const uv_buf_t *buffer)
{
    gen_uv_stream_t *stream = handle->data;

    (void)buffer;
    if (got == 0)
        return;
    if (got == UV_ENOBUFS && stream->reader == NULL) {
        stop(stream);
        return;
    }
    if (got < 0) {
        stop(stream);
        stream->end = (int)got;
    }
    wake_reader(stream, got);
}

static int64_t start(gen_uv_stream_t *stream)
{
    int error = 0;

    if (!stream->is_started)
        error = uv_read_start(stream_handle(stream), give_buffer, on_read);
    stream->is_started = error == 0;
    return error;
}

static int64_t receive(gen_uv_stream_t *stream, uv_buf_t into)
{
    int64_t status;

    if (stream->reader != NULL)
        return UV_EBUSY;
    if (stream->is_broken_off)
        return UV_ECANCELED;
    if (stream->end != 0)
        return stream->end;
    status = start(stream);
    return status == 0 ? wait_with(&stream->reader, &into) : status;
}

/* The stream may be gone if it was closed meanwhile. */
static int64_t receive_some(gen_uv_stream_t *stream, uv_buf_t into)
{
    int64_t got = receive(stream, into);

    if (got == UV_EOF)
        return 0;
    return got >= 0 ? got : stream_fail(stream, (int)got, "receive from");
}

int64_t gen_uv_recv(gen_uv_stream_t *stream, void *data, size_t size)
{
    if (stream == NULL || data == NULL)
        return UV_EINVAL;
    if (size > INT32_MAX)
        size = INT32_MAX;
    return size != 0 ? receive_some(stream, uv_buf_init(data, (unsigned)size))
                     : 0;
}

int64_t stream_recv_shared(gen_uv_stream_t *stream, char **data)
{
    int64_t got = receive_some(stream, uv_buf_init(NULL, 0));

    *data = host_find()->shared;
    return got;
}

/* ----------------------------------------------------------------- Sending */

/* What is left of pieces after the first done bytes, in left. Returns how many
 * pieces. */
static unsigned drop_sent(const uv_buf_t *pieces, unsigned count, size_t done,
                          uv_buf_t *left)
{
    unsigned first = 0;

    while (first < count && done >= pieces[first].len)
        done -= pieces[first++].len;
    for (unsigned i = first; i < count; i++)
        left[i - first] = pieces[i];
    if (first < count) {
        left[0].base += done;
        left[0].len -= done;
    }
    return count - first;
}

static int write_and_await(gen_uv_stream_t *stream, const uv_buf_t *pieces,
                           unsigned count)
{
    gen_wait wait = {.cancel = stream_break_off_wait, .arg = stream};
    uv_write_t request = {.data = &wait};
    int error = host_check_task();

    if (error == 0)
        error = uv_write(&request, stream_handle(stream), pieces, count,
                         gen_uv_on_write);
    return error == 0 ? (int)gen_await(&wait) : error;
}

static void free_pieces(uv_buf_t **pieces)
{
    free(*pieces);
}

enum { FEW = 8 };

/* libuv copies the array before it returns, but the analyzer does not see it.
 */
static int send_rest(gen_uv_stream_t *stream, const uv_buf_t *pieces,
                     unsigned count, size_t done)
{
    uv_buf_t few[FEW];
    uv_buf_t *many GEN_ON_SCOPE_EXIT(free_pieces) = NULL;
    uv_buf_t *left = few;

    if (count > FEW) {
        left = many = malloc(count * sizeof *many);
        if (many == NULL)
            return UV_ENOMEM;
    }
    count = drop_sent(pieces, count, done, left);
    return count != 0 ? write_and_await(stream, left, count) : 0;
}

static size_t size_of_all(const uv_buf_t *pieces, unsigned count)
{
    size_t size = 0;

    for (unsigned i = 0; i < count; i++)
        size += pieces[i].len;
    return size;
}

static int send_pieces(gen_uv_stream_t *stream, const uv_buf_t *pieces,
                       unsigned count)
{
    int sent;

    if (stream->is_broken_off)
        return UV_ECANCELED;
    sent = uv_try_write(stream_handle(stream), pieces, count);
    if (sent >= 0 && (size_t)sent == size_of_all(pieces, count))
        return 0;
    if (sent < 0 && sent != UV_EAGAIN)
        return sent;
    return send_rest(stream, pieces, count, sent > 0 ? (size_t)sent : 0);
}

int gen_uv_send_all(gen_uv_stream_t *stream, const uv_buf_t *pieces,
                    unsigned count)
{
    int status;

    if (stream == NULL || (pieces == NULL && count != 0))
        return UV_EINVAL;
    status = count != 0 ? send_pieces(stream, pieces, count) : 0;
    return status < 0 ? stream_fail(stream, status, "send to") : 0;
}

int gen_uv_send(gen_uv_stream_t *stream, const void *data, size_t size)
{
    uv_buf_t piece;

    if (data == NULL)
        return UV_EINVAL;
    memcpy(&piece.base, &data, sizeof data); /* without the const */
    piece.len = size;
    return size != 0 ? gen_uv_send_all(stream, &piece, 1) : 0;
}

static int shut_down(gen_uv_stream_t *stream)
{
    gen_wait wait = {.cancel = stream_break_off_wait, .arg = stream};
    uv_shutdown_t request = {.data = &wait};
    int error = stream->is_broken_off ? UV_ECANCELED : host_check_task();

    if (error == 0)
        error =
            uv_shutdown(&request, stream_handle(stream), gen_uv_on_shutdown);
    return error == 0 ? (int)gen_await(&wait) : error;
}

int gen_uv_shutdown(gen_uv_stream_t *stream)
{
    int status;

    if (stream == NULL)
        return UV_EINVAL;
    status = shut_down(stream);
    return status < 0 ? stream_fail(stream, status, "shut down") : 0;
}
