/* A libuv loop that has tasks: running, adopting, time, posts, what is left. */
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "uv/running.h"

static void *returns_its_argument(gen_t *self, void *arg)
{
    (void)self;
    gen_sleep(1);
    return arg;
}

static void a_program_is_its_main_task(void **state)
{
    gen_result end;

    (void)state;
    assert_int_equal(gen_uv_run(NULL, returns_its_argument, "a", &end), 0);
    assert_returned(end, "a");
    assert_int_equal(gen_uv_run(NULL, NULL, NULL, NULL), UV_EINVAL);
}

static void *raises(gen_t *self, void *arg)
{
    gen_raise(self, arg);
}

static void *cancels_itself(gen_t *self, void *arg)
{
    (void)self;
    gen_task_cancel(gen_task_self());
    gen_sleep(1);
    return arg;
}

static void it_tells_how_that_has_ended(void **state)
{
    gen_result end;

    (void)state;
    assert_int_equal(gen_uv_run(NULL, raises, "bad", &end), UV_UNKNOWN);
    assert_threw(end, "bad");
    assert_int_equal(gen_uv_run(NULL, cancels_itself, NULL, &end),
                     UV_ECANCELED);
    assert_int_equal(end.error, GEN_CANCELLED);
}

static void *sleeps_and_notes(gen_t *self, void *time)
{
    (void)self;
    gen_sleep((uint64_t)gen_to_int(time));
    note("%d", (int)gen_to_int(time));
    return NULL;
}

static uint64_t now(void)
{
    uv_update_time(gen_uv_self());
    return uv_now(gen_uv_self());
}

/* How long it took to begin them is taken note of in spread. */
static void *sleeps_in_tasks(gen_t *self, void *spread)
{
    static const int times[] = {30, 0, 10, 20, 10};
    uint64_t begun = now();

    (void)self;
    gen_scope (all) {
        for (size_t i = 0; i < 5; i++)
            gen_spawn(all, sleeps_and_notes, gen_of_int(times[i]));
        *(uint64_t *)spread = now() - begun;
    }
    return NULL;
}

/* Again, if something else kept the processor while they were begun. */
static void sleeps_end_in_the_order_of_their_times(void **state)
{
    uint64_t spread = 0;

    do {
        clear_trace(state);
        assert_int_equal(run(sleeps_in_tasks, &spread), 0);
    } while (spread >= 10);
    assert_trace("0 10 10 20 30");
}

/* ----------------------------------------------------------- Many of them */

enum { MANY = 2000 };

static struct {
    uint64_t spread; /* between the beginnings of the first and the last */
    uint64_t latest; /* the time of the sleep that ended last */
    int ended;
} many;

static void *sleeps_long(gen_t *self, void *argument)
{
    uint64_t time = (uint64_t)gen_to_int(argument), due = now() + time;

    (void)self;
    gen_sleep(time);
    CHECK(uv_now(gen_uv_self()) >= due);
    CHECK(many.latest <= time + many.spread);
    many.latest = time;
    many.ended++;
    return NULL;
}

/* A third, or most of them, which the heap then gets rid of. */
static bool is_cancelled(int i, bool most)
{
    return most ? i % 10 != 0 : i % 3 == 0;
}

static void *sleeps_at_once(gen_t *self, void *argument)
{
    bool most = argument != NULL;
    gen_task_t *tasks[MANY];
    uint64_t begun = now();

    (void)self;
    srand(1);
    for (int i = 0; i < MANY; i++)
        tasks[i] = gen_spawn(NULL, sleeps_long, gen_of_int(rand() % 200));
    many.spread = now() - begun;
    for (int i = 0; i < MANY; i++)
        if (is_cancelled(i, most))
            gen_task_cancel(tasks[i]);
    for (int i = 0; i < MANY; i++)
        CHECK_INT(gen_task_join(tasks[i]).error,
                  is_cancelled(i, most) ? GEN_CANCELLED : 0);
    return NULL;
}

static void none_of_many_sleeps_is_early_or_lost(void **state)
{
    (void)state;
    memset(&many, 0, sizeof many);
    assert_int_equal(run(sleeps_at_once, NULL), 0);
    assert_int_equal(many.ended, MANY - (MANY + 2) / 3);
    memset(&many, 0, sizeof many);
    assert_int_equal(run(sleeps_at_once, "most"), 0);
    assert_int_equal(many.ended, MANY / 10);
}

