/* return(v): section 2 of judge/checklist.md. A finally block is a deferred
 * call or a cleanup handler; both are tested where they could differ. */
#include "test.h"

static void *forever(gen_t *self, void *arg)
{
    gen_defer(self, note_call, "deferred");
    for (;;)
        gen_yield(self, arg);
    return NULL;
}

static void R_01_return_start_completes_without_running(void **state)
{
    gen_t *g = create(forever, "a");

    (void)state;
    assert_returned(gen_return(g, "v"), "v");
    assert_int_equal(gen_state(g), GEN_DONE);
    assert_returned(gen_next(g), NULL);
    assert_trace("");
    gen_destroy(g);
}

static void R_02_return_done_gives_its_own_value_each_time(void **state)
{
    gen_t *g = create(forever, "a");

    (void)state;
    gen_return(g, "v");
    assert_returned(gen_return(g, "w"), "w");
    assert_returned(gen_return(g, NULL), NULL);
    gen_destroy(g);
}

static void inner_scope(gen_t *self)
{
    NOTE_SCOPE_EXIT(inner, "inner");
    gen_yield(self, "a");
    note("not reached");
}

static void *nested_scopes(gen_t *self, void *arg)
{
    NOTE_SCOPE_EXIT(outer, "outer");
    (void)arg;
    gen_defer(self, note_call, "first");
    gen_defer(self, note_call, "second");
    inner_scope(self);
    return "not reached";
}

static void R_03_return_suspended_cleans_up_innermost_first(void **state)
{
    gen_t *g = create(nested_scopes, NULL);

    (void)state;
    gen_next(g);
    assert_returned(gen_return(g, "v"), "v");
    assert_trace("inner outer second first");
    assert_returned(gen_next(g), NULL);
    gen_destroy(g);
    assert_trace("");
}

static void *catch_only_throws(gen_t *self, void *arg)
{
    gen_resumed resumed = gen_yield_catch(self, arg);

    note("signal:%d", resumed.signal);
    if (resumed.signal == GEN_RETURN)
        gen_exit(self, resumed.value);
    return "caught";
}

static void R_04_return_suspended_is_not_a_throw(void **state)
{
    gen_t *g = create(catch_only_throws, "a");

    (void)state;
    gen_next(g);
    assert_returned(gen_return(g, "v"), "v");
    assert_trace("signal:1");
    gen_destroy(g);
}

static void *deferred_yields(gen_t *self, void *arg)
{
    gen_defer(self, note_call, "last");
    gen_defer(self, yield_in_finally, "f2");
    gen_defer(self, yield_in_finally, "f1");
    gen_yield(self, arg);
    return "not reached";
}

static void
R_05_return_deferred_yield_suspends_with_return_pending(void **state)
{
    gen_t *g = create(deferred_yields, "a");

    (void)state;
    gen_next(g);
    assert_yielded(gen_return(g, "v"), "f1");
    assert_int_equal(gen_state(g), GEN_SUSPENDED);
    assert_yielded(gen_send(g, "x"), "f2");
    assert_returned(gen_send(g, "y"), "v");
    assert_trace("f1:x f2:y last");
    gen_destroy(g);
}

static void *scopes_yield(gen_t *self, void *arg)
{
    NOTE_SCOPE_EXIT(outermost, "outermost");
    YIELD_AT_SCOPE_EXIT(outer, "f2");
    YIELD_AT_SCOPE_EXIT(inner, "f1");
    gen_yield(self, arg);
    return "not reached";
}

static void R_05_return_scope_yield_suspends_with_return_pending(void **state)
{
    gen_t *g = create(scopes_yield, "a");

    (void)state;
    gen_next(g);
    assert_yielded(gen_return(g, "v"), "f1");
    assert_yielded(gen_send(g, "x"), "f2");
    assert_returned(gen_send(g, "y"), "v");
    assert_trace("f1:x f2:y outermost");
    gen_destroy(g);
}

static void *deferred_exits(gen_t *self, void *arg)
{
    gen_defer(self, note_call, "outer");
    gen_defer(self, exit_in_finally, "x");
    gen_yield(self, arg);
    return NULL;
}

