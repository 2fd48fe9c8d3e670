/* Scopes: what belongs to them, how they are left, fail, and are cancelled. */
#include <errno.h>
#include <string.h>

#include <cgen/iter.h>

#include "task/fake_loop.h"

/* ----------------------------------------------------------------- Bodies */

/* A child: takes that many milliseconds, then returns, raises or ends. Its
 * cleanup takes another. */
struct child {
    const char *name;
    int milliseconds;
    bool raises;
};

static void note_end(const struct child **child)
{
    gen_sleep(1);
    note("-%s@%d", (*child)->name, (int)fake_loop_now());
}

static void *lives(gen_t *self, void *argument)
{
    const struct child *child GEN_ON_SCOPE_EXIT(note_end) = argument;

    if (child->milliseconds != 0)
        gen_sleep((uint64_t)child->milliseconds);
    if (child->raises)
        gen_raise(self, child->name);
    return (void *)(uintptr_t)child->name;
}

static const struct child a = {"a", 10, false}, b = {"b", 20, false},
                          c = {"c", 30, false}, bad = {"bad", 15, true},
                          worse = {"worse", 12, true};

static void note_out(const char **text)
{
    note("%s@%d", *text, (int)fake_loop_now());
}

static void note_named(const char *what, gen_result out)
{
    note("%s=%d:%s", what, out.error,
         out.value != NULL ? (const char *)out.value : "-");
}

/* Runs body as a task to its end, and notes its result. */
static void run(gen_fn *body, const void *argument)
{
    gen_task_t *task;

    fake_loop_begin();
    task = gen_spawn(NULL, body, argument);
    assert_non_null(task);
    fake_loop_run();
    note_named("end", gen_task_join(task));
    fake_loop_end();
}

/* ---------------------------------------------------------------- Leaving */

enum way_out { BY_END, BY_BREAK, BY_RETURN, BY_GOTO, BY_RAISE, BY_EXIT };

static void *leaves(gen_t *self, void *argument)
{
    const char *out GEN_ON_SCOPE_EXIT(note_out) = "out";
    enum way_out way = *(enum way_out *)argument;

    gen_scope (both) {
        gen_spawn(both, lives, &a);
        gen_spawn(both, lives, &b);
        gen_sleep(5);
        if (way == BY_BREAK)
            break;
        if (way == BY_RETURN)
            return "returned";
        if (way == BY_GOTO)
            goto away;
        if (way == BY_RAISE)
            gen_raise(self, "raised");
        if (way == BY_EXIT)
            gen_exit(self, "exit");
    }
    note("behind@%d", (int)fake_loop_now());
    return "done";
away:
    return "gone";
}

static void leave(enum way_out way)
{
    run(leaves, &way);
}

static void its_end_awaits_its_tasks(void **state)
{
    (void)state;
    leave(BY_END);
    assert_trace("-a@11 -b@21 behind@21 out@21 end=0:done");
}

static void any_other_way_out_cancels_them(void **state)
{
    (void)state;
    leave(BY_BREAK);
    assert_trace("-a@6 -b@6 behind@6 out@6 end=0:done");
    leave(BY_RETURN);
    assert_trace("-a@6 -b@6 out@6 end=0:returned");
    leave(BY_GOTO);
    assert_trace("-a@6 -b@6 out@6 end=0:gone");
    leave(BY_RAISE);
    assert_trace("-a@6 -b@6 out@6 end=1:raised");
    leave(BY_EXIT);
    assert_trace("-a@6 -b@6 out@6 end=0:exit");
}

static void so_does_cancelling_its_task(void **state)
{
    enum way_out way = BY_END;
    gen_task_t *task;

    (void)state;
    for (int at = 1; at <= 2; at++) {
        fake_loop_begin();
        task = gen_spawn(NULL, leaves, &way);
        if (at == 2)
            fake_loop_run_until(7);
        gen_task_cancel(task);
        fake_loop_run();
        note_named("end", gen_task_join(task));
        fake_loop_end();
    }
    assert_trace("-a@1 -b@1 out@1 end=-8:- -a@8 -b@8 out@8 end=-8:-");
}

/* A generator that yields in its scope. */
static void *yields_in_scope(gen_t *self, void *argument)
{
    gen_scope (own, .deadline = 100) {
        gen_spawn(own, lives, argument);
        gen_yield(self, "first");
        gen_yield(self, "second");
    }
    return NULL;
}

