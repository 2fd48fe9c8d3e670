/* One backtrace: from inside a generator through its entry into the frames of
 * its resumer, for unwinders and for walkers of frame pointers. gdb is asked in
 * test_backtrace.sh, of this program, which stops in stop_here for it. */
#include <string.h>
#include <unwind.h>

#include "test.h"

enum { MOST = 64 };

static void *found[MOST]; /* the functions on the way out */
static int count;

static _Unwind_Reason_Code add_frame(struct _Unwind_Context *frame, void *arg)
{
    (void)arg;
    if (count < MOST)
        found[count++] = (void *)_Unwind_GetRegionStart(frame);
    return _URC_NO_REASON;
}

static int place_of(void *function)
{
    for (int i = 0; i < count; i++)
        if (found[i] == function)
            return i;
    return -1;
}

__attribute__((noinline)) static void stop_here(void)
{
    count = 0;
    _Unwind_Backtrace(add_frame, NULL);
}

__attribute__((noinline)) static void *traced_body(gen_t *self, void *arg)
{
    gen_yield(self, NULL);
    stop_here();
    gen_yield(self, NULL);
    return arg;
}

__attribute__((noinline)) static void resume_it(gen_t *g)
{
    gen_next(g);
    __asm__ volatile(""); /* no tail call */
}

__attribute__((noinline)) static void *nesting_body(gen_t *self, void *inner)
{
    resume_it(inner);
    gen_yield(self, NULL);
    return NULL;
}

static void next_unwinder_sees_the_resumer(void **state)
{
    gen_t *g = create(traced_body, NULL);

    (void)state;
    gen_next(g);
    resume_it(g);
    assert_true(place_of((void *)(uintptr_t)traced_body) >= 0);
    assert_true(place_of((void *)(uintptr_t)resume_it) >
                place_of((void *)(uintptr_t)traced_body));
    assert_true(place_of((void *)(uintptr_t)next_unwinder_sees_the_resumer) >
                place_of((void *)(uintptr_t)resume_it));
    gen_destroy(g);
}

static void next_unwinder_sees_through_several_generators(void **state)
{
    gen_t *inner = create(traced_body, NULL);
    gen_t *outer = create(nesting_body, inner);

    (void)state;
    gen_next(inner);
    resume_it(outer);
    assert_true(place_of((void *)(uintptr_t)traced_body) >= 0);
    assert_true(place_of((void *)(uintptr_t)nesting_body) >
                place_of((void *)(uintptr_t)traced_body));
    assert_true(
        place_of(
            (void *)(uintptr_t)next_unwinder_sees_through_several_generators) >
        place_of((void *)(uintptr_t)nesting_body));
    gen_destroy(outer);
    gen_destroy(inner);
}

__attribute__((noinline)) static void *parking_body(gen_t *self, void *arg)
{
    (void)self;
    gen_park(NULL, NULL);
    stop_here();
    return arg;
}

__attribute__((noinline)) static void *parked_below(gen_t *self, void *arg)
{
    gen_t *inner = gen_create(parking_body, arg);

    (void)self;
    resume_it(inner);
    gen_destroy(inner);
    return NULL;
}

static void next_unwinder_sees_through_all_that_was_parked(void **state)
{
    gen_t *g = create(parked_below, NULL);

    (void)state;
    gen_next(g);
    count = 0;
    resume_it(g);
    assert_true(place_of((void *)(uintptr_t)parking_body) >= 0);
    assert_true(place_of((void *)(uintptr_t)parked_below) >
                place_of((void *)(uintptr_t)parking_body));
    assert_true(
        place_of(
            (void *)(uintptr_t)next_unwinder_sees_through_all_that_was_parked) >
        place_of((void *)(uintptr_t)parked_below));
    gen_destroy(g);
}

/* A frame record, as the ABIs of x86-64 and AArch64 lay it out. */
struct record {
    const struct record *next;
    const void *return_address;
};

static const struct record *resumers; /* the record of walked_resumer's frame */
static bool met_resumer;
static const struct record *records_of_body;

__attribute__((noinline)) static void *walked_body(gen_t *self, void *arg)
{
    const struct record *record = __builtin_frame_address(0);

    records_of_body = record;
    met_resumer = false;
    for (int i = 0; i < MOST && record != NULL; i++, record = record->next)
        met_resumer = met_resumer || record == resumers;
    gen_yield(self, NULL);
    return arg;
}

__attribute__((noinline)) static void walked_resumer(gen_t *g)
{
    resumers = __builtin_frame_address(0);
    gen_next(g);
    __asm__ volatile("");
}

static void next_frame_pointers_lead_to_the_resumer(void **state)
{
    gen_t *g = create(walked_body, NULL);

    (void)state;
    walked_resumer(g);
    assert_true(met_resumer);
    gen_destroy(g);
}

static void next_suspended_frame_pointers_end_at_the_entry(void **state)
{
    gen_t *g = create(walked_body, NULL);
    const struct record *record;
    int records = 0;

    (void)state;
    walked_resumer(g);
    for (record = records_of_body; record != NULL; record = record->next) {
        assert_true(record != resumers);
        assert_true(records++ < 10);
    }
    gen_destroy(g);
}

/* ------------------------------------------------------- Those that wait */

enum { DEPTH = 5 };

/* By a pointer, since compilers inline a part of a recursion. */
static void *waits_deep(gen_t *self, intptr_t depth);
static void *(*volatile waits_deeper)(gen_t *, intptr_t) = waits_deep;