static void R_06_return_cleanup_that_exits_replaces_the_value(void **state)
{
    gen_t *g = create(deferred_exits, "a");

    (void)state;
    gen_next(g);
    assert_returned(gen_return(g, "v"), "x");
    assert_trace("outer");
    gen_destroy(g);
}

static void *deferred_raises(gen_t *self, void *arg)
{
    gen_defer(self, note_call, "outer");
    gen_defer(self, raise_in_finally, "e");
    gen_yield(self, arg);
    return NULL;
}

static void R_07_return_cleanup_that_raises_makes_it_a_throw(void **state)
{
    gen_t *g = create(deferred_raises, "a");

    (void)state;
    gen_next(g);
    assert_threw(gen_return(g, "v"), "e");
    assert_int_equal(gen_state(g), GEN_DONE);
    assert_trace("outer");
    gen_destroy(g);
}

static void *swallow_returns(gen_t *self, void *arg)
{
    while (gen_yield_catch(self, arg).signal == GEN_RETURN)
        note("swallowed");
    return "end";
}

static void R_08_return_swallowed_goes_on(void **state)
{
    gen_t *g = create(swallow_returns, "a");

    (void)state;
    gen_next(g);
    assert_yielded(gen_return(g, "v"), "a");
    assert_yielded(gen_return(g, "w"), "a");
    assert_returned(gen_next(g), "end");
    assert_trace("swallowed swallowed");
    gen_destroy(g);
}

static void R_09_return_again_during_its_cleanup_wins(void **state)
{
    gen_t *g = create(deferred_yields, "a");

    (void)state;
    gen_next(g);
    assert_yielded(gen_return(g, "v"), "f1");
    assert_yielded(gen_return(g, "w"), "f2");
    assert_returned(gen_send(g, "y"), "w");
    assert_trace("f2:y last");
    gen_destroy(g);
}

static void R_10_throw_during_the_cleanup_of_a_return_wins(void **state)
{
    gen_t *g = create(deferred_yields, "a");

    (void)state;
    gen_next(g);
    assert_yielded(gen_return(g, "v"), "f1");
    assert_yielded(gen_throw(g, "e"), "f2");
    assert_threw(gen_send(g, "y"), "e");
    assert_trace("f2:y last");
    gen_destroy(g);
}

static void catch_in_finally(void *text)
{
    gen_resumed resumed = gen_yield_catch(gen_self(), text);

    note("caught:%d:%s", resumed.signal, (char *)resumed.value);
}

static void scope_catches(const char **text)
{
    catch_in_finally((void *)(uintptr_t)*text);
}

static void *deferred_catches(gen_t *self, void *arg)
{
    gen_defer(self, catch_in_finally, "f");
    gen_yield(self, arg);
    return NULL;
}

static void *scope_catches_body(gen_t *self, void *arg)
{
    const char *text __attribute__((cleanup(scope_catches))) = "f";
    gen_yield(self, arg);
    return (void *)(uintptr_t)text;
}

static void R_10_throw_caught_in_the_cleanup_restores_the_return(void **state)
{
    gen_fn *bodies[] = {deferred_catches, scope_catches_body};

    (void)state;
    for (int i = 0; i < 2; i++) {
        gen_t *g = create(bodies[i], "a");
        gen_next(g);
        assert_yielded(gen_return(g, "v"), "f");
        assert_returned(gen_throw(g, "e"), "v");
        assert_trace("caught:2:e");
        gen_destroy(g);
    }
}

static void scope_with_yield(gen_t *self, const char *name)
{
    NOTE_SCOPE_EXIT(scope, name);
    gen_yield(self, (void *)(uintptr_t)name);
}

static void *three_places(gen_t *self, void *arg)
{
    gen_yield(self, "before");
    gen_defer(self, note_call, "enclosing");
    scope_with_yield(self, "in scope");
    gen_undefer(self, true);
    gen_yield(self, "after");
    return arg;
}

static void R_11_return_runs_only_the_cleanup_around_the_yield(void **state)
{
    const char *traces[] = {"", "in scope enclosing", ""};

    (void)state;
    for (int place = 0; place < 3; place++) {
        gen_t *g = create(three_places, NULL);
        for (int i = 0; i <= place; i++)
            gen_next(g);
        clear_trace(NULL);
        assert_returned(gen_return(g, "v"), "v");
        assert_trace(traces[place]);
        gen_destroy(g);
    }
}

