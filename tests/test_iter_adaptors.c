/* Adaptors over one source. Sections 9 and 10 of judge/checklist.md; the row is
 * named where it is one. */
#include <errno.h>

#include "iterators.h"

/* ------------------------------------------------------------- Callbacks */

static int64_t times_ten(int64_t n, gen_call *call)
{
    note("f%d", (int)call->index);
    return 10 * n;
}

static bool is_odd(int64_t n, gen_call *call)
{
    note("f%d", (int)call->index);
    return n % 2 != 0;
}

static int64_t fail_at_one(int64_t n, gen_call *call)
{
    if (call->index == 1)
        gen_fail(call, "callback's");
    return n;
}

static bool test_fails(int64_t n, gen_call *call)
{
    gen_fail(call, "callback's");
    return n == 0;
}

static void destroy_all(gen_t *g, const char *expected)
{
    gen_destroy(g);
    assert_trace(expected);
}

/* -------------------------------------------------------- Common to helpers */

static void making_a_pipeline_runs_nothing(void **state) /* H-01 */
{
    gen_t *g =
        gen_map(gen_filter(noting("s", 3), is_odd, NULL), times_ten, NULL);

    (void)state;
    assert_trace("");
    assert_int_equal(gen_state(g), GEN_START);
    destroy_all(g, "s.r s.f");
}

static void a_pipeline_pulls_one_at_a_time(void **state) /* H-02, H-03 */
{
    gen_t *g =
        gen_map(gen_filter(noting("s", 4), is_odd, NULL), times_ten, NULL);

    (void)state;
    note_ints(g, 1);
    assert_trace("s.n f0 s.n f1 f0 10");
    note_ints(g, 9);
    assert_trace("s.n f2 s.n f3 f1 30 s.n !");
    destroy_all(g, "s.f");
}

static void bad_arguments_close_the_source(void **state) /* H-04, HT-2 */
{
    gen_t *(*const null_flat)(int64_t, gen_call *) = NULL;
    bool (*const null_test)(int64_t, gen_call *) = NULL;

    (void)state;
    assert_not_made(gen_filter(noting("s", 1), null_test, NULL), EINVAL);
    assert_not_made(gen_flat_map(noting("s", 1), null_flat, NULL), EINVAL);
    assert_not_made(gen_take(noting("s", 1), -1), ERANGE);
    assert_not_made(gen_drop(noting("s", 1), GEN_MAX_COUNT + 1), ERANGE);
    assert_not_made(gen_chunks(noting("s", 1), 0), ERANGE);
    assert_not_made(gen_windows(noting("s", 1), SIZE_MAX, GEN_ONLY_FULL),
                    ERANGE);
    assert_not_made(gen_windows(noting("s", 1), 1, (enum gen_windows_mode)7),
                    EINVAL);
    assert_not_made(gen_batch(noting("s", 1), 0, 1), EINVAL);
    assert_not_made(gen_batch(noting("s", 1), 1 << 20, SIZE_MAX), EINVAL);
    assert_trace("s.r s.f s.r s.f s.r s.f s.r s.f s.r s.f s.r s.f s.r s.f "
                 "s.r s.f s.r s.f");
}

static void a_missing_source_is_refused(void **state)
{
    (void)state;
    assert_not_made(gen_map(NULL, times_ten, NULL), EINVAL);
    assert_not_made(gen_filter(NULL, is_odd, NULL), EINVAL);
    assert_not_made(gen_take(NULL, 1), EINVAL);
    assert_not_made(gen_enumerate(NULL), EINVAL);
    assert_not_made(gen_chunks(NULL, 1), EINVAL);
    assert_not_made(gen_windows(NULL, 1, GEN_ONLY_FULL), EINVAL);
    assert_not_made(gen_batch(NULL, 1, 1), EINVAL);
    errno = ENOMEM; /* by what failed to make the source */
    assert_null(gen_take(gen_map(NULL, times_ten, NULL), 1));
    assert_null(gen_chunks(gen_enumerate(NULL), 1));
    assert_null(gen_concat(GEN_SOURCES(NULL)));
    assert_int_equal(errno, ENOMEM);
}

