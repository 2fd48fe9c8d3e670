/* Parking, enumerated: three generators above each other, in every way in which
 * one runs another, with every kind of cleanup, parked in every way and ended
 * in every way, from outside and from within. Whatever comes of it, each
 * cleanup runs once and nothing is left. */
#include <string.h>

#include <cgen/iter.h>

#include "test.h"

enum resumption { NEXT, LOOP, ADAPTOR, DELEGATE, DELEGATE_CATCH, RESUMPTIONS };
enum cleanup { NONE, SCOPE, DEFER, YIELDS, PARKS, RAISES, EXITS, CLEANUPS };
enum wait {
    PARK,
    COMPLY,
    CARRY_ON,
    PARK_AGAIN,
    END_ALL,  /* when it goes on it ends all, from within */
    END_SOME, /* all but the lowest */
    WAITS
};
enum ending { GO_ON, RETURNED, THROWN, DESTROYED, ENDINGS };

/* What a generator does; the last one waits, the others run the next. */
struct level {
    enum cleanup cleanup;
    enum resumption resumption;
    enum wait wait;
    const struct level *next;
};

static int entered, left;
static gen_t *lowest_running, *middle_running;

/* --------------------------------------------------------------- Cleanup */

static void leave(void *unused)
{
    (void)unused;
    left++;
}

static void leave_scope(int *unused)
{
    (void)unused;
    left++;
}

static void leave_and_yield(void *unused)
{
    (void)unused;
    left++;
    gen_yield(gen_self(), "cleanup");
}

static void leave_and_park(void *unused)
{
    (void)unused;
    left++;
    gen_park(NULL, "cleanup");
}

static void leave_and_raise(void *unused)
{
    (void)unused;
    left++;
    gen_raise(gen_self(), "cleanup");
}

static void leave_and_exit(void *unused)
{
    (void)unused;
    left++;
    gen_exit(gen_self(), "cleanup");
}

static void defer(gen_t *self, enum cleanup cleanup)
{
    static void (*const calls[CLEANUPS])(void *) = {
        [DEFER] = leave,          [YIELDS] = leave_and_yield,
        [PARKS] = leave_and_park, [RAISES] = leave_and_raise,
        [EXITS] = leave_and_exit,
    };

    if (calls[cleanup] == NULL)
        return;
    entered++;
    gen_defer(self, calls[cleanup], NULL);
}

/* ---------------------------------------------------------------- Bodies */

static gen_fn run_level;

static void end_by(gen_t *self, gen_resumed in)
{
    if (in.signal == GEN_RETURN)
        gen_exit(self, in.value);
    if (in.signal == GEN_THROW)
        gen_raise(self, in.value);
}

static void wait_for(gen_t *self, enum wait wait)
{
    gen_resumed in = {NULL, GEN_NEXT};

    if (wait == PARK || wait >= END_ALL)
        gen_park(NULL, "parked");
    else
        in = gen_park_catch(NULL, "parked");
    if (wait >= END_ALL)
        gen_unwind_to(wait == END_ALL ? lowest_running : middle_running,
                      (gen_result){"unwound", true, GEN_THROWN});
    if (wait == COMPLY)
        end_by(self, in);
    if (wait == PARK_AGAIN)
        gen_park(NULL, "again");
    gen_yield(self, "value");
}

static void *same(void *value, gen_call *call)
{
    (void)call;
    return value;
}

static void destroy(gen_t **g)
{
    gen_destroy(*g);
}

static void run_by_next(gen_t *inner)
{
    gen_t *owned GEN_ON_SCOPE_EXIT(destroy) = inner;

    while (!gen_next(owned).done)
        ;
}

static void run_by_loop(gen_t *inner)
{
    gen_result end;

    gen_foreach (void *, value, inner, &end)
        (void)value;
}

static void run_next(gen_t *self, enum resumption resumption, gen_t *inner)
{
    if (resumption == NEXT)
        run_by_next(inner);
    if (resumption == LOOP)
        run_by_loop(inner);
    if (resumption == ADAPTOR)
        run_by_loop(gen_map(inner, same));
    if (resumption == DELEGATE)
        gen_delegate(self, inner);
    if (resumption == DELEGATE_CATCH)
        end_by(self, gen_delegate_catch(self, inner));
}

