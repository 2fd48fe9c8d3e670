/* Consumers of iterators. Sections 7 and 10 of judge/checklist.md; the row is
 * named where it is one. */
#include <errno.h>
#include <stdlib.h>

#include "iterators.h"

static int64_t add(int64_t sum, int64_t n, gen_call *call)
{
    note("f%d", (int)call->index);
    return sum + n;
}

static int64_t add_until_one(int64_t sum, int64_t n, gen_call *call)
{
    if (n == 1)
        gen_fail(call, "callback's");
    return sum + n;
}

static bool is_one(int64_t n, gen_call *call)
{
    note("f%d", (int)call->index);
    return n == 1;
}

static bool is_small(int64_t n, gen_call *call)
{
    (void)call;
    return n < 100;
}

static bool test_fails(int64_t n, gen_call *call)
{
    gen_fail(call, "callback's");
    return n == 0;
}

/* How a consumer ended, with what is in the trace. */
static void assert_ended(gen_result end, const char *expected)
{
    note("%s", end.error == GEN_THROWN ? (char *)end.value
               : end.error != 0        ? gen_strerror(end.error)
               : end.done              ? "done"
                                       : "early");
    assert_trace(expected);
}

/* ----------------------------------------------------------- fold, reduce */

static void reduce_begins_with_the_first(void **state) /* HR-1 */
{
    gen_result end;

    (void)state;
    assert_int_equal(gen_reduce(gen_range(1, 5, 1), add, NULL, &end), 10);
    assert_ended(end, "f1 f2 f3 done");
    assert_int_equal(gen_reduce(gen_once(gen_of_int(7)), add, NULL, NULL), 7);
    assert_int_equal(gen_reduce(noting("s", 0), add, NULL, &end), 0);
    assert_ended(end, "s.n s.f no generator, or an argument out of range");
}

static void fold_begins_with_what_it_is_given(void **state) /* HR-2 */
{
    gen_result end;

    (void)state;
    assert_int_equal(gen_fold(gen_range(1, 3, 1), add, 10, NULL, &end), 13);
    assert_ended(end, "f0 f1 done");
    assert_int_equal(gen_fold(gen_empty(), add, 10, NULL, &end), 10);
    assert_ended(end, "done");
    assert_int_equal(gen_fold(noting("s", 9), add_until_one, 10, NULL, &end),
                     0);
    assert_ended(end, "s.n s.n s.r s.f callback's");
}

struct item {
    int price;
};

static int64_t add_price(int64_t sum, void *value, gen_call *call)
{
    const struct item *item = value;

    (void)call;
    return sum + item->price;
}

static double add_half(double sum, int64_t n, gen_call *call)
{
    (void)call;
    return sum + (double)n / 2;
}

static void fold_has_a_version_for_each_type(void **state)
{
    static const struct item items[] = {{3}, {4}};

    (void)state;
    assert_int_equal(gen_fold(gen_array_of(items), add_price, 0, NULL, NULL),
                     7);
    assert_true(gen_fold(gen_range(0, 4, 1), add_half, 0, NULL, NULL) == 3);
}

/* -------------------------------------------------- for_each, some, every */

static void see(int64_t n, gen_call *call)
{
    note("saw%d", (int)n);
    if (call->arg != NULL && n == 1)
        gen_fail(call, call->arg);
}

static void for_each_sees_all_and_closes_on_error(void **state) /* HC-1 */
{
    (void)state;
    assert_ended(gen_for_each(noting("s", 1), see, NULL),
                 "s.n saw0 s.n s.f done");
    assert_ended(gen_for_each(noting("s", 9), see, "e"),
                 "s.n saw0 s.n saw1 s.r s.f e");
}

static void some_stops_at_the_first(void **state) /* HC-2 */
{
    gen_result end;

    (void)state;
    assert_true(gen_some(noting("s", 9), is_one, NULL, &end));
    assert_ended(end, "s.n f0 s.n f1 s.r s.f early");
    assert_false(gen_some(noting("s", 1), is_one, NULL, &end));
    assert_ended(end, "s.n f0 s.n s.f done");
    assert_false(gen_some(gen_empty(), is_one, NULL, NULL));
    assert_false(gen_some(unclosable("s", 9, "closing's"), is_one, NULL, &end));
    assert_ended(end, "s.n f0 s.n f1 s.r s.f closing's");
    assert_false(gen_some(noting("s", 9), test_fails, NULL, &end));
    assert_ended(end, "s.n s.r s.f callback's");
}

static void every_stops_at_the_first_that_is_not(void **state) /* HC-3 */
{
    gen_result end;

    (void)state;
    assert_false(gen_every(noting("s", 9), is_one, NULL, &end));
    assert_ended(end, "s.n f0 s.r s.f early");
    assert_true(gen_every(gen_range(0, 9, 1), is_small, NULL, &end));
    assert_ended(end, "done");
    assert_true(gen_every(gen_empty(), is_one, NULL, NULL));
    assert_false(gen_every(failing("s", 0), is_small, NULL, &end));
    assert_ended(end, "s.n s.f failed");
}