static void a_failing_callback_closes_the_source(void **state) /* H-05 */
{
    gen_t *g = gen_map(noting("s", 3), fail_at_one, NULL);

    (void)state;
    note_ints(g, 9);
    assert_trace("s.n 0 s.n s.r !callback's");
    note_ints(g, 9);
    assert_trace("!");
    destroy_all(g, "s.f");
    g = gen_filter(unclosable("s", 3, "closing's"), test_fails, NULL);
    note_ints(g, 9);
    assert_trace("s.n s.r !callback's");
    destroy_all(g, "s.f");
}

static void a_failing_source_is_not_closed(void **state) /* H-06 */
{
    gen_t *g = gen_map(failing("s", 1), times_ten, NULL);

    (void)state;
    note_ints(g, 9);
    assert_trace("s.n f0 0 s.n !failed");
    note_ints(g, 9);
    assert_trace("!");
    destroy_all(g, "s.f");
}

static void after_the_end_nothing_is_called(void **state) /* H-07 */
{
    gen_t *g = gen_map(noting("s", 0), times_ten, NULL);

    (void)state;
    note_ints(g, 9);
    assert_int_equal(gen_state(g), GEN_DONE);
    assert_returned(gen_next(g), NULL);
    assert_returned(gen_return(g, "v"), NULL);
    assert_trace("s.n !");
    destroy_all(g, "s.f");
}

/* A source that, when it is closed, asks for more of the pipeline over it. */
static gen_t *pipeline;

static gen_result give_zero(void *state, void *sent)
{
    (void)state;
    (void)sent;
    return (gen_result){gen_of_int(0), false, 0};
}

static gen_result ask_again(void *state, void *value)
{
    (void)state;
    (void)value;
    note("%d", gen_state(pipeline));
    note_result(gen_next(pipeline));
    note("%d", gen_destroy(pipeline));
    return (gen_result){NULL, true, 0};
}

static gen_t *asking(void)
{
    static const gen_ops ops = {.on_next = give_zero, .on_return = ask_again};

    return gen_from(&ops, NULL);
}

static void return_before_the_start_finishes_first(void **state) /* H-08 */
{
    pipeline = gen_take(asking(), 2);
    (void)state;
    assert_returned(gen_return(pipeline, "v"), NULL);
    assert_trace("3 -/1/0 -2");
    assert_int_equal(gen_destroy(pipeline), 0);
}

static void while_it_closes_it_is_running(void **state) /* H-09 */
{
    pipeline = gen_take(asking(), 2);
    (void)state;
    gen_next(pipeline);
    assert_returned(gen_return(pipeline, NULL), NULL);
    assert_trace("2 -/1/-2 -2");
    assert_returned(gen_return(pipeline, NULL), NULL);
    assert_trace("");
    gen_destroy(pipeline);
}

static int64_t reenter(int64_t n, gen_call *call)
{
    (void)call;
    note_result(gen_next(pipeline));
    note_result(gen_return(pipeline, NULL));
    note("%d %d", gen_state(pipeline), gen_destroy(pipeline));
    return n + 5;
}

static void a_callback_finds_its_pipeline_running(void **state) /* H-10 */
{
    pipeline = gen_map(noting("s", 2), reenter, NULL);
    (void)state;
    note_ints(pipeline, 1);
    assert_trace("s.n -/1/-2 -/1/-2 2 -2 5");
    destroy_all(pipeline, "s.r s.f");
}

static void *note_sent(gen_t *self, void *unused)
{
    char *sent = gen_yield(self, unused);

    note("%s", sent != NULL ? sent : "-");
    return NULL;
}

