/* Tasks: spawning, awaiting, joining, detaching, cancelling, time. */
#include <errno.h>
#include <string.h>

#include <cgen/iter.h>

#include "task/fake_loop.h"

/* Notes a text and the time. */
static void note_now(const char *text)
{
    note("%s@%d", text, (int)fake_loop_now());
}

/* ---------------------------------------------------------------- Bodies */

static void *sleeps(gen_t *self, void *text)
{
    NOTE_SCOPE_EXIT(scope, "out");

    (void)self;
    note("%s", (const char *)text);
    gen_sleep(10);
    note_now(text);
    return text;
}

/* Yields three values, each after some time. */
static void *ticks(gen_t *self, void *text)
{
    NOTE_SCOPE_EXIT(scope, "ticks-out");

    for (int i = 0; i < 3; i++) {
        gen_sleep(5);
        gen_yield(self, text);
    }
    return NULL;
}

static void *same(void *value, gen_call *call)
{
    (void)call;
    return value;
}

static void *loops(gen_t *self, void *text)
{
    NOTE_SCOPE_EXIT(scope, "out");

    (void)self;
    gen_foreach (char *, tick, gen_map(gen_create(ticks, text), same))
        note_now(tick);
    return "done";
}

static void *returns(gen_t *self, void *value)
{
    (void)self;
    return value;
}

static void *raises(gen_t *self, void *error)
{
    gen_sleep(1);
    gen_raise(self, error);
}

static void *raises_at_once(gen_t *self, void *error)
{
    gen_raise(self, error);
}

/* Joins, for tests that run outside of tasks; notes the result. */
static void *joins(gen_t *self, void *task)
{
    gen_result end = gen_task_join(task);

    (void)self;
    note("%d:%s", end.error, end.value != NULL ? (const char *)end.value : "-");
    return NULL;
}

static void join(gen_task_t *task)
{
    assert_int_equal(gen_task_detach(gen_spawn(NULL, joins, task)), 0);
}

/* ------------------------------------------------------- Going on, ending */

static void runs_to_its_first_await_and_goes_on(void **state)
{
    gen_task_t *task;

    (void)state;
    fake_loop_begin();
    task = gen_spawn(NULL, sleeps, "a");
    assert_trace("a");
    join(task);
    fake_loop_run();
    assert_trace("a@10 out 0:a");
    fake_loop_end();
}

static void waits_below_loops_and_adaptors(void **state)
{
    (void)state;
    fake_loop_begin();
    join(gen_spawn(NULL, loops, "t"));
    fake_loop_run();
    assert_trace("t@5 t@10 t@15 ticks-out out 0:done");
    fake_loop_end();
}

static void tasks_take_turns(void **state)
{
    (void)state;
    fake_loop_begin();
    join(gen_spawn(NULL, loops, "a"));
    join(gen_spawn(NULL, loops, "b"));
    fake_loop_run();
    assert_trace("a@5 b@5 a@10 b@10 a@15 ticks-out out 0:done "
                 "b@15 ticks-out out 0:done");
    fake_loop_end();
}

static void one_that_has_ended_can_be_joined_anywhere(void **state)
{
    gen_result end;

    (void)state;
    fake_loop_begin();
    end = gen_task_join(gen_spawn(NULL, returns, "value"));
    assert_returned(end, "value");
    assert_threw(gen_task_join(gen_spawn(NULL, raises_at_once, "error")),
                 "error");
    fake_loop_end();
}

static void an_error_is_the_joins(void **state)
{
    (void)state;
    fake_loop_begin();
    join(gen_spawn(NULL, raises, "error"));
    fake_loop_run();
    assert_trace("1:error");
    fake_loop_end();
}

static void or_is_unhandled_if_it_is_detached(void **state)
{
    (void)state;
    fake_loop_begin();
    gen_task_detach(gen_spawn(NULL, raises, "later"));
    gen_task_detach(gen_spawn(NULL, raises_at_once, "at once"));
    assert_trace("unhandled:1:at once");
    fake_loop_run();
    assert_trace("unhandled:1:later");
    fake_loop_end();
}

