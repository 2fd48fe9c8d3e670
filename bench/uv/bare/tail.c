/* examples/uv/tail.c on libuv's callbacks. Each file goes through states; what
 * comes while it is busy is looked at afterwards. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <uv.h>

struct tail {
    uv_fs_event_t event;
    uv_timer_t retry;
    uv_fs_t request;
    const char *path;
    uv_file file;
    uint64_t inode;
    int64_t at;      /* all before this was read */
    char line[4096]; /* that has not ended; longer ones are cut */
    size_t length;
    char data[4096];
    int is_busy, has_changed, is_watching;
};

static uv_loop_t *loop;
static uv_signal_t interrupted;
static struct tail *tails;
static int count, is_ending;

static void look(struct tail *tail);

static void take_byte(struct tail *tail, char byte)
{
    if (byte != '\n')
        tail->line[tail->length++] = byte;
    if (byte == '\n' || tail->length == sizeof tail->line - 1) {
        printf("%s: %.*s\n", tail->path, (int)tail->length, tail->line);
        fflush(stdout);
        tail->length = 0;
    }
}

static void close_file(struct tail *tail)
{
    uv_fs_t request;

    if (tail->file >= 0) {
        uv_fs_close(loop, &request, tail->file, NULL);
        uv_fs_req_cleanup(&request);
    }
    tail->file = -1;
}

static void end(struct tail *tail)
{
    close_file(tail);
    uv_close((uv_handle_t *)&tail->event, NULL);
    uv_close((uv_handle_t *)&tail->retry, NULL);
}

/* Takes the result of a request; false if the program ends. */
static int take(uv_fs_t *request, int64_t *result)
{
    struct tail *tail = request->data;

    *result = request->result;
    if (!is_ending)
        return 1;
    uv_fs_req_cleanup(request);
    end(tail);
    return 0;
}

/* --------------------------------------------------- Watching, and waiting */

static void on_event(uv_fs_event_t *event, const char *name, int events,
                     int status)
{
    struct tail *tail = event->data;

    (void)name, (void)events, (void)status;
    if (tail->is_busy)
        tail->has_changed = 1;
    else
        look(tail);
}

static void on_retry(uv_timer_t *timer)
{
    look(timer->data);
}

static void wait_for_change(struct tail *tail)
{
    tail->is_busy = 0;
    if (tail->has_changed)
        look(tail);
    else if (!tail->is_watching)
        uv_timer_start(&tail->retry, on_retry, 100, 0);
}

static void watch(struct tail *tail)
{
    uv_fs_event_stop(&tail->event);
    tail->is_watching =
        uv_fs_event_start(&tail->event, on_event, tail->path, 0) == 0;
}

/* ------------------------------------------- Reading, and opening another */

static void on_open(uv_fs_t *request);

static void read_on(struct tail *tail, uv_fs_cb then)
{
    uv_buf_t buffer = uv_buf_init(tail->data, sizeof tail->data);

    if (tail->file < 0) {
        tail->request.result = 0;
        then(&tail->request);
        return;
    }
    uv_fs_read(loop, &tail->request, tail->file, &buffer, 1, tail->at, then);
}

static int take_data(struct tail *tail, int64_t got)
{
    uv_fs_req_cleanup(&tail->request);
    for (int64_t i = 0; i < got; i++)
        take_byte(tail, tail->data[i]);
    tail->at += got > 0 ? got : 0;
    return got > 0;
}

static void on_read_new(uv_fs_t *request)
{
    struct tail *tail = request->data;
    int64_t got;

    if (!take(request, &got))
        return;
    if (take_data(tail, got))
        read_on(tail, on_read_new);
    else
        wait_for_change(tail);
}

static void on_stat_new(uv_fs_t *request)
{
    struct tail *tail = request->data;
    int64_t result;

    if (!take(request, &result))
        return;
    tail->inode = result == 0 ? request->statbuf.st_ino : 0;
    uv_fs_req_cleanup(request);
    read_on(tail, on_read_new);
}

static void on_open(uv_fs_t *request)
{
    struct tail *tail = request->data;
    int64_t file;

    tail->file = (uv_file)request->result;
    if (!take(request, &file))
        return;
    uv_fs_req_cleanup(request);
    if (file >= 0)
        uv_fs_fstat(loop, request, tail->file, on_stat_new);
    else
        wait_for_change(tail);
}

/* The old file's rest comes before the new file. */
static void on_read_rest(uv_fs_t *request)
{
    struct tail *tail = request->data;
    int64_t got;

    if (!take(request, &got))
        return;
    if (take_data(tail, got)) {
        read_on(tail, on_read_rest);
        return;
    }
    close_file(tail);
    tail->at = 0;
    tail->length = 0;
    watch(tail);
    uv_fs_open(loop, request, tail->path, O_RDONLY, 0, on_open);
}

static void on_stat(uv_fs_t *request)
{
    struct tail *tail = request->data;
    int64_t result, size;
    uint64_t inode;

    if (!take(request, &result))
        return;
    inode = request->statbuf.st_ino;
    size = (int64_t)request->statbuf.st_size;
    uv_fs_req_cleanup(request);
    if (result == 0 && inode == tail->inode) {
        if (size < tail->at)
            tail->at = 0;
        read_on(tail, on_read_new);
    } else if (result == 0) {
        read_on(tail, on_read_rest);
    } else {
        tail->is_watching = 0; /* there will be one */
        read_on(tail, on_read_new);
    }
}

static void look(struct tail *tail)
{
    tail->is_busy = 1;
    tail->has_changed = 0;
    uv_fs_stat(loop, &tail->request, tail->path, on_stat);
}

/* ---------------------------------------------------------------- Program */

static void on_interrupted(uv_signal_t *handle, int number)
{
    (void)number;
    is_ending = 1;
    uv_close((uv_handle_t *)handle, NULL);
    for (int i = 0; i < count; i++)
        if (!tails[i].is_busy)
            end(&tails[i]);
}

static void begin(struct tail *tail, const char *path)
{
    tail->path = path;
    tail->file = -1;
    tail->event.data = tail->retry.data = tail->request.data = tail;
    uv_fs_event_init(loop, &tail->event);
    uv_timer_init(loop, &tail->retry);
    look(tail);
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fputs("usage: uv_tail FILE...\n", stderr);
        return 2;
    }
    loop = uv_default_loop();
    count = argc - 1;
    tails = calloc((size_t)count, sizeof *tails);
    if (tails == NULL)
        return 1;
    uv_signal_init(loop, &interrupted);
    uv_signal_start(&interrupted, on_interrupted, SIGINT);
    for (int i = 0; i < count; i++)
        begin(&tails[i], argv[i + 1]);
    uv_run(loop, UV_RUN_DEFAULT);
    free(tails);
    return 0;
}
