/* Datagrams, processes, signals and work. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "uv/running.h"

/* --------------------------------------------------------------- Datagrams */

static void *exchanges_datagrams(gen_t *self, void *unused)
{
    gen_uv_udp_t *a GEN_ON_SCOPE_EXIT(gen_uv_udp_closing) =
        gen_uv_udp_new("127.0.0.1", "0");
    gen_uv_udp_t *b GEN_ON_SCOPE_EXIT(gen_uv_udp_closing) =
        gen_uv_udp_new("127.0.0.1", "0");
    struct sockaddr_storage from;
    struct sockaddr_in to;
    char data[8];

    (void)self, (void)unused;
    CHECK_INT(uv_ip4_addr("127.0.0.1", gen_uv_udp_port(b), &to), 0);
    CHECK_INT(gen_uv_udp_send(a, "hello", 5, (struct sockaddr *)&to), 0);
    CHECK_INT(gen_uv_udp_recv(b, data, sizeof data, &from), 5);
    CHECK_INT(memcmp(data, "hello", 5), 0);
    CHECK_INT(gen_uv_udp_send(b, "", 0, (struct sockaddr *)&from), 0);
    CHECK_INT(gen_uv_udp_recv(a, data, sizeof data, NULL), 0);
    CHECK_INT(gen_uv_udp_send(a, "too long", 8, (struct sockaddr *)&to), 0);
    CHECK_INT(gen_uv_udp_recv(b, data, 4, NULL), UV_EMSGSIZE);
    CHECK_INT(gen_uv_udp_handle(a)->type, UV_UDP);
    return NULL;
}

static void datagrams_are_exchanged(void **state)
{
    (void)state;
    assert_int_equal(run(exchanges_datagrams, NULL), 0);
}

static void *receives(gen_t *self, void *udp)
{
    char data[8];

    (void)self;
    note("%d", (int)gen_uv_udp_recv(udp, data, sizeof data, NULL));
    return NULL;
}

static void *ends_receivers(gen_t *self, void *unused)
{
    gen_uv_udp_t *udp = gen_uv_udp_new("127.0.0.1", "0");
    gen_task_t *task = gen_spawn(NULL, receives, udp);
    char data[8];

    (void)self, (void)unused;
    CHECK_INT(gen_uv_udp_recv(udp, data, sizeof data, NULL), UV_EBUSY);
    gen_task_cancel(task);
    CHECK_INT(gen_task_join(task).error, GEN_CANCELLED);
    task = gen_spawn(NULL, receives, udp);
    gen_uv_udp_close(udp);
    CHECK_INT(gen_task_join(task).error, 0);
    CHECK(gen_uv_udp_new("127.0.0.1", NULL) == NULL);
    CHECK_INT(gen_uv_udp_recv(NULL, data, 1, NULL), UV_EINVAL);
    gen_uv_udp_close(NULL);
    return NULL;
}

static void who_receives_datagrams_can_be_ended(void **state)
{
    char expected[16];

    (void)state;
    assert_int_equal(run(ends_receivers, NULL), 0);
    (void)snprintf(expected, sizeof expected, "%d", UV_ECANCELED);
    assert_trace(expected);
}

/* --------------------------------------------------------------- Processes */

/* Good until it was called three times more. */
static uv_process_options_t shell(const char *command)
{
    static char *all[4][4];
    static int turn;
    char **args = all[turn++ % 4];

    args[0] = "sh";
    args[1] = "-c";
    args[2] = (char *)(uintptr_t)command;
    return (uv_process_options_t){.file = "sh", .args = args};
}

