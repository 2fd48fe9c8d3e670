/* Creation and next: section 1 of judge/checklist.md. */
#include <errno.h>

#include "test.h"

static void *two_yields(gen_t *self, void *arg)
{
    note("begin");
    note("got:%s", (char *)gen_yield(self, "a"));
    note("got:%s", (char *)gen_yield(self, "b"));
    return arg;
}

static void N_01_create_start_runs_nothing(void **state)
{
    gen_t *g = create(two_yields, "end");

    (void)state;
    assert_int_equal(gen_state(g), GEN_START);
    assert_int_equal(gen_destroy(g), 0);
    assert_trace("");
}

static void N_02_send_start_ignores_the_value(void **state)
{
    gen_t *g = create(two_yields, "end");

    (void)state;
    assert_yielded(gen_send(g, "ignored"), "a");
    assert_trace("begin");
    gen_destroy(g);
}

static void N_03_send_suspended_is_what_yield_returns(void **state)
{
    gen_t *g = create(two_yields, "end");

    (void)state;
    assert_yielded(gen_next(g), "a");
    assert_yielded(gen_send(g, "x"), "b");
    assert_returned(gen_send(g, "y"), "end");
    assert_trace("begin got:x got:y");
    gen_destroy(g);
}

static void *note_sent(gen_t *self, void *arg)
{
    (void)arg;
    note(gen_yield(self, NULL) == NULL ? "null" : "other");
    return NULL;
}

static void N_03_next_suspended_yield_returns_null(void **state)
{
    gen_t *g = create(note_sent, NULL);

    (void)state;
    gen_next(g);
    gen_next(g);
    assert_trace("null");
    gen_destroy(g);
}

static void *first_of(gen_t *self, void *arg)
{
    gen_yield(self, *(char **)arg);
    return NULL;
}

static void N_04_create_binds_the_argument(void **state)
{
    char *word = "bound";
    gen_t *g = create(first_of, &word);

    (void)state;
    assert_yielded(gen_next(g), "bound");
    gen_destroy(g);
}

static void N_05_next_return_gives_its_value_once(void **state)
{
    gen_t *g = create(two_yields, "end");

    (void)state;
    gen_next(g);
    gen_send(g, "x");
    assert_returned(gen_send(g, "y"), "end");
    assert_int_equal(gen_state(g), GEN_DONE);
    assert_returned(gen_next(g), NULL);
    gen_destroy(g);
}

static void *return_arg(gen_t *self, void *arg)
{
    (void)self;
    return arg;
}

static void N_05_next_body_without_yield_is_done_at_once(void **state)
{
    gen_t *g = create(return_arg, NULL);

    (void)state;
    assert_returned(gen_next(g), NULL);
    gen_destroy(g);
}

static void N_06_next_done_gives_null_for_ever(void **state)
{
    gen_t *g = create(return_arg, "end");

    (void)state;
    gen_next(g);
    for (int i = 0; i < 3; i++) {
        assert_returned(gen_send(g, "x"), NULL);
        assert_int_equal(gen_state(g), GEN_DONE);
    }
    gen_destroy(g);
}

static void *raise_arg(gen_t *self, void *arg)
{
    gen_yield(self, "a");
    gen_raise(self, arg);
}

static void N_07_next_raise_comes_out_once(void **state)
{
    gen_t *g = create(raise_arg, "error");

    (void)state;
    gen_next(g);
    assert_threw(gen_next(g), "error");
    assert_int_equal(gen_state(g), GEN_DONE);
    assert_returned(gen_next(g), NULL);
    gen_destroy(g);
}

static void N_07_next_raise_of_null_is_an_error_too(void **state)
{
    gen_t *g = create(raise_arg, NULL);

    (void)state;
    gen_next(g);
    assert_threw(gen_next(g), NULL);
    gen_destroy(g);
}

static const char *pair(const char *left, const char *right)
{
    note("%s+%s", left, right);
    return left;
}

static void *yields_in_one_expression(gen_t *self, void *arg)
{
    char *left = gen_yield(self, "1");
    (void)arg;
    pair(left, (char *)gen_yield(self, gen_yield(self, "2")));
    return NULL;
}

