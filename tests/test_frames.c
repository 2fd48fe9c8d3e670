/* Frames of any size on stacks of the default size: each fits, or is SIGSEGV.
 * That they do not step over a guard, even one that is smaller than they are,
 * is the compiler's doing, as pkg-config and CMake ask it to. */
#include <alloca.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test.h"

#define KIB (1024)

/* What a frame of the default 256 KiB surely has room for; and surely not. */
enum { FITS = 250 * KIB, LACKS_ROOM = 256 * KIB };

/* Each in bytes; one of them once went over a guard. */
/* clang-format off */
#define SIZES(X)                                                         \
    X(4096) X(8192) X(16384) X(32768) X(61440) X(65536) X(69632)         \
    X(102400) X(131072) X(204800) X(256000) X(262144) X(327680) X(344064) \
    X(524288) X(585728) X(798600) X(917504) X(1048576)
/* clang-format on */

/* Compilers make two variables of an array of which two places are used,
 * volatile or not, unless its address goes somewhere. */
static inline void be_an_array(volatile char *array)
{
    __asm__ volatile("" : : "r"(array) : "memory");
}

/* Writes to both ends alone, low one first, as code that fills a part does. */
#define DEFINE_FRAME(size)                                          \
    __attribute__((noinline)) static int frame_of_##size(int value) \
    {                                                               \
        volatile char here[size];                                   \
                                                                    \
        be_an_array(here);                                          \
        here[0] = (char)value;                                      \
        here[(size)-1] = 1;                                         \
        return here[0];                                             \
    }
SIZES(DEFINE_FRAME)

#define FRAME_ENTRY(size) {size, frame_of_##size},
static const struct frame {
    size_t size;
    int (*enter)(int value);
} frames[] = {SIZES(FRAME_ENTRY)};

enum { FRAMES = sizeof frames / sizeof *frames };

static size_t dynamic_size;

__attribute__((noinline)) static int frame_by_alloca(int value)
{
    volatile char *here = alloca(dynamic_size);

    here[0] = (char)value;
    here[dynamic_size - 1] = 1;
    return here[0];
}

static void *enters(gen_t *self, void *frame)
{
    gen_yield(self, NULL);
    return ((const struct frame *)frame)->enter(7) == 7 ? "right" : "wrong";
}

static void *waits(gen_t *self, void *arg)
{
    volatile char pattern[8 * KIB];

    for (size_t i = 0; i < sizeof pattern; i++)
        pattern[i] = (char)i;
    gen_yield(self, arg);
    for (size_t i = 0; i < sizeof pattern; i++)
        if (pattern[i] != (char)i)
            return "corrupted";
    return "whole";
}

enum { NEIGHBOURS = 8, WRONG = 3 };

/* In a child: among others, which are to be as they were. */
static void enter_among_neighbours(const struct frame *frame,
                                   const gen_options *options)
{
    gen_t *all[NEIGHBOURS];
    gen_t *one;

    for (int i = 0; i < NEIGHBOURS; i++)
        gen_next(all[i] = gen_create(waits, NULL));
    one = gen_create_with(enters, frame, options);
    gen_next(one);
    if (*(const char *)gen_next(one).value != 'r')
        _exit(WRONG);
    for (int i = 0; i < NEIGHBOURS; i++)
        if (*(const char *)gen_next(all[i]).value != 'w')
            _exit(WRONG);
    _exit(0);
}

static int ending(const struct frame *frame, const gen_options *options)
{
    int status;
    pid_t child = fork();

    if (child == 0) {
        signal(SIGSEGV, SIG_DFL);
        enter_among_neighbours(frame, options);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static bool is_overflow(int status)
{
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV;
}

static bool is_right(int status)
{
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void check(const struct frame *frame, const gen_options *options)
{
    int status = ending(frame, options);

    if (frame->size <= FITS)
        assert_true(is_right(status));
    else if (frame->size >= LACKS_ROOM)
        assert_true(is_overflow(status));
    else
        assert_true(is_right(status) || is_overflow(status));
}

static void frames_are_right_or_a_segmentation_fault(void **state)
{
    (void)state;
    need_company();
    need_solitude();
    for (int i = 0; i < FRAMES; i++)
        check(&frames[i], NULL);
}

static void so_are_those_of_alloca(void **state)
{
    (void)state;
    need_company();
    need_solitude();
    for (int i = 0; i < FRAMES; i++) {
        const struct frame frame = {frames[i].size, frame_by_alloca};

        dynamic_size = frame.size;
        check(&frame, NULL);
    }
}

static void so_are_those_above_a_larger_guard(void **state)
{
    const gen_options options = {.guard_size = 2048 * KIB};

    (void)state;
    need_company();
    need_solitude();
    for (int i = 0; i < FRAMES; i += 3)
        check(&frames[i], &options);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(frames_are_right_or_a_segmentation_fault),
        TEST(so_are_those_of_alloca),
        TEST(so_are_those_above_a_larger_guard),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
