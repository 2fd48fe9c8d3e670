/* Stacks: guards, sizes, reuse, fork. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test.h"

enum { PAGE = 4096, MANY = 64 };

static void *yield_arg(gen_t *self, void *arg)
{
    gen_yield(self, arg);
    return "end";
}

/* Recurses for as long as it can; *above stays 0, but no compiler knows. */
static int dig(volatile char *above)
{
    volatile char here[256];

    here[0] = *above;
    return here[0] == 0 ? dig(here) + here[0] : 0;
}

static void *overflow(gen_t *self, void *arg)
{
    volatile char start = 0;

    (void)self;
    dig(&start);
    return arg;
}

static int ending_of_child(void (*fn)(void))
{
    int status;
    pid_t child = fork();

    if (child == 0) {
        signal(SIGSEGV, SIG_DFL);
        fn();
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static void overflow_one(void)
{
    gen_next(gen_create(overflow, NULL));
}

static void overflow_in_the_middle_of_many(void)
{
    gen_t *g[MANY];

    for (int i = 0; i < MANY; i++) {
        g[i] = gen_create(i == MANY / 2 ? overflow : yield_arg, NULL);
        if (i != MANY / 2)
            gen_next(g[i]);
    }
    gen_next(g[MANY / 2]);
}

static void assert_dies_of_segv(void (*fn)(void))
{
    int status = ending_of_child(fn);

    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGSEGV);
}

static void next_overflow_is_a_segmentation_fault(void **state)
{
    (void)state;
    need_company();
    assert_dies_of_segv(overflow_one);
    assert_dies_of_segv(overflow_in_the_middle_of_many);
}

static gen_t *overflowing;

static void check_control_block(int signal_number)
{
    bool intact = gen_state(overflowing) == GEN_RUNNING &&
                  strcmp(gen_name(overflowing), "digger") == 0;
    (void)signal_number;
    _exit(intact ? 42 : 43);
}

static void overflow_with_handler(void)
{
    static char room[64 * 1024];
    stack_t alternate = {.ss_sp = room, .ss_size = sizeof room};
    struct sigaction action = {.sa_handler = check_control_block,
                               .sa_flags = SA_ONSTACK};
    gen_options options = {.name = "digger"};

    sigaltstack(&alternate, NULL);
    sigaction(SIGSEGV, &action, NULL);
    overflowing = gen_create_with(overflow, NULL, &options);
    gen_next(overflowing);
}

static void next_overflow_leaves_the_control_block_intact(void **state)
{
    int status;

    (void)state;
    need_company();
    status = ending_of_child(overflow_with_handler);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 42);
}

static void create_touches_two_pages_at_most(void **state)
{
    gen_t *g;

    (void)state;
    gen_trim(); /* stacks that others touched */
    g = create(yield_arg, NULL);
    assert_in_range(gen_stack_used(g), 1, 2 * PAGE);
    gen_destroy(g);
}

static void *frame_address(gen_t *self, void *arg)
{
    *(void **)arg = __builtin_frame_address(0);
    gen_yield(self, NULL);
    return NULL;
}

static gen_t *create_odd_size(void **address)
{
    gen_options options = {.stack_size = 77 * PAGE};
    gen_t *g = gen_create_with(frame_address, address, &options);

    assert_non_null(g);
    gen_next(g);
    return g;
}

static void destroy_gives_the_stack_back(void **state)
{
    void *first_frame = NULL, *second_frame;
    gen_t *first;

    (void)state;
    need_kept_stacks();
    first = create_odd_size(&first_frame);
    gen_next(first);
    assert_int_equal(gen_state(first), GEN_DONE);
    gen_destroy(first);
    gen_destroy(create_odd_size(&second_frame));
    assert_ptr_equal(first_frame, second_frame);
}

static void next_suspended_keeps_the_stack(void **state)
{
    void *first_frame = NULL, *second_frame;
    gen_t *first = create_odd_size(&first_frame);
    gen_t *second = create_odd_size(&second_frame);

    (void)state;
    assert_ptr_not_equal(first_frame, second_frame);
    gen_destroy(second);
    gen_destroy(first);
}

