/* examples/uv/get.c on libuv's callbacks. The first IPv4 address of a host is
 * the only one that is tried. */
#include <stdio.h>
#include <stdlib.h>
#include <uv.h>

enum { AT_A_TIME = 10 };

struct get {
    uv_tcp_t handle;
    uv_getaddrinfo_t lookup;
    uv_connect_t connect;
    uv_write_t write;
    long number, size;
    int is_looking, is_closed; /* it is freed when it does neither */
    char data[4096];
};

static uv_loop_t *loop;
static const char *host, *service;
static long count, enough, begun, running, printed;
static long *sizes; /* -1: not yet */
static int failure;
static const char *failed;
static struct get *all[AT_A_TIME];

static void begin_more(void);

static void free_get(struct get *get)
{
    if (get->is_looking || !get->is_closed)
        return;
    for (int i = 0; i < AT_A_TIME; i++)
        if (all[i] == get)
            all[i] = NULL;
    free(get);
    running--;
    begin_more();
}

static void on_closed(uv_handle_t *handle)
{
    struct get *get = (struct get *)handle;

    get->is_closed = 1;
    free_get(get);
}

static void end(struct get *get)
{
    if (!uv_is_closing((uv_handle_t *)&get->handle))
        uv_close((uv_handle_t *)&get->handle, on_closed);
}

static void leave(void)
{
    enough = printed;
    for (int i = 0; i < AT_A_TIME; i++)
        if (all[i] != NULL) {
            if (all[i]->is_looking)
                uv_cancel((uv_req_t *)&all[i]->lookup);
            end(all[i]);
        }
}

static void fail(struct get *get, const char *what, int error)
{
    if (failure == 0 && printed < enough) {
        failure = error;
        failed = what;
        leave();
    }
    end(get);
}

static void print_ready(void)
{
    while (printed < enough && printed < count && sizes[printed] >= 0) {
        printf("/%ld %ld\n", printed, sizes[printed]);
        printed++;
    }
    if (printed == enough)
        leave();
}

static void give_buffer(uv_handle_t *handle, size_t hint, uv_buf_t *buffer)
{
    struct get *get = (struct get *)handle;

    (void)hint;
    *buffer = uv_buf_init(get->data, sizeof get->data);
}

static void on_read(uv_stream_t *stream, ssize_t got, const uv_buf_t *buffer)
{
    struct get *get = (struct get *)stream;

    (void)buffer;
    if (got > 0) {
        get->size += got;
    } else if (got == UV_EOF) {
        sizes[get->number] = get->size;
        end(get);
        print_ready();
    } else if (got < 0) {
        fail(get, "receive from", (int)got);
    }
}

static void on_written(uv_write_t *write, int status)
{
    struct get *get = write->data;

    if (status == 0)
        status =
            uv_read_start((uv_stream_t *)&get->handle, give_buffer, on_read);
    if (status != 0)
        fail(get, "send to", status);
}

static void on_connected(uv_connect_t *connect, int status)
{
    struct get *get = connect->data;
    uv_buf_t head = uv_buf_init(get->data, 0);

    if (status == 0) {
        head.len = (size_t)snprintf(get->data, sizeof get->data,
                                    "GET /%ld HTTP/1.0\r\nHost: %s\r\n\r\n",
                                    get->number, host);
        get->write.data = get;
        status = uv_write(&get->write, (uv_stream_t *)&get->handle, &head, 1,
                          on_written);
    }
    if (status != 0)
        fail(get, "connect to", status);
}

static void on_found(uv_getaddrinfo_t *lookup, int status,
                     struct addrinfo *addresses)
{
    struct get *get = lookup->data;

    get->is_looking = 0;
    if (status == 0 && !uv_is_closing((uv_handle_t *)&get->handle)) {
        get->connect.data = get;
        status = uv_tcp_connect(&get->connect, &get->handle, addresses->ai_addr,
                                on_connected);
    }
    uv_freeaddrinfo(addresses);
    if (status != 0)
        fail(get, "connect to", status);
    free_get(get);
}

static void begin(long number)
{
    const struct addrinfo hints = {.ai_family = AF_INET,
                                   .ai_socktype = SOCK_STREAM};
    struct get *get = calloc(1, sizeof *get);
    int i = 0, status;

    if (get == NULL)
        abort();
    while (all[i] != NULL)
        i++;
    all[i] = get;
    running++;
    get->number = number;
    get->lookup.data = get;
    uv_tcp_init(loop, &get->handle);
    status =
        uv_getaddrinfo(loop, &get->lookup, on_found, host, service, &hints);
    get->is_looking = status == 0;
    if (status != 0)
        fail(get, "connect to", status);
}

static void begin_more(void)
{
    while (running < AT_A_TIME && begun < count && printed < enough &&
           begun < printed + AT_A_TIME)
        begin(begun++);
}

int main(int argc, char **argv)
{
    if (argc < 4 || argc > 5) {
        fputs("usage: uv_get HOST SERVICE COUNT [ENOUGH]\n", stderr);
        return 2;
    }
    loop = uv_default_loop();
    host = argv[1];
    service = argv[2];
    count = atol(argv[3]);
    enough = atol(argv[argc - 1]);
    sizes = calloc((size_t)count + 1, sizeof *sizes);
    if (sizes == NULL)
        return 1;
    for (long i = 0; i < count; i++)
        sizes[i] = -1;
    begin_more();
    uv_run(loop, UV_RUN_DEFAULT);
    free(sizes);
    if (failure == 0)
        return 0;
    fprintf(stderr, "uv_get: %s %s service %s: %s\n", failed, host, service,
            uv_strerror(failure));
    return 1;
}