static void *uses_a_filter(gen_t *self, void *unused)
{
    const uv_process_options_t options = shell("tr a-z A-Z; echo lost >&2");
    gen_uv_process_t *process GEN_ON_SCOPE_EXIT(gen_uv_process_freeing) =
        gen_uv_spawn(&options, GEN_UV_IN | GEN_UV_OUT | GEN_UV_ERR);
    int64_t status = -1;
    int signal = -1;

    (void)self, (void)unused;
    CHECK(gen_uv_pid(process) > 0);
    CHECK_INT(gen_uv_send(gen_uv_stdio(process, 0), "a\nb\n", 4), 0);
    gen_uv_close_stdio(process, 0);
    for (int i = 1; i <= 2; i++)
        gen_foreach (
            char *, line,
            gen_uv_lines_of(gen_uv_chunks(gen_uv_stdio(process, i), 64)))
            note("%d:%s", i, line);
    CHECK_INT(gen_uv_wait(process, &status, &signal), 0);
    CHECK_INT(gen_uv_wait(process, &status, NULL), 0);
    CHECK_INT(status, 0);
    CHECK_INT(signal, 0);
    CHECK_INT(gen_uv_kill(process, SIGTERM), UV_ESRCH);
    CHECK(gen_uv_stdio(process, 3) == NULL);
    return NULL;
}

static void a_process_is_used_through_its_pipes(void **state)
{
    (void)state;
    assert_int_equal(run(uses_a_filter, NULL), 0);
    assert_trace("1:A 1:B 2:lost");
}

static void *kills(gen_t *self, void *unused)
{
    const uv_process_options_t options = shell("exec sleep 1000");
    gen_uv_process_t *process GEN_ON_SCOPE_EXIT(gen_uv_process_freeing) =
        gen_uv_spawn(&options, 0);
    int64_t status;
    int signal = 0;

    (void)self, (void)unused;
    CHECK_INT(gen_uv_kill(process, SIGKILL), 0);
    CHECK_INT(gen_uv_wait(process, &status, &signal), 0);
    CHECK_INT(signal, SIGKILL);
    return NULL;
}

static void a_killed_process_tells_the_signal(void **state)
{
    (void)state;
    assert_int_equal(run(kills, NULL), 0);
}

static void *executes_for_long(gen_t *self, void *unused)
{
    const uv_process_options_t options = shell("exec sleep 1000");

    (void)self, (void)unused;
    gen_uv_execute(&options, NULL, NULL);
    note("executed");
    return NULL;
}

static void *cancels_an_execution(gen_t *self, void *unused)
{
    const uv_process_options_t options = shell("exit 3");
    gen_task_t *task = gen_spawn(NULL, executes_for_long, NULL);
    int64_t status = -1;

    (void)self, (void)unused;
    gen_sleep(5);
    gen_task_cancel(task);
    CHECK_INT(gen_task_join(task).error, GEN_CANCELLED);
    CHECK_INT(gen_uv_execute(&options, &status, NULL), 0);
    CHECK_INT(status, 3);
    return NULL;
}

static void a_cancelled_execution_ends_its_process(void **state)
{
    (void)state;
    assert_int_equal(run(cancels_an_execution, NULL), 0);
    assert_trace("");
}

static void *fails_to_start(gen_t *self, void *unused)
{
    char *args[] = {"none", NULL};
    const uv_process_options_t options = {.file = "/no/such/program",
                                          .args = args};

    (void)self, (void)unused;
    CHECK(gen_uv_spawn(&options, GEN_UV_OUT) == NULL);
    CHECK_TEXT(gen_uv_failure()->text,
               "start /no/such/program: no such file or directory");
    CHECK_INT(gen_uv_execute(&options, NULL, NULL), UV_ENOENT);
    CHECK(gen_uv_spawn(NULL, 0) == NULL);
    CHECK_INT(gen_uv_wait(NULL, NULL, NULL), UV_EINVAL);
    gen_uv_process_free(NULL);
    return NULL;
}

static void what_cannot_be_started_is_named(void **state)
{
    (void)state;
    assert_int_equal(run(fails_to_start, NULL), 0);
}

/* ----------------------------------------------------------------- Signals */

static void *catches_signals(gen_t *self, void *unused)
{
    gen_t *signals = gen_uv_signals(SIGUSR1);
    int count = 0;

    (void)self, (void)unused;
    CHECK_INT(raise(SIGUSR1), 0);
    gen_foreach (void *, number, signals) {
        CHECK_INT(gen_to_int(number), SIGUSR1);
        if (++count == 3)
            break;
        CHECK_INT(raise(SIGUSR1), 0);
    }
    CHECK_INT(count, 3);
    CHECK(gen_uv_signals(SIGKILL) == NULL);
    CHECK(strstr(gen_uv_failure()->text, "9") != NULL);
    return NULL;
}

