/* Making generators: options, bad input, choice of engine. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test.h"

static void *yield_arg(gen_t *self, void *arg)
{
    gen_yield(self, arg);
    return "end";
}

static void assert_creates(const gen_options *options)
{
    gen_t *g = gen_create_with(yield_arg, "a", options);

    assert_non_null(g);
    assert_yielded(gen_next(g), "a");
    assert_returned(gen_next(g), "end");
    assert_int_equal(gen_destroy(g), 0);
}

static void assert_fails(gen_fn *fn, const gen_options *options, int error)
{
    errno = 0;
    assert_null(gen_create_with(fn, "a", options));
    assert_int_equal(errno, error);
}

static void create_without_body_is_refused(void **state)
{
    (void)state;
    errno = 0;
    assert_null(gen_create(NULL, "a"));
    assert_int_equal(errno, EINVAL);
    assert_fails(NULL, NULL, EINVAL);
}

static void create_without_options_takes_the_defaults(void **state)
{
    gen_options zero = {0};

    (void)state;
    assert_creates(NULL);
    assert_creates(&zero);
}

static void create_any_small_stack_size_works(void **state)
{
    const size_t sizes[] = {1,     4095,   4096,    4097,
                            16384, 100000, 1 << 20, (1 << 20) + 1};

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        gen_options options = {.stack_size = sizes[i]};
        assert_creates(&options);
    }
}

static void create_absurd_stack_size_is_no_memory(void **state)
{
    const size_t sizes[] = {SIZE_MAX,        SIZE_MAX - 1,    SIZE_MAX - 4096,
                            SIZE_MAX - 8191, SIZE_MAX - 8192, SIZE_MAX / 2};

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        gen_options options = {.stack_size = sizes[i]};
        assert_fails(yield_arg, &options, ENOMEM);
    }
}

static void create_unknown_engine_is_refused(void **state)
{
    gen_options options = {.engine = "no-such-engine"};
    gen_options empty = {.engine = ""};

    (void)state;
    assert_fails(yield_arg, &options, ENOTSUP);
    assert_fails(yield_arg, &empty, ENOTSUP);
}

static void create_named_engine_is_taken(void **state)
{
    gen_options options = {.engine = "ucontext"};
    gen_t *g = gen_create_with(yield_arg, "a", &options);

    (void)state;
    assert_string_equal(gen_engine_name(g), "ucontext");
    gen_destroy(g);
    assert_creates(&options);
}

static void create_reserved_members_must_be_zero(void **state)
{
    gen_options options = {0};

    (void)state;
    options.fp_modes = 2;
    assert_fails(yield_arg, &options, EINVAL);
    options.fp_modes = 0;
    options.reserved_int = 1;
    assert_fails(yield_arg, &options, EINVAL);
    options.reserved_int = 0;
    for (size_t i = 0; i < sizeof options.reserved / sizeof(void *); i++) {
        options.reserved[i] = &options;
        assert_fails(yield_arg, &options, EINVAL);
        options.reserved[i] = NULL;
    }
    assert_creates(&options);
}

static void create_unknown_on_destroy_is_refused(void **state)
{
    const int unknown[] = {-1, 2, 256};

    (void)state;
    for (int i = 0; i < 3; i++) {
        gen_options options = {.on_destroy = unknown[i]};
        assert_fails(yield_arg, &options, EINVAL);
    }
}

static void create_name_is_copied(void **state)
{
    char name[] = "walker";
    gen_options options = {.name = name};
    gen_t *g = gen_create_with(yield_arg, "a", &options);

    (void)state;
    memset(name, 'x', sizeof name - 1);
    assert_string_equal(gen_name(g), "walker");
    gen_next(g);
    gen_next(g);
    assert_string_equal(gen_name(g), "walker");
    gen_destroy(g);
}

/* In a child, since a process reads the environment once. */
static int create_in_child(const char *engine)
{
    int status;
    pid_t child = fork();

    if (child == 0) {
        gen_t *g;

        setenv("CGEN_ENGINE", engine, 1);
        g = gen_create(yield_arg, NULL);
        status = g != NULL ? 0 : errno;
        gen_destroy(g);
        _exit(status);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void create_environment_chooses_the_engine(void **state)
{
    (void)state;
    need_company();
    assert_int_equal(create_in_child("ucontext"), 0);
    assert_int_equal(create_in_child("no-such-engine"), ENOTSUP);
    assert_int_equal(create_in_child(""), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        /* First, while this process has not read its environment. */
        TEST(create_environment_chooses_the_engine),
        TEST(create_without_body_is_refused),
        TEST(create_without_options_takes_the_defaults),
        TEST(create_any_small_stack_size_works),
        TEST(create_absurd_stack_size_is_no_memory),
        TEST(create_unknown_engine_is_refused),
        TEST(create_named_engine_is_taken),
        TEST(create_reserved_members_must_be_zero),
        TEST(create_unknown_on_destroy_is_refused),
        TEST(create_name_is_copied),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