static void *loops_over_scope(gen_t *self, void *rounds)
{
    (void)self;
    gen_foreach (char *, value, gen_create(yields_in_scope, &b)) {
        note("%s", value);
        gen_sleep(1);
        if (--*(int *)rounds == 0)
            break;
    }
    note("behind@%d", (int)fake_loop_now());
    return NULL;
}

static void closing_its_body_does_too(void **state)
{
    int one = 1, all = 9;

    (void)state;
    run(loops_over_scope, &one);
    assert_trace("first -b@2 behind@2 end=0:-");
    run(loops_over_scope, &all);
    assert_trace("first second -b@21 behind@21 end=0:-");
}

static void *opens_two(gen_t *self, void *unused)
{
    (void)self, (void)unused;
    gen_scope (outer) {
        gen_spawn(outer, lives, &c);
        gen_scope (inner) {
            gen_spawn(inner, lives, &a);
        }
        note("between@%d", (int)fake_loop_now());
        gen_spawn(outer, lives, &b);
    }
    return NULL;
}

static void scopes_may_be_in_each_other(void **state)
{
    (void)state;
    run(opens_two, NULL);
    assert_trace("-a@11 between@11 -c@31 -b@32 end=0:-");
}

static void *spawns_sister(gen_t *self, void *scope)
{
    (void)self;
    gen_sleep(5);
    assert_non_null(gen_spawn(scope, lives, &a));
    return NULL;
}

static void *lets_tasks_spawn(gen_t *self, void *unused)
{
    (void)self, (void)unused;
    gen_scope (all)
        gen_spawn(all, spawns_sister, all);
    note("behind@%d", (int)fake_loop_now());
    return NULL;
}

static void its_tasks_may_add_others(void **state)
{
    (void)state;
    run(lets_tasks_spawn, NULL);
    assert_trace("-a@16 behind@16 end=0:-");
}

/* ---------------------------------------------------------------- Failing */

static void *fails(gen_t *self, void *on_error)
{
    const char *out GEN_ON_SCOPE_EXIT(note_out) = "out";

    (void)self;
    gen_scope (all, .on_error = *(int *)on_error) {
        gen_spawn(all, lives, &b);
        gen_spawn(all, lives, &bad);
        gen_spawn(all, lives, &worse);
        gen_sleep(100);
        note("slept@%d", (int)fake_loop_now());
    }
    return NULL;
}

/* The other one fails in its cleanup, which is cancelled no more. */
static void a_failure_cancels_the_rest_and_ends_the_body(void **state)
{
    int on_error = GEN_CANCEL_REST;

    (void)state;
    run(fails, &on_error);
    assert_trace("-worse@13 -b@14 -bad@14 out@14 end=1:worse");
}

static void or_it_waits_and_the_others_are_unhandled(void **state)
{
    int on_error = GEN_WAIT_REST;

    (void)state;
    run(fails, &on_error);
    assert_trace("-worse@13 -bad@16 -b@21 slept@100 unhandled:1:bad out@100 "
                 "end=1:worse");
}

static void *fails_at_once(gen_t *self, void *unused)
{
    static const struct child at_once = {"at-once", 0, true};

    (void)self, (void)unused;
    gen_scope (all) {
        gen_spawn(all, lives, &at_once);
        gen_spawn(all, lives, &b);
        note("runs-on");
    }
    note("behind");
    return NULL;
}

static void a_failure_is_met_at_the_next_await(void **state)
{
    (void)state;
    run(fails_at_once, NULL);
    assert_trace("runs-on -at-once@1 -b@2 end=1:at-once");
}

/* An inner generator is the try block of what is around it. */
static void *tries(gen_t *self, void *unused)
{
    int on_error = GEN_CANCEL_REST;
    gen_t *inner = gen_create(fails, &on_error);

    (void)self, (void)unused;
    note_named("inner", gen_next(inner));
    gen_destroy(inner);
    gen_sleep(10);
    note("on@%d", (int)fake_loop_now());
    return "on";
}

static void it_ends_the_generator_that_opened_it_alone(void **state)
{
    (void)state;
    run(tries, NULL);
    assert_trace("-worse@13 -b@14 -bad@14 out@14 inner=1:worse on@24 "
                 "end=0:on");
}

static void *joins_child(gen_t *self, void *unused)
{
    gen_task_t *task;

    (void)self, (void)unused;
    gen_scope (all) {
        gen_spawn(all, lives, &b);
        task = gen_spawn(all, lives, &bad);
        note_named("joined", gen_task_join(task));
    }
    return NULL;
}

