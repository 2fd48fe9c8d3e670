/* Connections: data, ends, back pressure, failures, cancelling. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "uv/running.h"
#include "uv/sockets.h"

/* ------------------------------------------------------------------- Tools */

static void *echo(gen_t *self, void *client)
{
    gen_uv_stream_t *stream GEN_ON_SCOPE_EXIT(gen_uv_closing) = client;
    char data[1000];
    int64_t got;

    (void)self;
    while ((got = gen_uv_recv(stream, data, sizeof data)) > 0)
        if (gen_uv_send(stream, data, (size_t)got) < 0)
            break;
    return NULL;
}

static void *serve(gen_t *self, void *listener)
{
    (void)self;
    gen_foreach (gen_uv_stream_t *, client, gen_uv_connections(listener))
        gen_task_detach(gen_spawn(NULL, echo, client));
    return NULL;
}

/* The bytes of a test: each place has its own. */
static char byte_at(size_t at)
{
    return (char)(at * 7 + at / 251);
}

static void fill(char *data, size_t size)
{
    for (size_t i = 0; i < size; i++)
        data[i] = byte_at(i);
}

/* Receives to the end; returns how many bytes, all of which must be right. */
static size_t receive_all(gen_uv_stream_t *stream)
{
    size_t count = 0;

    gen_foreach (gen_bytes *, piece, gen_uv_chunks(stream, 8192)) {
        bool is_right = true;

        for (size_t i = 0; i < piece->size; i++)
            is_right = is_right && piece->data[i] == byte_at(count++);
        CHECK(is_right);
    }
    return count;
}

/* ------------------------------------------------------------ Data and ends */

enum { LARGE = 3 << 20 };

struct sending {
    gen_uv_stream_t *to;
    const char *data;
    size_t size;
};

static void *sends(gen_t *self, void *argument)
{
    const struct sending *sending = argument;

    (void)self;
    CHECK_INT(gen_uv_send(sending->to, sending->data, sending->size), 0);
    CHECK_INT(gen_uv_shutdown(sending->to), 0);
    return NULL;
}

static void *echoes(gen_t *self, void *data)
{
    gen_uv_stream_t *listener GEN_ON_SCOPE_EXIT(gen_uv_closing) =
        gen_uv_listen("127.0.0.1", "0", 16);
    gen_uv_stream_t *stream GEN_ON_SCOPE_EXIT(gen_uv_closing) = NULL;
    struct sending sending = {NULL, data, LARGE};

    (void)self;
    gen_scope (all) {
        gen_spawn(all, serve, listener);
        stream = gen_uv_connect("localhost", text_of(gen_uv_port(listener)));
        sending.to = stream;
        gen_spawn(all, sends, &sending);
        CHECK_INT(receive_all(stream), LARGE);
        gen_scope_cancel(all);
    }
    return NULL;
}

static void what_is_sent_is_received(void **state)
{
    char *data = malloc(LARGE);

    (void)state;
    assert_non_null(data);
    fill(data, LARGE);
    run(echoes, data);
    free(data);
}

static void *sends_pieces(gen_t *self, void *argument)
{
    const struct sending *sending = argument;
    uv_buf_t pieces[33];
    size_t at = 0;

    (void)self;
    for (unsigned i = 0; i < 33; i++) {
        size_t size = i % 4 == 0 ? 0 : sending->size / 32;

        if (i == 32)
            size = sending->size - at;
        pieces[i].base = (char *)(uintptr_t)(sending->data + at);
        pieces[i].len = size;
        at += size;
    }
    CHECK_INT(gen_uv_send_all(sending->to, pieces, 33), 0);
    CHECK_INT(gen_uv_send_all(sending->to, pieces, 0), 0);
    CHECK_INT(gen_uv_send_all(sending->to, NULL, 0), 0);
    CHECK_INT(gen_uv_shutdown(sending->to), 0);
    return NULL;
}

static void *receives_pieces(gen_t *self, void *data)
{
    PAIR pair = make_pair();
    struct sending sending = {pair.client, data, LARGE};

    (void)self;
    gen_scope (all) {
        gen_spawn(all, sends_pieces, &sending);
        CHECK_INT(receive_all(pair.server), LARGE);
    }
    return NULL;
}

static void pieces_arrive_as_one(void **state)
{
    char *data = malloc(LARGE);

    (void)state;
    assert_non_null(data);
    fill(data, LARGE);
    assert_int_equal(run(receives_pieces, data), 0);
    free(data);
}

