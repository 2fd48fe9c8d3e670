/* gen_foreach: every way in and out, ownership, the result. */
#include <errno.h>

#include "test.h"

static void *count(gen_t *self, void *arg)
{
    NOTE_SCOPE_EXIT(scope, "closed");
    for (intptr_t i = 0; i < (intptr_t)arg; i++)
        gen_yield(self, (void *)i);
    return "finished";
}

static gen_t *counter(int limit)
{
    return create(count, (void *)(intptr_t)limit);
}

static void foreach_exhausted_gives_every_value(void **state)
{
    (void)state;
    gen_foreach (intptr_t, i, counter(3))
        note("%d", (int)i);
    assert_trace("0 1 2 closed");
}

static void foreach_exhausted_stores_the_return_value(void **state)
{
    gen_result result;

    (void)state;
    gen_foreach (intptr_t, i, counter(2), &result)
        note("%d", (int)i);
    assert_returned(result, "finished");
    assert_trace("0 1 closed");
}

static void foreach_empty_runs_no_round(void **state)
{
    gen_result result;

    (void)state;
    gen_foreach (intptr_t, i, counter(0), &result)
        note("%d", (int)i);
    assert_returned(result, "finished");
    assert_trace("closed");
}

static void foreach_break_closes(void **state)
{
    gen_result result;

    (void)state;
    gen_foreach (intptr_t, i, counter(10), &result) {
        note("%d", (int)i);
        if (i == 1)
            break;
    }
    note("after");
    assert_false(result.done);
    assert_int_equal(result.error, 0);
    assert_null(result.value);
    assert_trace("0 1 closed after");
}

static void foreach_continue_does_not_close(void **state)
{
    (void)state;
    gen_foreach (intptr_t, i, counter(4)) {
        if (i % 2 == 0)
            continue;
        note("%d", (int)i);
    }
    assert_trace("1 3 closed");
}

static intptr_t first_at_least(intptr_t limit)
{
    gen_foreach (intptr_t, i, counter(10))
        if (i >= limit)
            return i;
    return -1;
}

static void foreach_return_closes_before_the_function_returns(void **state)
{
    (void)state;
    note("%d", (int)first_at_least(3));
    assert_trace("closed 3");
}

static void foreach_goto_closes(void **state)
{
    (void)state;
    gen_foreach (intptr_t, i, counter(10)) {
        note("%d", (int)i);
        if (i == 0)
            goto out;
    }
    note("not reached");
out:
    note("out");
    assert_trace("0 closed out");
}

static void foreach_nested_break_closes_the_inner_only(void **state)
{
    (void)state;
    gen_foreach (intptr_t, i, counter(2)) {
        gen_foreach (intptr_t, j, counter(5)) {
            note("%d%d", (int)i, (int)j);
            if (j == i)
                break;
        }
    }
    assert_trace("00 closed 10 11 closed closed");
}

static void foreach_nested_without_braces(void **state)
{
    (void)state;
    gen_foreach (intptr_t, i, counter(2))
        gen_foreach (intptr_t, j, counter(2))
            if (i != j)
                note("%d%d", (int)i, (int)j);
    assert_trace("01 closed 10 closed closed");
}

static void foreach_started_source_is_continued(void **state)
{
    gen_t *g = counter(3);

    (void)state;
    gen_next(g);
    gen_foreach (intptr_t, i, g)
        note("%d", (int)i);
    assert_trace("1 2 closed");
}

static void foreach_done_source_runs_no_round(void **state)
{
    gen_t *g = counter(3);
    gen_result result;

    (void)state;
    gen_return(g, "v");
    gen_foreach (intptr_t, i, g, &result)
        note("%d", (int)i);
    assert_returned(result, NULL);
    assert_trace("");
}

static void *throws_second(gen_t *self, void *arg)
{
    gen_defer(self, note_call, "deferred");
    gen_yield(self, "a");
    gen_raise(self, arg);
}

static void foreach_source_that_throws_ends_the_loop(void **state)
{
    gen_result result;

    (void)state;
    gen_foreach (char *, word, gen_create(throws_second, "e"), &result)
        note("%s", word);
    assert_threw(result, "e");
    assert_trace("a deferred");
}

static void *throws_when_closed(gen_t *self, void *arg)
{
    gen_defer(self, raise_in_finally, arg);
    gen_yield(self, "a");
    return NULL;
}

static void foreach_break_tells_that_closing_threw(void **state)
{
    gen_result result;

    (void)state;
    gen_foreach (char *, word, gen_create(throws_when_closed, "e"), &result)
        break;
    assert_false(result.done);
    assert_int_equal(result.error, GEN_THROWN);
    assert_string_equal(result.value, "e");
}