static void *ends_by_itself(gen_t *self, void *arg)
{
    (void)arg;
    gen_defer(self, note_call, "outer");
    gen_defer(self, yield_in_finally, "f");
    return "end";
}

static void R_12_return_leaves_a_cleanup_and_runs_the_outer(void **state)
{
    gen_t *g = create(ends_by_itself, NULL);

    (void)state;
    assert_yielded(gen_next(g), "f");
    assert_returned(gen_return(g, "v"), "v");
    assert_trace("outer");
    gen_destroy(g);
}

static void return_suspended_cleanup_runs_once(void **state)
{
    gen_t *g = create(nested_scopes, NULL);

    (void)state;
    gen_next(g);
    gen_return(g, NULL);
    gen_return(g, NULL);
    gen_throw(g, NULL);
    gen_destroy(g);
    assert_trace("inner outer second first");
}

static void *yields_plainly(gen_t *self, void *arg)
{
    gen_yield(self, arg);
    return NULL;
}

static void *yields_in_scope(gen_t *self, void *arg)
{
    NOTE_SCOPE_EXIT(scope, "scope");

    gen_yield(self, arg);
    return NULL;
}

static void *yields_deeper(gen_t *self, void *arg)
{
    NOTE_SCOPE_EXIT(scope, "outer");

    return yields_plainly(self, arg);
}

static void *yields_with_deferred(gen_t *self, void *plainly)
{
    gen_defer(self, note_call, "deferred");
    return yields_plainly(self, plainly);
}

static void close_at_first_yield(gen_fn *body, const char *cleanup)
{
    gen_t *returned = create(body, "a"), *thrown = create(body, "a");
    gen_t *destroyed = create(body, "a");

    assert_yielded(gen_next(returned), "a");
    assert_returned(gen_return(returned, "v"), "v");
    assert_int_equal(gen_state(returned), GEN_DONE);
    gen_destroy(returned);
    assert_trace(cleanup);
    assert_yielded(gen_next(thrown), "a");
    assert_threw(gen_throw(thrown, "e"), "e");
    gen_destroy(thrown);
    assert_trace(cleanup);
    assert_yielded(gen_next(destroyed), "a");
    assert_int_equal(gen_destroy(destroyed), 0);
    assert_trace(cleanup);
}

/* The same place on several stacks: with and without something to clean up. */
static void return_of_several_at_the_same_place(void **state)
{
    gen_t *g[8];

    (void)state;
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 8; i++) {
            g[i] = create(i % 2 ? yields_plainly : yields_in_scope, "a");
            assert_yielded(gen_next(g[i]), "a");
        }
        for (int i = 0; i < 8; i++) {
            assert_returned(gen_return(g[i], "v"), "v");
            assert_trace(i % 2 ? "" : "scope");
            gen_destroy(g[i]);
        }
    }
}

/* What the library remembers of places that need no unwinding is of those
 * places alone. */
static void return_often_unwinds_what_needs_it(void **state)
{
    (void)state;
    for (int i = 0; i < 5; i++) {
        close_at_first_yield(yields_plainly, "");
        close_at_first_yield(yields_in_scope, "scope");
        close_at_first_yield(yields_deeper, "outer");
        close_at_first_yield(yields_with_deferred, "deferred");
    }
}

/* Goes on when told at its first yield, and delegates in the same frame. */
static void *goes_on_and_delegates(gen_t *self, void *arg)
{
    note("%d", gen_yield_catch(self, arg).signal);
    gen_delegate(self, gen_create(yields_plainly, arg));
    return NULL;
}

static void return_is_told_however_often_it_was_before(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++) {
        gen_t *g = create(goes_on_and_delegates, "a");
        gen_next(g);
        assert_yielded(gen_return(g, "v"), "a");
        assert_threw(gen_throw(g, "e"), "e");
        gen_destroy(g);
        assert_trace("1");
    }
}

/* Yields of both kinds that may be tail calls, and so return to one place. */
__attribute__((noinline)) static void yield_either(gen_t *self, char *kind)
{
    __asm__ volatile("" : : "r"(kind) : "memory");
    if (*kind == 'c')
        gen_yield_catch(self, kind);
    else
        gen_yield(self, kind);
}

