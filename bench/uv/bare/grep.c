/* examples/uv/grep.c on libuv's callbacks; one block is read ahead. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

enum { BLOCK = 64 * 1024 };

static uv_loop_t *loop;
static const char *text, *path;
static uv_fs_t open_request, read_request, close_request;
static uv_file file;
static char blocks[2][BLOCK + 1];
static int current;
static char *rest; /* of a line that has not ended */
static size_t rest_length, rest_room;
static int failure;

static void show(const char *line)
{
    if (strstr(line, text) != NULL)
        puts(line);
}

static void keep(const char *data, size_t length)
{
    if (rest_length + length + 1 > rest_room) {
        rest_room = 2 * (rest_length + length + 1);
        rest = realloc(rest, rest_room);
        if (rest == NULL)
            abort();
    }
    memcpy(rest + rest_length, data, length);
    rest_length += length;
    rest[rest_length] = '\0';
}

static void show_kept(void)
{
    if (rest_length > 0)
        show(rest);
    rest_length = 0;
}

static void split(char *data, size_t size)
{
    char *end;

    data[size] = '\0';
    while ((end = memchr(data, '\n', size)) != NULL) {
        *end = '\0';
        if (rest_length > 0) {
            keep(data, (size_t)(end - data));
            show_kept();
        } else {
            show(data);
        }
        size -= (size_t)(end + 1 - data);
        data = end + 1;
    }
    if (size > 0)
        keep(data, size);
}

static void on_read(uv_fs_t *request);

static void read_next(void)
{
    uv_buf_t buffer;

    current = !current;
    buffer = uv_buf_init(blocks[current], BLOCK);
    uv_fs_read(loop, &read_request, file, &buffer, 1, -1, on_read);
}

static void on_read(uv_fs_t *request)
{
    ssize_t got = request->result;
    char *data = blocks[current];

    uv_fs_req_cleanup(request);
    if (got > 0) {
        read_next();
        split(data, (size_t)got);
        return;
    }
    show_kept();
    failure = (int)got;
    uv_fs_close(loop, &close_request, file, NULL);
    uv_fs_req_cleanup(&close_request);
}

static void on_open(uv_fs_t *request)
{
    file = (uv_file)request->result;
    uv_fs_req_cleanup(request);
    if (file >= 0)
        read_next();
    else
        failure = file;
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fputs("usage: uv_grep TEXT FILE\n", stderr);
        return 2;
    }
    loop = uv_default_loop();
    text = argv[1];
    path = argv[2];
    uv_fs_open(loop, &open_request, path, O_RDONLY, 0, on_open);
    uv_run(loop, UV_RUN_DEFAULT);
    free(rest);
    if (failure == 0)
        return 0;
    fprintf(stderr, "uv_grep: read %s: %s\n", path, uv_strerror(failure));
    return 1;
}