static void *ends_one_side(gen_t *self, void *unused)
{
    PAIR pair = make_pair();
    char data[4];

    (void)self, (void)unused;
    CHECK_INT(gen_uv_shutdown(pair.client), 0);
    CHECK_INT(gen_uv_recv(pair.server, data, sizeof data), 0);
    CHECK_INT(gen_uv_recv(pair.server, data, sizeof data), 0);
    CHECK_INT(gen_uv_send(pair.server, "back", 4), 0);
    CHECK_INT(gen_uv_recv(pair.client, data, 0), 0);
    CHECK_INT(gen_uv_recv(pair.client, data, sizeof data), 4);
    CHECK_INT(memcmp(data, "back", 4), 0);
    CHECK(gen_uv_send(pair.client, "x", 1) < 0);
    return NULL;
}

static void an_end_is_of_one_direction(void **state)
{
    (void)state;
    assert_int_equal(run(ends_one_side, NULL), 0);
}

/* ----------------------------------------------------------- Back pressure */

static char block[1 << 20];

enum { MOST = 256 }; /* blocks */

static int sent; /* blocks */

static void *sends_much(gen_t *self, void *stream)
{
    (void)self;
    for (sent = 0; sent < MOST; sent++)
        if (gen_uv_send(stream, block, sizeof block) != 0)
            break;
    gen_uv_shutdown(stream);
    return NULL;
}

/* The sender begins at once, and goes on until it must wait. */
static void *reads_late(gen_t *self, void *unused)
{
    PAIR pair = make_pair();
    int64_t count = 0;

    (void)self, (void)unused;
    gen_scope (all) {
        gen_spawn(all, sends_much, pair.client);
        CHECK(sent < MOST / 4);
        gen_sleep(20);
        CHECK(sent < MOST / 4);
        gen_foreach (gen_bytes *, piece, gen_uv_chunks(pair.server, 65536))
            count += (int64_t)piece->size;
    }
    CHECK_INT(count, (int64_t)MOST * (int64_t)sizeof block);
    return NULL;
}

static void a_sender_goes_no_faster_than_the_receiver(void **state)
{
    (void)state;
    assert_int_equal(run(reads_late, NULL), 0);
    assert_int_equal(sent, MOST);
}

/* Several senders: the bytes of each stay together. */
static void *sends_its_letter(gen_t *self, void *argument)
{
    const struct sending *sending = argument;

    (void)self;
    CHECK_INT(gen_uv_send(sending->to, sending->data, sending->size), 0);
    return NULL;
}

enum { SENDERS = 4, PART = 2 << 20 };

static void *receives_letters(gen_t *self, void *data)
{
    PAIR pair = make_pair();
    struct sending sending[SENDERS];
    int changes = 0;
    size_t count = 0;
    char last = 0;

    (void)self;
    gen_scope (all) {
        for (int i = 0; i < SENDERS; i++) {
            sending[i] =
                (struct sending){pair.client, (char *)data + i * PART, PART};
            gen_spawn(all, sends_its_letter, &sending[i]);
        }
        gen_foreach (gen_bytes *, piece, gen_uv_chunks(pair.server, 65536)) {
            for (size_t i = 0; i < piece->size; i++) {
                changes += piece->data[i] != last;
                last = piece->data[i];
            }
            count += piece->size;
            if (count == SENDERS * PART)
                break;
        }
    }
    CHECK_INT(changes, SENDERS);
    return NULL;
}

static void what_several_send_is_not_mixed(void **state)
{
    char *data = malloc(SENDERS * PART);

    (void)state;
    assert_non_null(data);
    for (int i = 0; i < SENDERS; i++)
        memset(data + i * PART, 'a' + i, PART);
    assert_int_equal(run(receives_letters, data), 0);
    free(data);
}

/* --------------------------------------------------------------- Cancelling */

static void *receives_into(gen_t *self, void *stream)
{
    char data[16];

    (void)self;
    note("%d", (int)gen_uv_recv(stream, data, sizeof data));
    return NULL;
}

static void *cancels_a_receiver(gen_t *self, void *unused)
{
    PAIR pair = make_pair();
    gen_task_t *task = gen_spawn(NULL, receives_into, pair.server);
    char data[16];

    (void)self, (void)unused;
    CHECK_INT(gen_uv_recv(pair.server, data, sizeof data), UV_EBUSY);
    gen_task_cancel(task);
    CHECK_INT(gen_task_join(task).error, GEN_CANCELLED);
    CHECK_INT(gen_uv_send(pair.client, "kept", 4), 0);
    gen_sleep(5); /* libuv is told of it, and nobody receives */
    CHECK_INT(gen_uv_recv(pair.server, data, sizeof data), 4);
    CHECK_INT(memcmp(data, "kept", 4), 0);
    return NULL;
}