static void one_that_is_joined_does_not_fail_the_scope(void **state)
{
    (void)state;
    run(joins_child, NULL);
    assert_trace("-bad@16 joined=1:bad -b@21 end=0:-");
}

static void *detaches(gen_t *self, void *argument)
{
    (void)self;
    gen_scope (all) {
        for (int i = 0; i < 3; i++)
            gen_task_detach(gen_spawn(all, lives, &a));
        gen_task_detach(gen_spawn(all, lives, argument));
        gen_sleep(12);
        note("slept");
    }
    note("behind@%d", (int)fake_loop_now());
    return NULL;
}

static void one_that_is_detached_is_left_to_the_scope(void **state)
{
    (void)state;
    run(detaches, &b);
    assert_trace("-a@11 -a@11 -a@11 slept -b@21 behind@21 end=0:-");
    run(detaches, &bad);
    assert_trace("-a@11 -a@11 -a@11 slept -bad@16 end=1:bad");
}

/* ------------------------------------------------------------------- Time */

static void *slow(gen_t *self, void *unused)
{
    const char *out GEN_ON_SCOPE_EXIT(note_out) = "slow-out";

    (void)unused;
    gen_sleep(50);
    gen_yield(self, "slow");
    return NULL;
}

static void *has_little_time(gen_t *self, void *milliseconds)
{
    const char *out GEN_ON_SCOPE_EXIT(note_out) = "out";

    (void)self;
    gen_timeout (*(uint64_t *)milliseconds)
        gen_foreach (char *, value, gen_create(slow, NULL))
            note("%s", value);
    return "in-time";
}

static void *limits_time(gen_t *self, void *milliseconds)
{
    gen_t *inner = gen_create(has_little_time, milliseconds);
    gen_result out = gen_next(inner);

    (void)self;
    note_named("inner", out);
    gen_destroy(inner);
    return NULL;
}

static void what_takes_longer_ends_with_etime(void **state)
{
    uint64_t enough = 60, little = 20, none = 0;

    (void)state;
    run(limits_time, &enough);
    assert_trace("slow slow-out@50 out@50 inner=0:in-time end=0:-");
    run(limits_time, &little);
    assert_trace("slow-out@20 out@20 inner=-9:- end=0:-");
    run(limits_time, &none);
    assert_trace("slow-out@1 out@1 inner=-9:- end=0:-");
    run(has_little_time, &little);
    assert_trace("slow-out@20 out@20 end=-9:-");
}

static void *delegates_in_time(gen_t *self, void *unused)
{
    const char *out GEN_ON_SCOPE_EXIT(note_out) = "out";

    (void)unused;
    gen_timeout (20)
        gen_delegate(self, gen_create(slow, NULL));
    return NULL;
}

static void *resumes_delegator(gen_t *self, void *unused)
{
    gen_t *inner = gen_create(delegates_in_time, NULL);

    (void)self, (void)unused;
    note_named("inner", gen_next(inner));
    gen_destroy(inner);
    return NULL;
}

static void what_it_delegates_to_as_well(void **state)
{
    (void)state;
    run(resumes_delegator, NULL);
    assert_trace("slow-out@20 out@20 inner=-9:- end=0:-");
}

static void *has_a_deadline(gen_t *self, void *unused)
{
    (void)self, (void)unused;
    gen_scope (all, .deadline = 12) {
        gen_spawn(all, lives, &a);
        gen_spawn(all, lives, &b);
    }
    note("behind");
    return NULL;
}

static void its_tasks_end_with_the_deadline(void **state)
{
    (void)state;
    run(has_a_deadline, NULL);
    assert_trace("-a@11 -b@13 end=-9:-");
}

static void complete(gen_wait *wait)
{
    gen_wake(wait, 7, NULL);
}

static void *catches_timeout(gen_t *self, void *unused)
{
    (void)self, (void)unused;
    gen_timeout (5) {
        gen_wait wait = {.cancel = complete};

        note("%d", (int)gen_await_catch(&wait));
        note("%d", (int)wait.status);
    }
    note("behind@%d", (int)fake_loop_now());
    return NULL;
}

static void whoever_catches_it_may_go_on(void **state)
{
    (void)state;
    run(catches_timeout, NULL);
    assert_trace("-9 7 behind@5 end=0:-");
}

static void destroy(gen_t **g)
{
    gen_destroy(*g);
}

/* The inner deadline passes while the outer one ends the body; and the other
 * way round. */