static void run_with_scope(gen_t *self, const struct level *level)
{
    int scope GEN_ON_SCOPE_EXIT(leave_scope) = ++entered;

    if (level->next == NULL)
        wait_for(self, level->wait);
    else
        run_next(self, level->resumption, gen_create(run_level, level->next));
}

static void *run_level(gen_t *self, void *argument)
{
    const struct level *level = argument;

    if (level->next != NULL)
        *(level->next->next != NULL ? &lowest_running : &middle_running) = self;
    defer(self, level->cleanup);
    if (level->cleanup == SCOPE)
        run_with_scope(self, level);
    else if (level->next == NULL)
        wait_for(self, level->wait);
    else
        run_next(self, level->resumption, gen_create(run_level, level->next));
    return "end";
}

/* ------------------------------------------------------------------ Runs */

static size_t live_stacks(void)
{
    gen_statistics statistics;

    gen_stats(&statistics, sizeof statistics);
    return statistics.live_stacks;
}

static gen_result begin_end(gen_t *g, enum ending ending)
{
    if (ending == RETURNED)
        return gen_return(g, "returned");
    if (ending == THROWN)
        return gen_throw(g, "thrown");
    return gen_next(g);
}

static bool has_plain_cleanup(const struct level *level)
{
    return level == NULL ||
           (level->cleanup <= DEFER &&
            (level->wait <= COMPLY || level->wait >= END_ALL) &&
            has_plain_cleanup(level->next));
}

static bool is_end(gen_result out, int error, const char *value)
{
    return out.done && out.error == error && strcmp(out.value, value) == 0;
}

/* What must have come of it, where no cleanup has changed that. */
static bool is_expected(gen_result out, enum ending ending, enum wait wait)
{
    if (ending == RETURNED)
        return is_end(out, 0, "returned");
    if (ending == THROWN)
        return is_end(out, GEN_THROWN, "thrown");
    return wait != END_ALL || is_end(out, GEN_THROWN, "unwound");
}

/* False if anything is not as it must be. */
static bool run(const struct level *lowest, enum ending ending)
{
    gen_t *g = gen_create(run_level, lowest);
    gen_result out = gen_next(g);
    bool is_right = !out.done && strcmp(out.value, "parked") == 0;

    if (ending != DESTROYED) {
        out = begin_end(g, ending);
        if (has_plain_cleanup(lowest))
            is_right =
                is_right && is_expected(out, ending, lowest->next->next->wait);
        for (int i = 0; i < 50 && gen_state(g) != GEN_DONE; i++)
            gen_next(g);
        is_right = is_right && gen_state(g) == GEN_DONE;
    }
    gen_destroy(g);
    is_right = is_right && entered == left && live_stacks() == 0;
    entered = left = 0;
    return is_right;
}

static void describe_failure(const struct level *lowest, enum ending ending)
{
    fail_msg("lowest %d,%d  middle %d,%d  top %d,%d  ending %d",
             lowest->cleanup, lowest->resumption, lowest->next->cleanup,
             lowest->next->resumption, lowest->next->next->cleanup,
             lowest->next->next->wait, ending);
}

static void run_with(const struct level *lowest)
{
    for (int ending = 0; ending < ENDINGS; ending++)
        if (!run(lowest, (enum ending)ending))
            describe_failure(lowest, (enum ending)ending);
}

/* How many there are of each. */
enum {
    LOWER = CLEANUPS * RESUMPTIONS,
    TOP = CLEANUPS * WAITS,
    ALL = LOWER * LOWER * TOP,
};

static struct level lower_level(int number, const struct level *next)
{
    return (struct level){(enum cleanup)(number % CLEANUPS),
                          (enum resumption)(number / CLEANUPS), PARK, next};
}

static void every_combination_cleans_up_once(void **state)
{
    int step = is_watched() ? 37 : 1;

    (void)state;
    for (int number = 0; number < ALL; number += step) {
        int top_number = number % TOP;
        const struct level top = {(enum cleanup)(top_number % CLEANUPS), NEXT,
                                  (enum wait)(top_number / CLEANUPS), NULL};
        const struct level middle = lower_level(number / TOP % LOWER, &top);
        const struct level lowest = lower_level(number / TOP / LOWER, &middle);

        run_with(&lowest);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_combination_cleans_up_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