static void find_gives_the_first(void **state) /* HC-4 */
{
    gen_result end;

    (void)state;
    assert_int_equal(gen_find(noting("s", 9), is_one, NULL, &end), 1);
    assert_ended(end, "s.n f0 s.n f1 s.r s.f early");
    assert_int_equal(gen_find(noting("s", 1), is_one, NULL, &end), 0);
    assert_ended(end, "s.n f0 s.n s.f done");
    assert_int_equal(
        gen_find(unclosable("s", 9, "closing's"), is_one, NULL, &end), 0);
    assert_ended(end, "s.n f0 s.n f1 s.r s.f closing's");
}

static void count_counts(void **state)
{
    gen_result end;

    (void)state;
    assert_int_equal(gen_count(gen_range(0, 7, 1), &end), 7);
    assert_ended(end, "done");
    assert_int_equal(gen_count(failing("s", 1), &end), 1);
    assert_ended(end, "s.n s.n s.f failed");
}

/* -------------------------------------------------------------- Collecting */

static void to_array_takes_all_and_never_closes(void **state) /* S-05, HC-1 */
{
    size_t count = 7;
    gen_result end;
    int64_t *ints = gen_to_ints(noting("s", 3), &count, &end);
    void **values;

    (void)state;
    assert_ended(end, "s.n s.n s.n s.n s.f done");
    assert_int_equal(count, 3);
    assert_int_equal(ints[2], 2);
    free(ints);
    values = gen_to_array(gen_empty(), &count, &end);
    assert_int_equal(count, 0);
    assert_non_null(values);
    free(values);
    assert_null(gen_to_array(failing("s", 1), &count, &end));
    assert_int_equal(count, 0);
    assert_ended(end, "s.n s.n s.f failed");
}

static void to_array_grows(void **state)
{
    size_t count;
    int64_t *ints = gen_to_ints(gen_range(0, 10000, 1), &count, NULL);

    (void)state;
    assert_int_equal(count, 10000);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(ints[i], i);
    free(ints);
}

static void unpack_takes_and_closes(void **state) /* S-01 */
{
    void *values[2];
    gen_result end;

    (void)state;
    assert_int_equal(gen_unpack(noting("s", 9), values, 2, &end), 2);
    assert_int_equal(gen_to_int(values[1]), 1);
    assert_ended(end, "s.n s.n s.r s.f early");
}

static void unpack_of_an_ended_source_does_not_close(void **state) /* S-02 */
{
    void *values[2] = {values, values};
    gen_result end;

    (void)state;
    assert_int_equal(gen_unpack(noting("s", 1), values, 2, &end), 1);
    assert_null(values[1]);
    assert_ended(end, "s.n s.n s.f done");
}

static void unpack_of_nothing_closes_at_once(void **state) /* S-03 */
{
    gen_result end;

    (void)state;
    assert_int_equal(gen_unpack(noting("s", 1), NULL, 0, &end), 0);
    assert_ended(end, "s.r s.f early");
    gen_unpack(unclosable("s", 1, "closing's"), NULL, 0, &end);
    assert_ended(end, "s.r s.f closing's");
}

static void errors_of_unpacking(void **state) /* S-04 */
{
    void *values[2];
    gen_result end;

    (void)state;
    assert_int_equal(gen_unpack(failing("s", 1), values, 2, &end), 1);
    assert_ended(end, "s.n s.n s.f failed");
    gen_unpack(unclosable("s", 9, "closing's"), values, 2, &end);
    assert_ended(end, "s.n s.n s.r s.f closing's");
}

static void join_puts_a_separator_between(void **state)
{
    static char *const words[] = {"one", "two", ""};
    gen_result end;
    gen_t *g = gen_concat(GEN_SOURCES(gen_once(words[0]), gen_once(words[1]),
                                      gen_once(words[2])));
    char *text;

    (void)state;
    text = gen_join(g, ", ", &end);
    assert_string_equal(text, "one, two, ");
    free(text);
    text = gen_join(gen_empty(), ", ", NULL);
    assert_string_equal(text, "");
    free(text);
    text = gen_join(gen_repeat("x", 3), NULL, NULL);
    assert_string_equal(text, "xxx");
    free(text);
    assert_null(gen_join(failing("s", 0), ",", &end));
    assert_ended(end, "s.n s.f failed");
}

/* A source of values that live until the next resumption. */
static gen_t *lines_of(const char *text)
{
    FILE *file = tmpfile();

    fputs(text, file);
    rewind(file);
    return gen_lines(file, GEN_CLOSE);
}

static void to_strings_copies(void **state)
{
    gen_result end;
    size_t count;
    char **lines = gen_to_strings(lines_of("one\n\nthree"), &count, &end);

    (void)state;
    assert_returned(end, NULL);
    assert_int_equal(count, 3);
    assert_string_equal(lines[0], "one");
    assert_string_equal(lines[1], "");
    assert_string_equal(lines[2], "three");
    assert_null(lines[3]);
    free(lines);
}

