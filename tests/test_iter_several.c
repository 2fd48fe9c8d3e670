/* Iterators over several sources: concat and zip. Checklist section 11; the row
 * is named where it is one. Row Z-07 (zipKeyed) has no counterpart: records
 * with keys are the caller's, by place. */
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
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
