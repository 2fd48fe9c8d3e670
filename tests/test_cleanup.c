/* Closing resources: section 12 of judge/checklist.md; gen_defer, gen_undefer
 * and gen_destroy. */
#include "test.h"

static void *paused_with_defer(gen_t *self, void *arg)
{
    NOTE_SCOPE_EXIT(scope, "scope");
    gen_defer(self, note_call, "first");
    gen_defer(self, note_call, "second");
    gen_yield(self, arg);
    return "end";
}

static void U_01_destroy_suspended_closes_and_drops_the_value(void **state)
{
    gen_t *g = create(paused_with_defer, "a");

    (void)state;
    gen_next(g);
    assert_int_equal(gen_destroy(g), 0);
    assert_trace("scope second first");
}

static void U_01_return_twice_is_harmless(void **state)
{
    gen_t *g = create(paused_with_defer, "a");

    (void)state;
    gen_next(g);
    assert_returned(gen_return(g, NULL), NULL);
    assert_returned(gen_return(g, NULL), NULL);
    assert_int_equal(gen_destroy(g), 0);
    assert_trace("scope second first");
}

static void *raises_when_closed(gen_t *self, void *arg)
{
    gen_defer(self, note_call, "first");
    gen_defer(self, raise_in_finally, "e");
    gen_yield(self, arg);
    return NULL;
}

static void U_01_destroy_suspended_tells_that_cleanup_threw(void **state)
{
    gen_t *g = create(raises_when_closed, "a");

    (void)state;
    gen_next(g);
    assert_int_equal(gen_destroy(g), GEN_THROWN);
    assert_trace("first");
}

static void *many_defers(gen_t *self, void *arg)
{
    static const char *const digits[] = {"0", "1", "2", "3", "4",
                                         "5", "6", "7", "8", "9"};
    for (int i = 0; i < 10; i++)
        gen_defer(self, note_call, (void *)(uintptr_t)digits[i]);
    gen_yield(self, arg);
    note("body");
    return arg;
}

static void U_02_defer_runs_last_first(void **state)
{
    gen_t *g = create(many_defers, "a");

    (void)state;
    gen_next(g);
    gen_destroy(g);
    assert_trace("9 8 7 6 5 4 3 2 1 0");
}

static void U_03_defer_runs_at_the_end_not_at_a_yield(void **state)
{
    gen_t *g = create(many_defers, "a");

    (void)state;
    gen_next(g);
    assert_trace("");
    assert_returned(gen_next(g), "a");
    assert_trace("body 9 8 7 6 5 4 3 2 1 0");
    gen_destroy(g);
    assert_trace("");
}

static void *raises(gen_t *self, void *arg)
{
    gen_defer(self, note_call, "deferred");
    gen_raise(self, arg);
}

static void *exits(gen_t *self, void *arg)
{
    gen_defer(self, note_call, "deferred");
    gen_exit(self, arg);
}

static void U_03_defer_runs_after_raise_and_exit(void **state)
{
    gen_t *raiser = create(raises, "e"), *exiter = create(exits, "v");

    (void)state;
    assert_threw(gen_next(raiser), "e");
    assert_trace("deferred");
    assert_returned(gen_next(exiter), "v");
    assert_trace("deferred");
    gen_destroy(raiser);
    gen_destroy(exiter);
}

static void *several_raise(gen_t *self, void *arg)
{
    gen_defer(self, note_call, "outermost");
    gen_defer(self, raise_in_finally, "newest");
    gen_defer(self, note_call, "between");
    gen_defer(self, raise_in_finally, "newer");
    gen_raise(self, arg);
}

/* cgen keeps no chain: of several errors the last wins, as in try/finally. */
static void U_04_defer_all_run_and_the_last_error_wins(void **state)
{
    gen_t *g = create(several_raise, "old");

    (void)state;
    assert_threw(gen_next(g), "newest");
    assert_trace("between outermost");
    gen_destroy(g);
}

