/*
 * Random tasks: what tasks, scopes, channels and generators do with each other,
 * in ways that nobody has thought of. Whatever comes of it, each cleanup runs
 * once, and no task, timer or stack is left.
 *
 *     test_random [FIRST COUNT]
 *
 * runs other programs than those of the test: COUNT of them, by seed.
 */
#include <stdio.h>
#include <stdlib.h>

#include <cgen/iter.h>

#include "task/fake_loop.h"

enum { MOST_STEPS = 400, CHANNELS = 3, ROOTS = 4, DEPTH = 4 };

static uint64_t state;
static int entered, left, steps;
static gen_channel_t *channels[CHANNELS];

/* From 0 to below end. */
static unsigned choose(unsigned end)
{
    state = state * 6364136223846793005U + 1442695040888963407U;
    return (unsigned)(state >> 33) % end;
}

static gen_channel_t *some_channel(void)
{
    return channels[choose(CHANNELS)];
}

/* --------------------------------------------------------------- Cleanup */

/* An odd number: it takes as long as half of that. */
static void leave(const int *kind)
{
    left++;
    if ((*kind & 1) != 0)
        gen_sleep((uint64_t)*kind / 2);
}

static void leave_deferred(void *unused)
{
    (void)unused;
    left++;
    if (choose(3) == 0)
        gen_sleep(choose(4));
}

static int enter(gen_t *self)
{
    if (choose(4) == 0 && gen_defer(self, leave_deferred, NULL) == 0)
        entered++;
    entered++;
    return (int)choose(8);
}

/* ----------------------------------------------------------------- Bodies
 *
 * The argument of each is how much deeper it may go.
 */

static void act(gen_t *self, int depth, gen_scope_t *scope);

static void act_some(gen_t *self, int depth, bool yields)
{
    for (unsigned i = choose(5) + 1; i > 0; i--) {
        act(self, depth, NULL);
        if (yields && choose(2) == 0)
            gen_yield(self, gen_of_int(i));
    }
}

static void *run_task(gen_t *self, void *depth)
{
    int kind GEN_ON_SCOPE_EXIT(leave) = enter(self);

    act_some(self, (int)gen_to_int(depth), false);
    if (choose(6) == 0)
        gen_raise(self, "error");
    if (choose(6) == 0)
        gen_exit(self, "exit");
    return "value";
}

static void *run_generator(gen_t *self, void *depth)
{
    int kind GEN_ON_SCOPE_EXIT(leave) = enter(self);

    act_some(self, (int)gen_to_int(depth), true);
    if (choose(8) == 0)
        gen_raise(self, "error");
    return NULL;
}

static void *yield_in_scope(gen_t *self, void *depth)
{
    int kind GEN_ON_SCOPE_EXIT(leave) = enter(self);
    int deeper = (int)gen_to_int(depth) - 1;

    gen_scope (own, .deadline = choose(20), .on_error = (int)choose(2)) {
        gen_spawn(own, run_task, gen_of_int(deeper));
        for (int i = 0; i < 3; i++) {
            if (choose(2) == 0)
                act(self, deeper, own);
            gen_yield(self, gen_of_int(i));
        }
    }
    return NULL;
}

static void *take_time(void *value, gen_call *call)
{
    int kind GEN_ON_SCOPE_EXIT(leave) = (int)choose(8);

    entered++;
    if (choose(2) == 0)
        gen_sleep(choose(6));
    if (choose(9) == 0)
        gen_fail(call, "error");
    return value;
}

/* ---------------------------------------------------------------- Sources */

static gen_t *some_body(int depth)
{
    return gen_create(choose(3) == 0 ? yield_in_scope : run_generator,
                      gen_of_int(depth));
}

static gen_t *some_source(int depth)
{
    gen_t *sources[] = {NULL, NULL};

    switch (choose(5)) {
    case 0:
        return gen_parallel(some_body(depth), take_time, NULL, choose(3) + 1,
                            (int)choose(2));
    case 1:
        return gen_ahead(some_body(depth), choose(3) + 1, 0);
    case 2:
        sources[0] = some_body(depth);
        sources[1] = some_body(depth);
        return gen_merge(sources, 2);
    case 3:
        return gen_take(gen_of_channel(some_channel()), 2);
    default:
        return some_body(depth);
    }
}

/* ------------------------------------------------------------------ Actions */

static void spawn_some(gen_scope_t *scope, int depth)
{
    for (unsigned i = choose(4); i > 0; i--) {
        gen_task_t *task = gen_spawn(scope, run_task, gen_of_int(depth));

        assert_non_null(task);
        if (choose(3) == 0)
            gen_task_detach(task);
        else if (choose(8) == 0)
            gen_task_join(task);
    }
}

static void combine(gen_scope_t *scope)
{
    switch (choose(10)) {
    case 0:
        gen_all(scope, NULL);
        break;
    case 1:
        gen_any(scope);
        break;
    case 2:
        gen_race(scope);
        break;
    case 3:
        gen_settled(scope, NULL);
        break;
    case 4:
        gen_scope_cancel(scope);
        break;
    default:
        break;
    }
}

static void open_scope(gen_t *self, int depth)
{
    gen_scope (own, .deadline = choose(3) == 0 ? choose(15) : 0,
               .limit = choose(3), .on_error = (int)choose(2)) {
        spawn_some(own, depth);
        if (choose(2) == 0)
            act(self, depth, own);
        combine(own);
        if (choose(5) == 0)
            break;
        if (choose(9) == 0)
            return;
    }
}

