/* Closings that raise, one after the other, in the body that asks for them: all
 * is freed all the same. Each unwinds the cleanup handler in which it runs, so
 * only for compilers that let a handler be unwound. */
#include "test.h"

#include <cgen/iter.h>

static int freed;

static void count_free(void *state)
{
    (void)state;
    freed++;
}

static gen_result give(void *state, void *value)
{
    (void)value;
    return (gen_result){state, false, 0};
}

static gen_result raise_on_return(void *state, void *value)
{
    (void)state;
    (void)value;
    gen_raise(gen_self(), "no");
}

static gen_t *raises(void)
{
    gen_t *g = gen_from(&(gen_ops){.on_next = give,
                                   .on_return = raise_on_return,
                                   .on_free = count_free},
                        "x");

    gen_next(g);
    return g;
}

static void *destroys_a_concat(gen_t *self, void *unused)
{
    (void)self;
    gen_destroy(gen_concat(GEN_SOURCES(raises(), raises(), raises())));
    return unused;
}

static void *destroys_a_zip(gen_t *self, void *unused)
{
    gen_t *zip =
        gen_zip(GEN_SOURCES(raises(), raises(), raises()), GEN_SHORTEST, NULL);

    (void)self;
    gen_next(zip);
    gen_destroy(zip);
    return unused;
}

/* A source that is there twice is refused. */
static void *has_a_list_refused(gen_t *self, void *unused)
{
    gen_t *twice = raises();

    (void)self;
    (void)unused;
    return gen_concat(GEN_SOURCES(twice, raises(), raises(), twice));
}

static gen_t *raises_too(void *value, gen_call *call)
{
    (void)value;
    (void)call;
    return raises();
}

static void *destroys_a_flat_map(gen_t *self, void *unused)
{
    gen_t *inner = gen_flat_map(raises(), raises_too, NULL);
    gen_t *flat = gen_take(inner, 5);

    (void)self;
    gen_next(flat);
    gen_destroy(flat);
    return unused;
}

static void check_freed(gen_fn *fn, int count)
{
    gen_t *g = create(fn, NULL);

    freed = 0;
    assert_threw(gen_next(g), "no");
    assert_int_equal(freed, count);
    assert_int_equal(gen_destroy(g), 0);
}

static void all_sources_are_freed(void **state)
{
    (void)state;
    check_freed(destroys_a_concat, 3);
    check_freed(destroys_a_zip, 3);
    check_freed(has_a_list_refused, 3);
    check_freed(destroys_a_flat_map, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(all_sources_are_freed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
