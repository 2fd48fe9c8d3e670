/* A generator that is made where one has ended, from the same stack and control
 * block, is as if that one had never been. */
#include "test.h"

static char datum;

static void *plain(gen_t *self, void *arg)
{
    gen_yield(self, arg);
    return "end";
}

static void *defers(gen_t *self, void *arg)
{
    for (int i = 0; i < 5; i++)
        gen_defer(self, note_call, "d");
    gen_yield(self, arg);
    return "end";
}

static void *raises(gen_t *self, void *arg)
{
    gen_yield(self, arg);
    gen_raise(self, "error");
}

static void *delegates(gen_t *self, void *arg)
{
    return gen_delegate(self, gen_create(plain, arg));
}

static void *parks(gen_t *self, void *arg)
{
    (void)self;
    gen_park(NULL, arg);
    return "end";
}

static void destroy(void *g)
{
    gen_destroy(g);
}

/* It is parked in what it resumes. */
static void *resumes_what_parks(gen_t *self, void *arg)
{
    gen_t *inner = gen_create(parks, arg);

    gen_defer(self, destroy, inner);
    gen_next(inner);
    return "end";
}

static void *catches(gen_t *self, void *arg)
{
    gen_resumed in = gen_yield_catch(self, arg);

    gen_yield(self, arg);
    return in.value;
}

static void *cleans_up(gen_t *self, void *arg)
{
    NOTE_SCOPE_EXIT(scope, "scope");

    gen_yield(self, arg);
    return "end";
}

static gen_fn *const bodies[] = {plain,     defers,   raises,
                                 delegates, parks,    resumes_what_parks,
                                 catches,   cleans_up};

enum { BODIES = sizeof bodies / sizeof *bodies };

/* How a life goes on after its first yield, until it has ended. */
static void go_on(gen_t *g)
{
    while (!gen_next(g).done)
        ;
}

static void be_closed(gen_t *g)
{
    while (!gen_return(g, "closed").done)
        ;
}

static void be_thrown_into(gen_t *g)
{
    while (!gen_throw(g, "thrown").done)
        ;
}

static void be_destroyed(gen_t *g)
{
    (void)g;
}

static void (*const ways[])(gen_t *) = {go_on, be_closed, be_thrown_into,
                                        be_destroyed};

enum { WAYS = sizeof ways / sizeof *ways };

static const gen_options options[] = {
    {.name = NULL},
    {.name = "before", .data = &datum},
    {.data = &datum, .on_destroy = GEN_ABANDON},
    {.paint_stack = 1},
};

enum { OPTIONS = sizeof options / sizeof *options };

static void live(gen_fn *fn, void (*way)(gen_t *), const gen_options *with)
{
    gen_t *g = gen_create_with(fn, "value", with);

    assert_non_null(g);
    assert_yielded(gen_next(g), "value");
    way(g);
    assert_int_equal(gen_destroy(g), 0);
}

/* What there is to see of a new one, and that it lives as one. */
static void assert_is_new(gen_t *g)
{
    assert_string_equal(gen_name(g), "");
    assert_null(gen_data(g));
    assert_int_equal(gen_state(g), GEN_START);
    assert_yielded(gen_next(g), "new");
    assert_int_equal(gen_state(g), GEN_SUSPENDED);
    assert_trace("");
    assert_int_equal(gen_destroy(g), 0);
    assert_trace("scope");
}

static void one_made_after_another_is_new(void **state)
{
    (void)state;
    for (int i = 0; i < BODIES * WAYS * OPTIONS; i++) {
        live(bodies[i % BODIES], ways[i / BODIES % WAYS],
             &options[i / (BODIES * WAYS)]);
        clear_trace(NULL);
        assert_is_new(create(cleans_up, "new"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(one_made_after_another_is_new),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