static void values_do_not_go_down_a_pipeline(void **state) /* H-11 */
{
    gen_t *g = gen_take(create(note_sent, NULL), 5);

    (void)state;
    gen_send(g, "0");
    gen_send(g, "1");
    assert_trace("-");
    gen_destroy(g);
    g = gen_map(noting("s", 2), times_ten, NULL);
    gen_next(g);
    assert_returned(gen_return(g, "v"), NULL);
    gen_destroy(g);
    clear_trace(NULL);
    g = gen_map(noting("s", 2), times_ten, NULL);
    assert_refused(gen_throw(g, "e"), GEN_ENOTHROW);
    destroy_all(g, "s.r s.f");
}

static void the_source_may_move_by_itself(void **state) /* H-12 */
{
    gen_t *source = gen_range(0, 9, 1);
    gen_t *g = gen_map(gen_borrow(source), times_ten, NULL);

    (void)state;
    note_ints(g, 1);
    gen_next(source);
    note_ints(g, 1);
    gen_return(source, NULL);
    note_ints(g, 1);
    assert_trace("f0 0 f1 20 !");
    gen_destroy(g);
    gen_destroy(source);
}

static void *runs_its_own_pipeline(gen_t *self, void *unused)
{
    gen_t *g = gen_take(gen_borrow(self), 1);

    (void)unused;
    note_result(gen_next(g));
    note_result(gen_next(g));
    gen_destroy(g);
    return NULL;
}

static void a_running_source_is_an_error(void **state)
{
    gen_t *g = create(runs_its_own_pipeline, NULL);

    (void)state;
    gen_next(g);
    assert_trace("-/1/-2 -/1/0");
    gen_destroy(g);
}

/* --------------------------------------------- Callbacks that leave, or yield
 */

static int64_t raise_in_body(int64_t n, gen_call *call)
{
    if (n == 1)
        gen_raise(gen_self(), call->arg);
    return n;
}

static void *reads_pipeline(gen_t *self, void *unused)
{
    (void)self;
    (void)unused;
    gen_next(pipeline);
    gen_next(pipeline);
    return NULL;
}

static void a_callback_may_raise_in_the_body_that_pulls(void **state)
{
    gen_t *g = create(reads_pipeline, NULL);

    (void)state;
    pipeline = gen_take(gen_map(noting("s", 3), raise_in_body, "e"), 5);
    assert_threw(gen_next(g), "e");
    assert_trace("s.n s.n s.r");
    assert_int_equal(gen_state(pipeline), GEN_DONE);
    gen_destroy(g);
    destroy_all(pipeline, "s.f");
}

static int64_t yield_in_body(int64_t n, gen_call *call)
{
    note("%s", (char *)gen_yield(gen_self(), call->arg));
    return n;
}

static void *loops_over(gen_t *self, void *source)
{
    (void)self;
    gen_foreach (int64_t, n, source)
        note("%d", (int)n);
    return NULL;
}

static void a_callback_may_yield_in_the_body_that_pulls(void **state)
{
    gen_t *g;

    (void)state;
    pipeline = gen_map(noting("s", 1), yield_in_body, "y");
    g = create(loops_over, pipeline);
    assert_yielded(gen_next(g), "y");
    assert_refused(gen_next(pipeline), GEN_EBUSY);
    assert_returned(gen_send(g, "back"), NULL);
    assert_trace("s.n back 0 s.n s.f");
    gen_destroy(g);
}

static void closing_that_body_closes_its_pipeline(void **state)
{
    gen_t *g = create(loops_over, gen_map(noting("s", 1), yield_in_body, "y"));

    (void)state;
    gen_next(g);
    assert_returned(gen_return(g, "v"), "v");
    assert_trace("s.n s.r s.f");
    gen_destroy(g);
}

/* ------------------------------------------------------------ One by one */

static void *to_text(int64_t n, gen_call *call)
{
    (void)call;
    return n == 0 ? "zero" : "more";
}

static double halve(int64_t n, gen_call *call)
{
    (void)call;
    return (double)n / 2;
}

static int64_t round_up(double x, gen_call *call)
{
    (void)call;
    return (int64_t)(x + 0.5);
}

