/* throw(e): section 3 of judge/checklist.md. */
#include "test.h"

static void *forever(gen_t *self, void *arg)
{
    gen_defer(self, note_call, "deferred");
    for (;;)
        gen_yield(self, arg);
    return NULL;
}

static void T_01_throw_start_completes_without_running(void **state)
{
    gen_t *g = create(forever, "a");

    (void)state;
    assert_threw(gen_throw(g, "e"), "e");
    assert_int_equal(gen_state(g), GEN_DONE);
    assert_returned(gen_next(g), NULL);
    assert_trace("");
    gen_destroy(g);
}

static void T_02_throw_done_comes_out_each_time(void **state)
{
    gen_t *g = create(forever, "a");

    (void)state;
    gen_return(g, NULL);
    assert_threw(gen_throw(g, "e"), "e");
    assert_threw(gen_throw(g, NULL), NULL);
    assert_int_equal(gen_state(g), GEN_DONE);
    gen_destroy(g);
}

static void *catch_and_go_on(gen_t *self, void *arg)
{
    gen_resumed resumed = gen_yield_catch(self, arg);

    note("caught:%d:%s", resumed.signal, (char *)resumed.value);
    gen_yield(self, "b");
    return "end";
}

static void T_03_throw_caught_gives_the_next_yield(void **state)
{
    gen_t *g = create(catch_and_go_on, "a");

    (void)state;
    gen_next(g);
    assert_yielded(gen_throw(g, "e"), "b");
    assert_trace("caught:2:e");
    assert_returned(gen_next(g), "end");
    gen_destroy(g);
}

static void *catch_and_end(gen_t *self, void *arg)
{
    gen_yield_catch(self, arg);
    return "end";
}

static void T_03_throw_caught_gives_the_return_value(void **state)
{
    gen_t *g = create(catch_and_end, "a");

    (void)state;
    gen_next(g);
    assert_returned(gen_throw(g, "e"), "end");
    gen_destroy(g);
}

static void *scopes(gen_t *self, void *arg)
{
    NOTE_SCOPE_EXIT(outer, "outer");
    gen_defer(self, note_call, "first");
    gen_defer(self, note_call, "second");
    {
        NOTE_SCOPE_EXIT(inner, "inner");
        gen_yield(self, arg);
    }
    return "not reached";
}

static void T_04_throw_uncaught_cleans_up_and_comes_out(void **state)
{
    gen_t *g = create(scopes, "a");

    (void)state;
    gen_next(g);
    assert_threw(gen_throw(g, "e"), "e");
    assert_int_equal(gen_state(g), GEN_DONE);
    assert_trace("inner outer second first");
    assert_returned(gen_next(g), NULL);
    gen_destroy(g);
}

static void *deferred_yields(gen_t *self, void *arg)
{
    gen_defer(self, yield_in_finally, "f");
    gen_yield(self, arg);
    return NULL;
}

static void T_05_throw_cleanup_yields_with_the_error_pending(void **state)
{
    gen_t *g = create(deferred_yields, "a");

    (void)state;
    gen_next(g);
    assert_yielded(gen_throw(g, "e"), "f");
    assert_threw(gen_send(g, "x"), "e");
    assert_trace("f:x");
    gen_destroy(g);
}

static void *deferred_exits(gen_t *self, void *arg)
{
    gen_defer(self, exit_in_finally, "x");
    gen_yield(self, arg);
    return NULL;
}

static void T_06_throw_cleanup_that_exits_swallows_it(void **state)
{
    gen_t *g = create(deferred_exits, "a");

    (void)state;
    gen_next(g);
    assert_returned(gen_throw(g, "e"), "x");
    gen_destroy(g);
}

static void *deferred_raises(gen_t *self, void *arg)
{
    gen_defer(self, note_call, "outer");
    gen_defer(self, raise_in_finally, "newer");
    gen_yield(self, arg);
    return NULL;
}

static void T_07_throw_cleanup_that_raises_replaces_it(void **state)
{
    gen_t *g = create(deferred_raises, "a");

    (void)state;
    gen_next(g);
    assert_threw(gen_throw(g, "e"), "newer");
    assert_trace("outer");
    gen_destroy(g);
}

static void *catch_and_raise(gen_t *self, void *arg)
{
    gen_defer(self, note_call, "outer");
    if (gen_yield_catch(self, arg).signal == GEN_THROW)
        gen_raise(self, "newer");
    return NULL;
}

static void T_07_throw_caught_and_raised_anew(void **state)
{
    gen_t *g = create(catch_and_raise, "a");

    (void)state;
    gen_next(g);
    assert_threw(gen_throw(g, "e"), "newer");
    assert_trace("outer");
    gen_destroy(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(T_01_throw_start_completes_without_running),
        TEST(T_02_throw_done_comes_out_each_time),
        TEST(T_03_throw_caught_gives_the_next_yield),
        TEST(T_03_throw_caught_gives_the_return_value),
        TEST(T_04_throw_uncaught_cleans_up_and_comes_out),
        TEST(T_05_throw_cleanup_yields_with_the_error_pending),
        TEST(T_06_throw_cleanup_that_exits_swallows_it),
        TEST(T_07_throw_cleanup_that_raises_replaces_it),
        TEST(T_07_throw_caught_and_raised_anew),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
