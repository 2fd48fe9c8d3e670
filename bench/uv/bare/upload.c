/* examples/uv/upload.c on libuv's callbacks. The first IPv4 address of a host
 * is the only one that is tried, and the file is not read ahead. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <uv.h>

enum { BLOCK = 64 * 1024 };

static uv_loop_t *loop;
static const char *host, *service, *path;
static uv_getaddrinfo_t lookup;
static uv_tcp_t server;
static uv_connect_t connect_request;
static uv_write_t write_request;
static uv_fs_t file_request;
static uv_file file = -1;
static char block[BLOCK], size_line[32];
static int failure;
static char failed[512];

static void close_file(void)
{
    uv_fs_t request;

    if (file < 0)
        return;
    uv_fs_close(loop, &request, file, NULL);
    uv_fs_req_cleanup(&request);
    file = -1;
}

static void end(void)
{
    close_file();
    if (!uv_is_closing((uv_handle_t *)&server))
        uv_close((uv_handle_t *)&server, NULL);
}

static void fail_file(int error)
{
    failure = error;
    (void)snprintf(failed, sizeof failed, "read %s", path);
    end();
}

static void fail_server(const char *what, int error)
{
    failure = error;
    (void)snprintf(failed, sizeof failed, "%s %s service %s", what, host,
                   service);
    end();
}

static void read_next(void);

/* ------------------------------------------------------------- The answer */

static void give_buffer(uv_handle_t *handle, size_t hint, uv_buf_t *buffer)
{
    (void)handle, (void)hint;
    *buffer = uv_buf_init(block, sizeof block);
}

static void on_answer(uv_stream_t *stream, ssize_t got, const uv_buf_t *buffer)
{
    (void)stream;
    if (got > 0)
        fwrite(buffer->base, 1, (size_t)got, stdout);
    else if (got == UV_EOF)
        end();
    else if (got < 0)
        fail_server("receive from", (int)got);
}

static void on_all_written(uv_write_t *request, int status)
{
    (void)request;
    if (status == 0)
        status = uv_read_start((uv_stream_t *)&server, give_buffer, on_answer);
    if (status != 0)
        fail_server("send to", status);
}

/* -------------------------------------------------------------- The chunks */

static void on_written(uv_write_t *request, int status)
{
    (void)request;
    if (status == 0)
        read_next();
    else
        fail_server("send to", status);
}

static void write_chunk(size_t size)
{
    static char end_line[] = "\r\n", last[] = "0\r\n\r\n";
    uv_buf_t pieces[3];
    int status;

    if (size == 0) {
        close_file();
        pieces[0] = uv_buf_init(last, 5);
        status = uv_write(&write_request, (uv_stream_t *)&server, pieces, 1,
                          on_all_written);
    } else {
        int digits = snprintf(size_line, sizeof size_line, "%zx\r\n", size);

        pieces[0] = uv_buf_init(size_line, (unsigned)digits);
        pieces[1] = uv_buf_init(block, (unsigned)size);
        pieces[2] = uv_buf_init(end_line, 2);
        status = uv_write(&write_request, (uv_stream_t *)&server, pieces, 3,
                          on_written);
    }
    if (status != 0)
        fail_server("send to", status);
}

static void on_read(uv_fs_t *request)
{
    ssize_t got = request->result;

    uv_fs_req_cleanup(request);
    if (got >= 0)
        write_chunk((size_t)got);
    else
        fail_file((int)got);
}

static void read_next(void)
{
    uv_buf_t buffer = uv_buf_init(block, sizeof block);

    uv_fs_read(loop, &file_request, file, &buffer, 1, -1, on_read);
}

static void on_open(uv_fs_t *request)
{
    file = (uv_file)request->result;
    uv_fs_req_cleanup(request);
    if (file >= 0)
        read_next();
    else
        fail_file(file);
}

/* ---------------------------------------------------------- The connection */

static void on_head_written(uv_write_t *request, int status)
{
    (void)request;
    if (status == 0)
        uv_fs_open(loop, &file_request, path, O_RDONLY, 0, on_open);
    else
        fail_server("send to", status);
}

static void on_connected(uv_connect_t *request, int status)
{
    static char head[] = "POST / HTTP/1.1\r\nHost: cgen\r\n"
                         "Connection: close\r\n"
                         "Transfer-Encoding: chunked\r\n\r\n";
    uv_buf_t buffer = uv_buf_init(head, sizeof head - 1);

    (void)request;
    if (status == 0)
        status = uv_write(&write_request, (uv_stream_t *)&server, &buffer, 1,
                          on_head_written);
    if (status != 0)
        fail_server("connect to", status);
}

static void on_found(uv_getaddrinfo_t *request, int status,
                     struct addrinfo *addresses)
{
    (void)request;
    if (status == 0)
        status = uv_tcp_connect(&connect_request, &server, addresses->ai_addr,
                                on_connected);
    uv_freeaddrinfo(addresses);
    if (status != 0)
        fail_server("connect to", status);
}

int main(int argc, char **argv)
{
    const struct addrinfo hints = {.ai_family = AF_INET,
                                   .ai_socktype = SOCK_STREAM};
    int status;

    if (argc != 4) {
        fputs("usage: uv_upload HOST SERVICE FILE\n", stderr);
        return 2;
    }
    loop = uv_default_loop();
    host = argv[1];
    service = argv[2];
    path = argv[3];
    uv_tcp_init(loop, &server);
    status = uv_getaddrinfo(loop, &lookup, on_found, host, service, &hints);
    if (status != 0)
        fail_server("connect to", status);
    uv_run(loop, UV_RUN_DEFAULT);
    if (failure == 0)
        return 0;
    fprintf(stderr, "uv_upload: %s: %s\n", failed, uv_strerror(failure));
    return 1;
}