static void map_has_a_version_for_each_type(void **state) /* HF-1 */
{
    gen_t *g = gen_map(gen_range(0, 2, 1), to_text, NULL);

    (void)state;
    assert_yielded(gen_next(g), "zero");
    assert_yielded(gen_next(g), "more");
    gen_destroy(g);
    g = gen_map(gen_map(gen_range(0, 4, 1), halve, NULL), round_up, NULL);
    note_ints(g, 9);
    assert_trace("0 1 1 2 !");
    gen_destroy(g);
}

static void see(int64_t n, gen_call *call)
{
    note("%s%d", (char *)call->arg, (int)n);
}

static void tap_sees_values_pass(void **state)
{
    gen_t *g = gen_tap(gen_range(0, 2, 1), see, "saw");

    (void)state;
    note_ints(g, 9);
    assert_trace("saw0 0 saw1 1 !");
    gen_destroy(g);
}

static bool below_two(int64_t n, gen_call *call)
{
    (void)call;
    return n < 2;
}

static void take_while_closes_where_it_ends(void **state)
{
    gen_t *g = gen_take_while(noting("s", 9), below_two, NULL);

    (void)state;
    note_ints(g, 9);
    assert_trace("s.n 0 s.n 1 s.n s.r !");
    destroy_all(g, "s.f");
    g = gen_take_while(unclosable("s", 9, "closing's"), below_two, NULL);
    note_ints(g, 9);
    assert_trace("s.n 0 s.n 1 s.n s.r !closing's");
    destroy_all(g, "s.f");
}

static void drop_while_asks_no_more_once_passed(void **state)
{
    gen_t *g = gen_drop_while(gen_map(gen_range(0, 9, 1), times_ten, NULL),
                              is_odd, NULL);

    (void)state;
    note_ints(g, 2);
    assert_trace("f0 f0 0 f1 10");
    gen_destroy(g);
    g = gen_drop_while(noting("s", 3), below_two, NULL);
    note_ints(g, 9);
    assert_trace("s.n s.n s.n 2 s.n !");
    destroy_all(g, "s.f");
}

static void take_closes_at_the_pull_after_the_last(void **state) /* HT-1 */
{
    gen_t *g = gen_take(noting("s", 9), 2);

    (void)state;
    note_ints(g, 2);
    assert_trace("s.n 0 s.n 1");
    note_ints(g, 1);
    assert_trace("s.r !");
    destroy_all(g, "s.f");
    g = gen_take(noting("s", 9), 0);
    note_ints(g, 1);
    assert_trace("s.r !");
    destroy_all(g, "s.f");
    g = gen_take(noting("s", 1), GEN_NO_LIMIT);
    note_ints(g, 9);
    assert_trace("s.n 0 s.n !");
    destroy_all(g, "s.f");
}

static void drop_skips_at_the_first_pull(void **state) /* HD-1 */
{
    gen_t *g = gen_drop(noting("s", 3), 2);

    (void)state;
    assert_trace("");
    note_ints(g, 9);
    assert_trace("s.n s.n s.n 2 s.n !");
    destroy_all(g, "s.f");
    g = gen_drop(noting("s", 1), GEN_NO_LIMIT);
    note_ints(g, 9);
    assert_trace("s.n s.n !");
    destroy_all(g, "s.f");
}

static void enumerate_counts(void **state)
{
    gen_t *g = gen_enumerate(gen_range(5, 7, 1));

    (void)state;
    gen_foreach (const gen_entry *, entry, g)
        note("%d:%d", (int)entry->index, (int)gen_to_int(entry->value));
    assert_trace("0:5 1:6");
}

/* ---------------------------------------------------------------- flat_map */

static gen_t *below(int64_t n, gen_call *call)
{
    (void)call;
    return noting("i", n);
}

static gen_t *fails_inside(int64_t n, gen_call *call)
{
    (void)call;
    return failing("i", n);
}

static gen_t *unclosable_inner(int64_t n, gen_call *call)
{
    (void)call;
    return unclosable("i", n + 1, "inner's");
}

static gen_t *makes_nothing(int64_t n, gen_call *call)
{
    if (n == 1)
        gen_fail(call, "callback's");
    return NULL;
}

