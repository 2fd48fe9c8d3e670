/* Calls on the generator's stack: section 8 of judge/checklist.md, and yielding
 * from inside other people's callbacks. */
#include <ftw.h>
#include <stdlib.h>
#include <string.h>

#include "test.h"

static int descend(gen_t *self, int depth)
{
    int here = depth * depth;

    if (depth == 0)
        gen_yield(self, "bottom");
    else
        here += descend(self, depth - 1);
    return here;
}

static int total;

static void *deep(gen_t *self, void *arg)
{
    total = descend(self, 1000);
    return arg;
}

static void K_01_yield_deep_suspends_all_frames(void **state)
{
    gen_t *g = create(deep, "end");

    (void)state;
    total = 0;
    assert_yielded(gen_next(g), "bottom");
    assert_int_equal(total, 0);
    assert_returned(gen_next(g), "end");
    assert_int_equal(total, 333833500);
    gen_destroy(g);
}

static void inner(gen_t *self)
{
    NOTE_SCOPE_EXIT(scope, "inner");
    gen_defer(self, note_call, "deferred-inner");
    gen_yield(self, "a");
    note("not reached");
}

static void middle(gen_t *self)
{
    NOTE_SCOPE_EXIT(scope, "middle");
    inner(self);
}

static void *outer(gen_t *self, void *arg)
{
    NOTE_SCOPE_EXIT(scope, "outer");
    gen_defer(self, note_call, "deferred-outer");
    middle(self);
    return arg;
}

static void K_02_return_deep_unwinds_frames_then_deferred_calls(void **state)
{
    gen_t *g = create(outer, NULL);

    (void)state;
    gen_next(g);
    assert_returned(gen_return(g, "v"), "v");
    assert_trace("inner middle outer deferred-inner deferred-outer");
    gen_destroy(g);
}

static void K_02_throw_deep_unwinds_frames_then_deferred_calls(void **state)
{
    gen_t *g = create(outer, NULL);

    (void)state;
    gen_next(g);
    assert_threw(gen_throw(g, "e"), "e");
    assert_trace("inner middle outer deferred-inner deferred-outer");
    gen_destroy(g);
}

static void swallow(gen_t *self)
{
    NOTE_SCOPE_EXIT(scope, "scope");
    note("signal:%d", gen_yield_catch(self, "a").signal);
}

static void *swallows_below(gen_t *self, void *arg)
{
    swallow(self);
    gen_yield(self, "b");
    return arg;
}

static void K_03_return_swallowed_by_a_nested_call(void **state)
{
    gen_t *g = create(swallows_below, "end");

    (void)state;
    gen_next(g);
    assert_yielded(gen_return(g, "v"), "b");
    assert_trace("signal:1 scope");
    assert_returned(gen_next(g), "end");
    gen_destroy(g);
}

static int compare_and_yield(const void *left, const void *right)
{
    int a = *(const int *)left, b = *(const int *)right;

    gen_yield(gen_self(), "comparing");
    return (a > b) - (a < b);
}

static void *sort(gen_t *self, void *arg)
{
    (void)self;
    qsort(arg, 5, sizeof(int), compare_and_yield);
    return "sorted";
}

static void yield_inside_qsort(void **state)
{
    int numbers[] = {3, 1, 4, 1, 5};
    const int expected[] = {1, 1, 3, 4, 5};
    gen_t *g = create(sort, numbers);
    gen_result result;
    int comparisons = 0;

    (void)state;
    while (!(result = gen_next(g)).done)
        comparisons++;
    assert_returned(result, "sorted");
    assert_true(comparisons >= 4);
    assert_memory_equal(numbers, expected, sizeof expected);
    gen_destroy(g);
}

static void return_inside_qsort_unwinds_through_it(void **state)
{
    int numbers[] = {3, 1, 4, 1, 5};
    gen_t *g = create(sort, numbers);

    (void)state;
    gen_next(g);
    assert_returned(gen_return(g, "v"), "v");
    gen_destroy(g);
}

static int visit(const char *path, const struct stat *status, int flag,
                 struct FTW *walk)
{
    (void)status;
    (void)flag;
    (void)walk;
    return gen_yield_catch(gen_self(), (void *)(uintptr_t)path).signal;
}

static void *walk_tree(gen_t *self, void *root)
{
    (void)self;
    note("nftw:%d", nftw(root, visit, 8, FTW_PHYS));
    return NULL;
}

static void yield_inside_nftw(void **state)
{
    int entries = 0, tests = 0;

    (void)state;
    gen_foreach (const char *, path, gen_create(walk_tree, CGEN_TEST_SOURCES)) {
        entries++;
        tests += strcmp(path, CGEN_TEST_SOURCES "/test_nested.c") == 0;
    }
    assert_int_equal(tests, 1);
    assert_true(entries > 10);
    assert_trace("nftw:0");
}

static void return_inside_nftw_lets_it_end_itself(void **state)
{
    int entries = 0;

    (void)state;
    gen_foreach (const char *, path, gen_create(walk_tree, CGEN_TEST_SOURCES))
        if (++entries == 3)
            break;
    assert_int_equal(entries, 3);
    assert_trace("nftw:1");
}

static void *letters(gen_t *self, void *arg)
{
    NOTE_SCOPE_EXIT(scope, "letters");
    (void)arg;
    gen_yield(self, "a");
    gen_yield(self, "b");
    return NULL;
}

static void *primed_letters(gen_t *self, void *arg)
{
    char primed[] = "?'";

    gen_foreach (const char *, letter, gen_create(letters, NULL)) {
        primed[0] = *letter;
        gen_yield(self, primed);
    }
    return arg;
}

static void next_generator_inside_a_generator(void **state)
{
    gen_t *g = create(primed_letters, "end");

    (void)state;
    assert_yielded(gen_next(g), "a'");
    assert_yielded(gen_next(g), "b'");
    assert_returned(gen_next(g), "end");
    assert_trace("letters");
    gen_destroy(g);
}

static void return_inside_a_loop_closes_its_source(void **state)
{
    gen_t *g = create(primed_letters, "end");

    (void)state;
    gen_next(g);
    assert_returned(gen_return(g, "v"), "v");
    assert_trace("letters");
    gen_destroy(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(K_01_yield_deep_suspends_all_frames),
        TEST(K_02_return_deep_unwinds_frames_then_deferred_calls),
        TEST(K_02_throw_deep_unwinds_frames_then_deferred_calls),
        TEST(K_03_return_swallowed_by_a_nested_call),
        TEST(yield_inside_qsort),
        TEST(return_inside_qsort_unwinds_through_it),
        TEST(yield_inside_nftw),
        TEST(return_inside_nftw_lets_it_end_itself),
        TEST(next_generator_inside_a_generator),
        TEST(return_inside_a_loop_closes_its_source),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
