/* Looking at generators and at the library. */
#include <stdlib.h>
#include <string.h>

#include "test.h"

static gen_status seen;

static void *look_at_self(gen_t *self, void *arg)
{
    seen = gen_state(self);
    note(gen_self() == self ? "self" : "other");
    gen_yield(self, arg);
    note(gen_self() == self ? "self" : "other");
    return NULL;
}

static void state_follows_the_life_of_a_generator(void **state)
{
    gen_t *g = create(look_at_self, "a");

    (void)state;
    assert_int_equal(gen_state(g), GEN_START);
    gen_next(g);
    assert_int_equal(seen, GEN_RUNNING);
    assert_int_equal(gen_state(g), GEN_SUSPENDED);
    gen_next(g);
    assert_int_equal(gen_state(g), GEN_DONE);
    gen_destroy(g);
    assert_int_equal(gen_state(NULL), GEN_DONE);
}

static void self_is_the_running_one(void **state)
{
    gen_t *g = create(look_at_self, "a");

    (void)state;
    assert_null(gen_self());
    gen_next(g);
    assert_null(gen_self());
    gen_next(g);
    assert_trace("self self");
    gen_destroy(g);
}

static void *resumes_inner(gen_t *self, void *arg)
{
    gen_t *inner = gen_create(look_at_self, "b");

    gen_next(inner);
    note(gen_self() == self ? "outer" : "lost");
    gen_yield(self, arg);
    gen_destroy(inner);
    note(gen_self() == self ? "outer" : "lost");
    return NULL;
}

static void self_is_restored_after_an_inner_one(void **state)
{
    gen_t *g = create(resumes_inner, "a");

    (void)state;
    gen_next(g);
    gen_next(g);
    assert_trace("self outer outer");
    gen_destroy(g);
}

static void name_defaults_to_the_empty_string(void **state)
{
    gen_t *g = create(look_at_self, NULL);

    (void)state;
    assert_string_equal(gen_name(g), "");
    assert_string_equal(gen_name(NULL), "");
    gen_destroy(g);
}

static void engine_name_is_the_chosen_engine(void **state)
{
    const char *chosen = getenv("CGEN_ENGINE");
    gen_t *g = create(look_at_self, NULL);

    (void)state;
    assert_non_null(chosen);
    assert_string_equal(gen_engine_name(g), chosen);
    assert_string_equal(gen_engine_name(NULL), chosen);
    gen_destroy(g);
}

static void *touch(gen_t *self, void *arg)
{
    volatile char room[100 * 1024];

    for (size_t i = 0; i < sizeof room; i += 1024)
        room[i] = 1;
    gen_yield(self, arg);
    return NULL;
}

static void stack_used_grows_with_what_is_touched(void **state)
{
    gen_options options = {.stack_size = 200 * 1024};
    gen_t *g = gen_create_with(touch, NULL, &options);

    (void)state;
    /* On AArch64, what ucontext saves takes two pages and more. */
    assert_in_range(gen_stack_used(g), 1, 4 * 4096);
    gen_next(g);
    assert_in_range(gen_stack_used(g), 100 * 1024, 200 * 1024);
    gen_next(g);
    assert_int_equal(gen_state(g), GEN_DONE);
    assert_in_range(gen_stack_used(g), 100 * 1024, 200 * 1024);
    gen_destroy(g);
    assert_int_equal(gen_stack_used(NULL), 0);
}

/* Goes that much deeper, and comes back. */
__attribute__((noinline)) static char dip(size_t bytes)
{
    volatile char room[bytes];

    room[0] = 1;
    return room[0];
}

static void *dips_twice(gen_t *self, void *arg)
{
    dip(2000);
    gen_yield(self, arg);
    dip(2500);
    gen_yield(self, arg);
    return NULL;
}

static void stack_used_tells_bytes_of_a_painted_stack(void **state)
{
    gen_options options = {.paint_stack = 1};
    size_t first, second;
    gen_t *g;

    (void)state;
    need_solitude();
    g = gen_create_with(dips_twice, NULL, &options);
    assert_true(gen_stack_used(g) < 16 * 1024);
    gen_next(g);
    first = gen_stack_used(g);
    gen_next(g);
    second = gen_stack_used(g);
    assert_in_range(second - first, 450, 550);
    gen_destroy(g);
}

static void strerror_has_a_text_for_every_code(void **state)
{
    (void)state;
#define ASSERT_TEXT(name, code, text) \
    assert_int_equal(name, code);     \
    assert_string_equal(gen_strerror(name), text);
    GEN_ERROR_MAP(ASSERT_TEXT)
#undef ASSERT_TEXT
    assert_string_equal(gen_strerror(0), "no error");
    assert_string_equal(gen_strerror(-1000), "unknown error code");
}

static void version_is_that_of_the_header(void **state)
{
    (void)state;
    assert_int_equal(gen_version(), GEN_VERSION);
    assert_int_equal(GEN_VERSION, GEN_VERSION_MAJOR * 10000 +
                                      GEN_VERSION_MINOR * 100 +
                                      GEN_VERSION_PATCH);
}

static void result_travels_in_two_registers(void **state)
{
    (void)state;
    assert_true(sizeof(gen_result) <= 2 * sizeof(void *));
    assert_true(sizeof(gen_resumed) <= 2 * sizeof(void *));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(state_follows_the_life_of_a_generator),
        TEST(self_is_the_running_one),
        TEST(self_is_restored_after_an_inner_one),
        TEST(name_defaults_to_the_empty_string),
        TEST(engine_name_is_the_chosen_engine),
        TEST(stack_used_grows_with_what_is_touched),
        TEST(stack_used_tells_bytes_of_a_painted_stack),
        TEST(strerror_has_a_text_for_every_code),
        TEST(version_is_that_of_the_header),
        TEST(result_travels_in_two_registers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
