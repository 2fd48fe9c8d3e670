/* What a switch keeps besides the stack: the floating-point control modes and,
 * on the engine that says so, the signal mask. */
#include <fenv.h>
#include <signal.h>
#include <string.h>

#include "test.h"

static void *sets_rounding(gen_t *self, void *arg)
{
    note("%s", fegetround() == FE_TONEAREST ? "nearest" : "other");
    fesetround(FE_UPWARD);
    gen_yield(self, arg);
    note("%s", fegetround() == FE_UPWARD ? "upward" : "other");
    return NULL;
}

static bool is_ucontext(void)
{
    return strcmp(gen_engine_name(NULL), "ucontext") == 0;
}

static void next_floating_point_modes_are_each_sides_own(void **state)
{
    gen_t *g;

    (void)state;
    if (!is_ucontext())
        skip();
    g = create(sets_rounding, NULL);
    fesetround(FE_DOWNWARD);
    gen_next(g);
    assert_int_equal(fegetround(), FE_DOWNWARD);
    gen_next(g);
    assert_int_equal(fegetround(), FE_DOWNWARD);
    fesetround(FE_TONEAREST);
    assert_trace("nearest upward");
    gen_destroy(g);
}

/* On the others they are the thread's, like any state that a call may change.
 */
static void next_floating_point_modes_are_the_threads(void **state)
{
    gen_t *g;

    (void)state;
    if (is_ucontext())
        skip();
    g = create(sets_rounding, NULL);
    gen_next(g);
    assert_int_equal(fegetround(), FE_UPWARD);
    gen_next(g);
    fesetround(FE_TONEAREST);
    assert_trace("nearest upward");
    gen_destroy(g);
}

/* Unless the generator asks for its own. */
static void next_own_floating_point_modes_on_every_engine(void **state)
{
    gen_options options = {.fp_modes = GEN_FP_OWN};
    gen_t *g = gen_create_with(sets_rounding, NULL, &options);

    (void)state;
    assert_non_null(g);
    gen_next(g);
    assert_int_equal(fegetround(), FE_TONEAREST);
    fesetround(FE_DOWNWARD);
    gen_next(g);
    assert_int_equal(fegetround(), FE_DOWNWARD);
    fesetround(FE_TONEAREST);
    assert_trace("nearest upward");
    gen_destroy(g);
}

static void note_rounding(const char **text)
{
    note("%s:%s", *text, fegetround() == FE_UPWARD ? "upward" : "other");
}

static void *rounds_until_closed(gen_t *self, void *arg)
{
    const char *scope GEN_ON_SCOPE_EXIT(note_rounding) = "scope";

    fesetround(FE_UPWARD);
    gen_yield(self, arg);
    return NULL;
}

static void return_unwinds_with_own_floating_point_modes(void **state)
{
    gen_options options = {.fp_modes = GEN_FP_OWN};
    gen_t *g = gen_create_with(rounds_until_closed, NULL, &options);

    (void)state;
    gen_next(g);
    assert_returned(gen_return(g, "v"), "v");
    assert_trace("scope:upward");
    assert_int_equal(fegetround(), FE_TONEAREST);
    gen_destroy(g);
}

static void note_rounding_now(void *text)
{
    const char *what = text;

    note_rounding(&what);
}

static void *rounds_with_deferred(gen_t *self, void *arg)
{
    gen_defer(self, note_rounding_now, "deferred");
    return rounds_until_closed(self, arg);
}

static void destroy_abandons_with_own_floating_point_modes(void **state)
{
    gen_options options = {.fp_modes = GEN_FP_OWN, .on_destroy = GEN_ABANDON};
    gen_t *g = gen_create_with(rounds_with_deferred, NULL, &options);

    (void)state;
    gen_next(g);
    assert_int_equal(gen_destroy(g), 0);
    assert_trace("deferred:upward");
    assert_int_equal(fegetround(), FE_TONEAREST);
}

static bool is_blocked(int signal_number)
{
    sigset_t mask;

    sigprocmask(SIG_SETMASK, NULL, &mask);
    return sigismember(&mask, signal_number) == 1;
}