static void *spawns(gen_t *self, void *unused)
{
    gen_task_t *inner = gen_spawn(NULL, sleeps, "inner");
    gen_result end;

    (void)self;
    (void)unused;
    note("%d", gen_task_self() != inner);
    end = gen_task_join(inner);
    note_now(end.value);
    return NULL;
}

static void a_task_may_spawn_and_join(void **state)
{
    (void)state;
    fake_loop_begin();
    gen_task_detach(gen_spawn(NULL, spawns, NULL));
    fake_loop_run();
    assert_trace("inner 1 inner@10 out inner@10");
    fake_loop_end();
}

/* ------------------------------------------------------------ Completions */

static gen_wait completion;

static void *awaits(gen_t *self, void *text)
{
    int64_t status = gen_await(&completion);

    (void)self;
    note("%s:%d:%s", (const char *)text, (int)status,
         (const char *)completion.value);
    return NULL;
}

static void a_wake_brings_status_and_value(void **state)
{
    (void)state;
    fake_loop_begin();
    completion = (gen_wait){0};
    gen_task_detach(gen_spawn(NULL, awaits, "a"));
    assert_trace("");
    assert_true(gen_wake(&completion, 5, "value"));
    assert_trace("a:5:value");
    assert_false(gen_wake(&completion, 6, "again"));
    fake_loop_end();
}

static void one_that_comes_first_is_not_lost(void **state)
{
    (void)state;
    fake_loop_begin();
    completion = (gen_wait){0};
    assert_true(gen_wake(&completion, 5, "value"));
    gen_task_detach(gen_spawn(NULL, awaits, "a"));
    assert_trace("a:5:value");
    fake_loop_end();
}

static gen_wait completions[3];

static void *awaits_one(gen_t *self, void *index)
{
    (void)self;
    gen_await(&completions[(intptr_t)index]);
    note("%d", (int)(intptr_t)index);
    if ((intptr_t)index < 2)
        gen_wake(&completions[(intptr_t)index + 1], 0, NULL);
    note("woken");
    gen_yield_now();
    note("%d", (int)(intptr_t)index);
    return NULL;
}

static void tasks_go_on_in_the_order_of_their_wakes(void **state)
{
    (void)state;
    fake_loop_begin();
    memset(completions, 0, sizeof completions);
    for (intptr_t i = 0; i < 3; i++)
        gen_task_detach(gen_spawn(NULL, awaits_one, (void *)i));
    gen_wake(&completions[0], 0, NULL);
    assert_trace("0 woken 1 woken 0 2 woken 1 2");
    fake_loop_end();
}

/* ------------------------------------------------------------- Cancelling */

static void a_cancelled_task_is_unwound(void **state)
{
    gen_task_t *task;

    (void)state;
    fake_loop_begin();
    task = gen_spawn(NULL, loops, "t");
    assert_int_equal(gen_task_cancel(task), 0);
    assert_trace("ticks-out out");
    assert_int_equal(gen_task_cancel(task), 0);
    assert_int_equal(gen_task_join(task).error, GEN_CANCELLED);
    fake_loop_end();
}

static void its_join_gives_cancelled(void **state)
{
    gen_task_t *task;

    (void)state;
    fake_loop_begin();
    task = gen_spawn(NULL, sleeps, "a");
    join(task);
    gen_task_cancel(task);
    assert_trace("a out -8:-");
    gen_task_detach(task = gen_spawn(NULL, sleeps, "b"));
    gen_task_cancel(task); /* no failure to be told of */
    assert_trace("b out");
    fake_loop_end();
}

/* An operation that completes later than it is asked to. */
static bool was_asked;

static void ask(gen_wait *wait)
{
    (void)wait;
    was_asked = true;
}

static void *awaits_slow(gen_t *self, void *unused)
{
    NOTE_SCOPE_EXIT(scope, "out");
    gen_wait wait = {.cancel = ask};

    (void)self;
    (void)unused;
    completion.arg = &wait;
    gen_await(&wait);
    note("never");
    return NULL;
}