static void *undefers(gen_t *self, void *arg)
{
    gen_defer(self, note_call, "kept");
    gen_defer(self, note_call, "run");
    gen_defer(self, note_call, "dropped");
    note("%d", gen_undefer(self, false));
    note("%d", gen_undefer(self, true));
    gen_yield(self, arg);
    return NULL;
}

static void undefer_takes_the_last_back(void **state)
{
    gen_t *g = create(undefers, "a");

    (void)state;
    gen_next(g);
    assert_trace("0 run 0");
    gen_destroy(g);
    assert_trace("kept");
}

static void *undefers_nothing(gen_t *self, void *arg)
{
    note("%d %d", gen_undefer(self, true), gen_defer(self, NULL, arg));
    return NULL;
}

static void undefer_without_defer_is_refused(void **state)
{
    gen_t *g = create(undefers_nothing, NULL);

    (void)state;
    gen_next(g);
    assert_trace("-5 -1");
    gen_destroy(g);
}

static void defer_more(void *text)
{
    note("outer");
    gen_defer(gen_self(), note_call, text);
}

static void *defers_in_cleanup(gen_t *self, void *arg)
{
    gen_defer(self, note_call, "last");
    gen_defer(self, defer_more, "added");
    return arg;
}

static void defer_in_a_deferred_call_runs_next(void **state)
{
    gen_t *g = create(defers_in_cleanup, "v");

    (void)state;
    assert_returned(gen_next(g), "v");
    assert_trace("outer added last");
    gen_destroy(g);
}

static void *undefer_that_raises(gen_t *self, void *arg)
{
    (void)arg;
    gen_defer(self, note_call, "outer");
    gen_defer(self, raise_in_finally, "e");
    gen_undefer(self, true);
    return "not reached";
}

static void undefer_whose_call_raises_runs_it_once(void **state)
{
    gen_t *g = create(undefer_that_raises, NULL);

    (void)state;
    assert_threw(gen_next(g), "e");
    assert_trace("outer");
    gen_destroy(g);
}

static void *swallows_all(gen_t *self, void *arg)
{
    NOTE_SCOPE_EXIT(scope, "scope");
    gen_defer(self, note_call, "deferred");
    for (;;)
        note("signal:%d", gen_yield_catch(self, arg).signal);
    return NULL;
}

static void destroy_swallowed_unwinds_at_the_next_yield(void **state)
{
    gen_t *g = create(swallows_all, "a");

    (void)state;
    gen_next(g);
    assert_int_equal(gen_destroy(g), 0);
    assert_trace("signal:1 scope deferred");
}

static void *yields_in_cleanup(gen_t *self, void *arg)
{
    gen_defer(self, note_call, "last");
    gen_defer(self, yield_when_closed, "f");
    gen_yield(self, arg);
    return NULL;
}

static void destroy_whose_cleanup_yields_goes_on(void **state)
{
    gen_t *g = create(yields_in_cleanup, "a");

    (void)state;
    gen_next(g);
    assert_int_equal(gen_destroy(g), 0);
    assert_trace("f last");
}

static void destroy_in_the_cleanup_of_a_return_goes_on(void **state)
{
    gen_t *g = create(yields_in_cleanup, "a");

    (void)state;
    gen_next(g);
    assert_yielded(gen_return(g, "v"), "f");
    assert_int_equal(gen_destroy(g), 0);
    assert_trace("f last");
}

static void scope_yields(const char **text)
{
    note("%s", *text);
    gen_yield(gen_self(), NULL);
    note("signal:%d", gen_yield_catch(gen_self(), NULL).signal);
}

static void *scopes_yield(gen_t *self, void *arg)
{
    const char *outer __attribute__((cleanup(scope_yields), unused)) = "outer";
    const char *inner __attribute__((cleanup(scope_yields), unused)) = "inner";

    gen_defer(self, note_call, "deferred");
    gen_yield(self, arg);
    return NULL;
}

