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

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(next_unwinder_sees_the_resumer),
        TEST(next_unwinder_sees_through_several_generators),
        TEST(next_unwinder_sees_through_all_that_was_parked),
        TEST(next_frame_pointers_lead_to_the_resumer),
        TEST(next_suspended_frame_pointers_end_at_the_entry),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