static void *two_deadlines(gen_t *self, void *argument)
{
    const int *deadlines = argument;

    (void)self;
    gen_timeout ((uint64_t)deadlines[0]) {
        gen_t *inner GEN_ON_SCOPE_EXIT(destroy) =
            gen_create(has_little_time, &(uint64_t){(uint64_t)deadlines[1]});

        note_named("inner", gen_next(inner));
        gen_sleep(10);
        note("slept@%d", (int)fake_loop_now());
    }
    return NULL;
}

static void each_ends_its_own(void **state)
{
    static const int inner_first[] = {25, 20}, outer_first[] = {20, 25},
                     at_once[] = {20, 20};

    (void)state;
    run(two_deadlines, inner_first);
    assert_trace("slow-out@20 out@20 inner=-9:- end=-9:-");
    run(two_deadlines, outer_first);
    assert_trace("slow-out@20 out@20 end=-9:-");
    run(two_deadlines, at_once);
    assert_trace("slow-out@20 out@20 end=-9:-");
}

static void *timeouts_in_each_other(gen_t *self, void *unused)
{
    (void)self, (void)unused;
    for (int i = 0; i < 2; i++)
        gen_timeout (30) {
            gen_timeout (10) {
                if (i == 0)
                    continue;
                gen_sleep(20);
            }
            note("behind@%d", (int)fake_loop_now());
        }
    return NULL;
}

static void they_may_be_in_each_other(void **state)
{
    (void)state;
    run(timeouts_in_each_other, NULL);
    assert_trace("behind@0 end=-9:-");
}

/* A body that has yielded in its timeout is not what its consumer does. */
static void *yields_in_time(gen_t *self, void *unused)
{
    const char *out GEN_ON_SCOPE_EXIT(note_out) = "out";

    (void)unused;
    gen_timeout (5) {
        gen_yield(self, "value");
        note("resumed");
        gen_sleep(1);
        note("not-reached");
    }
    return NULL;
}

static void *takes_its_time(gen_t *self, void *unused)
{
    gen_result end;

    (void)self, (void)unused;
    gen_foreach (char *, value, gen_create(yields_in_time, NULL), &end) {
        gen_sleep(10);
        note("%s@%d", value, (int)fake_loop_now());
    }
    note_named("loop", end);
    gen_sleep(10);
    return "not-ended";
}

static void it_never_ends_the_consumer(void **state)
{
    (void)state;
    run(takes_its_time, NULL);
    assert_trace("value@10 resumed out@10 loop=-9:- end=0:not-ended");
}

/* ------------------------------------------------------------- Cancelling */

static void *cancels_scope(gen_t *self, void *scope)
{
    (void)self;
    gen_sleep(5);
    assert_int_equal(gen_scope_cancel(scope), 0);
    assert_int_equal(gen_scope_cancel(scope), 0);
    assert_non_null(gen_spawn(scope, lives, &a));
    return NULL;
}

static void *is_cancelled(gen_t *self, void *unused)
{
    (void)self, (void)unused;
    gen_scope (all) {
        gen_spawn(all, lives, &b);
        gen_spawn(all, cancels_scope, all);
        gen_sleep(100);
        note("not-reached");
    }
    return NULL;
}

static void a_cancelled_scope_ends_its_body(void **state)
{
    (void)state;
    run(is_cancelled, NULL);
    assert_trace("-b@6 end=-8:-");
}

static void *cancels_its_own(gen_t *self, void *unused)
{
    (void)self, (void)unused;
    gen_scope (all) {
        gen_spawn(all, lives, &b);
        gen_scope_cancel(all);
    }
    note("behind@%d", (int)fake_loop_now());
    return NULL;
}

static void whoever_awaits_no_more_goes_on(void **state)
{
    (void)state;
    run(cancels_its_own, NULL);
    assert_trace("-b@1 behind@1 end=0:-");
}

/* Cleanup in which the scope awaits is not cut short by its cancelling. */
static void cleans_slowly(const char **text)
{
    gen_sleep(10);
    note("%s@%d", *text, (int)fake_loop_now());
}

static void *cleans_in_scope(gen_t *self, void *unused)
{
    (void)self, (void)unused;
    gen_timeout (5) {
        const char *text GEN_ON_SCOPE_EXIT(cleans_slowly) = "cleaned";

        gen_sleep(100);
        note("not-reached");
    }
    return NULL;
}