static void *yields_either(gen_t *self, void *kind)
{
    for (int i = 0; i < 2; i++)
        yield_either(self, kind);
    return NULL;
}

static void return_is_told_to_the_one_that_catches(void **state)
{
    static char kind[] = "p";

    (void)state;
    for (int i = 0; i < 3; i++) {
        gen_t *g = create(yields_either, kind), *h;
        *kind = 'p';
        gen_next(g);
        assert_returned(gen_return(g, "v"), "v");
        gen_destroy(g);
        h = create(yields_either, kind);
        *kind = 'c';
        gen_next(h);
        assert_yielded(gen_return(h, "v"), "c");
        gen_destroy(h);
    }
}

/* With a frame pointer, since how much it has on its stack is not known. */
__attribute__((noinline)) static void yield_somewhere(void *size)
{
    char *some = __builtin_alloca((size_t)(uintptr_t)size);

    __asm__ volatile("" : : "r"(some) : "memory");
    gen_yield(gen_self(), NULL);
    __asm__ volatile("" : : "r"(some) : "memory");
}

static void *defers_a_yield(gen_t *self, void *size)
{
    gen_defer(self, yield_somewhere, size);
    return NULL;
}

/* Bodies with frames of many sizes: one has that of the deferred call's caller.
 */
#define YIELDS_IN_SCOPE(size)                                                  \
    static void *yields_in_scope_##size(gen_t *self, void *arg)                \
    {                                                                          \
        char some[size];                                                       \
        NOTE_SCOPE_EXIT(scope, "scope");                                       \
        __asm__ volatile("" : : "r"(some), "r"(&scope) : "memory");            \
        yield_somewhere(arg);                                                  \
        __asm__ volatile("" : : "r"(some), "r"(self), "r"(&scope) : "memory"); \
        return NULL;                                                           \
    }
YIELDS_IN_SCOPE(8)
YIELDS_IN_SCOPE(24)
YIELDS_IN_SCOPE(40)
YIELDS_IN_SCOPE(56)
YIELDS_IN_SCOPE(72)
YIELDS_IN_SCOPE(88)
YIELDS_IN_SCOPE(104)
YIELDS_IN_SCOPE(120)

static void close_at_once(gen_fn *body)
{
    gen_t *g = create(body, (void *)(uintptr_t)16);

    gen_next(g);
    assert_returned(gen_return(g, NULL), NULL);
    gen_destroy(g);
}

static void return_in_a_deferred_call_says_nothing_of_the_body(void **state)
{
    gen_fn *const bodies[] = {yields_in_scope_8,   yields_in_scope_24,
                              yields_in_scope_40,  yields_in_scope_56,
                              yields_in_scope_72,  yields_in_scope_88,
                              yields_in_scope_104, yields_in_scope_120};

    (void)state;
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        close_at_once(defers_a_yield);
        close_at_once(bodies[i]);
        assert_trace("scope");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(return_often_unwinds_what_needs_it),
        TEST(return_of_several_at_the_same_place),
        TEST(return_is_told_however_often_it_was_before),
        TEST(return_is_told_to_the_one_that_catches),
        TEST(return_in_a_deferred_call_says_nothing_of_the_body),
        TEST(R_01_return_start_completes_without_running),
        TEST(R_02_return_done_gives_its_own_value_each_time),
        TEST(R_03_return_suspended_cleans_up_innermost_first),
        TEST(R_04_return_suspended_is_not_a_throw),
        TEST(R_05_return_deferred_yield_suspends_with_return_pending),
        TEST(R_05_return_scope_yield_suspends_with_return_pending),
        TEST(R_06_return_cleanup_that_exits_replaces_the_value),
        TEST(R_07_return_cleanup_that_raises_makes_it_a_throw),
        TEST(R_08_return_swallowed_goes_on),
        TEST(R_09_return_again_during_its_cleanup_wins),
        TEST(R_10_throw_during_the_cleanup_of_a_return_wins),
        TEST(R_10_throw_caught_in_the_cleanup_restores_the_return),
        TEST(R_11_return_runs_only_the_cleanup_around_the_yield),
        TEST(R_12_return_leaves_a_cleanup_and_runs_the_outer),
        TEST(return_suspended_cleanup_runs_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