static void a_cancelled_receiver_loses_nothing(void **state)
{
    (void)state;
    assert_int_equal(run(cancels_a_receiver, NULL), 0);
    assert_trace("");
}

static void *cancels_a_sender(gen_t *self, void *unused)
{
    PAIR pair = make_pair();
    gen_task_t *task = gen_spawn(NULL, sends_much, pair.client);
    char data[16];

    (void)self, (void)unused;
    gen_task_cancel(task);
    CHECK_INT(gen_task_join(task).error, GEN_CANCELLED);
    CHECK_INT(gen_uv_send(pair.client, data, 1), UV_ECANCELED);
    CHECK_INT(gen_uv_recv(pair.client, data, 1), UV_ECANCELED);
    CHECK_INT(gen_uv_shutdown(pair.client), UV_ECANCELED);
    gen_foreach (gen_bytes *, piece, gen_uv_chunks(pair.server, 65536))
        CHECK(piece->size > 0); /* up to an end, which comes */
    return NULL;
}

static void a_cancelled_sender_breaks_the_stream_off(void **state)
{
    (void)state;
    assert_int_equal(run(cancels_a_sender, NULL), 0);
}

static void *accepts(gen_t *self, void *listener)
{
    gen_uv_stream_t *stream;

    (void)self;
    stream = gen_uv_accept(listener);
    note(stream == NULL ? "none" : "one");
    CHECK_INT(gen_uv_failure()->code, UV_ECANCELED);
    gen_uv_close(stream);
    return NULL;
}

static void *closes_under_others(gen_t *self, void *unused)
{
    PAIR pair = make_pair();
    gen_uv_stream_t *listener = gen_uv_listen("127.0.0.1", "0", 1);

    (void)self, (void)unused;
    gen_scope (all) {
        gen_spawn(all, receives_into, pair.server);
        gen_spawn(all, accepts, listener);
        CHECK(gen_uv_accept(listener) == NULL);
        CHECK_INT(gen_uv_failure()->code, UV_EBUSY);
        gen_uv_close(pair.server);
        pair.server = NULL;
        gen_uv_close(listener);
    }
    return NULL;
}

static void who_waits_for_a_closed_stream_is_told(void **state)
{
    char expected[32];

    (void)state;
    assert_int_equal(run(closes_under_others, NULL), 0);
    (void)snprintf(expected, sizeof expected, "%d none", UV_ECANCELED);
    assert_trace(expected);
}

static void *connects(gen_t *self, void *port)
{
    (void)self;
    gen_uv_close(gen_uv_connect("127.0.0.1", text_of((int)gen_to_int(port))));
    note("connected");
    return NULL;
}

static void *cancels_a_connect(gen_t *self, void *unused)
{
    struct stalled stalled GEN_ON_SCOPE_EXIT(end_stall) = stall();
    gen_task_t *task = gen_spawn(NULL, connects, gen_of_int(stalled.port));

    (void)self, (void)unused;
    gen_sleep(5);
    gen_task_cancel(task);
    CHECK_INT(gen_task_join(task).error, GEN_CANCELLED);
    return NULL;
}

static void a_connect_is_cancelled_at_once(void **state)
{
    (void)state;
    assert_int_equal(run(cancels_a_connect, NULL), 0);
    assert_trace("");
}

/* ---------------------------------------------------------------- Failures */

static void *is_refused(gen_t *self, void *unused)
{
    const char *port = text_of(closed_port());
    char expected[128];

    (void)self, (void)unused;
    CHECK(gen_uv_connect("127.0.0.1", port) == NULL);
    CHECK_INT(gen_uv_failure()->code, UV_ECONNREFUSED);
    (void)snprintf(expected, sizeof expected,
                   "connect to 127.0.0.1 service %s: connection refused", port);
    CHECK_TEXT(gen_uv_failure()->text, expected);
    CHECK_INT(errno, ECONNREFUSED);
    CHECK(gen_uv_connect_pipe(path_of("none")) == NULL);
    CHECK_INT(gen_uv_failure()->code, UV_ENOENT);
    CHECK(strstr(gen_uv_failure()->text, path_of("none")) != NULL);
    CHECK(gen_uv_connect("127.0.0.1", "no-such-service") == NULL);
    CHECK(strstr(gen_uv_failure()->text, "no-such-service") != NULL);
    return NULL;
}

