/* What an object's end runs may do anything: destroy the object again,
 * delegate, raise; and it is freed once all the same. */
#include "test.h"

#include <cgen/iter.h>

static gen_t *ending;
static int freed;

static void count_free(void *state)
{
    (void)state;
    freed++;
}

static int start(void **state)
{
    freed = 0;
    return clear_trace(state);
}

static int64_t same(int64_t n, gen_call *call)
{
    (void)call;
    return n;
}

static void destroy_again(void *unused)
{
    (void)unused;
    note("%d", gen_destroy(ending));
}

static void *destroys_its_adaptor(gen_t *self, void *unused)
{
    gen_defer(self, destroy_again, NULL);
    gen_defer(self, yield_in_finally, "cleanup");
    return gen_yield(self, unused);
}

static void test_source_destroys_its_adaptor(void **state)
{
    (void)state;
    ending = gen_map(gen_create(destroys_its_adaptor, NULL), same, NULL);
    gen_next(ending);
    assert_int_equal(gen_destroy(ending), 0);
    assert_trace("-2");
}

static void destroy_on_free(void *state)
{
    (void)state;
    freed++;
    note("%d %d", gen_destroy(ending), gen_next(ending).done);
}

static gen_result give(void *state, void *sent)
{
    (void)sent;
    return (gen_result){state, false, 0};
}

static gen_status suspended(const void *state)
{
    (void)state;
    return GEN_SUSPENDED;
}

static void test_on_free_destroys_its_object(void **state)
{
    gen_ops ops = {.on_next = give, .on_free = destroy_on_free};

    (void)state;
    ending = gen_from(&ops, "x");
    assert_int_equal(gen_destroy(ending), 0);
    ops.on_state = suspended;
    ending = gen_from(&ops, "x");
    assert_int_equal(gen_destroy(ending), 0);
    assert_trace("-2 1 -2 1");
    assert_int_equal(freed, 2);
}

static void *two(gen_t *self, void *value)
{
    gen_yield(self, value);
    return "two";
}

static gen_result delegates(void *calls, void *sent)
{
    int *count = calls;

    (void)sent;
    if ((*count)++ != 0)
        return (gen_result){"end", true, 0};
    return (gen_result){gen_delegate(gen_self(), gen_create(two, "x")), false,
                        0};
}

static void *delegates_to_a_delegating_callback(gen_t *self, void *count)
{
    gen_ops ops = {.on_next = delegates, .on_free = count_free};

    return gen_delegate(self, gen_from(&ops, count));
}

static void test_callback_delegates(void **state)
{
    int count = 0;
    gen_t *g = create(delegates_to_a_delegating_callback, &count);

    (void)state;
    assert_yielded(gen_next(g), "x");
    assert_yielded(gen_next(g), "two");
    assert_returned(gen_next(g), "end");
    assert_int_equal(gen_destroy(g), 0);
    assert_int_equal(freed, 1);
}

static void test_destroyed_while_a_callback_delegates(void **state)
{
    gen_options options = {.on_destroy = GEN_UNWIND};

    (void)state;
    for (int i = 0; i < 2; i++) {
        int count = 0;
        gen_t *g = gen_create_with(delegates_to_a_delegating_callback, &count,
                                   &options);

        assert_yielded(gen_next(g), "x");
        assert_int_equal(gen_destroy(g), 0);
        assert_int_equal(freed, i + 1);
        options.on_destroy = GEN_ABANDON;
    }
}

static gen_result raise_on_return(void *state, void *value)
{
    (void)state;
    (void)value;
    gen_raise(gen_self(), "no");
}

static gen_t *raises_when_closed(void)
{
    gen_t *g = gen_from(&(gen_ops){.on_next = give,
                                   .on_return = raise_on_return,
                                   .on_free = count_free},
                        "x");

    gen_next(g);
    return g;
}

static void *destroys_it(gen_t *self, void *unused)
{
    (void)self;
    gen_destroy(raises_when_closed());
    return unused;
}

static void *loops_over_it(gen_t *self, void *unused)
{
    (void)self;
    gen_foreach (void *, value, raises_when_closed())
        break;
    return unused;
}

static void *destroys_an_adaptor_of_it(gen_t *self, void *unused)
{
    gen_t *take = gen_take(raises_when_closed(), 5);

    (void)self;
    gen_next(take);
    gen_destroy(take);
    return unused;
}

static void *refuses_it(gen_t *self, void *unused)
{
    (void)self;
    (void)unused;
    return gen_take(raises_when_closed(), -1);
}

static void *consumes_it_by_nothing(gen_t *self, void *unused)
{
    void (*nothing)(void *, gen_call *) = NULL;

    (void)self;
    gen_for_each(raises_when_closed(), nothing, NULL);
    return unused;
}

static void *zips_it_with_nothing(gen_t *self, void *unused)
{
    (void)self;
    (void)unused;
    return gen_zip(GEN_SOURCES(raises_when_closed(), NULL), GEN_SHORTEST, NULL);
}

static void check_raising_close(gen_fn *fn)
{
    gen_t *g = create(fn, NULL);

    freed = 0;
    assert_threw(gen_next(g), "no");
    assert_int_equal(freed, 1);
    assert_int_equal(gen_destroy(g), 0);
}