/* ----------------------------------------------------- Due at the same time */

enum { TOGETHER = 40 };
static gen_task_t *together[TOGETHER];

static void *cancels_later_ones(gen_t *self, void *argument)
{
    int number = (int)gen_to_int(argument);

    (void)self;
    gen_sleep(1);
    note("%d", number);
    for (int i = number + 1; i < TOGETHER; i++)
        if (i % 5 != 0)
            gen_task_cancel(together[i]);
    return NULL;
}

static void *sleep_together(gen_t *self, void *unused)
{
    (void)self, (void)unused;
    for (int i = 0; i < TOGETHER; i++)
        together[i] = gen_spawn(NULL, cancels_later_ones, gen_of_int(i));
    for (uint64_t end = now() + 20; now() < end;)
        uv_update_time(gen_uv_self());
    for (int i = 0; i < TOGETHER; i++)
        CHECK_INT(gen_task_join(together[i]).error,
                  i % 5 != 0 ? GEN_CANCELLED : 0);
    return NULL;
}

static void one_that_is_due_cancels_others_that_are(void **state)
{
    (void)state;
    assert_int_equal(run(sleep_together, NULL), 0);
    assert_trace("0 5 10 15 20 25 30 35");
}

/* --------------------------------------------------------- What is left */

static void slow_cleanup(void *unused)
{
    (void)unused;
    gen_sleep(5);
    note("cleaned");
}

static void *never_ends(gen_t *self, void *unused)
{
    gen_defer(self, slow_cleanup, NULL);
    gen_sleep(1000000);
    return unused;
}

static void *leaves_tasks(gen_t *self, void *unused)
{
    (void)self, (void)unused;
    for (int i = 0; i < 3; i++)
        gen_task_detach(gen_spawn(NULL, never_ends, NULL));
    return NULL;
}

static void tasks_that_are_left_are_cancelled(void **state)
{
    (void)state;
    assert_int_equal(run(leaves_tasks, NULL), 0);
    assert_trace("cleaned cleaned cleaned");
}

static void busy_cleanup(void *unused)
{
    uint64_t end = uv_hrtime() + 20 * 1000 * 1000;

    (void)unused;
    while (uv_hrtime() < end)
        continue;
}

static void *ends_late(gen_t *self, void *unused)
{
    gen_defer(self, busy_cleanup, NULL);
    gen_sleep(1000000);
    return unused;
}

static void *leaves_busy_ones(gen_t *self, void *unused)
{
    (void)self, (void)unused;
    gen_task_detach(gen_spawn(NULL, ends_late, NULL));
    gen_task_detach(gen_spawn(NULL, never_ends, NULL));
    gen_task_detach(gen_spawn(NULL, ends_late, NULL));
    return NULL;
}

/* The sleep is over before the loop turns. */
static void a_run_ends_with_the_last_task(void **state)
{
    (void)state;
    assert_int_equal(run(leaves_busy_ones, NULL), 0);
    assert_trace("cleaned");
}

/* --------------------------------------------------- In a program's loop */

static gen_task_t *adopted;

static void spawn_in_callback(uv_timer_t *timer)
{
    adopted = gen_spawn(NULL, sleeps_and_notes, gen_of_int(5));
    uv_close((uv_handle_t *)timer, NULL);
}

static void a_program_of_callbacks_adopts_tasks(void **state)
{
    uv_loop_t loop;
    uv_timer_t timer;

    (void)state;
    uv_loop_init(&loop);
    uv_timer_init(&loop, &timer);
    uv_timer_start(&timer, spawn_in_callback, 1, 0);
    assert_non_null(gen_uv_loop(&loop));
    assert_ptr_equal(gen_uv_self(), &loop);
    assert_null(gen_uv_loop(&loop));
    assert_int_equal(gen_uv_run(NULL, raises, NULL, NULL), UV_EBUSY);
    uv_run(&loop, UV_RUN_DEFAULT);
    assert_trace("5");
    assert_int_equal(gen_uv_loop_free(), UV_EBUSY);
    assert_int_equal(gen_task_join(adopted).error, 0);
    assert_int_equal(gen_uv_loop_free(), 0);
    assert_int_equal(gen_uv_loop_free(), UV_EPERM);
    uv_run(&loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&loop), 0);
}