static void refusals_name_host_and_service(void **state)
{
    (void)state;
    assert_int_equal(run(is_refused, NULL), 0);
}

static void *listens_twice(gen_t *self, void *unused)
{
    gen_uv_stream_t *first GEN_ON_SCOPE_EXIT(gen_uv_closing) =
        gen_uv_listen("127.0.0.1", "0", 1);
    const char *port = text_of(gen_uv_port(first));

    (void)self, (void)unused;
    CHECK(gen_uv_listen("127.0.0.1", port, 1) == NULL);
    CHECK_INT(gen_uv_failure()->code, UV_EADDRINUSE);
    CHECK(strstr(gen_uv_failure()->text, port) != NULL);
    CHECK(gen_uv_listen("127.0.0.1", NULL, 1) == NULL);
    CHECK_INT(gen_uv_failure()->code, UV_EINVAL);
    return NULL;
}

static void an_address_is_listened_at_once(void **state)
{
    (void)state;
    assert_int_equal(run(listens_twice, NULL), 0);
}

static void *is_reset(gen_t *self, void *unused)
{
    PAIR pair = make_pair();
    char data[4];

    (void)self, (void)unused;
    reset(pair.client);
    pair.client = NULL;
    CHECK_INT(gen_uv_recv(pair.server, data, sizeof data), UV_ECONNRESET);
    CHECK(strstr(gen_uv_failure()->text, "127.0.0.1 port ") != NULL);
    CHECK_INT(gen_uv_recv(pair.server, data, sizeof data), UV_ECONNRESET);
    CHECK(gen_uv_send(pair.server, data, sizeof data) < 0);
    return NULL;
}

static void a_reset_names_the_other_end(void **state)
{
    (void)state;
    assert_int_equal(run(is_reset, NULL), 0);
}

static void *misuses(gen_t *self, void *unused)
{
    char data[1];

    (void)self, (void)unused;
    CHECK(gen_uv_connect_pipe(NULL) == NULL);
    CHECK(gen_uv_listen_pipe(NULL, 1) == NULL);
    CHECK(gen_uv_accept(NULL) == NULL);
    CHECK(gen_uv_connections(NULL) == NULL);
    CHECK(gen_uv_chunks(NULL, 1) == NULL);
    CHECK(gen_uv_handle(NULL) == NULL);
    CHECK_INT(gen_uv_recv(NULL, data, 1), UV_EINVAL);
    CHECK_INT(gen_uv_send(NULL, data, 1), UV_EINVAL);
    CHECK_INT(gen_uv_shutdown(NULL), UV_EINVAL);
    CHECK_INT(gen_uv_port(NULL), UV_EINVAL);
    CHECK_INT(gen_uv_relay(NULL, NULL), UV_EINVAL);
    gen_uv_close(NULL);
    return NULL;
}

static void what_is_wrong_is_an_error(void **state)
{
    char data[1];

    (void)state;
    assert_int_equal(run(misuses, NULL), 0);
    assert_null(gen_uv_connect("127.0.0.1", "1"));
    assert_null(gen_uv_listen("127.0.0.1", "0", 1));
    assert_null(gen_uv_stream_of(-1));
    assert_int_equal(gen_uv_send(NULL, data, 1), UV_EINVAL);
}

/* ---------------------------------------------------------- Other streams */

static void *uses_a_pipe(gen_t *self, void *unused)
{
    gen_uv_stream_t *listener = gen_uv_listen_pipe(path_of("socket"), 16);
    gen_uv_stream_t *client GEN_ON_SCOPE_EXIT(gen_uv_closing) = NULL;
    char data[4] = "";
    struct stat about;

    (void)self, (void)unused;
    CHECK_INT(gen_uv_port(listener), UV_EINVAL);
    gen_scope (all) {
        gen_spawn(all, serve, listener);
        client = gen_uv_connect_pipe(path_of("socket"));
        CHECK_INT(gen_uv_send(client, "pipe", 4), 0);
        CHECK_INT(gen_uv_recv(client, data, sizeof data), 4);
        CHECK_INT(memcmp(data, "pipe", 4), 0);
        gen_scope_cancel(all);
    }
    gen_uv_close(listener);
    CHECK_INT(stat(path_of("socket"), &about), -1);
    return NULL;
}

static void unix_sockets_are_streams(void **state)
{
    (void)state;
    run(uses_a_pipe, NULL);
}

