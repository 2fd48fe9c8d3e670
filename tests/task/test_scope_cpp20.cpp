/* The members of gen_scope, which C++ has names for since C++20. */
#include "task/fake_loop.h"

namespace
{

void *sleeps(gen_t *, void *)
{
    gen_sleep(10);
    return nullptr;
}

void *sleeps_by_turns(gen_t *, void *)
{
    gen_scope (one_by_one, .deadline = 1000, .limit = 1) {
        gen_spawn(one_by_one, sleeps, nullptr);
        gen_spawn(one_by_one, sleeps, nullptr);
    }
    note("%d", static_cast<int>(fake_loop_now()));
    return nullptr;
}

void options_are_named(void **)
{
    gen_task_t *task;

    fake_loop_begin();
    task = gen_spawn(nullptr, sleeps_by_turns, nullptr);
    fake_loop_run();
    assert_trace("20");
    assert_int_equal(gen_task_join(task).error, 0);
    fake_loop_end();
}

} // namespace

int main()
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(options_are_named, clear_trace)};

    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