static void the_completion_is_awaited(void **state)
{
    gen_task_t *task;

    (void)state;
    fake_loop_begin();
    completion = (gen_wait){0};
    was_asked = false;
    task = gen_spawn(NULL, awaits_slow, NULL);
    gen_task_cancel(task);
    assert_true(was_asked);
    assert_trace("");
    gen_wake(completion.arg, 0, NULL);
    assert_trace("out");
    assert_int_equal(gen_task_join(task).error, GEN_CANCELLED);
    fake_loop_end();
}

static void sleep_in_finally(void *text)
{
    note_now(text);
    gen_sleep(7);
    note_now(text);
}

static void *cleans_up_slowly(gen_t *self, void *unused)
{
    (void)unused;
    gen_defer(self, sleep_in_finally, "cleanup");
    gen_sleep(100);
    return NULL;
}

static void cleanup_may_await_and_is_not_cancelled(void **state)
{
    gen_task_t *task;

    (void)state;
    fake_loop_begin();
    task = gen_spawn(NULL, cleans_up_slowly, NULL);
    gen_task_cancel(task);
    gen_task_cancel(task);
    join(task);
    fake_loop_run();
    assert_trace("cleanup@0 cleanup@7 -8:-");
    fake_loop_end();
}

static void *catches(gen_t *self, void *unused)
{
    gen_wait wait = {0};
    int64_t status;

    (void)self;
    (void)unused;
    completion.arg = &wait;
    status = gen_await_catch(&wait);
    note("%d:%d", (int)status, (int)wait.status);
    wait = (gen_wait){0};
    note("%d", (int)gen_await_shielded(&wait));
    gen_sleep(1);
    note("never");
    return NULL;
}

static void caught_it_stays_cancelled(void **state)
{
    gen_task_t *task;

    (void)state;
    fake_loop_begin();
    completion = (gen_wait){0};
    task = gen_spawn(NULL, catches, NULL);
    gen_task_cancel(task);
    gen_wake(completion.arg, 3, NULL);
    assert_trace("-8:3");
    gen_wake(completion.arg, 4, NULL);
    assert_trace("4");
    assert_int_equal(gen_task_join(task).error, GEN_CANCELLED);
    fake_loop_end();
}

static void *cancels_itself(gen_t *self, void *unused)
{
    (void)self;
    (void)unused;
    gen_task_cancel(gen_task_self());
    note("goes on");
    gen_yield_now();
    note("never");
    return NULL;
}

/* In a handler, while its own error unwinds the task, it destroys a generator
 * whose deferred call awaits. */
static void sleeps_deferred(void *unused)
{
    (void)unused;
    gen_sleep(10);
    note_now("deferred");
}

static void *defers_sleep(gen_t *self, void *unused)
{
    gen_defer(self, sleeps_deferred, unused);
    gen_yield(self, "value");
    return NULL;
}

static void destroy_in_handler(gen_t **g)
{
    gen_destroy(*g);
    note_now("destroyed");
}

static void *fails_with_generator(gen_t *self, void *unused)
{
    gen_t *g GEN_ON_SCOPE_EXIT(destroy_in_handler) =
        gen_create(defers_sleep, unused);

    gen_next(g);
    gen_raise(self, "failed");
}

static void *delegates_failing(gen_t *self, void *unused)
{
    gen_delegate(self, gen_create(fails_with_generator, unused));
    return NULL;
}

static void cancel_in_cleanup(gen_fn *fn)
{
    gen_task_t *task;

    fake_loop_begin();
    task = gen_spawn(NULL, fn, NULL);
    fake_loop_run_until(5);
    gen_task_cancel(task);
    fake_loop_run();
    assert_trace("deferred@10 destroyed@10");
    assert_threw(gen_task_join(task), "failed");
    fake_loop_end();
}

static void nor_is_what_cleanup_resumes(void **state)
{
    (void)state;
    cancel_in_cleanup(fails_with_generator);
    cancel_in_cleanup(delegates_failing);
}

