/* Generators without guards, which only the environment can ask for: run with
 * CGEN_GUARD=none. */
#include "test.h"

enum { MANY = 100 };

static void *yield_arg(gen_t *self, void *arg)
{
    gen_yield(self, arg);
    return "end";
}

static void create_without_guards_works_and_shows(void **state)
{
    gen_t *g[MANY];
    gen_statistics statistics;

    (void)state;
    need_kept_stacks();
    for (int i = 0; i < MANY; i++)
        g[i] = create(yield_arg, "a");
    gen_stats(&statistics, sizeof statistics);
    assert_in_range(statistics.unguarded_stacks, MANY, 2 * MANY);
    assert_int_equal(statistics.light_guards, 0);
    assert_int_equal(statistics.mprotect_guards, 0);
    for (int i = 0; i < MANY; i++) {
        assert_yielded(gen_next(g[i]), "a");
        assert_returned(gen_next(g[i]), "end");
        gen_destroy(g[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(create_without_guards_works_and_shows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