static void flat_map_flattens_one_level(void **state) /* HX-1 */
{
    gen_t *g = gen_flat_map(noting("s", 3), below, NULL);

    (void)state;
    note_ints(g, 1);
    assert_trace("s.n i.n i.f s.n i.n 0");
    note_ints(g, 9);
    assert_trace("i.n i.f s.n i.n 0 i.n 1 i.n i.f s.n !");
    destroy_all(g, "s.f");
}

static void flat_map_needs_generators(void **state) /* HX-2 */
{
    gen_t *g = gen_flat_map(noting("s", 3), makes_nothing, NULL);

    (void)state;
    errno = ENOMEM; /* which is not looked at */
    note_ints(g, 9);
    assert_trace("s.n s.r !-1");
    destroy_all(g, "s.f");
    g = gen_flat_map(gen_drop(noting("s", 3), 1), makes_nothing, NULL);
    note_ints(g, 9);
    assert_trace("s.n s.n s.r !callback's");
    destroy_all(g, "s.f");
}

static void flat_map_closes_inner_then_outer(void **state) /* HX-3 */
{
    gen_t *g = gen_flat_map(gen_drop(noting("s", 3), 1), below, NULL);

    (void)state;
    gen_next(g);
    clear_trace(NULL);
    assert_returned(gen_return(g, NULL), NULL);
    assert_trace("i.r s.r");
    destroy_all(g, "s.f i.f");
    g = gen_flat_map(unclosable("s", 3, "outer's"), unclosable_inner, NULL);
    gen_next(g);
    clear_trace(NULL);
    assert_threw(gen_return(g, NULL), "inner's");
    assert_trace("i.r s.r");
    destroy_all(g, "s.f i.f");
}

static void error_of_inner_closes_only_outer(void **state) /* HX-4 */
{
    gen_t *g = gen_flat_map(noting("s", 3), fails_inside, NULL);

    (void)state;
    note_ints(g, 9);
    assert_trace("s.n i.n i.f s.r !failed");
    destroy_all(g, "s.f");
}

/* ------------------------------------------------------------------ Groups */

static void chunks_are_full_but_the_last(void **state) /* HK-1 */
{
    gen_t *g = gen_chunks(gen_range(0, 5, 1), 2);

    (void)state;
    note_groups(g, 9);
    assert_trace("[ 0 1 ] [ 2 3 ] [ 4 ] !");
    gen_destroy(g);
    g = gen_chunks(gen_empty(), 2);
    note_groups(g, 9);
    assert_trace("!");
    gen_destroy(g);
    g = gen_chunks(noting("s", 9), 2);
    note_groups(g, 1);
    gen_return(g, NULL);
    assert_trace("s.n s.n [ 0 1 ] s.r");
    destroy_all(g, "s.f");
    g = gen_chunks(failing("s", 3), GEN_MAX_CHUNK);
    note_groups(g, 9);
    assert_trace("s.n s.n s.n s.n !failed");
    destroy_all(g, "s.f");
}

static void after_a_short_chunk_nothing_is_closed(void **state)
{
    gen_t *g = gen_chunks(noting("s", 1), 2);

    (void)state;
    note_groups(g, 1);
    gen_return(g, NULL);
    assert_trace("s.n s.n [ 0 ]");
    destroy_all(g, "s.f");
}

static void windows_slide(void **state) /* HK-1 */
{
    gen_t *g = gen_windows(gen_range(0, 5, 1), 3, GEN_ONLY_FULL);

    (void)state;
    note_groups(g, 9);
    assert_trace("[ 0 1 2 ] [ 1 2 3 ] [ 2 3 4 ] !");
    gen_destroy(g);
    g = gen_windows(gen_range(0, 2, 1), 3, GEN_ONLY_FULL);
    note_groups(g, 9);
    assert_trace("!");
    gen_destroy(g);
    g = gen_windows(gen_range(0, 2, 1), 3, GEN_ALLOW_PARTIAL);
    note_groups(g, 9);
    assert_trace("[ 0 1 ] !");
    gen_destroy(g);
    g = gen_windows(gen_range(0, 2, 1), 1, GEN_ALLOW_PARTIAL);
    note_groups(g, 9);
    assert_trace("[ 0 ] [ 1 ] !");
    gen_destroy(g);
}

