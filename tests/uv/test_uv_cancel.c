/*
 * A cancel at each turn of each operation: the task begins it, the loop turns
 * so many times, and it is cancelled. However far it has come, nothing is left.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "uv/running.h"
#include "uv/sockets.h"

enum { MOST_TURNS = 12, LARGE = 8 << 20 };

/* -------------------------------------------------------------- Operations */

static void *sleeps(gen_t *self, void *unused)
{
    (void)self;
    gen_sleep(3);
    return unused;
}

static void *works_on_files(gen_t *self, void *unused)
{
    uv_file file GEN_ON_SCOPE_EXIT(gen_uv_closing_file) = -1;
    char data[64] = "";
    uv_stat_t about;

    (void)self;
    file = gen_uv_open(path_of("file"), O_RDWR | O_CREAT, 0600);
    gen_uv_write(file, data, sizeof data, 0);
    gen_uv_fsync(file);
    gen_uv_read(file, data, sizeof data, 0);
    gen_uv_fstat(file, &about);
    gen_uv_close_file(&file);
    gen_uv_rename(path_of("file"), path_of("renamed"));
    gen_uv_unlink(path_of("renamed"));
    return unused;
}

static void *works_on_owned_files(gen_t *self, void *unused)
{
    uv_file file GEN_ON_SCOPE_EXIT(gen_uv_closing_file) = -1;
    char data[64] = "";
    uv_stat_t about;

    (void)self;
    file = gen_uv_open_owned(path_of("owned"), O_RDWR | O_CREAT, 0600);
    gen_uv_write_owned(file, data, sizeof data, 0);
    gen_uv_read_owned(file, data, sizeof data, 0);
    gen_uv_stat_owned(path_of("owned"), &about);
    return unused;
}

static void *reads_lines(gen_t *self, void *unused)
{
    (void)self;
    gen_foreach (char *, line, gen_uv_lines(path_of("lines"), 4096))
        if (line[0] == 'x')
            break;
    gen_foreach (const uv_dirent_t *, entry, gen_uv_scandir(path_of("")))
        CHECK(entry->name != NULL);
    return unused;
}

static void *watches(gen_t *self, void *unused)
{
    (void)self;
    gen_foreach (const gen_uv_change *, change, gen_uv_watch(path_of(""))) {
        (void)change;
        gen_uv_unlink(path_of("watched"));
    }
    return unused;
}

static void *takes_signals(gen_t *self, void *unused)
{
    gen_t *signals = gen_uv_signals(SIGUSR1);

    (void)self;
    raise(SIGUSR1);
    gen_foreach (int64_t, number, signals)
        CHECK_INT(number, SIGUSR1);
    return unused;
}

static void *echoes(gen_t *self, void *client)
{
    gen_uv_stream_t *stream GEN_ON_SCOPE_EXIT(gen_uv_closing) = client;

    (void)self;
    gen_uv_pipe(gen_uv_chunks(stream, 4096), stream);
    return NULL;
}

static void *serves(gen_t *self, void *port)
{
    gen_uv_stream_t *listener GEN_ON_SCOPE_EXIT(gen_uv_closing) =
        gen_uv_listen("127.0.0.1", "0", 16);

    (void)self;
    *(int *)port = gen_uv_port(listener);
    gen_scope (all)
        gen_foreach (gen_uv_stream_t *, client, gen_uv_connections(listener))
            gen_task_detach(gen_spawn(all, echoes, client));
    return NULL;
}

static void *serves_and_asks(gen_t *self, void *unused)
{
    gen_uv_stream_t *stream GEN_ON_SCOPE_EXIT(gen_uv_closing) = NULL;
    char data[16];
    int port = 0;

    (void)self;
    gen_scope (both) {
        gen_task_t *server = gen_spawn(both, serves, &port);

        stream = gen_uv_connect("localhost", text_of(port));
        gen_uv_send(stream, "hello", 5);
        gen_uv_recv(stream, data, sizeof data);
        gen_uv_shutdown(stream);
        CHECK_INT(gen_uv_recv(stream, data, sizeof data), 0);
        gen_task_cancel(server);
    }
    return unused;
}

static void *sends_much(gen_t *self, void *stream)
{
    static char data[LARGE];

    (void)self;
    gen_uv_send(stream, data, sizeof data);
    return NULL;
}

static void *relays(gen_t *self, void *unused)
{
    PAIR left = make_pair();
    PAIR right = make_pair();

    (void)self;
    gen_scope (both) {
        gen_spawn(both, sends_much, left.client);
        gen_uv_relay(left.server, right.client);
    }
    return unused;
}