static void cleanup_takes_its_time(void **state)
{
    gen_task_t *task;

    (void)state;
    run(cleans_in_scope, NULL);
    assert_trace("cleaned@15 end=-9:-");
    fake_loop_begin();
    task = gen_spawn(NULL, cleans_in_scope, NULL);
    fake_loop_run_until(8);
    gen_task_cancel(task);
    fake_loop_run();
    note_named("end", gen_task_join(task));
    fake_loop_end();
    assert_trace("cleaned@15 end=-9:-");
}

/* ------------------------------------------------------------------ Limit */

static void *is_limited(gen_t *self, void *unused)
{
    (void)self, (void)unused;
    gen_scope (few, .limit = 2) {
        for (int i = 0; i < 5; i++) {
            gen_task_detach(gen_spawn(few, lives, &a));
            note("+%d@%d", i, (int)fake_loop_now());
        }
    }
    note("behind@%d", (int)fake_loop_now());
    return NULL;
}

static void a_limit_has_spawn_wait(void **state)
{
    (void)state;
    run(is_limited, NULL);
    assert_trace("+0@0 +1@0 -a@11 +2@11 -a@11 +3@11 -a@22 +4@22 -a@22 -a@33 "
                 "behind@33 end=0:-");
}

static void *is_limited_and_short(gen_t *self, void *unused)
{
    (void)self, (void)unused;
    gen_scope (few, .limit = 1, .deadline = 5) {
        gen_spawn(few, lives, &a);
        gen_spawn(few, lives, &b);
        note("not-reached");
    }
    return NULL;
}

static void whoever_waits_for_a_place_may_be_cancelled(void **state)
{
    (void)state;
    run(is_limited_and_short, NULL);
    assert_trace("-a@6 end=-9:-");
}

/* ----------------------------------------------------- All, any, and so on */

typedef void combine_fn(gen_scope_t *scope);

struct combination {
    const struct child *children[3];
    combine_fn *combine;
};

static void all(gen_scope_t *scope)
{
    void *values[3] = {"-", "-", "-"};

    note_named("all", gen_all(scope, values));
    note("%s,%s,%s", (char *)values[0], (char *)values[1], (char *)values[2]);
}

static void any(gen_scope_t *scope)
{
    note_named("any", gen_any(scope));
}

static void race(gen_scope_t *scope)
{
    note_named("race", gen_race(scope));
}

static void settled(gen_scope_t *scope)
{
    gen_result results[3];
    size_t count = gen_settled(scope, results);

    for (size_t i = 0; i < count; i++)
        note_named("settled", results[i]);
}

static void *combines(gen_t *self, void *argument)
{
    const struct combination *combination = argument;

    (void)self;
    gen_scope (tasks) {
        for (int i = 0; i < 3; i++)
            if (combination->children[i] != NULL)
                gen_spawn(tasks, lives, combination->children[i]);
        combination->combine(tasks);
        note("on@%d", (int)fake_loop_now());
    }
    return NULL;
}

static void combine_three(combine_fn *combine, const struct child *first,
                          const struct child *second, const struct child *third)
{
    struct combination three = {{first, second, third}, combine};

    run(combines, &three);
}

static void all_gives_the_values_in_order(void **state)
{
    (void)state;
    combine_three(all, &c, &a, &b);
    assert_trace("-a@11 -b@21 -c@31 all=0:- c,a,b on@31 end=0:-");
    combine_three(all, NULL, NULL, NULL);
    assert_trace("all=0:- -,-,- on@0 end=0:-");
}

static void or_the_first_error(void **state)
{
    (void)state;
    combine_three(all, &c, &bad, &worse);
    assert_trace("-worse@13 -c@14 -bad@14 all=1:worse -,-,- on@14 end=0:-");
}

static void any_gives_the_first_success(void **state)
{
    (void)state;
    combine_three(any, &b, &worse, &c);
    assert_trace("-worse@13 -b@21 -c@22 any=0:b on@22 end=0:-");
    combine_three(any, &bad, &worse, NULL);
    assert_trace("-worse@13 -bad@16 any=1:worse on@16 end=0:-");
}

static void race_gives_the_first_end(void **state)
{
    (void)state;
    combine_three(race, &b, &worse, &c);
    assert_trace("-worse@13 -b@14 -c@14 race=1:worse on@14 end=0:-");
    combine_three(race, &b, &a, &c);
    assert_trace("-a@11 -b@12 -c@12 race=0:a on@12 end=0:-");
    combine_three(race, NULL, NULL, NULL);
    assert_trace("race=-1:- on@0 end=0:-");
}