static void *uses_descriptors(gen_t *self, void *unused)
{
    int ends[2], file = open(path_of("file"), O_RDWR | O_CREAT, 0600);
    gen_uv_stream_t *in GEN_ON_SCOPE_EXIT(gen_uv_closing) = NULL;
    gen_uv_stream_t *out GEN_ON_SCOPE_EXIT(gen_uv_closing) = NULL;
    char data[8];

    (void)self, (void)unused;
    CHECK_INT(pipe2(ends, O_CLOEXEC), 0);
    in = gen_uv_stream_of(ends[0]);
    out = gen_uv_stream_of(ends[1]);
    CHECK_INT(gen_uv_send(out, "through", 7), 0);
    CHECK_INT(gen_uv_recv(in, data, sizeof data), 7);
    CHECK(gen_uv_stream_of(file) == NULL);
    CHECK_INT(gen_uv_failure()->code, UV_EINVAL);
    return NULL;
}

static void descriptors_become_streams(void **state)
{
    (void)state;
    assert_int_equal(run(uses_descriptors, NULL), 0);
}

static void *uses_a_terminal(gen_t *self, void *unused)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC), slave;
    gen_uv_stream_t *tty GEN_ON_SCOPE_EXIT(gen_uv_closing) = NULL;
    char data[8];

    (void)self, (void)unused;
    CHECK_INT(grantpt(master) | unlockpt(master), 0);
    slave = open(ptsname(master), O_RDWR | O_NOCTTY | O_CLOEXEC);
    tty = gen_uv_stream_of(slave);
    CHECK(tty != NULL);
    CHECK_INT(gen_uv_handle(tty)->type, UV_TTY);
    CHECK_INT(write(master, "line\n", 5), 5);
    CHECK_INT(gen_uv_recv(tty, data, sizeof data), 5);
    CHECK_INT(close(master), 0);
    return NULL;
}

static void terminals_are_streams(void **state)
{
    (void)state;
    assert_int_equal(run(uses_a_terminal, NULL), 0);
}

/* ------------------------------------------------- Lines, pipes, relays */

static void *sends_lines(gen_t *self, void *stream)
{
    static const char text[] = "one\ntwo\n\nthree";

    (void)self;
    for (size_t i = 0; i < sizeof text - 1; i++) {
        CHECK_INT(gen_uv_send(stream, text + i, 1), 0);
        gen_yield_now();
    }
    gen_uv_shutdown(stream);
    return NULL;
}

static void *receives_lines(gen_t *self, void *unused)
{
    PAIR pair = make_pair();

    (void)self, (void)unused;
    gen_scope (all) {
        gen_spawn(all, sends_lines, pair.client);
        gen_foreach (char *, line,
                     gen_uv_lines_of(gen_uv_chunks(pair.server, 4)))
            note("<%s>", line);
    }
    return NULL;
}

static void lines_come_whole_from_any_pieces(void **state)
{
    (void)state;
    assert_int_equal(run(receives_lines, NULL), 0);
    assert_trace("<one> <two> <> <three>");
}

static void *pipes_the_file(gen_t *self, void *stream)
{
    (void)self;
    CHECK_INT(gen_uv_pipe(gen_uv_blocks(path_of("file"), 65536), stream), 0);
    return NULL;
}

static void *pipes_a_file(gen_t *self, void *data)
{
    PAIR pair = make_pair();

    (void)self;
    make_file("file", data, LARGE);
    CHECK_INT(gen_uv_pipe(gen_uv_blocks(path_of("none"), 100), pair.client),
              UV_ENOENT);
    gen_scope (all) {
        gen_spawn(all, echo, pair.server);
        pair.server = NULL; /* the task's */
        gen_spawn(all, pipes_the_file, pair.client);
        CHECK_INT(receive_all(pair.client), LARGE);
    }
    return NULL;
}

static void a_generator_is_piped_to_a_stream(void **state)
{
    char *data = malloc(LARGE);

    (void)state;
    assert_non_null(data);
    fill(data, LARGE);
    assert_int_equal(run(pipes_a_file, data), 0);
    free(data);
}

static void *raises(gen_t *self, void *error)
{
    gen_raise(self, error);
}

/* An error of the generator's own goes on as it was. */
static void *pipes_what_fails(gen_t *self, void *error)
{
    PAIR pair = make_pair();

    (void)self;
    gen_uv_pipe(gen_create(raises, error), pair.client);
    note("not reached");
    return NULL;
}