static void destroy_whose_scopes_yield_goes_on(void **state)
{
    gen_t *g = create(scopes_yield, "a");

    (void)state;
    gen_next(g);
    assert_int_equal(gen_destroy(g), 0);
    assert_trace("inner signal:1 outer signal:1 deferred");
}

static gen_t *create_abandoned(gen_fn *fn)
{
    gen_options options = {.on_destroy = GEN_ABANDON};
    gen_t *g = gen_create_with(fn, "a", &options);

    assert_non_null(g);
    return g;
}

static void destroy_abandon_runs_deferred_calls_only(void **state)
{
    gen_t *g = create_abandoned(paused_with_defer);

    (void)state;
    gen_next(g);
    assert_int_equal(gen_destroy(g), 0);
    assert_trace("second first");
}

static void destroy_abandon_does_not_tell_the_body(void **state)
{
    gen_t *g = create_abandoned(swallows_all);

    (void)state;
    gen_next(g);
    assert_int_equal(gen_destroy(g), 0);
    assert_trace("deferred");
}

static void destroy_abandon_cleanup_that_yields_goes_on(void **state)
{
    gen_t *g = create_abandoned(yields_in_cleanup);

    (void)state;
    gen_next(g);
    assert_int_equal(gen_destroy(g), 0);
    assert_trace("f last");
}

static void *scope_only(gen_t *self, void *arg)
{
    NOTE_SCOPE_EXIT(scope, "scope");
    gen_yield(self, arg);
    return NULL;
}

static void destroy_abandon_without_cleanup_runs_nothing(void **state)
{
    gen_t *g = create_abandoned(scope_only);

    (void)state;
    gen_next(g);
    assert_int_equal(gen_destroy(g), 0);
    assert_trace("");
}

static void return_abandon_still_unwinds(void **state)
{
    gen_t *g = create_abandoned(paused_with_defer);

    (void)state;
    gen_next(g);
    assert_returned(gen_return(g, "v"), "v");
    assert_trace("scope second first");
    gen_destroy(g);
}

static void destroy_inner(void *inner)
{
    note("inner:%d", gen_destroy(inner));
}

static void *owns_another(gen_t *self, void *arg)
{
    gen_t *inner = gen_create(paused_with_defer, "b");

    gen_defer(self, destroy_inner, inner);
    gen_next(inner);
    gen_yield(self, arg);
    return NULL;
}

static void destroy_inside_a_cleanup_nests(void **state)
{
    gen_t *g = create(owns_another, "a");

    (void)state;
    gen_next(g);
    assert_int_equal(gen_destroy(g), 0);
    assert_trace("scope second first inner:0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(U_01_destroy_suspended_closes_and_drops_the_value),
        TEST(U_01_return_twice_is_harmless),
        TEST(U_01_destroy_suspended_tells_that_cleanup_threw),
        TEST(U_02_defer_runs_last_first),
        TEST(U_03_defer_runs_at_the_end_not_at_a_yield),
        TEST(U_03_defer_runs_after_raise_and_exit),
        TEST(U_04_defer_all_run_and_the_last_error_wins),
        TEST(undefer_takes_the_last_back),
        TEST(undefer_without_defer_is_refused),
        TEST(defer_in_a_deferred_call_runs_next),
        TEST(undefer_whose_call_raises_runs_it_once),
        TEST(destroy_swallowed_unwinds_at_the_next_yield),
        TEST(destroy_whose_cleanup_yields_goes_on),
        TEST(destroy_whose_scopes_yield_goes_on),
        TEST(destroy_in_the_cleanup_of_a_return_goes_on),
        TEST(destroy_abandon_runs_deferred_calls_only),
        TEST(destroy_abandon_does_not_tell_the_body),
        TEST(destroy_abandon_cleanup_that_yields_goes_on),
        TEST(destroy_abandon_without_cleanup_runs_nothing),
        TEST(return_abandon_still_unwinds),
        TEST(destroy_inside_a_cleanup_nests),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