/* Idle stacks of sizes that nobody wants any more make way. */
static void create_after_many_sizes_still_reuses(void **state)
{
    void *first_frame = NULL, *second_frame;

    (void)state;
    need_kept_stacks();
    for (size_t i = 0; i < MANY; i++) {
        gen_options options = {.stack_size = (100 + i) * PAGE};
        gen_destroy(gen_create_with(yield_arg, NULL, &options));
    }
    gen_destroy(create_odd_size(&first_frame));
    gen_destroy(create_odd_size(&second_frame));
    assert_ptr_equal(first_frame, second_frame);
}

static void *count(gen_t *self, void *arg)
{
    for (intptr_t i = 0;; i++)
        gen_yield(self, (void *)i);
    return arg;
}

static void next_after_fork_each_process_has_its_own(void **state)
{
    gen_t *g = create(count, NULL);
    int status;
    pid_t child;

    (void)state;
    need_company();
    gen_next(g);
    child = fork();
    if (child == 0) {
        gen_next(g);
        _exit((int)(intptr_t)gen_next(g).value);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 2);
    assert_int_equal((intptr_t)gen_next(g).value, 1);
    gen_destroy(g);
}

static void *fill(gen_t *self, void *arg)
{
    volatile char room[12 * 1024];

    for (size_t i = 0; i < sizeof room; i++)
        room[i] = 1;
    gen_yield(self, arg);
    return "end";
}

/* The least stack has room for a body's frames and for unwinding them. */
static void return_on_the_least_stack_unwinds(void **state)
{
    gen_options options = {.stack_size = 1};
    gen_t *g = gen_create_with(yield_arg, "a", &options);

    (void)state;
    gen_next(g);
    assert_returned(gen_return(g, "v"), "v");
    gen_destroy(g);
}

static void next_uses_all_of_a_stack(void **state)
{
    gen_options options = {.stack_size = 4 * PAGE + 1};
    gen_t *g = gen_create_with(fill, "a", &options);

    (void)state;
    assert_yielded(gen_next(g), "a");
    assert_in_range(gen_stack_used(g), 12 * 1024, 8 * PAGE);
    gen_destroy(g);
}

/* Of the process, in pages. */
static long resident(void)
{
    FILE *file = fopen("/proc/self/statm", "r");
    long all = 0, pages = 0;

    if (file == NULL || fscanf(file, "%ld %ld", &all, &pages) != 2)
        pages = 0;
    if (file != NULL)
        (void)fclose(file);
    return pages;
}

enum { NOT_PERMITTED = 77, TOO_MUCH = 1 };

/* Fresh stacks, of a size that no other test has. */
static void make_many_locked(void)
{
    const gen_options options = {.stack_size = 128 * 1024};
    long before;

    if (mlockall(MCL_CURRENT | MCL_FUTURE) != 0)
        _exit(NOT_PERMITTED);
    before = resident();
    for (int i = 0; i < 1000; i++) {
        gen_t *g = gen_create_with(yield_arg, NULL, &options);

        if (g == NULL)
            _exit(NOT_PERMITTED);
        gen_next(g);
    }
    if (resident() - before > 4 * 1000)
        _exit(TOO_MUCH);
}

static void create_in_locked_memory_takes_what_is_touched(void **state)
{
    int status;

    (void)state;
    need_company();
    need_solitude();
    status = ending_of_child(make_many_locked);
    if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_PERMITTED)
        skip();
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(next_overflow_is_a_segmentation_fault),
        TEST(next_overflow_leaves_the_control_block_intact),
        TEST(create_touches_two_pages_at_most),
        TEST(destroy_gives_the_stack_back),
        TEST(next_suspended_keeps_the_stack),
        TEST(create_in_locked_memory_takes_what_is_touched),
        TEST(create_after_many_sizes_still_reuses),
        TEST(next_after_fork_each_process_has_its_own),
        TEST(return_on_the_least_stack_unwinds),
        TEST(next_uses_all_of_a_stack),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