/* Its inner generator takes time to end, and then it goes on itself, as after a
 * yield in a finally block of JavaScript: it ends at the next await. */
static void *defers_sleep_and_sleeps(gen_t *self, void *unused)
{
    gen_defer(self, sleeps_deferred, unused);
    gen_sleep(10);
    return NULL;
}

static void *delegates_then_sleeps(gen_t *self, void *unused)
{
    NOTE_SCOPE_EXIT(scope, "out");

    gen_delegate(self, gen_create(defers_sleep_and_sleeps, unused));
    gen_sleep(1000);
    note("not-reached");
    return NULL;
}

static void one_that_goes_on_is_cancelled_again(void **state)
{
    gen_task_t *task;

    (void)state;
    fake_loop_begin();
    task = gen_spawn(NULL, delegates_then_sleeps, NULL);
    fake_loop_run_until(5);
    gen_task_cancel(task);
    fake_loop_run();
    assert_trace("deferred@15 out");
    assert_int_equal(gen_task_join(task).error, GEN_CANCELLED);
    fake_loop_end();
}

static void a_task_may_cancel_itself(void **state)
{
    (void)state;
    fake_loop_begin();
    assert_int_equal(gen_task_join(gen_spawn(NULL, cancels_itself, NULL)).error,
                     GEN_CANCELLED);
    assert_trace("goes on");
    fake_loop_end();
}

static void a_joining_task_may_be_cancelled(void **state)
{
    gen_task_t *task, *joining;

    (void)state;
    fake_loop_begin();
    task = gen_spawn(NULL, sleeps, "a");
    joining = gen_spawn(NULL, joins, task);
    gen_task_cancel(joining);
    assert_int_equal(gen_task_join(joining).error, GEN_CANCELLED);
    join(task);
    fake_loop_run();
    assert_trace("a a@10 out 0:a");
    fake_loop_end();
}

/* ---------------------------------------------------------------- Misuse */

static void *yields(gen_t *self, void *text)
{
    NOTE_SCOPE_EXIT(scope, "out");

    gen_yield(self, text);
    note("never");
    return NULL;
}

static void *misuses(gen_t *self, void *other)
{
    gen_wait *wait = &completion;

    (void)self;
    note("%d", gen_task_join(gen_task_self()).error);
    note("%d", gen_task_join(other).error);
    note("%d", (int)gen_await(wait));
    note("%d", (int)gen_await(NULL));
    return NULL;
}

static void *detaches_itself(gen_t *self, void *unused)
{
    (void)self;
    (void)unused;
    note("%d", gen_task_detach(gen_task_self()));
    return "value";
}

static void nobody_frees_a_task_before_gen_spawn_returns_it(void **state)
{
    (void)state;
    fake_loop_begin();
    assert_returned(gen_task_join(gen_spawn(NULL, detaches_itself, NULL)),
                    "value");
    assert_trace("-2");
    fake_loop_end();
}

static void *no_timer(void *host, uint64_t milliseconds, void (*fn)(void *),
                      void *arg)
{
    (void)host;
    (void)milliseconds;
    (void)fn;
    (void)arg;
    return NULL;
}

