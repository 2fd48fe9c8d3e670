/* Generators whose sources run in tasks: parallel, ahead, merge. */
#include <errno.h>
#include <string.h>

#include <cgen/iter.h>

#include "task/fake_loop.h"

/* ---------------------------------------------------------------- Sources */

static void note_out(const char **text)
{
    note("%s@%d", *text, (int)fake_loop_now());
}

/* Yields count numbers from first on, each after wait; then ends, or raises. */
struct numbers {
    const char *name;
    int first, count;
    int wait;
    bool raises;
};

static void *numbers(gen_t *self, void *argument)
{
    const struct numbers *of = argument;
    const char *out GEN_ON_SCOPE_EXIT(note_out) = of->name;

    for (int i = of->first; i < of->first + of->count; i++) {
        if (of->wait != 0)
            gen_sleep((uint64_t)of->wait);
        gen_yield(self, gen_of_int(i));
    }
    if (of->raises)
        gen_raise(self, "error");
    return "all";
}

/* A number in memory that it uses again. */
static void *strings(gen_t *self, void *argument)
{
    char text[8];

    (void)argument;
    for (char c = 'a'; c < 'f'; c++) {
        memset(text, c, 3);
        text[3] = '\0';
        gen_yield(self, text);
    }
    return NULL;
}

/* -------------------------------------------------------------- Consumers */

/* How a task takes the values. */
struct use {
    gen_t *(*make)(void);
    int wait;  /* after each */
    int count; /* how many, then it breaks; 0: all */
};

static void *uses(gen_t *self, void *argument)
{
    const struct use *use = argument;
    int left = use->count;
    gen_result end;

    (void)self;
    gen_foreach (int64_t, n, use->make(), &end) {
        note("%d@%d", (int)n, (int)fake_loop_now());
        gen_sleep((uint64_t)use->wait);
        if (--left == 0)
            break;
    }
    note("%d:%s@%d", end.error, end.value != NULL ? (char *)end.value : "-",
         (int)fake_loop_now());
    return NULL;
}

static void run_task(gen_fn *fn, const void *argument)
{
    gen_task_t *task;

    fake_loop_begin();
    task = gen_spawn(NULL, fn, argument);
    fake_loop_run();
    assert_returned(gen_task_join(task), NULL);
    fake_loop_end();
}

static void run(gen_t *(*make)(void), int wait, int count)
{
    const struct use use = {make, wait, count};

    run_task(uses, &use);
}

/* --------------------------------------------------------------- Parallel */

/* The later a value, the less time it takes; 13 fails. */
static void *works(void *value, gen_call *call)
{
    int64_t n = gen_to_int(value);
    const char *out GEN_ON_SCOPE_EXIT(note_out) = "done";

    gen_sleep((uint64_t)(20 - n));
    if (n == 13)
        gen_fail(call, "unlucky");
    return gen_of_int(n * 10 + (int64_t)call->index);
}

static gen_t *in_parallel(int first, int count, unsigned limit, int order)
{
    static struct numbers of;

    of = (struct numbers){"source", first, count, 0, false};
    return gen_parallel(gen_create(numbers, &of), works, NULL, limit, order);
}

static gen_t *ordered(void)
{
    return in_parallel(10, 3, 10, GEN_ORDERED);
}

static gen_t *as_done(void)
{
    return in_parallel(10, 3, 10, GEN_AS_DONE);
}

static void results_come_in_order_or_as_they_are_ready(void **state)
{
    (void)state;
    run(ordered, 0, 0);
    assert_trace(
        "source@0 done@8 done@9 done@10 100@10 111@10 122@10 0:all@10");
    run(as_done, 0, 0);
    assert_trace("source@0 done@8 122@8 done@9 111@9 done@10 100@10 0:all@10");
}

static gen_t *two_at_once(void)
{
    return in_parallel(14, 4, 2, GEN_ORDERED);
}

static void no_more_than_the_limit_run(void **state)
{
    (void)state;
    run(two_at_once, 0, 0);
    assert_trace("done@5 done@6 140@6 151@6 source@6 done@9 done@10 162@10 "
                 "173@10 0:all@10");
}

static gen_t *unlucky(void)
{
    return in_parallel(11, 5, 5, GEN_ORDERED);
}

static gen_t *unlucky_as_done(void)
{
    return in_parallel(11, 5, 5, GEN_AS_DONE);
}

static void a_failure_comes_in_its_place(void **state)
{
    (void)state;
    run(unlucky, 0, 0);
    assert_trace("source@0 done@5 done@6 done@7 done@8 done@9 110@9 121@9 "
                 "1:unlucky@9");
    run(unlucky_as_done, 0, 0);
    assert_trace("source@0 done@5 154@5 done@6 143@6 done@7 done@7 done@7 "
                 "1:unlucky@7");
}

static void leaving_early_cancels_what_runs(void **state)
{
    (void)state;
    run(as_done, 0, 1);
    assert_trace("source@0 done@8 122@8 done@8 done@8 0:-@8");
}

