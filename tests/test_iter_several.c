/* Iterators over several sources: concat and zip. Section 11 of
 * judge/checklist.md; the row is named where it is one. Row Z-07 (zipKeyed) has
 * no counterpart: records with keys are the caller's, by place. */
#include <errno.h>

#include "iterators.h"

static void destroy_all(gen_t *g, const char *expected)
{
    gen_destroy(g);
    assert_trace(expected);
}

/* ------------------------------------------------------------------ concat */

static void concat_reads_one_after_the_other(void **state) /* CC-1 */
{
    gen_t *g = gen_concat(GEN_SOURCES(noting("a", 1), noting("b", 2)));

    (void)state;
    assert_trace("");
    note_ints(g, 9);
    assert_trace("a.n 0 a.n b.n 0 b.n 1 b.n !");
    destroy_all(g, "a.f b.f");
    g = gen_concat(NULL, 0);
    note_ints(g, 9);
    destroy_all(g, "!");
}

static void concat_checks_its_sources(void **state) /* CC-1 */
{
    gen_t *one = noting("a", 1);

    (void)state;
    assert_not_made(gen_concat(NULL, 2), EINVAL);
    assert_not_made(gen_concat(GEN_SOURCES(noting("b", 1), NULL)), EINVAL);
    assert_trace("b.r b.f");
    assert_not_made(gen_concat(GEN_SOURCES(one, one)), EINVAL);
    assert_trace("a.r a.f");
}

static void concat_closes_the_one_it_is_at(void **state) /* CC-2 */
{
    gen_t *a = noting("a", 1), *b = noting("b", 1);
    gen_t *g = gen_concat(GEN_SOURCES(gen_borrow(a), gen_borrow(b)));

    (void)state;
    assert_returned(gen_return(g, "v"), NULL);
    assert_trace("");
    gen_destroy(g);
    g = gen_concat(GEN_SOURCES(gen_borrow(a), gen_borrow(b)));
    gen_next(g);
    gen_return(g, NULL);
    assert_trace("a.n a.r");
    gen_destroy(g);
    gen_destroy(a);
    destroy_all(b, "a.f b.r b.f");
}

static void an_error_ends_concat_without_closing(void **state) /* CC-2 */
{
    gen_t *b = noting("b", 1);
    gen_t *g = gen_concat(GEN_SOURCES(failing("a", 0), gen_borrow(b)));

    (void)state;
    note_ints(g, 9);
    gen_return(g, NULL);
    assert_trace("a.n !failed");
    destroy_all(g, "a.f");
    destroy_all(b, "b.r b.f");
}

/* --------------------------------------------------------------------- zip */

static void shortest_ends_with_the_first(void **state) /* Z-01 */
{
    gen_t *g =
        gen_zip(GEN_SOURCES(noting("a", 9), noting("b", 9), noting("c", 1)),
                GEN_SHORTEST, NULL);

    (void)state;
    assert_trace("");
    note_groups(g, 9);
    assert_trace("a.n b.n c.n [ 0 0 0 ] a.n b.n c.n b.r a.r !");
    destroy_all(g, "a.f b.f c.f");
}

static void longest_pads(void **state) /* Z-02 */
{
    void *padding[] = {gen_of_int(7), gen_of_int(8)};
    gen_t *g = gen_zip(GEN_SOURCES(noting("a", 0), noting("b", 1)), GEN_LONGEST,
                       padding);

    (void)state;
    padding[0] = NULL; /* was copied */
    note_groups(g, 9);
    assert_trace("a.n b.n [ 7 0 ] b.n !");
    destroy_all(g, "a.f b.f");
    g = gen_zip(NULL, 0, GEN_LONGEST, NULL);
    note_groups(g, 9);
    destroy_all(g, "!");
}

static void strict_wants_one_length(void **state) /* Z-03 */
{
    gen_t *g =
        gen_zip(GEN_SOURCES(noting("a", 1), noting("b", 1)), GEN_STRICT, NULL);

    (void)state;
    note_groups(g, 9);
    assert_trace("a.n b.n [ 0 0 ] a.n b.n !");
    destroy_all(g, "a.f b.f");
    g = gen_zip(GEN_SOURCES(noting("a", 0), noting("b", 0), noting("c", 1)),
                GEN_STRICT, NULL);
    note_groups(g, 9);
    assert_trace("a.n b.n c.n c.r !-7");
    destroy_all(g, "a.f b.f c.f");
    g = gen_zip(GEN_SOURCES(noting("a", 1), noting("b", 0)), GEN_STRICT, NULL);
    note_groups(g, 9);
    assert_trace("a.n b.n a.r !-7");
    destroy_all(g, "a.f b.f");
}

static void an_error_closes_the_others(void **state) /* Z-04 */
{
    gen_t *g = gen_zip(GEN_SOURCES(noting("a", 9), failing("b", 0),
                                   unclosable("c", 9, "closing's")),
                       GEN_SHORTEST, NULL);

    (void)state;
    note_groups(g, 9);
    assert_trace("a.n b.n c.r a.r !failed");
    destroy_all(g, "a.f b.f c.f");
}