static void outside_of_tasks_nothing_awaits(void **state)
{
    char data[4];

    (void)state;
    assert_null(gen_uv_self());
    assert_int_equal(gen_uv_open("/", 0, 0), UV_EPERM);
    assert_int_equal(gen_uv_write(1, data, 0, 0), UV_EPERM);
    assert_int_equal(gen_uv_work(free, NULL), UV_EPERM);
    assert_null(gen_uv_connect("127.0.0.1", "1"));
    assert_null(gen_uv_watch("/"));
    assert_null(gen_uv_signals(SIGUSR1));
    assert_int_equal(gen_uv_recv(NULL, data, 1), UV_EINVAL);
    assert_null(gen_uv_loop(NULL));
    assert_string_equal(gen_uv_failure()->text,
                        "gen_uv_loop: invalid argument");
}

static void *fails_to_open(gen_t *self, void *unused)
{
    (void)self;
    CHECK_INT(gen_uv_open("/nowhere/at/all", 0, 0), UV_ENOENT);
    return unused;
}

static void failures_outlive_the_loop(void **state)
{
    (void)state;
    assert_int_equal(run(fails_to_open, NULL), 0);
    assert_string_equal(gen_uv_failure()->text,
                        "open /nowhere/at/all: no such file or directory");
}

/* ------------------------------------------------------------- Two threads */

enum { ROUNDS = 200 };

/* Each has what the other one posts to: the wait of each round. */
struct side {
    gen_wait waits[ROUNDS];
    gen_task_loop_t *_Atomic loop;
    struct side *other;
    int64_t sum;
};

static void *plays(gen_t *self, void *argument)
{
    struct side *side = argument;

    (void)self;
    side->loop = gen_task_loop_self();
    while (side->other->loop == NULL)
        gen_sleep(1);
    for (int i = 0; i < ROUNDS; i++) {
        CHECK_INT(gen_post(side->other->loop, &side->other->waits[i], i, NULL),
                  0);
        side->sum += gen_await(&side->waits[i]);
    }
    return NULL;
}

static void *run_side(void *side)
{
    CHECK_INT(gen_uv_run(NULL, plays, side, NULL), 0);
    return NULL;
}

static void loops_of_two_threads_post_to_each_other(void **state)
{
    static struct side sides[2];
    pthread_t threads[2];

    (void)state;
    need_company();
    for (int i = 0; i < 2; i++) {
        sides[i].other = &sides[1 - i];
        assert_int_equal(pthread_create(&threads[i], NULL, run_side, &sides[i]),
                         0);
    }
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(sides[0].sum, ROUNDS * (ROUNDS - 1) / 2);
    assert_int_equal(sides[1].sum, ROUNDS * (ROUNDS - 1) / 2);
}

/* ------------------------------------------------------- Any other request */

static void *draws_lots(gen_t *self, void *unused)
{
    char key[16] = {0}, none[16] = {0};
    uv_random_t request;
    gen_wait wait = {.cancel = gen_uv_cancel};

    (void)self, (void)unused;
    CHECK_INT(GEN_UV_AWAIT(&wait, &request,
                           uv_random(gen_uv_self(), &request, key, sizeof key,
                                     0, gen_uv_on_random)),
              0);
    CHECK(memcmp(key, none, sizeof key) != 0);
    wait = (gen_wait){.cancel = gen_uv_cancel};
    CHECK_INT(GEN_UV_AWAIT(&wait, &request,
                           uv_random(gen_uv_self(), &request, key, sizeof key,
                                     ~0U, gen_uv_on_random)),
              UV_EINVAL);
    return NULL;
}

static void any_request_can_be_awaited(void **state)
{
    (void)state;
    assert_int_equal(run(draws_lots, NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UV_TEST(a_program_is_its_main_task),
        UV_TEST(it_tells_how_that_has_ended),
        UV_TEST(sleeps_end_in_the_order_of_their_times),
        UV_TEST(none_of_many_sleeps_is_early_or_lost),
        UV_TEST(one_that_is_due_cancels_others_that_are),
        UV_TEST(tasks_that_are_left_are_cancelled),
        UV_TEST(a_run_ends_with_the_last_task),
        UV_TEST(a_program_of_callbacks_adopts_tasks),
        UV_TEST(outside_of_tasks_nothing_awaits),
        UV_TEST(failures_outlive_the_loop),
        UV_TEST(loops_of_two_threads_post_to_each_other),
        UV_TEST(any_request_can_be_awaited),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