static void test_closing_that_raises_frees(void **state)
{
    (void)state;
    check_raising_close(destroys_it);
    check_raising_close(loops_over_it);
    check_raising_close(destroys_an_adaptor_of_it);
    check_raising_close(refuses_it);
    check_raising_close(consumes_it_by_nothing);
    check_raising_close(zips_it_with_nothing);
}

static void raise_on_free(void *state)
{
    count_free(state);
    gen_raise(gen_self(), "no");
}

static void *pauses_in_a_callback(gen_t *self, void *value)
{
    gen_ops ops = {.on_next = give, .on_free = raise_on_free};

    return gen_delegate(self, gen_from(&ops, value));
}

static void *delegates_to_it(gen_t *self, void *value)
{
    gen_options options = {.on_destroy = GEN_ABANDON};
    NOTE_SCOPE_EXIT(text, "outer");

    return gen_delegate(self,
                        gen_create_with(pauses_in_a_callback, value, &options));
}

static void *destroys_a_chain(gen_t *self, void *value)
{
    gen_t *g = gen_create(delegates_to_it, value);

    (void)self;
    gen_next(g);
    gen_destroy(g);
    return value;
}

static void test_on_free_that_raises_leaves_nothing(void **state)
{
    gen_statistics statistics;
    gen_t *g = create(destroys_a_chain, "x");

    (void)state;
    assert_threw(gen_next(g), "no");
    assert_int_equal(gen_destroy(g), 0);
    assert_trace("outer");
    assert_int_equal(freed, 1);
    gen_stats(&statistics, sizeof statistics);
    assert_int_equal(statistics.live_stacks, 0);
}

static void *yields_and_gives(void *value, gen_call *call)
{
    (void)call;
    gen_yield(gen_self(), value);
    return value;
}

static void *delegates_to_suspended_stages(gen_t *self, void *array)
{
    gen_t *source = gen_array(array, 2, sizeof(int), count_free);
    gen_t *inner = gen_map(source, yields_and_gives, NULL);

    return gen_delegate(self,
                        gen_take(gen_map(inner, yields_and_gives, NULL), 5));
}

static void test_abandoned_stages_are_freed(void **state)
{
    static int array[2];
    gen_options options = {.on_destroy = GEN_ABANDON};
    gen_t *g = gen_create_with(delegates_to_suspended_stages, array, &options);

    (void)state;
    assert_false(gen_next(g).done);
    assert_int_equal(gen_destroy(g), 0);
    assert_int_equal(freed, 1);
}

static int running_for_ever; /* a state */

static gen_result yields_in_next(void *state, void *sent)
{
    (void)sent;
    gen_yield(gen_self(), state);
    return (gen_result){state, true, 0};
}

static gen_status says_running(const void *state)
{
    return state == &running_for_ever ? GEN_RUNNING : GEN_START;
}

static void *delegates_to_an_own_state(gen_t *self, void *unused)
{
    gen_ops ops = {.on_next = yields_in_next,
                   .on_free = count_free,
                   .on_state = says_running};

    (void)unused;
    return gen_delegate(self, gen_from(&ops, &running_for_ever));
}

static void destroy_it(void *g)
{
    note("%d", gen_destroy(g));
}

static void *defers_the_end_of_a_stage(gen_t *self, void *array)
{
    char deep[1024] = "";
    gen_t *source = gen_array(array, 2, sizeof(int), count_free);
    gen_t *map = gen_map(source, yields_and_gives, NULL);

    gen_defer(self, destroy_it, map);
    gen_next(map);
    return gen_yield(self, deep);
}

static void check_abandoned(gen_fn *fn)
{
    static int array[2];
    gen_options options = {.on_destroy = GEN_ABANDON};
    gen_t *g = gen_create_with(fn, array, &options);

    freed = 0;
    assert_false(gen_next(g).done);
    assert_int_equal(gen_destroy(g), 0);
    assert_int_equal(freed, 1);
}

static void test_other_dropped_callbacks_are_freed(void **state)
{
    (void)state;
    check_abandoned(delegates_to_an_own_state);
    check_abandoned(defers_the_end_of_a_stage);
    assert_trace("0");
}

static void test_gen_close_gives_codes(void **state)
{
    gen_t *g = create(two, "x");

    (void)state;
    gen_next(g);
    assert_int_equal(gen_close(g), 0);
    assert_int_equal(gen_state(g), GEN_DONE);
    gen_destroy(g);
    assert_true(gen_close(NULL) < 0);
}

int main(void)
{
#define ENDING(name) cmocka_unit_test_setup(name, start)
    const struct CMUnitTest tests[] = {
        ENDING(test_source_destroys_its_adaptor),
        ENDING(test_on_free_destroys_its_object),
        ENDING(test_callback_delegates),
        ENDING(test_destroyed_while_a_callback_delegates),
        ENDING(test_closing_that_raises_frees),
        ENDING(test_on_free_that_raises_leaves_nothing),
        ENDING(test_abandoned_stages_are_freed),
        ENDING(test_other_dropped_callbacks_are_freed),
        ENDING(test_gen_close_gives_codes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
