/* Cleanup handlers that end abruptly while frames are unwound: the rows of
 * section 2 whose finally block is left early, with cleanup attributes instead
 * of deferred calls. Only for compilers that let a handler be unwound. */
#include "test.h"

static void *scopes_yield(gen_t *self, void *arg)
{
    NOTE_SCOPE_EXIT(outermost, "outermost");
    YIELD_AT_SCOPE_EXIT(outer, "f2");
    YIELD_AT_SCOPE_EXIT(inner, "f1");
    gen_yield(self, arg);
    return "not reached";
}

static void scope_exits(const char **value)
{
    gen_exit(gen_self(), (void *)(uintptr_t)*value);
}

static void scope_raises(const char **error)
{
    gen_raise(gen_self(), (void *)(uintptr_t)*error);
}

static void *scope_exits_body(gen_t *self, void *arg)
{
    NOTE_SCOPE_EXIT(outer, "outer");
    const char *inner __attribute__((cleanup(scope_exits))) = "x";
    gen_yield(self, arg);
    return (void *)(uintptr_t)inner;
}

static void R_06_return_scope_that_exits_replaces_the_value(void **state)
{
    gen_t *g = create(scope_exits_body, "a");

    (void)state;
    gen_next(g);
    assert_returned(gen_return(g, "v"), "x");
    assert_trace("outer");
    gen_destroy(g);
}

static void *scope_raises_body(gen_t *self, void *arg)
{
    NOTE_SCOPE_EXIT(outer, "outer");
    const char *inner __attribute__((cleanup(scope_raises))) = "e";
    gen_yield(self, arg);
    return (void *)(uintptr_t)inner;
}

static void R_07_return_scope_that_raises_makes_it_a_throw(void **state)
{
    gen_t *g = create(scope_raises_body, "a");

    (void)state;
    gen_next(g);
    assert_threw(gen_return(g, "v"), "e");
    assert_trace("outer");
    gen_destroy(g);
}

static void R_09_return_again_during_a_scope_wins(void **state)
{
    gen_t *g = create(scopes_yield, "a");

    (void)state;
    gen_next(g);
    assert_yielded(gen_return(g, "v"), "f1");
    assert_yielded(gen_return(g, "w"), "f2");
    assert_returned(gen_send(g, "y"), "w");
    assert_trace("f2:y outermost");
    gen_destroy(g);
}

static void R_10_throw_during_a_scope_wins(void **state)
{
    gen_t *g = create(scopes_yield, "a");

    (void)state;
    gen_next(g);
    assert_yielded(gen_return(g, "v"), "f1");
    assert_yielded(gen_throw(g, "e"), "f2");
    assert_threw(gen_send(g, "y"), "e");
    assert_trace("f2:y outermost");
    gen_destroy(g);
}

static void R_12_return_leaves_a_scope_and_runs_the_outer(void **state)
{
    gen_t *g = create(scopes_yield, "a");

    (void)state;
    gen_next(g);
    assert_yielded(gen_throw(g, "e"), "f1");
    assert_yielded(gen_return(g, "v"), "f2");
    assert_returned(gen_return(g, "w"), "w");
    assert_trace("outermost");
    gen_destroy(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(R_06_return_scope_that_exits_replaces_the_value),
        TEST(R_07_return_scope_that_raises_makes_it_a_throw),
        TEST(R_09_return_again_during_a_scope_wins),
        TEST(R_10_throw_during_a_scope_wins),
        TEST(R_12_return_leaves_a_scope_and_runs_the_outer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