static void settled_gives_all_results(void **state)
{
    (void)state;
    combine_three(settled, &b, &worse, &a);
    assert_trace("-a@11 -worse@13 -b@21 settled=0:b settled=1:worse "
                 "settled=0:a on@21 end=0:-");
}

static void *combines_in_time(gen_t *self, void *argument)
{
    gen_timeout (12)
        combines(self, argument);
    return NULL;
}

static void they_are_cancelled_as_any_await(void **state)
{
    struct combination three = {{&a, &b, &c}, all};

    (void)state;
    run(combines_in_time, &three);
    assert_trace("-a@11 -b@13 -c@13 end=-9:-");
}

/* ----------------------------------------------------------------- Misuse */

static void *misuses(gen_t *self, void *foreign)
{
    gen_scope_t *left = NULL;

    (void)self;
    assert_int_equal(gen_all(foreign, NULL).error, GEN_EPERM);
    gen_scope (own, .limit = 1) {
        left = own;
        assert_int_equal(gen_any(own).error, GEN_EINVAL);
    }
    (void)left;
    return NULL;
}

static void *is_misused(gen_t *self, void *unused)
{
    (void)self, (void)unused;
    gen_scope (own)
        gen_spawn(own, misuses, own);
    gen_scope (own, .on_error = 7)
        note("not-reached");
    return NULL;
}

static void note_unhandled(const gen_unhandled *unhandled)
{
    note("%s:%d", unhandled->function, unhandled->result.error);
}

static void misuse_is_told(void **state)
{
    gen_unhandled_fn *before = gen_set_on_unhandled(note_unhandled);

    (void)state;
    gen_scope (outside)
        note("not-reached");
    assert_trace("gen_scope:-3");
    gen_set_on_unhandled(before);
    run(is_misused, NULL);
    assert_trace("end=-1:-");
    assert_int_equal(gen_scope_cancel(NULL), GEN_EINVAL);
    assert_int_equal(gen_all(NULL, NULL).error, GEN_EINVAL);
    assert_int_equal(gen_settled(NULL, NULL), 0);
}

static void *gives_scope_away(gen_t *self, void *where)
{
    (void)self;
    gen_scope (own) {
        *(gen_scope_t **)where = own;
        gen_sleep(10);
    }
    return NULL;
}

static void nothing_is_spawned_where_no_task_runs(void **state)
{
    gen_scope_t *scope = NULL;
    gen_task_t *task;

    (void)state;
    fake_loop_begin();
    task = gen_spawn(NULL, gives_scope_away, &scope);
    errno = 0;
    assert_null(gen_spawn(scope, lives, &a));
    assert_int_equal(errno, EPERM);
    assert_int_equal(gen_scope_cancel(scope), 0);
    fake_loop_run();
    note_named("end", gen_task_join(task));
    assert_trace("end=-8:-");
    fake_loop_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(its_end_awaits_its_tasks),
        TEST(any_other_way_out_cancels_them),
        TEST(so_does_cancelling_its_task),
        TEST(closing_its_body_does_too),
        TEST(scopes_may_be_in_each_other),
        TEST(its_tasks_may_add_others),
        TEST(a_failure_cancels_the_rest_and_ends_the_body),
        TEST(or_it_waits_and_the_others_are_unhandled),
        TEST(a_failure_is_met_at_the_next_await),
        TEST(it_ends_the_generator_that_opened_it_alone),
        TEST(one_that_is_joined_does_not_fail_the_scope),
        TEST(one_that_is_detached_is_left_to_the_scope),
        TEST(what_takes_longer_ends_with_etime),
        TEST(what_it_delegates_to_as_well),
        TEST(its_tasks_end_with_the_deadline),
        TEST(whoever_catches_it_may_go_on),
        TEST(each_ends_its_own),
        TEST(they_may_be_in_each_other),
        TEST(it_never_ends_the_consumer),
        TEST(a_cancelled_scope_ends_its_body),
        TEST(whoever_awaits_no_more_goes_on),
        TEST(cleanup_takes_its_time),
        TEST(a_limit_has_spawn_wait),
        TEST(whoever_waits_for_a_place_may_be_cancelled),
        TEST(all_gives_the_values_in_order),
        TEST(or_the_first_error),
        TEST(any_gives_the_first_success),
        TEST(race_gives_the_first_end),
        TEST(settled_gives_all_results),
        TEST(they_are_cancelled_as_any_await),
        TEST(misuse_is_told),
        TEST(nothing_is_spawned_where_no_task_runs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