static void *yields_when_closed(gen_t *self, void *arg)
{
    gen_defer(self, note_call, "last");
    gen_defer(self, yield_when_closed, arg);
    gen_yield(self, "a");
    return NULL;
}

static void foreach_break_frees_a_source_that_yields_again(void **state)
{
    gen_result result;

    (void)state;
    gen_foreach (char *, word, gen_create(yields_when_closed, "f"), &result)
        break;
    assert_trace("f last");
    assert_false(result.done);
    assert_null(result.value); /* what it yielded last is gone with its frame */
}

static void *throws_late_when_closed(gen_t *self, void *arg)
{
    gen_defer(self, raise_in_finally, arg);
    gen_defer(self, yield_when_closed, "f");
    gen_yield(self, "a");
    return NULL;
}

static void foreach_break_tells_of_an_error_while_freeing(void **state)
{
    gen_result result;

    (void)state;
    gen_foreach (char *, word, gen_create(throws_late_when_closed, "e"),
                 &result)
        break;
    assert_false(result.done);
    assert_int_equal(result.error, GEN_THROWN);
    assert_null(result.value);
}

static void foreach_null_source_runs_no_round(void **state)
{
    gen_options impossible = {.engine = "none"};
    gen_result result;

    (void)state;
    gen_foreach (intptr_t, i, gen_create_with(count, NULL, &impossible),
                 &result)
        note("%d", (int)i);
    assert_refused(result, GEN_EINVAL);
    assert_int_equal(errno, ENOTSUP);
    assert_trace("");
}

static void *loops_over_itself(gen_t *self, void *arg)
{
    gen_result result;

    (void)arg;
    gen_foreach (char *, word, self, &result)
        note("%s", word);
    note_result(result);
    gen_yield(self, "still alive");
    return NULL;
}

static void foreach_running_source_is_refused_and_not_freed(void **state)
{
    gen_t *g = create(loops_over_itself, NULL);

    (void)state;
    assert_yielded(gen_next(g), "still alive");
    assert_trace("-/1/-2");
    gen_destroy(g);
}

static void *exits_from_a_loop(gen_t *self, void *arg)
{
    gen_foreach (intptr_t, i, gen_create(count, (void *)5))
        if (i == 2)
            gen_exit(self, arg);
    return NULL;
}

static void foreach_exit_out_of_the_body_closes(void **state)
{
    gen_t *g = create(exits_from_a_loop, "v");

    (void)state;
    assert_returned(gen_next(g), "v");
    assert_trace("closed");
    gen_destroy(g);
}

static void foreach_source_is_evaluated_once(void **state)
{
    int made = 0;

    (void)state;
    gen_foreach (intptr_t, i, (made++, counter(3)))
        note("%d", (int)i);
    assert_int_equal(made, 1);
}

static void foreach_unused_name_does_not_warn(void **state)
{
    int rounds = 0;

    (void)state;
    gen_foreach (void *, unused, counter(7))
        rounds++;
    assert_int_equal(rounds, 7);
}

/* What a macro expands to is on one line. */
#pragma GCC diagnostic push
#pragma GCC diagnostic error "-Wshadow"
#define FOREACH_PAIR(a, b, limit)             \
    gen_foreach (intptr_t, a, counter(limit)) \
        gen_foreach (intptr_t, b, counter(limit))

static void foreach_nested_on_one_line_does_not_warn(void **state)
{
    (void)state;
    FOREACH_PAIR(i, j, 2)
    note("%d%d", (int)i, (int)j);
    assert_trace("00 01 closed 10 11 closed closed");
}

#pragma GCC diagnostic pop

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(foreach_exhausted_gives_every_value),
        TEST(foreach_exhausted_stores_the_return_value),
        TEST(foreach_empty_runs_no_round),
        TEST(foreach_break_closes),
        TEST(foreach_continue_does_not_close),
        TEST(foreach_return_closes_before_the_function_returns),
        TEST(foreach_goto_closes),
        TEST(foreach_nested_break_closes_the_inner_only),
        TEST(foreach_nested_without_braces),
        TEST(foreach_started_source_is_continued),
        TEST(foreach_done_source_runs_no_round),
        TEST(foreach_source_that_throws_ends_the_loop),
        TEST(foreach_break_tells_that_closing_threw),
        TEST(foreach_break_frees_a_source_that_yields_again),
        TEST(foreach_break_tells_of_an_error_while_freeing),
        TEST(foreach_null_source_runs_no_round),
        TEST(foreach_running_source_is_refused_and_not_freed),
        TEST(foreach_exit_out_of_the_body_closes),
        TEST(foreach_source_is_evaluated_once),
        TEST(foreach_unused_name_does_not_warn),
        TEST(foreach_nested_on_one_line_does_not_warn),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
