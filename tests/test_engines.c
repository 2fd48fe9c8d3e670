/* Engines side by side in one process: each generator keeps its own, and they
 * resume one another. */
#include <pthread.h>
#include <string.h>

#include "test.h"

static const char *const names[] = {"ucontext", "native"};

static gen_t *create_on(const char *engine, gen_fn *fn, void *arg)
{
    gen_options options = {.engine = engine};

    return gen_create_with(fn, arg, &options);
}

static void *count(gen_t *self, void *arg)
{
    NOTE_SCOPE_EXIT(scope, gen_engine_name(self));

    for (intptr_t i = (intptr_t)arg;; i++)
        gen_yield(self, (void *)i);
    return NULL;
}

/* Yields what a counter on the other engine yields, and one more in between. */
static void *interleave(gen_t *self, void *other)
{
    gen_foreach (intptr_t, i, create_on(other, count, (void *)10)) {
        gen_yield(self, (void *)i);
        gen_yield(self, (void *)-i);
    }
    return NULL;
}

/* Skips where this library lacks one of the engines. */
static int need_every_engine(void **state)
{
    for (int i = 0; i < 2; i++) {
        gen_t *g = create_on(names[i], count, NULL);
        if (g == NULL)
            return -1;
        gen_destroy(g);
    }
    return clear_trace(state);
}

static void next_nested_on_the_other_engine(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        const char *other = names[1 - i];
        gen_t *g = create_on(names[i], interleave, (void *)(uintptr_t)other);
        assert_non_null(g);
        for (intptr_t n = 10; n < 15; n++) {
            assert_int_equal((intptr_t)gen_next(g).value, n);
            assert_int_equal((intptr_t)gen_next(g).value, -n);
        }
        assert_returned(gen_return(g, "v"), "v");
        assert_trace(other);
        gen_destroy(g);
    }
}

static void *outer_body(gen_t *self, void *inner)
{
    note_result(gen_return(inner, "v"));
    note("%s", gen_self() == self ? gen_engine_name(self) : "lost");
    gen_yield(self, NULL);
    return NULL;
}

static void return_from_a_generator_on_the_other_engine(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        gen_t *inner = create_on(names[1 - i], count, NULL);
        gen_t *outer = create_on(names[i], outer_body, inner);
        gen_next(inner);
        gen_next(outer);
        assert_trace(i == 0 ? "native v/1/0 ucontext"
                            : "ucontext v/1/0 native");
        gen_destroy(outer);
        gen_destroy(inner);
    }
}

static void *resume_here(void *g)
{
    return gen_next(g).value;
}

static void next_on_another_thread_on_each_engine(void **state)
{
    (void)state;
    need_company();
    for (int i = 0; i < 2; i++) {
        gen_t *g =
            create_on(names[i], interleave, (void *)(uintptr_t)names[1 - i]);
        pthread_t thread;
        void *value;
        gen_next(g);
        pthread_create(&thread, NULL, resume_here, g);
        pthread_join(thread, &value);
        assert_int_equal((intptr_t)value, -10);
        assert_int_equal((intptr_t)gen_next(g).value, 11);
        gen_destroy(g);
    }
}

/* A stack that one engine has used serves the other. */
static void create_reuses_stacks_of_the_other_engine(void **state)
{
    (void)state;
    for (int i = 0; i < 100; i++) {
        gen_t *g = create_on(names[i % 2], count, (void *)7);
        assert_int_equal((intptr_t)gen_next(g).value, 7);
        assert_int_equal((intptr_t)gen_next(g).value, 8);
        assert_string_equal(gen_engine_name(g), names[i % 2]);
        gen_destroy(g);
        clear_trace(NULL);
    }
}

#define ON_BOTH(name) cmocka_unit_test_setup(name, need_every_engine)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(next_nested_on_the_other_engine),
        ON_BOTH(return_from_a_generator_on_the_other_engine),
        ON_BOTH(next_on_another_thread_on_each_engine),
        ON_BOTH(create_reuses_stacks_of_the_other_engine),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