static void an_error_of_what_is_piped_goes_on(void **state)
{
    gen_result end;

    (void)state;
    assert_int_equal(gen_uv_run(NULL, pipes_what_fails, "mine", &end),
                     UV_UNKNOWN);
    assert_threw(end, "mine");
    assert_trace("");
}

struct relaying {
    gen_uv_stream_t *one, *other;
    int status;
};

static void *relays(gen_t *self, void *argument)
{
    struct relaying *relaying = argument;

    (void)self;
    relaying->status = gen_uv_relay(relaying->one, relaying->other);
    return NULL;
}

static void *relays_both_ways(gen_t *self, void *data)
{
    PAIR front = make_pair();
    PAIR back = make_pair();
    struct relaying relaying = {front.server, back.client, 1};
    struct sending sending = {front.client, data, LARGE};

    (void)self;
    gen_scope (all) {
        gen_spawn(all, relays, &relaying);
        gen_spawn(all, echo, back.server);
        back.server = NULL; /* the task's */
        gen_spawn(all, sends, &sending);
        CHECK_INT(receive_all(front.client), LARGE);
    }
    CHECK_INT(relaying.status, 0);
    return NULL;
}

static void a_relay_passes_on_both_ways(void **state)
{
    char *data = malloc(LARGE);

    (void)state;
    assert_non_null(data);
    fill(data, LARGE);
    assert_int_equal(run(relays_both_ways, data), 0);
    free(data);
}

static void *relays_until_a_reset(gen_t *self, void *unused)
{
    PAIR front = make_pair();
    PAIR back = make_pair();
    struct relaying relaying = {front.server, back.client, 1};
    char data[4];

    (void)self, (void)unused;
    gen_scope (all) {
        gen_spawn(all, relays, &relaying);
        CHECK_INT(gen_uv_send(back.server, "x", 1), 0);
        CHECK_INT(gen_uv_recv(front.client, data, sizeof data), 1);
        reset(back.server);
        back.server = NULL;
        CHECK_INT(gen_uv_recv(front.client, data, sizeof data), 0);
    }
    CHECK_INT(relaying.status, UV_ECONNRESET);
    return NULL;
}

static void a_relay_ends_both_ways_by_a_failure(void **state)
{
    (void)state;
    assert_int_equal(run(relays_until_a_reset, NULL), 0);
}

static void *cancels_a_relay(gen_t *self, void *unused)
{
    PAIR front = make_pair();
    PAIR back = make_pair();
    struct relaying relaying = {front.server, back.client, 1};
    gen_task_t *task = gen_spawn(NULL, relays, &relaying);
    gen_task_t *sender = gen_spawn(NULL, sends_much, front.client);

    (void)self, (void)unused;
    gen_sleep(10); /* until the buffers of both connections are full */
    gen_task_cancel(task);
    gen_task_cancel(sender);
    CHECK_INT(gen_task_join(task).error, GEN_CANCELLED);
    CHECK_INT(gen_task_join(sender).error, GEN_CANCELLED);
    return NULL;
}

static void a_relay_is_cancelled(void **state)
{
    (void)state;
    assert_int_equal(run(cancels_a_relay, NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UV_TEST(what_is_sent_is_received),
        UV_TEST(pieces_arrive_as_one),
        UV_TEST(an_end_is_of_one_direction),
        UV_TEST(a_sender_goes_no_faster_than_the_receiver),
        UV_TEST(what_several_send_is_not_mixed),
        UV_TEST(a_cancelled_receiver_loses_nothing),
        UV_TEST(a_cancelled_sender_breaks_the_stream_off),
        UV_TEST(who_waits_for_a_closed_stream_is_told),
        UV_TEST(a_connect_is_cancelled_at_once),
        UV_TEST(refusals_name_host_and_service),
        UV_TEST(an_address_is_listened_at_once),
        UV_TEST(a_reset_names_the_other_end),
        UV_TEST(what_is_wrong_is_an_error),
        UV_TEST(unix_sockets_are_streams),
        UV_TEST(descriptors_become_streams),
        UV_TEST(terminals_are_streams),
        UV_TEST(lines_come_whole_from_any_pieces),
        UV_TEST(a_generator_is_piped_to_a_stream),
        UV_TEST(an_error_of_what_is_piped_goes_on),
        UV_TEST(a_relay_passes_on_both_ways),
        UV_TEST(a_relay_ends_both_ways_by_a_failure),
        UV_TEST(a_relay_is_cancelled),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