static void to_strings_of_none_is_an_empty_array(void **state)
{
    size_t count = 7;
    char **lines = gen_to_strings(gen_empty(), &count, NULL);

    (void)state;
    assert_int_equal(count, 0);
    assert_non_null(lines);
    assert_null(lines[0]);
    free(lines);
}

static void to_strings_gives_none_after_an_error(void **state)
{
    gen_result end;
    size_t count = 7;

    (void)state;
    assert_null(gen_to_strings(failing("s", 0), &count, &end));
    assert_int_equal(count, 0);
    assert_threw(end, "failed");
    assert_trace("s.n s.f");
    errno = 0;
    assert_null(gen_to_strings(NULL, NULL, &end));
    assert_int_equal(end.error, GEN_EINVAL);
}

/* --------------------------------------------------------------- Bad input */

static void a_missing_callback_closes(void **state) /* H-04 */
{
    bool (*const no_test)(int64_t, gen_call *) = NULL;
    void (*const no_visit)(int64_t, gen_call *) = NULL;
    int64_t (*const no_fold)(int64_t, int64_t, gen_call *) = NULL;
    gen_result end;

    (void)state;
    assert_false(gen_some(noting("s", 1), no_test, NULL, &end));
    assert_int_equal(end.error, GEN_EINVAL);
    assert_false(gen_every(noting("s", 1), no_test, NULL, NULL));
    assert_int_equal(gen_find(noting("s", 1), no_test, NULL, NULL), 0);
    assert_int_equal(gen_for_each(noting("s", 1), no_visit, NULL).error,
                     GEN_EINVAL);
    assert_int_equal(gen_reduce(noting("s", 1), no_fold, NULL, NULL), 0);
    assert_int_equal(gen_fold(noting("s", 1), no_fold, 1, NULL, NULL), 0);
    assert_trace("s.r s.f s.r s.f s.r s.f s.r s.f s.r s.f s.r s.f");
}

static void a_missing_source_is_an_error(void **state)
{
    gen_result end;
    size_t count;

    (void)state;
    assert_int_equal(gen_count(NULL, &end), 0);
    assert_int_equal(end.error, GEN_EINVAL);
    assert_null(gen_to_array(NULL, &count, &end));
    assert_int_equal(end.error, GEN_EINVAL);
    assert_int_equal(gen_unpack(NULL, NULL, 0, &end), 0);
    assert_int_equal(end.error, GEN_EINVAL);
    assert_false(gen_some(NULL, is_one, NULL, &end));
    assert_int_equal(end.error, GEN_EINVAL);
    assert_null(gen_join(NULL, "", &end));
    assert_int_equal(end.error, GEN_EINVAL);
}

static void a_missing_source_is_one_error_whatever_errno_is(void **state)
{
    gen_result end;
    void *value;

    (void)state;
    errno = ENOMEM;
    assert_int_equal(gen_count(NULL, &end), 0);
    assert_int_equal(end.error, GEN_EINVAL);
    assert_null(gen_to_array(NULL, NULL, &end));
    assert_int_equal(end.error, GEN_EINVAL);
    assert_int_equal(gen_unpack(NULL, &value, 1, &end), 0);
    assert_int_equal(end.error, GEN_EINVAL);
    assert_int_equal(gen_fold(NULL, add, 1, NULL, &end), 0);
    assert_int_equal(end.error, GEN_EINVAL);
    gen_foreach (void *, none, NULL, &end)
        ;
    assert_refused(end, GEN_EINVAL);
    assert_int_equal(errno, ENOMEM);
    errno = 0;
}

/* ------------------------------------------------------------- In a body */

static void raise_from_callback(int64_t n, gen_call *call)
{
    if (n == 1)
        gen_raise(gen_self(), call->arg);
}

static void *consumes(gen_t *self, void *source)
{
    (void)self;
    gen_for_each(source, raise_from_callback, "raised");
    return NULL;
}

static void a_callback_may_raise_in_the_body(void **state) /* S-06 */
{
    gen_t *g = create(consumes, noting("s", 9));

    (void)state;
    assert_threw(gen_next(g), "raised");
    assert_trace("s.n s.n s.r s.f");
    gen_destroy(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(reduce_begins_with_the_first),
        TEST(fold_begins_with_what_it_is_given),
        TEST(fold_has_a_version_for_each_type),
        TEST(for_each_sees_all_and_closes_on_error),
        TEST(some_stops_at_the_first),
        TEST(every_stops_at_the_first_that_is_not),
        TEST(find_gives_the_first),
        TEST(count_counts),
        TEST(to_array_takes_all_and_never_closes),
        TEST(to_array_grows),
        TEST(unpack_takes_and_closes),
        TEST(unpack_of_an_ended_source_does_not_close),
        TEST(unpack_of_nothing_closes_at_once),
        TEST(errors_of_unpacking),
        TEST(join_puts_a_separator_between),
        TEST(a_missing_callback_closes),
        TEST(to_strings_copies),
        TEST(to_strings_of_none_is_an_empty_array),
        TEST(to_strings_gives_none_after_an_error),
        TEST(a_missing_source_is_an_error),
        TEST(a_missing_source_is_one_error_whatever_errno_is),
        TEST(a_callback_may_raise_in_the_body),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
