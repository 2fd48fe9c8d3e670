/* What unwinding does to frames that cannot be unwound, and at depth. C++
 * frames are in test_unwind_cpp.cpp. */
#include "test.h"

/* untabled.c: compiled without unwind tables. */
void call_without_tables(void (*fn)(gen_t *), gen_t *self);

static void yield_below(gen_t *self)
{
    NOTE_SCOPE_EXIT(scope, "below");
    gen_yield(self, "a");
    note("resumed");
}

static void *through_untabled_frames(gen_t *self, void *arg)
{
    NOTE_SCOPE_EXIT(scope, "above");
    gen_defer(self, note_call, "first");
    gen_defer(self, note_call, "second");
    call_without_tables(yield_below, self);
    return arg;
}

static void return_untabled_frames_deferred_calls_still_run(void **state)
{
    gen_t *g = create(through_untabled_frames, "end");

    (void)state;
    gen_next(g);
    assert_returned(gen_return(g, "v"), "v");
    assert_trace("below second first");
    gen_destroy(g);
}

static void throw_untabled_frames_deferred_calls_still_run(void **state)
{
    gen_t *g = create(through_untabled_frames, "end");

    (void)state;
    gen_next(g);
    assert_threw(gen_throw(g, "e"), "e");
    assert_trace("below second first");
    gen_destroy(g);
}

static void destroy_untabled_frames_deferred_calls_still_run(void **state)
{
    gen_t *g = create(through_untabled_frames, "end");

    (void)state;
    gen_next(g);
    assert_int_equal(gen_destroy(g), 0);
    assert_trace("below second first");
}

static void next_untabled_frames_end_normally(void **state)
{
    gen_t *g = create(through_untabled_frames, "end");

    (void)state;
    gen_next(g);
    assert_returned(gen_next(g), "end");
    assert_trace("resumed below above second first");
    gen_destroy(g);
}

static int scopes_left;

static void count_scope(const int *depth)
{
    scopes_left += *depth >= 0;
}

static void descend(gen_t *self, int depth)
{
    const int here __attribute__((cleanup(count_scope))) = depth;

    if (here == 0)
        gen_yield(self, "bottom");
    else
        descend(self, here - 1);
}

static void *deep(gen_t *self, void *arg)
{
    descend(self, 500);
    return arg;
}

static void return_deep_unwinds_every_frame_once(void **state)
{
    gen_t *g = create(deep, NULL);

    (void)state;
    scopes_left = 0;
    gen_next(g);
    assert_returned(gen_return(g, "v"), "v");
    assert_int_equal(scopes_left, 501);
    gen_destroy(g);
}

static void raise_if(gen_t *self, bool condition)
{
    if (condition)
        gen_raise(self, "e");
}

static void raise_deep(gen_t *self, int depth)
{
    const int here __attribute__((cleanup(count_scope))) = depth;

    raise_if(self, here == 0);
    if (here > 0)
        raise_deep(self, here - 1);
}

static void *raises_deep(gen_t *self, void *arg)
{
    raise_deep(self, 100);
    return arg;
}

static void raise_deep_unwinds_every_frame_once(void **state)
{
    gen_t *g = create(raises_deep, NULL);

    (void)state;
    scopes_left = 0;
    assert_threw(gen_next(g), "e");
    assert_int_equal(scopes_left, 101);
    gen_destroy(g);
}

/* The stack of a generator that was unwound serves the next one. */
static void return_unwound_stack_is_sound_for_reuse(void **state)
{
    (void)state;
    for (int i = 0; i < 100; i++) {
        gen_t *g = create(through_untabled_frames, "end");
        gen_next(g);
        if (i % 3 == 0)
            assert_returned(gen_return(g, "v"), "v");
        else if (i % 3 == 1)
            assert_returned(gen_next(g), "end");
        gen_destroy(g);
        clear_trace(NULL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(return_untabled_frames_deferred_calls_still_run),
        TEST(throw_untabled_frames_deferred_calls_still_run),
        TEST(destroy_untabled_frames_deferred_calls_still_run),
        TEST(next_untabled_frames_end_normally),
        TEST(return_deep_unwinds_every_frame_once),
        TEST(raise_deep_unwinds_every_frame_once),
        TEST(return_unwound_stack_is_sound_for_reuse),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