static void *exchanges_datagrams(gen_t *self, void *unused)
{
    gen_uv_udp_t *udp GEN_ON_SCOPE_EXIT(gen_uv_udp_closing) =
        gen_uv_udp_new("127.0.0.1", "0");
    struct sockaddr_in to;
    char data[16];

    (void)self;
    uv_ip4_addr("127.0.0.1", gen_uv_udp_port(udp), &to);
    gen_uv_udp_send(udp, "hello", 5, (struct sockaddr *)&to);
    CHECK_INT(gen_uv_udp_recv(udp, data, sizeof data, NULL), 5);
    gen_uv_udp_recv(udp, data, sizeof data, NULL);
    return unused;
}

static void free_addresses(struct addrinfo **addresses)
{
    uv_freeaddrinfo(*addresses);
}

static void *looks_names_up(gen_t *self, void *unused)
{
    struct addrinfo *found GEN_ON_SCOPE_EXIT(free_addresses) = NULL;
    char host[64];

    (void)self;
    CHECK_INT(gen_uv_resolve("127.0.0.1", "80", NULL, &found), 0);
    gen_uv_name(found->ai_addr, NI_NUMERICHOST, host, sizeof host, NULL, 0);
    return unused;
}

static void *runs_programs(gen_t *self, void *unused)
{
    char *args[] = {"cat", NULL};
    const uv_process_options_t options = {.file = "cat", .args = args};
    gen_uv_process_t *process GEN_ON_SCOPE_EXIT(gen_uv_process_freeing) =
        gen_uv_spawn(&options, GEN_UV_IN | GEN_UV_OUT);
    char data[16];

    (void)self;
    gen_uv_send(gen_uv_stdio(process, 0), "hello", 5);
    CHECK_INT(gen_uv_recv(gen_uv_stdio(process, 1), data, sizeof data), 5);
    gen_uv_close_stdio(process, 0);
    gen_uv_wait(process, NULL, NULL);
    return unused;
}

static void work(void *unused)
{
    (void)unused;
    usleep(500);
}

static void *queues_work(gen_t *self, void *unused)
{
    void *memory;

    (void)self;
    gen_uv_work(work, NULL);
    memory = malloc(8);
    gen_uv_work_owned(work, memory, free);
    free(memory);
    return unused;
}

/* --------------------------------------------------------------- Cancelling */

static void let_turns_pass(int turns)
{
    if (turns > 5)
        gen_sleep((uint64_t)turns - 5);
    else
        for (int i = 0; i < turns; i++)
            gen_sleep(0);
}

static void *cancels(gen_t *self, void *operation)
{
    gen_fn *body;

    (void)self;
    memcpy(&body, operation, sizeof body);
    for (int turns = 0; turns < MOST_TURNS; turns++) {
        gen_task_t *task = gen_spawn(NULL, body, NULL);
        gen_result end;

        let_turns_pass(turns);
        gen_task_cancel(task);
        end = gen_task_join(task);
        CHECK(end.error == 0 || end.error == GEN_CANCELLED);
    }
    return NULL;
}

static void try(gen_fn *operation)
{
    make_file("lines", "one\ntwo\nthree\n", 14);
    assert_int_equal(run(cancels, &operation), 0);
}

#define CANCELLED(operation)                        \
    static void operation##_cancelled(void **state) \
    {                                               \
        (void)state;                                \
        try(operation);                             \
    }

CANCELLED(sleeps)
CANCELLED(works_on_files)
CANCELLED(works_on_owned_files)
CANCELLED(reads_lines)
CANCELLED(watches)
CANCELLED(takes_signals)
CANCELLED(serves_and_asks)
CANCELLED(relays)
CANCELLED(exchanges_datagrams)
CANCELLED(looks_names_up)
CANCELLED(runs_programs)
CANCELLED(queues_work)

int main(void)
{
    const struct CMUnitTest tests[] = {
        UV_TEST(sleeps_cancelled),
        UV_TEST(works_on_files_cancelled),
        UV_TEST(works_on_owned_files_cancelled),
        UV_TEST(reads_lines_cancelled),
        UV_TEST(watches_cancelled),
        UV_TEST(takes_signals_cancelled),
        UV_TEST(serves_and_asks_cancelled),
        UV_TEST(relays_cancelled),
        UV_TEST(exchanges_datagrams_cancelled),
        UV_TEST(looks_names_up_cancelled),
        UV_TEST(runs_programs_cancelled),
        UV_TEST(queues_work_cancelled),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