static void N_08_yield_several_in_one_expression(void **state)
{
    gen_t *g = create(yields_in_one_expression, NULL);

    (void)state;
    assert_yielded(gen_next(g), "1");
    assert_yielded(gen_send(g, "l"), "2");
    assert_yielded(gen_send(g, "m"), "m");
    assert_returned(gen_send(g, "r"), NULL);
    assert_trace("l+r");
    gen_destroy(g);
}

static void N_08_yield_null_is_a_value_not_the_end(void **state)
{
    gen_t *g = create(note_sent, NULL);

    (void)state;
    assert_yielded(gen_next(g), NULL);
    assert_int_equal(gen_state(g), GEN_SUSPENDED);
    gen_destroy(g);
}

static void N_09_any_null_is_refused(void **state)
{
    (void)state;
    assert_refused(gen_next(NULL), GEN_EINVAL);
    assert_refused(gen_send(NULL, "x"), GEN_EINVAL);
    assert_refused(gen_return(NULL, "x"), GEN_EINVAL);
    assert_refused(gen_throw(NULL, "x"), GEN_EINVAL);
    assert_int_equal(gen_destroy(NULL), 0);
}

static void *count(gen_t *self, void *arg)
{
    int limit = *(int *)arg;

    for (int i = 0; i < limit; i++)
        gen_yield(self, &i);
    return "finished";
}

static void next_suspended_yielded_frame_is_alive_until_resumed(void **state)
{
    int limit = 3;
    gen_t *g = create(count, &limit);

    (void)state;
    for (int i = 0; i < limit; i++)
        assert_int_equal(*(int *)gen_next(g).value, i);
    assert_returned(gen_next(g), "finished");
    gen_destroy(g);
}

static void next_interleaved_generators_are_independent(void **state)
{
    int limit = 50;
    gen_t *g[40];

    (void)state;
    for (int i = 0; i < 40; i++)
        g[i] = create(count, &limit);
    for (int round = 0; round < limit; round++)
        for (int i = 0; i < 40; i++)
            assert_int_equal(*(int *)gen_next(g[i]).value, round);
    for (int i = 0; i < 40; i++) {
        assert_returned(gen_next(g[i]), "finished");
        gen_destroy(g[i]);
    }
}

static gen_result give_none(void *state, void *sent)
{
    (void)state;
    (void)sent;
    return (gen_result){NULL, true, 0};
}

static void next_after_a_prefetch_is_the_same(void **state)
{
    gen_ops ops = {.on_next = give_none};
    gen_t *g = create(two_yields, "a");
    gen_t *callbacks = gen_from(&ops, NULL);

    (void)state;
    gen_prefetch(NULL);
    gen_prefetch(g);
    assert_int_equal(gen_state(g), GEN_START);
    while (!gen_next(g).done)
        gen_prefetch(g);
    gen_prefetch(g);
    assert_refused(gen_next(g), 0);
    gen_prefetch(callbacks);
    assert_refused(gen_next(callbacks), 0);
    gen_destroy(g);
    gen_destroy(callbacks);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(N_01_create_start_runs_nothing),
        TEST(N_02_send_start_ignores_the_value),
        TEST(N_03_send_suspended_is_what_yield_returns),
        TEST(N_03_next_suspended_yield_returns_null),
        TEST(N_04_create_binds_the_argument),
        TEST(N_05_next_return_gives_its_value_once),
        TEST(N_05_next_body_without_yield_is_done_at_once),
        TEST(N_06_next_done_gives_null_for_ever),
        TEST(N_07_next_raise_comes_out_once),
        TEST(N_07_next_raise_of_null_is_an_error_too),
        TEST(N_08_yield_several_in_one_expression),
        TEST(N_08_yield_null_is_a_value_not_the_end),
        TEST(N_09_any_null_is_refused),
        TEST(next_suspended_yielded_frame_is_alive_until_resumed),
        TEST(next_interleaved_generators_are_independent),
        TEST(next_after_a_prefetch_is_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