static void *awaits_a_signal(gen_t *self, void *unused)
{
    (void)self, (void)unused;
    gen_foreach (void *, number, gen_uv_signals(SIGUSR2))
        note("%d", (int)gen_to_int(number));
    return NULL;
}

static void *cancels_a_catcher(gen_t *self, void *unused)
{
    gen_task_t *task = gen_spawn(NULL, awaits_a_signal, NULL);

    (void)self, (void)unused;
    gen_task_cancel(task);
    CHECK_INT(gen_task_join(task).error, GEN_CANCELLED);
    return NULL;
}

static void signals_are_a_generator(void **state)
{
    struct sigaction now;

    (void)state;
    assert_int_equal(run(catches_signals, NULL), 0);
    assert_int_equal(sigaction(SIGUSR1, NULL, &now), 0);
    assert_true(now.sa_handler == SIG_DFL);
    assert_int_equal(run(cancels_a_catcher, NULL), 0);
    assert_trace("");
}

/* -------------------------------------------------------------------- Work */

static pthread_t worker;

static void works(void *arg)
{
    worker = pthread_self();
    *(int *)arg += 1;
}

static void *has_work_done(gen_t *self, void *unused)
{
    int count = 0;

    (void)self, (void)unused;
    CHECK_INT(gen_uv_work(works, &count), 0);
    CHECK(!pthread_equal(worker, pthread_self()));
    CHECK_INT(gen_uv_work_owned(works, &count, NULL), 0);
    CHECK_INT(count, 2);
    CHECK_INT(gen_uv_work(NULL, NULL), UV_EINVAL);
    CHECK_INT(gen_uv_work_owned(NULL, NULL, NULL), UV_EINVAL);
    return NULL;
}

static void work_is_done_by_another_thread(void **state)
{
    (void)state;
    assert_int_equal(run(has_work_done, NULL), 0);
    assert_int_equal(gen_uv_work(works, NULL), UV_EPERM);
}

/* Work that goes on until it may end. */
struct gate {
    _Atomic int has_begun, may_end;
    bool is_owned;
};

static void waits_at_the_gate(void *argument)
{
    struct gate *gate = argument;

    gate->has_begun = 1;
    while (!gate->may_end)
        usleep(1000);
}

static void release_gate(void *unused)
{
    (void)unused;
    note("released");
}

static void *works_at_the_gate(gen_t *self, void *argument)
{
    struct gate *gate = argument;

    (void)self;
    if (gate->is_owned)
        gen_uv_work_owned(waits_at_the_gate, gate, release_gate);
    else
        gen_uv_work(waits_at_the_gate, gate);
    note("worked");
    return NULL;
}

static void *leaves_work(gen_t *self, void *argument)
{
    struct gate *gate = argument;
    gen_task_t *task = gen_spawn(NULL, works_at_the_gate, gate);

    (void)self;
    while (!gate->has_begun)
        gen_sleep(1);
    gen_task_cancel(task);
    if (gate->is_owned) /* it has left while the work goes on */
        CHECK_INT(gen_task_join(task).error, GEN_CANCELLED);
    gate->may_end = 1;
    if (!gate->is_owned)
        CHECK_INT(gen_task_join(task).error, GEN_CANCELLED);
    return NULL;
}

static void owned_work_is_left_and_other_work_awaited(void **state)
{
    struct gate waited = {.is_owned = false}, owned = {.is_owned = true};

    (void)state;
    assert_int_equal(run(leaves_work, &waited), 0);
    assert_trace("");
    assert_int_equal(run(leaves_work, &owned), 0);
    assert_trace("released");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UV_TEST(datagrams_are_exchanged),
        UV_TEST(who_receives_datagrams_can_be_ended),
        UV_TEST(a_process_is_used_through_its_pipes),
        UV_TEST(a_killed_process_tells_the_signal),
        UV_TEST(a_cancelled_execution_ends_its_process),
        UV_TEST(what_cannot_be_started_is_named),
        UV_TEST(signals_are_a_generator),
        UV_TEST(work_is_done_by_another_thread),
        UV_TEST(owned_work_is_left_and_other_work_awaited),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