/* ------------------------------------------------------------------ Ahead */

static gen_t *runs_ahead(void)
{
    static const struct numbers of = {"source", 1, 5, 10, false};

    return gen_ahead(gen_create(numbers, &of), 2, 0);
}

/* Each takes 10 to make and 10 to use: in turn that were 100. */
static void a_source_runs_ahead(void **state)
{
    (void)state;
    run(runs_ahead, 10, 0);
    assert_trace("1@10 2@20 3@30 4@40 source@50 5@50 0:all@60");
    run(runs_ahead, 30, 3);
    assert_trace("1@10 2@40 3@70 source@100 0:-@100");
}

static gen_t *fails_ahead(void)
{
    static const struct numbers of = {"source", 1, 2, 0, true};

    return gen_ahead(gen_create(numbers, &of), 5, 0);
}

static void its_error_comes_after_its_values(void **state)
{
    (void)state;
    run(fails_ahead, 1, 0);
    assert_trace("source@0 1@0 2@1 1:error@2");
}

static void *takes_copies(gen_t *self, void *unused)
{
    char *before = NULL;

    (void)self, (void)unused;
    gen_foreach (char *, text, gen_ahead(gen_create(strings, NULL), 2, 4)) {
        note("%s", text);
        gen_sleep(1);
        note("%s", text);
        assert_ptr_not_equal(text, before);
        before = text;
    }
    return NULL;
}

static void values_may_be_copied(void **state)
{
    (void)state;
    run_task(takes_copies, NULL);
    assert_trace("aaa aaa bbb bbb ccc ccc ddd ddd eee eee");
}

/* ------------------------------------------------------------------ Merge */

static gen_t *merge(const struct numbers *first, const struct numbers *second)
{
    gen_t *sources[] = {gen_create(numbers, first),
                        gen_create(numbers, second)};

    return gen_merge(sources, 2);
}

static gen_t *merges(void)
{
    static const struct numbers slow = {"slow", 1, 2, 25, false},
                                fast = {"fast", 11, 4, 10, false};

    return merge(&slow, &fast);
}

static gen_t *merges_bad(void)
{
    static const struct numbers slow = {"slow", 1, 2, 25, false},
                                bad = {"bad", 11, 2, 10, true};

    return merge(&slow, &bad);
}

static gen_t *merges_nothing(void)
{
    return gen_merge(NULL, 0);
}

static void values_come_as_they_are_ready(void **state)
{
    (void)state;
    run(merges, 0, 0);
    assert_trace("11@10 12@20 1@25 13@30 14@40 fast@40 2@50 slow@50 0:-@50");
    run(merges, 1, 2);
    assert_trace("11@10 12@21 slow@22 fast@22 0:-@22");
    run(merges_nothing, 0, 0);
    assert_trace("0:-@0");
}

static void an_error_of_one_ends_all(void **state)
{
    (void)state;
    run(merges_bad, 0, 0);
    assert_trace("11@10 12@20 bad@20 slow@20 1:error@20");
}

/* ----------------------------------------------------------------- Misuse */

static void what_is_not_begun_closes_its_sources(void **state)
{
    static const struct numbers of = {"never", 1, 1, 0, false};

    (void)state;
    fake_loop_begin();
    gen_destroy(in_parallel(1, 1, 1, GEN_ORDERED));
    gen_destroy(gen_ahead(gen_create(numbers, &of), 1, 8));
    gen_destroy(merge(&of, &of));
    fake_loop_end();
    assert_trace("");
}

static void they_need_a_task(void **state)
{
    gen_t *g = runs_ahead();

    (void)state;
    assert_int_equal(gen_next(g).error, GEN_EPERM);
    gen_destroy(g);
}

static void arguments_are_checked(void **state)
{
    static const struct numbers of = {"never", 1, 1, 0, false};

    (void)state;
    errno = 0;
    assert_null(gen_ahead(gen_create(numbers, &of), 0, 0));
    assert_int_equal(errno, EINVAL);
    assert_null(gen_parallel(gen_create(numbers, &of), NULL, NULL, 1, 0));
    assert_null(gen_parallel(gen_create(numbers, &of), works, NULL, 0, 0));
    assert_null(gen_parallel(gen_create(numbers, &of), works, NULL, 1, 9));
    errno = ENOENT;
    assert_null(gen_ahead(NULL, 1, 0));
    assert_int_equal(errno, ENOENT);
    assert_null(gen_merge((gen_t *[]){gen_create(numbers, &of), NULL}, 2));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(results_come_in_order_or_as_they_are_ready),
        TEST(no_more_than_the_limit_run),
        TEST(a_failure_comes_in_its_place),
        TEST(leaving_early_cancels_what_runs),
        TEST(a_source_runs_ahead),
        TEST(its_error_comes_after_its_values),
        TEST(values_may_be_copied),
        TEST(values_come_as_they_are_ready),
        TEST(an_error_of_one_ends_all),
        TEST(what_is_not_begun_closes_its_sources),
        TEST(they_need_a_task),
        TEST(arguments_are_checked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
