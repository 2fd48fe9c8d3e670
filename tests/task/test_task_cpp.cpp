/* Tasks and scopes in C++: destructors, exceptions. */
#include <stdexcept>

#include "task/fake_loop.h"

namespace
{

/* A destructor that awaits. */
struct Guard {
    const char *name;

    explicit Guard(const char *text) : name(text)
    {
    }
    Guard(const Guard &) = delete;
    Guard &operator=(const Guard &) = delete;
    ~Guard()
    {
        gen_sleep(5);
        note("~%s@%d", name, static_cast<int>(fake_loop_now()));
    }
};

void *sleeps(gen_t *, void *)
{
    Guard guard("child");

    gen_sleep(20);
    return nullptr;
}

void *throws_in_scope(gen_t *, void *)
{
    try {
        gen_scope (own) {
            gen_spawn(own, sleeps, nullptr);
            gen_sleep(1);
            throw std::runtime_error("thrown");
        }
    } catch (const std::runtime_error &error) {
        note("caught:%s@%d", error.what(), static_cast<int>(fake_loop_now()));
    }
    return nullptr;
}

void an_exception_leaves_a_scope_when_its_tasks_have_ended(void **)
{
    gen_task_t *task;

    fake_loop_begin();
    task = gen_spawn(nullptr, throws_in_scope, nullptr);
    fake_loop_run();
    assert_trace("~child@6 caught:thrown@6");
    assert_int_equal(gen_task_join(task).error, 0);
    fake_loop_end();
}

void *throws_with_guard(gen_t *, void *)
{
    try {
        Guard guard("guard");

        throw 7;
    } catch (int number) {
        note("caught:%d@%d", number, static_cast<int>(fake_loop_now()));
    }
    gen_sleep(10);
    note("not-reached");
    return nullptr;
}

void a_destructor_that_awaits_is_not_cancelled(void **)
{
    gen_task_t *task;

    fake_loop_begin();
    task = gen_spawn(nullptr, throws_with_guard, nullptr);
    fake_loop_run_until(2);
    gen_task_cancel(task);
    fake_loop_run();
    assert_trace("~guard@5 caught:7@5");
    assert_int_equal(gen_task_join(task).error, GEN_CANCELLED);
    fake_loop_end();
}

void *is_slow(gen_t *, void *)
{
    gen_timeout (10) {
        Guard guard("inner");

        gen_sleep(100);
        note("not-reached");
    }
    return nullptr;
}

void *tries(gen_t *, void *)
{
    Guard guard("outer");
    gen_t *inner = gen_create(is_slow, nullptr);

    int error = gen_next(inner).error;

    note("%d@%d", error, static_cast<int>(fake_loop_now()));
    gen_destroy(inner);
    return nullptr;
}

void a_deadline_runs_destructors(void **)
{
    gen_task_t *task;

    fake_loop_begin();
    task = gen_spawn(nullptr, tries, nullptr);
    fake_loop_run();
    assert_trace("~inner@15 -9@15 ~outer@20");
    assert_int_equal(gen_task_join(task).error, 0);
    fake_loop_end();
}

void *throws_when_woken(gen_t *, void *wait)
{
    gen_await(static_cast<gen_wait *>(wait));
    throw 7;
}

void *notes_when_woken(gen_t *, void *wait)
{
    gen_await(static_cast<gen_wait *>(wait));
    note("woken");
    return nullptr;
}

/* Wakes two, of which the first throws. */
void *wakes_both(gen_t *, void *argument)
{
    gen_wait *waits = static_cast<gen_wait *>(argument);

    gen_await(&waits[0]);
    gen_wake(&waits[1], 0, nullptr);
    gen_wake(&waits[2], 0, nullptr);
    return nullptr;
}

void an_exception_of_a_task_comes_out_of_the_wake(void **)
{
    gen_wait waits[3] = {};
    gen_task_t *waker, *thrower, *other;

    fake_loop_begin();
    waker = gen_spawn(nullptr, wakes_both, waits);
    thrower = gen_spawn(nullptr, throws_when_woken, &waits[1]);
    other = gen_spawn(nullptr, notes_when_woken, &waits[2]);
    try {
        gen_wake(&waits[0], 0, nullptr);
        note("not-reached");
    } catch (int number) {
        note("caught:%d", number);
    }
    assert_trace("woken caught:7");
    assert_null(gen_task_self());
    assert_int_equal(gen_task_join(thrower).error, GEN_THROWN);
    assert_int_equal(gen_task_join(waker).error, 0);
    assert_int_equal(gen_task_join(other).error, 0);
    fake_loop_end();
}

void *throws_at_once(gen_t *, void *)
{
    throw 7;
}

void *spawns_thrower(gen_t *, void *)
{
    gen_scope (own) {
        try {
            gen_spawn(own, throws_at_once, nullptr);
        } catch (int number) {
            note("caught:%d", number);
        }
        gen_sleep(1);
    }
    return nullptr;
}

void an_exception_out_of_spawn_leaves_no_task(void **)
{
    gen_task_t *task;

    fake_loop_begin();
    try {
        gen_spawn(nullptr, throws_at_once, nullptr);
    } catch (int number) {
        note("caught:%d", number);
    }
    task = gen_spawn(nullptr, spawns_thrower, nullptr);
    fake_loop_run();
    assert_trace("caught:7 caught:7");
    assert_int_equal(gen_task_join(task).error, 0);
    fake_loop_end();
}

} // namespace

int main()
{
    const CMUnitTest tests[] = {
        TEST(an_exception_leaves_a_scope_when_its_tasks_have_ended),
        TEST(a_destructor_that_awaits_is_not_cancelled),
        TEST(a_deadline_runs_destructors),
        TEST(an_exception_of_a_task_comes_out_of_the_wake),
        TEST(an_exception_out_of_spawn_leaves_no_task),
    };

    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