static void closing_goes_backwards(void **state) /* Z-05 */
{
    gen_t *g = gen_zip(GEN_SOURCES(noting("a", 9), unclosable("b", 9, "b's"),
                                   unclosable("c", 9, "c's")),
                       GEN_SHORTEST, NULL);

    (void)state;
    assert_threw(gen_return(g, NULL), "c's");
    assert_trace("c.r b.r a.r");
    destroy_all(g, "a.f b.f c.f");
    g = gen_zip(GEN_SOURCES(noting("a", 9), noting("b", 9)), GEN_SHORTEST,
                NULL);
    gen_next(g);
    assert_returned(gen_return(g, NULL), NULL);
    assert_trace("a.n b.n b.r a.r");
    destroy_all(g, "a.f b.f");
}

static void bad_zips_close_what_was_open(void **state) /* Z-06 */
{
    (void)state;
    assert_not_made(gen_zip(GEN_SOURCES(noting("a", 1), noting("b", 1), NULL,
                                        noting("c", 1)),
                            GEN_SHORTEST, NULL),
                    EINVAL);
    assert_trace("b.r a.r a.f b.f c.r c.f");
    assert_not_made(
        gen_zip(GEN_SOURCES(noting("a", 1)), (enum gen_zip_mode)9, NULL),
        EINVAL);
    assert_trace("a.r a.f");
}

/* ----------------------------------------------------------------- Many
 *
 * So many that steps for each pair of them would not end in time.
 */

enum { MANY = 200000 };

static void many_sources_are_read_one_after_the_other(void **state)
{
    struct counted_list list = counted(MANY);
    gen_result end;

    (void)state;
    assert_int_equal(gen_count(gen_concat(list.sources, MANY), &end), MANY);
    assert_returned(end, NULL);
    assert_true(was_each_freed(&list));
    free_counted(&list);
}

static void many_sources_are_read_together(void **state)
{
    static const enum gen_zip_mode modes[] = {GEN_SHORTEST, GEN_LONGEST,
                                              GEN_STRICT};

    (void)state;
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        struct counted_list list = counted(MANY);
        gen_result end;

        assert_int_equal(
            gen_count(gen_zip(list.sources, MANY, modes[i], NULL), &end), 1);
        assert_returned(end, NULL);
        assert_true(was_each_freed(&list));
        free_counted(&list);
    }
}

/* Two places of a list have the same source: nothing is made, and each source
 * is freed once. */
static void check_repeat(size_t count, size_t first, size_t last)
{
    struct counted_list list = counted(count);

    name_twice(&list, first, last);
    assert_not_made(gen_concat(list.sources, count), EINVAL);
    assert_true(was_each_freed(&list));
    free_counted(&list);
    list = counted(count);
    name_twice(&list, first, last);
    assert_not_made(gen_zip(list.sources, count, GEN_LONGEST, NULL), EINVAL);
    assert_true(was_each_freed(&list));
    free_counted(&list);
}

static void a_source_given_twice_is_found_anywhere(void **state)
{
    static const size_t counts[] = {2, 3, 7, 127, 128, 129, 1000};

    (void)state;
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        size_t count = counts[i], stride = count / 7 + 1;

        for (size_t first = 0; first < count; first += stride)
            for (size_t last = first + 1; last < count; last += stride)
                check_repeat(count, first, last);
        check_repeat(count, 0, count - 1);
    }
    check_repeat(MANY, MANY / 2, MANY - 1);
}

static void all_places_may_have_one_source(void **state)
{
    struct counted_list list = counted(1000);

    (void)state;
    for (size_t i = 1; i < list.count; i++)
        name_twice(&list, 0, i);
    assert_not_made(gen_concat(list.sources, list.count), EINVAL);
    assert_true(was_each_freed(&list));
    free_counted(&list);
}

static void a_missing_source_counts_more_than_a_repeated_one(void **state)
{
    struct counted_list list = counted(MANY);
    gen_t *last = list.sources[MANY - 1];

    (void)state;
    list.sources[MANY - 1] = NULL;
    name_twice(&list, 1, 2);
    errno = ENFILE;
    assert_null(gen_concat(list.sources, MANY));
    assert_int_equal(errno, ENFILE);
    gen_destroy(last);
    assert_true(was_each_freed(&list));
    free_counted(&list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(concat_reads_one_after_the_other),
        TEST(concat_checks_its_sources),
        TEST(concat_closes_the_one_it_is_at),
        TEST(an_error_ends_concat_without_closing),
        TEST(shortest_ends_with_the_first),
        TEST(longest_pads),
        TEST(strict_wants_one_length),
        TEST(an_error_closes_the_others),
        TEST(closing_goes_backwards),
        TEST(bad_zips_close_what_was_open),
        TEST(many_sources_are_read_one_after_the_other),
        TEST(many_sources_are_read_together),
        TEST(a_source_given_twice_is_found_anywhere),
        TEST(all_places_may_have_one_source),
        TEST(a_missing_source_counts_more_than_a_repeated_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