static void *waits_deep(gen_t *self, intptr_t depth)
{
    void *value =
        depth == 0 ? gen_yield(self, NULL) : waits_deeper(self, depth - 1);

    __asm__ volatile("");
    return value;
}

__attribute__((noinline)) static void *waits_to_catch(gen_t *self, void *arg)
{
    gen_yield_catch(self, NULL);
    __asm__ volatile("");
    return arg;
}

static void *waiting_body(gen_t *self, void *arg)
{
    waits_deeper(self, DEPTH);
    waits_to_catch(self, arg);
    __asm__ volatile("");
    return arg;
}

static void *delegating_body(gen_t *self, void *inner)
{
    gen_delegate(self, inner);
    __asm__ volatile("");
    return NULL;
}

static void *places[MOST];

/* Looks at g: found becomes its functions. */
static size_t look_at(const gen_t *g)
{
    size_t all = gen_backtrace(g, places, MOST);

    count = 0;
    for (size_t i = 0; i < all && i < MOST; i++)
        found[count++] = _Unwind_FindEnclosingFunction((char *)places[i] - 1);
    return all;
}

static int count_of(void *function)
{
    int times = 0;

    for (int i = 0; i < count; i++)
        times += found[i] == function;
    return times;
}

static void one_that_waits_shows_its_frames(void **state)
{
    gen_t *g = create(waiting_body, NULL);
    size_t all;

    (void)state;
    assert_int_equal(gen_backtrace(g, places, MOST), 0); /* not begun */
    gen_next(g);
    all = look_at(g);
    assert_int_equal(count_of((void *)(uintptr_t)waits_deep), DEPTH + 1);
    assert_int_equal(count_of((void *)(uintptr_t)waiting_body), 1);
    assert_int_equal(
        count_of((void *)(uintptr_t)one_that_waits_shows_its_frames), 0);
    assert_int_equal(gen_backtrace(g, NULL, 0), all);
    gen_next(g);
    look_at(g);
    assert_int_equal(count_of((void *)(uintptr_t)waits_deep), 0);
    assert_int_equal(count_of((void *)(uintptr_t)waits_to_catch), 1);
    assert_int_equal(count_of((void *)(uintptr_t)waiting_body), 1);
    gen_next(g);
    assert_int_equal(gen_backtrace(g, places, MOST), 0); /* ended */
    gen_destroy(g);
    assert_int_equal(gen_backtrace(NULL, places, MOST), 0);
}

static void one_that_delegates_shows_that(void **state)
{
    gen_t *inner = create(waiting_body, NULL);
    gen_t *g = create(delegating_body, inner);
    gen_t *view = gen_borrow(g);

    (void)state;
    gen_next(g);
    look_at(g);
    assert_int_equal(count_of((void *)(uintptr_t)delegating_body), 1);
    assert_int_equal(count_of((void *)(uintptr_t)waits_deep), 0);
    look_at(view);
    assert_int_equal(count_of((void *)(uintptr_t)delegating_body), 1);
    look_at(inner);
    assert_int_equal(count_of((void *)(uintptr_t)waits_deep), DEPTH + 1);
    gen_destroy(view);
    gen_destroy(g);
}

static size_t of_itself, of_resumer; /* frames of the functions that they ran */

__attribute__((noinline)) static void *looking_body(gen_t *self, void *resumer)
{
    look_at(self);
    of_itself = (size_t)(count_of((void *)(uintptr_t)looking_body) +
                         10 * count_of((void *)(uintptr_t)resume_it));
    look_at(resumer);
    of_resumer = (size_t)(count_of((void *)(uintptr_t)looking_body) +
                          10 * count_of((void *)(uintptr_t)resume_it));
    return NULL;
}

static void *makes_one_that_looks(gen_t *self, void *arg)
{
    gen_t *inner = gen_create(looking_body, self);

    resume_it(inner);
    gen_destroy(inner);
    return arg;
}

static void those_that_run_show_their_own_frames(void **state)
{
    gen_t *g = create(makes_one_that_looks, NULL);

    (void)state;
    gen_next(g);
    assert_int_equal(of_itself, 1);
    assert_int_equal(of_resumer, 10);
    gen_destroy(g);
}

static void *parks(gen_t *self, void *arg)
{
    (void)self;
    gen_park(NULL, NULL);
    __asm__ volatile("");
    return arg;
}

static void *parked_under(gen_t *self, void *arg)
{
    gen_t *inner = gen_create(parks, arg);

    (void)self;
    resume_it(inner);
    gen_destroy(inner);
    return NULL;
}

static void one_that_is_parked_shows_its_frames_below(void **state)
{
    gen_t *g = create(parked_under, NULL);

    (void)state;
    gen_next(g);
    look_at(g);
    assert_int_equal(count_of((void *)(uintptr_t)parked_under), 1);
    assert_int_equal(count_of((void *)(uintptr_t)resume_it), 1);
    assert_int_equal(count_of((void *)(uintptr_t)parks), 0);
    gen_next(g);
    gen_destroy(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(next_unwinder_sees_the_resumer),
        TEST(next_unwinder_sees_through_several_generators),
        TEST(next_unwinder_sees_through_all_that_was_parked),
        TEST(next_frame_pointers_lead_to_the_resumer),
        TEST(next_suspended_frame_pointers_end_at_the_entry),
        TEST(one_that_waits_shows_its_frames),
        TEST(one_that_delegates_shows_that),
        TEST(those_that_run_show_their_own_frames),
        TEST(one_that_is_parked_shows_its_frames_below),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