static void limit_time(gen_t *self, int depth, gen_scope_t *scope)
{
    gen_timeout (choose(12))
        act(self, depth, scope);
}

static void loop(int depth)
{
    unsigned rounds = choose(5);
    gen_result end;

    gen_foreach (void *, value, some_source(depth), &end) {
        (void)value;
        if (choose(3) == 0)
            gen_sleep(choose(5));
        if (rounds-- == 0)
            break;
    }
}

static void loop_untold(int depth)
{
    gen_foreach (void *, value, some_source(depth)) {
        (void)value;
        if (choose(6) == 0)
            break;
    }
}

static void destroy(gen_t **g)
{
    gen_destroy(*g);
}

static void resume_once(gen_t *self, int depth, gen_scope_t *scope)
{
    gen_t *g GEN_ON_SCOPE_EXIT(destroy) = some_body(depth);

    gen_next(g);
    if (choose(2) == 0)
        act(self, depth, scope);
    if (choose(2) == 0)
        gen_return(g, NULL);
}

static void ask(int depth)
{
    gen_agen_t *agen = gen_agen_new(some_body(depth));
    gen_request requests[3] = {0};

    assert_non_null(agen);
    gen_agen_next(agen, &requests[0], NULL);
    if (choose(3) == 0)
        gen_agen_return(agen, &requests[1], NULL);
    else
        gen_agen_throw(agen, &requests[1], "error");
    gen_agen_next(agen, &requests[2], NULL);
    if (choose(3) == 0)
        gen_agen_cancel(agen);
    gen_agen_free(agen);
}

static void act_deeper(gen_t *self, int depth, gen_scope_t *scope)
{
    switch (choose(14)) {
    case 0:
        gen_sleep(choose(10));
        break;
    case 1:
        gen_yield_now();
        break;
    case 2:
    case 3:
        open_scope(self, depth);
        break;
    case 4:
        limit_time(self, depth, scope);
        break;
    case 5:
        loop(depth);
        break;
    case 6:
        loop_untold(depth);
        break;
    case 7:
        gen_channel_send(some_channel(), NULL);
        break;
    case 8:
        gen_channel_receive(some_channel());
        break;
    case 9:
        if (scope != NULL)
            gen_scope_cancel(scope);
        break;
    case 10:
        gen_task_cancel(gen_task_self());
        break;
    case 11:
        resume_once(self, depth, scope);
        break;
    case 12:
        ask(depth);
        break;
    default:
        gen_delegate(self, some_body(depth));
        break;
    }
}

static void act(gen_t *self, int depth, gen_scope_t *scope)
{
    if (++steps > MOST_STEPS || depth <= 0)
        gen_sleep(choose(3));
    else
        act_deeper(self, depth - 1, scope);
}

/* ------------------------------------------------------------------- Runs */

static void begin(uint64_t seed, gen_task_t **roots, unsigned count)
{
    state = seed * 77777 + 1;
    entered = left = steps = 0;
    for (int i = 0; i < CHANNELS; i++)
        channels[i] = gen_channel_new(choose(3));
    for (unsigned i = 0; i < count; i++)
        roots[i] = gen_spawn(NULL, run_task, gen_of_int(DEPTH));
}

static void end(uint64_t seed, gen_task_t **roots, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        if (!gen_task_join(roots[i]).done)
            fail_msg("seed %d: a task has not ended", (int)seed);
    for (int i = 0; i < CHANNELS; i++)
        assert_int_equal(gen_channel_free(channels[i]), 0);
    if (entered != left)
        fail_msg("seed %d: %d entered, %d left", (int)seed, entered, left);
    fake_loop_end();
    clear_trace(NULL);
}

/* Some time after they have begun a task is cancelled; and what still waits
 * then, for others of those that wait. */
static void run(uint64_t seed)
{
    gen_task_t *roots[ROOTS];
    unsigned count = (unsigned)(seed % ROOTS) + 1;

    fake_loop_begin();
    begin(seed, roots, count);
    fake_loop_run_until(choose(40));
    if (choose(2) == 0)
        gen_task_cancel(roots[choose(count)]);
    fake_loop_run();
    for (int i = 0; i < CHANNELS; i++)
        gen_channel_close(channels[i]);
    fake_loop_run();
    for (unsigned i = 0; i < count; i++)
        gen_task_cancel(roots[i]);
    fake_loop_run();
    end(seed, roots, count);
}

static void be_quiet(const gen_unhandled *unhandled)
{
    (void)unhandled;
}

static uint64_t first_seed = 1, seed_count = 2000;

static void whatever_they_do_nothing_is_left(void **unused)
{
    gen_unhandled_fn *before = gen_set_on_unhandled(be_quiet);
    uint64_t count = is_watched() ? seed_count / 10 : seed_count;

    (void)unused;
    for (uint64_t seed = first_seed; seed < first_seed + count; seed++)
        run(seed);
    gen_set_on_unhandled(before);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(whatever_they_do_nothing_is_left),
    };

    if (argc == 3) {
        first_seed = strtoull(argv[1], NULL, 10);
        seed_count = strtoull(argv[2], NULL, 10);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
