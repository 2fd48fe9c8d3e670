#include "uv/running.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Threads may check, too. */
static _Atomic int failures;

static void fail_check(const char *text, const char *file, int line)
{
    failures++;
    (void)fprintf(stderr, "%s:%d: false: %s (latest failure: %s)\n", file, line,
                  text, gen_uv_failure()->text);
}

void check(bool is_true, const char *text, const char *file, int line)
{
    if (!is_true)
        fail_check(text, file, line);
}

void check_int(int64_t a, int64_t b, const char *file, int line)
{
    char text[64];

    if (a == b)
        return;
    (void)snprintf(text, sizeof text, "%lld is %lld", (long long)a,
                   (long long)b);
    fail_check(text, file, line);
}

void check_text(const char *a, const char *b, const char *file, int line)
{
    char text[600];

    if (strcmp(a, b) == 0)
        return;
    (void)snprintf(text, sizeof text, "\"%.250s\" is \"%.250s\"", a, b);
    fail_check(text, file, line);
}

static size_t live_stacks(void)
{
    gen_statistics statistics;

    gen_stats(&statistics, sizeof statistics);
    return statistics.live_stacks;
}

static void *do_nothing(gen_t *self, void *arg)
{
    (void)self;
    return arg;
}

/* libuv opens some descriptors for good when the first loop is made. */
static void warm_up(void)
{
    static bool is_warm;

    if (!is_warm)
        gen_uv_run(NULL, do_nothing, NULL, NULL);
    is_warm = true;
}

int run(gen_fn *body, const void *arg)
{
    int descriptors, status;
    size_t stacks = live_stacks();
    gen_result end = {NULL, true, 0};
    uv_loop_t loop; /* a given one: its handles are not closed by the run */

    warm_up();
    descriptors = open_descriptors();
    failures = 0;
    uv_loop_init(&loop);
    status = gen_uv_run(&loop, body, arg, &end);
    assert_int_equal(close_loop(&loop), 0);
    if (end.error != 0 && end.error != GEN_CANCELLED)
        (void)fprintf(stderr, "the body has ended: %s\n",
                      gen_strerror(end.error));
    assert_int_equal(failures, 0);
    assert_int_equal(open_descriptors(), descriptors);
    assert_int_equal(live_stacks(), stacks);
    return status;
}

/* ------------------------------------------------------------------- Files */

static char directory[64];

const char *path_of(const char *name)
{
    static char paths[8][128];
    static int turn;
    char *path = paths[turn++ % 8];

    (void)snprintf(path, sizeof paths[0], "%s/%s", directory, name);
    return path;
}

const char *make_file(const char *name, const char *data, size_t size)
{
    const char *path = path_of(name);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    assert_true(fd >= 0);
    assert_true(write(fd, data, size) == (ssize_t)size);
    close(fd);
    return path;
}

int begin_test(void **state)
{
    clear_trace(state);
    strcpy(directory, "/tmp/cgen_uv_XXXXXX");
    return mkdtemp(directory) == NULL;
}

int end_test(void **state)
{
    char command[128];

    (void)state;
    (void)snprintf(command, sizeof command, "rm -rf %s", directory);
    return system(command);
}
