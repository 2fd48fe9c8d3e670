/*
 * A server of lines with 10,000 connections, of which some are reset, some
 * stall, and some end in the middle of a line (tools/storm.c), while there are
 * fewer descriptors than connections, its files vanish, and a child of it is
 * killed. SIGINT comes in the middle. The number of connections is CONNECTIONS.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "uv/running.h"

static int begun, ended, open_now, most_open, lines, vanished, killed_by;
static int interrupts;
static int64_t storm_status = -1;

/* No more than there may be descriptors for. */
static int count_connections(void)
{
    const char *text = getenv("CONNECTIONS");
    int count = text != NULL ? atoi(text) : 200;
    struct rlimit limit;

    getrlimit(RLIMIT_NOFILE, &limit);
    return limit.rlim_max < (rlim_t)count + 100 ? (int)limit.rlim_max - 100
                                                : count;
}

static void count_end(int *unused)
{
    (void)unused;
    ended++;
    open_now--;
}

/* The file that each looks at is there for every other one. */
static void look_at_file(void)
{
    uv_file file GEN_ON_SCOPE_EXIT(gen_uv_closing_file) = -1;
    char data[16];

    file = gen_uv_open(path_of("vanishing"), O_RDONLY, 0);
    if (file == UV_ENOENT) {
        vanished++;
        file = gen_uv_open(path_of("vanishing"), O_CREAT | O_RDWR, 0600);
        return;
    }
    gen_uv_unlink(path_of("vanishing"));
    gen_uv_read(file, data, sizeof data, 0);
}

static void *answer(gen_t *self, void *client)
{
    gen_uv_stream_t *stream GEN_ON_SCOPE_EXIT(gen_uv_closing) = client;
    int counted GEN_ON_SCOPE_EXIT(count_end) = ++begun;

    gen_result end; /* a connection that was reset is no failure of ours */

    (void)self, (void)counted;
    if (++open_now > most_open)
        most_open = open_now;
    gen_foreach (char *, line, gen_uv_lines_of(gen_uv_chunks(stream, 256)),
                 &end) {
        const uv_buf_t pieces[] = {uv_buf_init(line, (unsigned)strlen(line)),
                                   uv_buf_init((char[]){'\n'}, 1)};

        lines++;
        look_at_file();
        if (gen_uv_send_all(stream, pieces, 2) < 0)
            break;
    }
    return NULL;
}

static void *serve(gen_t *self, void *listener)
{
    (void)self;
    gen_scope (all)
        gen_foreach (gen_uv_stream_t *, client, gen_uv_connections(listener))
            gen_task_detach(gen_spawn(all, answer, client));
    return NULL;
}

/* ---------------------------------------------------------------- Children */

static void *run_storm(gen_t *self, void *listener)
{
    char port[16], count[16];
    char *args[] = {getenv("STORM"), port, count, NULL};
    const uv_process_options_t options = {.file = args[0], .args = args};

    (void)self;
    (void)snprintf(port, sizeof port, "%d", gen_uv_port(listener));
    (void)snprintf(count, sizeof count, "%d", count_connections());
    CHECK_INT(gen_uv_execute(&options, &storm_status, NULL), 0);
    return NULL;
}

static void *run_killed(gen_t *self, void *unused)
{
    char *args[] = {"sleep", "1000", NULL};
    const uv_process_options_t options = {.file = "sleep", .args = args};
    gen_uv_process_t *process GEN_ON_SCOPE_EXIT(gen_uv_process_freeing) =
        gen_uv_spawn(&options, 0);

    (void)self, (void)unused;
    gen_sleep(20);
    gen_uv_kill(process, SIGKILL);
    gen_uv_wait(process, NULL, &killed_by);
    return NULL;
}

/* ------------------------------------------------------------------- Both */

static void limit_descriptors(int64_t limit)
{
    struct rlimit now;

    getrlimit(RLIMIT_NOFILE, &now);
    now.rlim_cur = limit != 0 ? (rlim_t)limit : now.rlim_max;
    setrlimit(RLIMIT_NOFILE, &now);
}

static void *weathers_a_storm(gen_t *self, void *unused)
{
    gen_uv_stream_t *listener GEN_ON_SCOPE_EXIT(gen_uv_closing) =
        gen_uv_listen("127.0.0.1", "0", 4096);
    gen_task_t *server = gen_spawn(NULL, serve, listener);
    gen_t *signals = gen_uv_signals(SIGINT);

    (void)self;
    gen_scope (children) {
        gen_spawn(children, run_killed, NULL);
        gen_spawn(children, run_storm, listener);
        gen_foreach (int64_t, number, signals) {
            interrupts += number == SIGINT;
            break;
        }
        gen_task_cancel(server);
        CHECK_INT(gen_task_join(server).error, GEN_CANCELLED);
    }
    return unused;
}

static void every_handler_runs_once(void **state)
{
    int limit = open_descriptors() + 50 + count_connections() * 7 / 10;

    (void)state;
    limit_descriptors(limit);
    assert_int_equal(run(weathers_a_storm, NULL), 0);
    limit_descriptors(0);
    print_message("%d connections, at most %d at once, %d lines, %d vanished\n",
                  begun, most_open, lines, vanished);
    assert_int_equal(storm_status, 0);
    assert_int_equal(interrupts, 1);
    assert_int_equal(killed_by, SIGKILL);
    assert_int_equal(ended, begun);
    assert_int_equal(open_now, 0);
    assert_true(begun > 0 && begun < count_connections());
    assert_true(most_open <= limit);
    assert_true(lines > 0);
    assert_true(vanished > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {UV_TEST(every_handler_runs_once)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