static void windows_of_any_size_are_right(void **state)
{
    (void)state;
    for (size_t size = 1; size < 40; size++) {
        int64_t first = 0;

        gen_foreach (const gen_items *, items,
                     gen_windows(gen_range(0, 100, 1), size, GEN_ONLY_FULL)) {
            assert_int_equal(items->count, size);
            for (size_t i = 0; i < size; i++)
                assert_int_equal(gen_to_int(items->values[i]),
                                 first + (int64_t)i);
            first++;
        }
        assert_int_equal(first, 101 - (int64_t)size);
    }
}

static void *count_in_frame(gen_t *self, void *end)
{
    for (int i = 0; i < *(int *)end; i++)
        gen_yield(self, &i);
    return NULL;
}

static void batch_copies_elements(void **state)
{
    int end = 7;

    (void)state;
    gen_foreach (const gen_elements *, batch,
                 gen_batch(create(count_in_frame, &end), sizeof(int), 3)) {
        const int *numbers = batch->data;

        note("[");
        for (size_t i = 0; i < batch->count; i++)
            note("%d", numbers[i]);
        note("]");
    }
    assert_trace("[ 0 1 2 ] [ 3 4 5 ] [ 6 ]");
}

/* ------------------------------------------------------------- In a body */

static void *delegates(gen_t *self, void *inner)
{
    return gen_delegate(self, inner);
}

static void a_pipeline_can_be_delegated_to(void **state)
{
    gen_t *g = create(delegates, gen_take(noting("s", 5), 3));

    (void)state;
    note_ints(g, 2);
    assert_returned(gen_return(g, "v"), NULL); /* a helper's return() */
    assert_trace("s.n 0 s.n 1 s.r s.f");
    gen_destroy(g);
    g = create(delegates, gen_take(noting("s", 5), 3));
    gen_next(g);
    assert_refused(gen_throw(g, "e"), GEN_ENOTHROW);
    assert_trace("s.n s.r s.f");
    gen_destroy(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(making_a_pipeline_runs_nothing),
        TEST(a_pipeline_pulls_one_at_a_time),
        TEST(bad_arguments_close_the_source),
        TEST(a_missing_source_is_refused),
        TEST(a_failing_callback_closes_the_source),
        TEST(a_failing_source_is_not_closed),
        TEST(after_the_end_nothing_is_called),
        TEST(return_before_the_start_finishes_first),
        TEST(while_it_closes_it_is_running),
        TEST(a_callback_finds_its_pipeline_running),
        TEST(values_do_not_go_down_a_pipeline),
        TEST(the_source_may_move_by_itself),
        TEST(a_running_source_is_an_error),
        TEST(a_callback_may_raise_in_the_body_that_pulls),
        TEST(a_callback_may_yield_in_the_body_that_pulls),
        TEST(closing_that_body_closes_its_pipeline),
        TEST(map_has_a_version_for_each_type),
        TEST(tap_sees_values_pass),
        TEST(take_while_closes_where_it_ends),
        TEST(drop_while_asks_no_more_once_passed),
        TEST(take_closes_at_the_pull_after_the_last),
        TEST(drop_skips_at_the_first_pull),
        TEST(enumerate_counts),
        TEST(flat_map_flattens_one_level),
        TEST(flat_map_needs_generators),
        TEST(flat_map_closes_inner_then_outer),
        TEST(error_of_inner_closes_only_outer),
        TEST(chunks_are_full_but_the_last),
        TEST(after_a_short_chunk_nothing_is_closed),
        TEST(windows_slide),
        TEST(windows_of_any_size_are_right),
        TEST(batch_copies_elements),
        TEST(a_pipeline_can_be_delegated_to),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