static void set_blocked(int signal_number, bool blocked)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, signal_number);
    sigprocmask(blocked ? SIG_BLOCK : SIG_UNBLOCK, &set, NULL);
}

static void *blocks_a_signal(gen_t *self, void *arg)
{
    note("%d%d", is_blocked(SIGUSR1), is_blocked(SIGUSR2));
    set_blocked(SIGUSR2, true);
    gen_yield(self, arg);
    note("%d%d", is_blocked(SIGUSR1), is_blocked(SIGUSR2));
    return NULL;
}

static void next_signal_mask_is_the_generators_own(void **state)
{
    gen_t *g;

    (void)state;
    if (!is_ucontext())
        skip();
    set_blocked(SIGUSR1, true);
    g = create(blocks_a_signal, NULL);
    set_blocked(SIGUSR1, false);
    gen_next(g);
    assert_false(is_blocked(SIGUSR1));
    assert_false(is_blocked(SIGUSR2));
    gen_next(g);
    assert_trace("10 11");
    assert_false(is_blocked(SIGUSR2));
    gen_destroy(g);
}

static void next_signal_mask_is_the_threads(void **state)
{
    gen_t *g;

    (void)state;
    if (is_ucontext())
        skip();
    set_blocked(SIGUSR1, true);
    g = create(blocks_a_signal, NULL);
    set_blocked(SIGUSR1, false);
    gen_next(g);
    assert_true(is_blocked(SIGUSR2));
    gen_next(g);
    assert_trace("00 01");
    set_blocked(SIGUSR2, false);
    gen_destroy(g);
}

static double sum_of_products(double a, double b, double c, double d)
{
    return a * b + c * d;
}

static void *computes(gen_t *self, void *arg)
{
    double x = *(double *)arg, y = x * 2, z = x * 3;

    for (int i = 0; i < 3; i++)
        gen_yield(self, NULL);
    *(double *)arg = sum_of_products(x, y, z, x);
    return NULL;
}

static void next_variables_in_registers_survive(void **state)
{
    double value = 1.5, a = 0.25, b = 4;
    gen_t *g = create(computes, &value);

    (void)state;
    while (!gen_next(g).done)
        a = a * b;
    assert_true(value == 1.5 * 3 + 4.5 * 1.5);
    assert_true(a == 16);
    gen_destroy(g);
}

/* Frames that are both aligned and of variable size, for which compilers take
 * one more register. */
__attribute__((noinline)) static bool is_filled(const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (bytes[i] != 1)
            return false;
    return true;
}

static void *aligned_and_variable(gen_t *self, void *size)
{
    _Alignas(64) char aligned[64];
    char variable[(size_t)(uintptr_t)size];

    memset(aligned, 1, sizeof aligned);
    memset(variable, 1, sizeof variable);
    for (int i = 0; i < 3; i++) {
        gen_yield(self, aligned);
        note("%d", is_filled(aligned, sizeof aligned) &&
                       is_filled(variable, sizeof variable));
    }
    return NULL;
}

__attribute__((noinline)) static bool drive_aligned(gen_t *g, size_t size)
{
    _Alignas(64) char aligned[64];
    char variable[size];
    bool is_sound = true;

    memset(aligned, 1, sizeof aligned);
    memset(variable, 1, sizeof variable);
    while (!gen_next(g).done)
        is_sound = is_sound && is_filled(aligned, sizeof aligned) &&
                   is_filled(variable, sizeof variable);
    return is_sound;
}

static void next_aligned_frames_of_variable_size_survive(void **state)
{
    gen_t *g = create(aligned_and_variable, (void *)(uintptr_t)50);

    (void)state;
    assert_true(drive_aligned(g, 77));
    assert_trace("1 1 1");
    gen_destroy(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(next_floating_point_modes_are_each_sides_own),
        TEST(next_floating_point_modes_are_the_threads),
        TEST(next_own_floating_point_modes_on_every_engine),
        TEST(return_unwinds_with_own_floating_point_modes),
        TEST(destroy_abandons_with_own_floating_point_modes),
        TEST(next_signal_mask_is_the_generators_own),
        TEST(next_signal_mask_is_the_threads),
        TEST(next_variables_in_registers_survive),
        TEST(next_aligned_frames_of_variable_size_survive),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