static void misuse_is_told(void **state)
{
    gen_task_ops half = {.timer = no_timer};
    gen_options data = {.data = &completion};
    gen_task_t *task;

    (void)state;
    assert_int_equal((int)gen_await(&completion), GEN_EPERM);
    assert_int_equal(gen_sleep(1), GEN_EPERM);
    assert_int_equal(gen_yield_now(), GEN_EPERM);
    assert_null(gen_spawn(NULL, sleeps, "a"));
    assert_int_equal(errno, EPERM);
    assert_null(gen_task_loop_new(&half, NULL));
    assert_int_equal(errno, EINVAL);
    assert_int_equal(gen_task_loop_free(fake_loop_begin()), 0);
    fake_loop_begin();
    assert_null(gen_task_loop_new(NULL, NULL));
    assert_int_equal(errno, EBUSY);
    assert_null(gen_spawn_with(NULL, sleeps, "a", &data));
    assert_int_equal(errno, EINVAL);
    assert_null(gen_spawn(NULL, NULL, NULL));
    assert_int_equal(errno, EINVAL);
    completion = (gen_wait){0};
    gen_task_detach(gen_spawn(NULL, awaits, "a"));
    task = gen_spawn(NULL, sleeps, "s");
    join(task);
    assert_int_equal(gen_task_join(task).error, GEN_EBUSY);
    assert_int_equal(gen_task_detach(task), GEN_EBUSY);
    gen_task_detach(gen_spawn(NULL, misuses, task));
    assert_trace("s -3 -2 -2 -1");
    assert_int_equal(gen_task_join(NULL).error, GEN_EINVAL);
    assert_false(gen_task_join(NULL).done);
    assert_int_equal(gen_task_detach(NULL), GEN_EINVAL);
    assert_int_equal(gen_task_cancel(NULL), GEN_EINVAL);
    gen_wake(&completion, 0, "w");
    fake_loop_run();
    assert_trace("a:0:w s@10 out 0:s");
    assert_int_equal(gen_task_join(gen_spawn(NULL, yields, "x")).error,
                     GEN_EPERM);
    assert_trace("out");
    fake_loop_end();
}

static void a_loop_with_tasks_is_not_freed(void **state)
{
    gen_task_loop_t *loop;
    gen_task_t *task;

    (void)state;
    loop = fake_loop_begin();
    task = gen_spawn_with(NULL, sleeps, "a", &(gen_options){.name = "sleeper"});
    assert_int_equal(gen_task_loop_free(loop), GEN_EBUSY);
    gen_task_cancel(task);
    assert_int_equal(gen_task_loop_free(loop), GEN_EBUSY);
    gen_task_join(task);
    assert_trace("a out");
    fake_loop_end();
    assert_int_equal(gen_task_loop_free(NULL), 0);
}

static void all_tasks_of_a_loop_are_cancelled(void **state)
{
    gen_task_loop_t *loop;
    gen_task_t *task;

    (void)state;
    loop = fake_loop_begin();
    task = gen_spawn(NULL, sleeps, "a");
    gen_task_detach(gen_spawn(NULL, sleeps, "b"));
    gen_task_detach(gen_spawn(NULL, cleans_up_slowly, NULL));
    assert_int_equal(gen_task_loop_cancel(loop), 1);
    assert_trace("a b cleanup@0 out out");
    fake_loop_run();
    assert_trace("cleanup@7");
    assert_int_equal(gen_task_loop_cancel(loop), 0);
    assert_int_equal(gen_task_loop_cancel(NULL), 0);
    assert_int_equal(gen_task_join(task).error, GEN_CANCELLED);
    fake_loop_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(runs_to_its_first_await_and_goes_on),
        TEST(waits_below_loops_and_adaptors),
        TEST(tasks_take_turns),
        TEST(one_that_has_ended_can_be_joined_anywhere),
        TEST(an_error_is_the_joins),
        TEST(or_is_unhandled_if_it_is_detached),
        TEST(a_task_may_spawn_and_join),
        TEST(a_wake_brings_status_and_value),
        TEST(one_that_comes_first_is_not_lost),
        TEST(tasks_go_on_in_the_order_of_their_wakes),
        TEST(a_cancelled_task_is_unwound),
        TEST(its_join_gives_cancelled),
        TEST(the_completion_is_awaited),
        TEST(cleanup_may_await_and_is_not_cancelled),
        TEST(caught_it_stays_cancelled),
        TEST(nor_is_what_cleanup_resumes),
        TEST(one_that_goes_on_is_cancelled_again),
        TEST(a_task_may_cancel_itself),
        TEST(a_joining_task_may_be_cancelled),
        TEST(nobody_frees_a_task_before_gen_spawn_returns_it),
        TEST(misuse_is_told),
        TEST(a_loop_with_tasks_is_not_freed),
        TEST(all_tasks_of_a_loop_are_cancelled),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
