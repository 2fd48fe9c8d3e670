/*
 * A program of callbacks, to which one task is added: it counts the lines that
 * come on standard input, as it always has, and a task says how many, each
 * second, and once more at the end.
 *
 *   COMMAND | uv_adopt
 */
#include <cgen/uv.h>
#include <stdio.h>

/* -------------------------------------------------------- As it always was */

static uv_pipe_t input;
static long lines;
static char data[4096];
static gen_task_t *reporter;

static void give_buffer(uv_handle_t *handle, size_t hint, uv_buf_t *buffer)
{
    (void)handle, (void)hint;
    *buffer = uv_buf_init(data, sizeof data);
}

static void on_read(uv_stream_t *stream, ssize_t got, const uv_buf_t *buffer)
{
    if (got < 0) {
        uv_close((uv_handle_t *)stream, NULL);
        gen_task_cancel(reporter); /* new */
        return;
    }
    for (ssize_t i = 0; i < got; i++)
        lines += buffer->base[i] == '\n';
}

/* ------------------------------------------------------------- What is new */

static void print_lines(int *unused)
{
    (void)unused;
    printf("%ld lines\n", lines);
}

static void *report(gen_t *self, void *unused)
{
    int end GEN_ON_SCOPE_EXIT(print_lines) = 0;

    (void)end, (void)unused;
    for (;;) {
        gen_sleep(1000);
        print_lines(NULL);
    }
    return self;
}

int main(void)
{
    uv_loop_t *loop = uv_default_loop();

    if (uv_guess_handle(0) != UV_NAMED_PIPE) {
        fputs("usage: COMMAND | uv_adopt\n", stderr);
        return 2;
    }
    uv_pipe_init(loop, &input, 0);
    uv_pipe_open(&input, 0);
    uv_read_start((uv_stream_t *)&input, give_buffer, on_read);

    gen_uv_loop(loop); /* new: tasks have this loop, until they have none */
    reporter = gen_spawn(NULL, report, NULL);
    uv_run(loop, UV_RUN_DEFAULT);
    gen_task_join(reporter);
    gen_uv_loop_free();
    return uv_run(loop, UV_RUN_DEFAULT) != 0 || uv_loop_close(loop) != 0;
}
