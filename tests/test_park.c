/* Parking: suspending all generators above a base at once, and how they go on,
 * end, and are destroyed. */
#include <errno.h>
#include <pthread.h>
#include <string.h>

#include <cgen/iter.h>

#include "test.h"

/* ---------------------------------------------------------------- Bodies
 *
 * The chain of most tests: task loops over middle through an adaptor, middle
 * delegates to leaf, and leaf parks. Each has something to clean up. */

/* What it awaits comes back as its value; it yields that. */
static void *leaf(gen_t *self, void *wants)
{
    NOTE_SCOPE_EXIT(scope, "leaf");

    gen_defer(self, note_call, "leaf's");
    gen_yield(self, gen_park(NULL, wants));
    gen_yield(self, gen_park(NULL, wants));
    return "end";
}

static void *middle(gen_t *self, void *wants)
{
    NOTE_SCOPE_EXIT(scope, "middle");

    gen_defer(self, note_call, "middle's");
    note("%s", (const char *)gen_delegate(self, gen_create(leaf, wants)));
    return NULL;
}

static void *same(void *value, gen_call *call)
{
    (void)call;
    return value;
}

static void *task(gen_t *self, void *wants)
{
    NOTE_SCOPE_EXIT(scope, "task");

    gen_defer(self, note_call, "task's");
    gen_foreach (char *, value, gen_map(gen_create(middle, wants), same))
        note("got:%s", value);
    return "done";
}

/* Goes on with next in a given body, so many generators deep. */
struct nest {
    int depth;
    gen_fn *body;
    gen_t *outermost;
};

static void *nested(gen_t *self, void *argument)
{
    struct nest *nest = argument;
    struct nest inner = {nest->depth - 1, nest->body, nest->outermost};

    if (nest->depth == 0)
        return nest->body(self, nest->outermost);
    gen_foreach (char *, value, gen_create(nested, &inner))
        gen_yield(self, value);
    return NULL;
}

static size_t live_stacks(void)
{
    gen_statistics statistics;

    gen_stats(&statistics, sizeof statistics);
    return statistics.live_stacks;
}

/* -------------------------------------------------------------- Going on */

static void all_wait_and_go_on(void **state)
{
    gen_t *g = create(task, "wants");

    (void)state;
    assert_yielded(gen_next(g), "wants");
    assert_int_equal(gen_state(g), GEN_SUSPENDED);
    assert_null(gen_self());
    assert_trace("");
    assert_yielded(gen_send(g, "x"), "wants");
    assert_trace("got:x");
    assert_returned(gen_send(g, "y"), "done");
    assert_trace("got:y leaf leaf's end middle middle's task task's");
    assert_int_equal(gen_destroy(g), 0);
    assert_int_equal(live_stacks(), 0);
}

/* Of a chain: parks above base twice, and notes what it gets. */
static void *parks_above(gen_t *self, void *base)
{
    (void)self;
    note("%s", (const char *)gen_park(base, "one"));
    note("%s", (const char *)gen_park(base, "two"));
    return NULL;
}

/* Resumes a chain of that depth, and notes what comes out of it: for a chain
 * that parks above it, what that has parked with. */
static void *schedules(gen_t *self, void *depth)
{
    struct nest nest = {*(int *)depth, parks_above, self};
    gen_t *g = gen_create(nested, &nest);

    note("%s", (const char *)gen_next(g).value);
    note("%s", (const char *)gen_yield(self, "scheduler's"));
    note("%s", (const char *)gen_send(g, "1").value);
    gen_send(g, "2");
    note("%d", gen_state(g));
    gen_destroy(g);
    return NULL;
}

static void a_generator_may_be_the_base(void **state)
{
    (void)state;
    for (int depth = 0; depth <= 3; depth++) {
        gen_t *g = create(schedules, &depth);

        assert_yielded(gen_next(g), "scheduler's");
        assert_returned(gen_send(g, "goes on"), NULL);
        assert_trace("one goes on 1 two 2 3");
        gen_destroy(g);
    }
}

static void *sees_states(gen_t *self, void *outer)
{
    gen_park(NULL, self);
    note("%d:%d", gen_state(outer), gen_state(self));
    note("%d:%d", gen_next(outer).error, gen_destroy(outer));
    return NULL;
}

static void *outer_of_it(gen_t *self, void *unused)
{
    (void)unused;
    gen_foreach (void *, value, gen_create(sees_states, self))
        (void)value;
    return NULL;
}

static void those_above_the_lowest_are_running(void **state)
{
    gen_t *g = create(outer_of_it, NULL);
    gen_t *inner = gen_next(g).value;

    (void)state;
    assert_int_equal(gen_state(g), GEN_SUSPENDED);
    assert_int_equal(gen_state(inner), GEN_RUNNING);
    assert_refused(gen_next(inner), GEN_EBUSY);
    assert_refused(gen_return(inner, NULL), GEN_EBUSY);
    assert_int_equal(gen_destroy(inner), GEN_EBUSY);
    assert_returned(gen_next(g), NULL);
    assert_trace("2:2 -2:-2");
    gen_destroy(g);
}

/* The leaf of a deep chain: parks, then yields, alternately. */
static void *parks_and_yields(gen_t *self, void *unused)
{
    (void)unused;
    for (;;) {
        gen_park(NULL, "parked");
        gen_yield(self, "yielded");
    }
    return NULL;
}

static void what_is_known_of_a_chain_is_forgotten_with_it(void **state)
{
    struct nest deep = {20, parks_and_yields, NULL};
    gen_t *g = create(nested, &deep);

    (void)state;
    for (int i = 0; i < 5; i++) {
        assert_yielded(gen_next(g), "parked");
        assert_yielded(gen_next(g), "yielded");
    }
    gen_destroy(g);
    assert_int_equal(live_stacks(), 0);
}

/* Resumes a generator that was parked, three times. */
static void *resumes(gen_t *self, void *g)
{
    for (int i = 0; i < 3; i++)
        note("%s", (const char *)gen_next(g).value);
    return gen_yield(self, "mine");
}

/* First parked above no generator, then above another base. */
static void *parks_above_any(gen_t *self, void *unused)
{
    (void)self;
    (void)unused;
    for (int i = 0; i < 9; i++)
        gen_park(NULL, "parked");
    return NULL;
}

static void a_parked_chain_may_be_resumed_by_a_generator(void **state)
{
    struct nest nest = {3, parks_above_any, NULL};
    gen_t *chain = create(nested, &nest), *other;

    (void)state;
    assert_yielded(gen_next(chain), "parked");
    assert_yielded(gen_next(chain), "parked");
    other = create(resumes, chain);
    assert_yielded(gen_next(other), "parked"); /* both are above NULL now */
    assert_int_equal(gen_state(chain), GEN_RUNNING);
    assert_yielded(gen_next(other), "parked");
    gen_destroy(other);
    assert_int_equal(gen_state(chain), GEN_DONE);
    gen_destroy(chain);
    assert_int_equal(live_stacks(), 0);
    assert_trace("");
}

static void *resume_on_thread(void *g)
{
    return gen_send(g, "from afar").value;
}

static void *notes_and_parks(gen_t *self, void *unused)
{
    (void)unused;
    for (int i = 0; i < 2; i++) {
        note("%s", (const char *)gen_park(NULL, "parked"));
        note("%d", gen_self() == self);
    }
    return NULL;
}

static void goes_on_on_another_thread(void **state)
{
    struct nest nest = {2, notes_and_parks, NULL};
    pthread_t thread;
    void *value;
    gen_t *g;

    (void)state;
    need_company();
    g = create(nested, &nest);
    assert_yielded(gen_next(g), "parked");
    assert_int_equal(pthread_create(&thread, NULL, resume_on_thread, g), 0);
    pthread_join(thread, &value);
    assert_string_equal(value, "parked");
    assert_returned(gen_send(g, "from here"), NULL);
    assert_trace("from afar 1 from here 1");
    gen_destroy(g);
}

/* ---------------------------------------------------------------- Misuse */

static void *parks_wrongly(gen_t *self, void *other)
{
    gen_resumed in;
    void *value;

    errno = 0;
    value = gen_park(self, "x");
    note("%d:%d", value == NULL, errno == EPERM);
    errno = 0;
    value = gen_park(other, "x");
    note("%d:%d", value == NULL, errno == EPERM);
    errno = 7;
    in = gen_park_catch(self, "x");
    note("%d:%d", in.signal, errno);
    gen_park(NULL, "right");
    note("%d", errno);
    return "end";
}

static void needs_a_generator_above_the_base(void **state)
{
    gen_t *other = create(task, "wants");
    gen_t *g = create(parks_wrongly, other);

    (void)state;
    errno = 0;
    assert_null(gen_park(NULL, "x"));
    assert_int_equal(errno, EPERM);
    assert_int_equal(gen_park_catch(NULL, "x").signal, GEN_EPERM);
    assert_int_equal(gen_park_catch(other, "x").signal, GEN_EPERM);
    assert_yielded(gen_next(g), "right");
    errno = 3;
    assert_returned(gen_next(g), "end");
    assert_trace("1:1 1:1 -3:7 3");
    gen_destroy(g);
    gen_destroy(other);
}

/* ----------------------------------------------------------------- Ending */

static const char *const all_cleaned =
    "leaf leaf's middle middle's task task's";

static void a_return_ends_all(void **state)
{
    gen_t *g = create(task, "wants");

    (void)state;
    gen_next(g);
    assert_returned(gen_return(g, "value"), "value");
    assert_trace(all_cleaned);
    assert_int_equal(live_stacks(), 1);
    gen_destroy(g);
}

static void a_throw_ends_all(void **state)
{
    gen_t *g = create(task, "wants");

    (void)state;
    gen_next(g);
    assert_yielded(gen_send(g, "x"), "wants");
    assert_threw(gen_throw(g, "error"), "error");
    assert_trace("got:x leaf leaf's middle middle's task task's");
    gen_destroy(g);
}

static void gen_destroy_ends_all(void **state)
{
    gen_t *g = create(task, "wants");

    (void)state;
    gen_next(g);
    assert_int_equal(gen_destroy(g), 0);
    assert_trace(all_cleaned);
    assert_int_equal(live_stacks(), 0);
}

/* What GEN_ABANDON drops is not destroyed: so this is not in the heap. */
static gen_t *kept[2];

static void *abandoned_leaf(gen_t *self, void *unused)
{
    NOTE_SCOPE_EXIT(scope, "never");

    (void)unused;
    gen_defer(self, note_call, "leaf's");
    gen_park(NULL, "parked");
    return NULL;
}

static void *abandoned_task(gen_t *self, void *unused)
{
    NOTE_SCOPE_EXIT(scope, "never");

    (void)unused;
    gen_defer(self, note_call, "task's");
    gen_next(kept[1]);
    return NULL;
}

static void gen_abandon_drops_all_and_runs_their_deferred_calls(void **state)
{
    const gen_options abandon = {.on_destroy = GEN_ABANDON};

    (void)state;
    kept[1] = create(abandoned_leaf, NULL);
    kept[0] = gen_create_with(abandoned_task, NULL, &abandon);
    assert_yielded(gen_next(kept[0]), "parked");
    assert_int_equal(gen_destroy(kept[0]), 0);
    assert_trace("leaf's task's");
    assert_int_equal(gen_state(kept[1]), GEN_DONE);
    assert_int_equal(gen_destroy(kept[1]), 0);
    assert_int_equal(live_stacks(), 0);
}

static void *never_called(void *value, gen_call *call)
{
    (void)call;
    return value;
}

/* Ends otherwise than it is asked to, in a deferred call. */
static void *ends_otherwise(gen_t *self, void *how)
{
    gen_defer(self,
              strcmp(how, "raise") == 0 ? raise_in_finally : exit_in_finally,
              how);
    gen_park(NULL, "parked");
    return NULL;
}

static void *loops_over(gen_t *self, void *inner)
{
    NOTE_SCOPE_EXIT(scope, "outer");

    (void)self;
    gen_foreach (void *, value, gen_map((gen_t *)inner, never_called))
        (void)value;
    return "not this";
}

static void what_cleanup_makes_of_the_end_is_passed_on(void **state)
{
    gen_t *g = create(loops_over, create(ends_otherwise, "raise"));

    (void)state;
    gen_next(g);
    assert_threw(gen_return(g, "value"), "raise");
    gen_destroy(g);
    g = create(loops_over, create(ends_otherwise, "exit"));
    gen_next(g);
    assert_returned(gen_throw(g, "error"), "exit");
    gen_destroy(g);
    assert_trace("outer outer");
}

static void *parks_in_cleanup(gen_t *self, void *unused)
{
    (void)unused;
    gen_defer(self, note_call, "first");
    gen_defer(self, yield_in_finally, "finally");
    gen_park(NULL, "parked");
    return NULL;
}

static void await_in_finally(void *text)
{
    note("%s", (const char *)gen_park(NULL, text));
}

static void *awaits_in_cleanup(gen_t *self, void *unused)
{
    (void)unused;
    gen_defer(self, note_call, "first");
    gen_defer(self, await_in_finally, "finally");
    gen_park(NULL, "parked");
    return NULL;
}

static void cleanup_may_park_again(void **state)
{
    gen_t *g = create(loops_over, create(awaits_in_cleanup, NULL));

    (void)state;
    gen_next(g);
    assert_yielded(gen_return(g, "value"), "finally");
    assert_returned(gen_send(g, "goes on"), "value");
    assert_trace("goes on first outer");
    gen_destroy(g);
}

static void but_not_while_it_is_destroyed(void **state)
{
    gen_t *g = create(loops_over, create(awaits_in_cleanup, NULL));

    (void)state;
    gen_next(g);
    assert_int_equal(gen_destroy(g), 0);
    assert_trace("first outer");
}

/* A loop that notes what a generator yields while that is being ended. */
static void *loops_and_notes(gen_t *self, void *inner)
{
    NOTE_SCOPE_EXIT(scope, "outer");

    (void)self;
    gen_foreach (char *, value, (gen_t *)inner)
        note("<%s>", value);
    return "not this";
}

static void cleanup_may_yield_and_the_end_stays_pending(void **state)
{
    gen_t *g = create(loops_and_notes, create(parks_in_cleanup, NULL));

    (void)state;
    gen_next(g);
    assert_returned(gen_return(g, "value"), "value");
    assert_trace("<finally> finally:(null) first outer");
    gen_destroy(g);
}

/* Ends the generator itself, when that yields while it is being ended. */
static void *breaks(gen_t *self, void *inner)
{
    NOTE_SCOPE_EXIT(scope, "outer");

    (void)self;
    gen_foreach (char *, value, (gen_t *)inner) {
        note("<%s>", value);
        break;
    }
    return "mine";
}

static void whoever_ends_the_inner_one_itself_goes_on(void **state)
{
    gen_t *g = create(breaks, create(parks_in_cleanup, NULL));

    (void)state;
    gen_next(g);
    assert_returned(gen_return(g, "value"), "mine");
    assert_trace("<finally> first outer");
    gen_destroy(g);
    assert_int_equal(live_stacks(), 0);
}

static void nothing_is_suspended_while_the_lowest_is_destroyed(void **state)
{
    gen_t *g = create(loops_and_notes, create(parks_in_cleanup, NULL));

    (void)state;
    gen_next(g);
    assert_int_equal(gen_destroy(g), 0);
    assert_trace("first outer");
    assert_int_equal(live_stacks(), 0);
}

static void a_deep_chain_ends(void **state)
{
    struct nest deep = {1000, parks_and_yields, NULL};
    gen_t *g = create(nested, &deep);

    (void)state;
    assert_yielded(gen_next(g), "parked");
    assert_returned(gen_return(g, "value"), "value");
    gen_destroy(g);
    g = create(nested, &deep);
    assert_yielded(gen_next(g), "parked");
    assert_int_equal(gen_destroy(g), 0);
    assert_int_equal(live_stacks(), 0);
}

/* ----------------------------------------------------------- Being told */

/* Parks and does with a signal what it is told to. */
static void *reacts(gen_t *self, void *reaction)
{
    gen_resumed in = gen_park_catch(NULL, "parked");

    note("%d:%s", in.signal, in.value != NULL ? (const char *)in.value : "-");
    if (strcmp(reaction, "comply") == 0 && in.signal == GEN_RETURN)
        gen_exit(self, in.value);
    if (strcmp(reaction, "comply") == 0 && in.signal == GEN_THROW)
        gen_raise(self, in.value);
    if (strcmp(reaction, "park") == 0)
        gen_park(NULL, "again");
    gen_yield(self, "carries on");
    return NULL;
}

static void told_of_next(void **state)
{
    gen_t *g = create(loops_and_notes, create(reacts, "yield"));

    (void)state;
    assert_yielded(gen_next(g), "parked");
    assert_returned(gen_send(g, "sent"), "not this");
    assert_trace("0:sent <carries on> outer");
    gen_destroy(g);
}

static void whoever_complies_ends_all(void **state)
{
    gen_t *g = create(loops_and_notes, create(reacts, "comply"));

    (void)state;
    gen_next(g);
    assert_returned(gen_return(g, "value"), "value");
    gen_destroy(g);
    g = create(loops_and_notes, create(reacts, "comply"));
    gen_next(g);
    assert_threw(gen_throw(g, "error"), "error");
    gen_destroy(g);
    assert_trace("1:value outer 2:error outer");
}

static void whoever_carries_on_leaves_the_others_alone(void **state)
{
    gen_t *g = create(loops_and_notes, create(reacts, "yield"));

    (void)state;
    gen_next(g);
    assert_returned(gen_return(g, "value"), "not this");
    gen_destroy(g);
    g = create(loops_and_notes, create(reacts, "park"));
    gen_next(g);
    assert_yielded(gen_throw(g, "error"), "again");
    assert_returned(gen_next(g), "not this");
    gen_destroy(g);
    assert_trace("1:value <carries on> outer 2:error <carries on> outer");
}

static void *catches_for_ever(gen_t *self, void *unused)
{
    (void)self;
    (void)unused;
    for (;;)
        note("%d", gen_park_catch(NULL, "parked").signal);
    return NULL;
}

static void gen_destroy_is_told_once(void **state)
{
    gen_t *g = create(loops_and_notes, create(catches_for_ever, NULL));

    (void)state;
    gen_next(g);
    assert_int_equal(gen_destroy(g), 0);
    assert_trace("1 outer");
    g = create(loops_and_notes, create(reacts, "yield"));
    gen_next(g);
    assert_int_equal(gen_destroy(g), 0);
    assert_trace("1:- outer");
    assert_int_equal(live_stacks(), 0);
}

/* ------------------------------------------------------------ Delegation */

static void *delegates_and_is_told(gen_t *self, void *reaction)
{
    gen_resumed in = gen_delegate_catch(self, gen_create(leaf, "wants"));

    note("%d:%s", in.signal, (const char *)in.value);
    if (strcmp(reaction, "comply") == 0)
        gen_exit(self, in.value);
    gen_yield(self, "carries on");
    return NULL;
}

static void a_delegator_is_told(void **state)
{
    gen_t *g = create(loops_and_notes, create(delegates_and_is_told, "comply"));

    (void)state;
    gen_next(g);
    assert_returned(gen_return(g, "value"), "value");
    gen_destroy(g);
    assert_trace("leaf leaf's 1:value outer");
    g = create(loops_and_notes, create(delegates_and_is_told, "yield"));
    gen_next(g);
    assert_returned(gen_throw(g, "error"), "not this");
    gen_destroy(g);
    assert_trace("leaf leaf's 2:error <carries on> outer");
}

/* The lowest is the leaf of a chain, which its root's resumer has resumed. */
static void *delegates_to_the_lowest(gen_t *self, void *inner)
{
    NOTE_SCOPE_EXIT(scope, "root");

    return gen_delegate(self, inner);
}

static void a_leaf_may_be_the_lowest(void **state)
{
    gen_t *g = create(delegates_to_the_lowest, create(task, "wants"));

    (void)state;
    assert_yielded(gen_next(g), "wants");
    assert_int_equal(gen_state(g), GEN_SUSPENDED);
    assert_yielded(gen_send(g, "x"), "wants");
    assert_returned(gen_return(g, "value"), "value");
    assert_trace("got:x leaf leaf's middle middle's task task's root");
    gen_destroy(g);
    assert_int_equal(live_stacks(), 0);
}

/* ---------------------------------------------------------------- Options */

static void the_lowest_may_have_modes_of_its_own(void **state)
{
    const gen_options own = {.fp_modes = GEN_FP_OWN};
    gen_t *g = gen_create_with(task, "wants", &own);

    (void)state;
    assert_yielded(gen_next(g), "wants");
    assert_yielded(gen_send(g, "x"), "wants");
    assert_int_equal(gen_destroy(g), 0);
    assert_trace("got:x leaf leaf's middle middle's task task's");
}

static void data_is_what_the_options_say(void **state)
{
    int data = 1;
    const gen_options options = {.data = &data};
    gen_t *g = gen_create_with(task, "wants", &options), *view = gen_borrow(g);

    (void)state;
    assert_ptr_equal(gen_data(g), &data);
    assert_ptr_equal(gen_data(view), &data);
    assert_null(gen_data(NULL));
    gen_destroy(view);
    gen_destroy(g);
    g = create(task, "wants");
    assert_null(gen_data(g));
    gen_destroy(g);
    g = gen_range(0, 1, 1);
    assert_null(gen_data(g));
    gen_destroy(g);
}

/* ------------------------------------------------- Ending from within */

/* A chain like that of most tests, whose leaf ends all from one of them on. */
enum position { AT_LEAF, AT_MIDDLE, AT_OUTER, AT_LOWEST };

struct chain {
    gen_t *at[AT_LOWEST + 1];
    enum position ended;
    gen_result end;
};

static void *leaf_of(gen_t *self, void *argument)
{
    NOTE_SCOPE_EXIT(scope, "leaf");
    struct chain *chain = argument;

    chain->at[AT_LEAF] = self;
    gen_defer(self, note_call, "leaf's");
    gen_park(NULL, "parked");
    gen_unwind_to(chain->at[chain->ended], chain->end);
}

/* Delegates. */
static void *middle_of(gen_t *self, void *argument)
{
    NOTE_SCOPE_EXIT(scope, "middle");
    struct chain *chain = argument;

    chain->at[AT_MIDDLE] = self;
    gen_yield(self, "first");
    gen_delegate(self, gen_create(leaf_of, argument));
    note("middle-goes-on");
    return NULL;
}

static void *outer_of(gen_t *self, void *argument)
{
    NOTE_SCOPE_EXIT(scope, "outer");
    struct chain *chain = argument;

    chain->at[AT_OUTER] = self;
    gen_foreach (char *, value, gen_map(gen_create(middle_of, argument), same))
        note("%s", value);
    note("outer-goes-on");
    return NULL;
}

static void destroy(gen_t **g)
{
    gen_destroy(*g);
}

static void *lowest_of(gen_t *self, void *argument)
{
    NOTE_SCOPE_EXIT(scope, "lowest");
    struct chain *chain = argument;
    gen_t *inner GEN_ON_SCOPE_EXIT(destroy) = gen_create(outer_of, argument);
    gen_result out;

    chain->at[AT_LOWEST] = self;
    out = gen_next(inner);
    note("%d:%s", out.error, out.value != NULL ? (char *)out.value : "-");
    return "lowest's";
}

static gen_result end_from_within(enum position ended, gen_result end)
{
    struct chain chain = {.ended = ended, .end = end};
    gen_t *g = create(lowest_of, &chain);
    gen_result out;

    assert_yielded(gen_next(g), "parked");
    out = gen_next(g);
    assert_int_equal(gen_destroy(g), 0);
    assert_int_equal(live_stacks(), 0);
    return out;
}

static void what_runs_from_a_generator_on_ends_from_within(void **state)
{
    const gen_result time_is_up = {NULL, false, GEN_ETIME};

    (void)state;
    assert_returned(end_from_within(AT_OUTER, time_is_up), "lowest's");
    assert_trace("first leaf leaf's middle outer -9:- lowest");
    assert_returned(end_from_within(AT_MIDDLE, time_is_up), "lowest's");
    assert_trace("first leaf leaf's middle outer -9:- lowest");
    assert_returned(end_from_within(AT_OUTER, (gen_result){"v", true, 0}),
                    "lowest's");
    assert_trace("first leaf leaf's middle outer 0:v lowest");
}

static void all_may_end_from_within(void **state)
{
    gen_result out;

    (void)state;
    out = end_from_within(AT_LOWEST, (gen_result){NULL, true, GEN_ETIME});
    assert_true(out.done);
    assert_int_equal(out.error, GEN_ETIME);
    assert_trace("first leaf leaf's middle outer lowest");
    out = end_from_within(AT_LOWEST, (gen_result){"e", true, GEN_THROWN});
    assert_int_equal(out.error, GEN_THROWN);
    assert_string_equal(out.value, "e");
    assert_trace("first leaf leaf's middle outer lowest");
}

static void *ends_itself(gen_t *self, void *unused)
{
    NOTE_SCOPE_EXIT(scope, "out");

    (void)unused;
    gen_unwind_to(self, (gen_result){"value", true, 0});
}

/* Ends a generator that does not run. */
static void *ends_another(gen_t *self, void *other)
{
    NOTE_SCOPE_EXIT(scope, "out");

    (void)self;
    gen_unwind_to(other, (gen_result){"value", true, 0});
}

static void one_that_does_not_run_cannot_be_ended_from_within(void **state)
{
    gen_t *idle = create(ends_itself, NULL);
    gen_t *g = create(ends_another, idle),
          *of_none = create(ends_another, NULL);
    gen_result out = gen_next(g);

    (void)state;
    assert_int_equal(out.error, GEN_EPERM);
    assert_int_equal(gen_next(of_none).error, GEN_EPERM);
    assert_trace("out out");
    assert_returned(gen_next(idle), "value");
    assert_trace("out");
    gen_destroy(g);
    gen_destroy(of_none);
    gen_destroy(idle);
}

/* In cleanup, while the lowest is ended, another one ends from within. */
static void ends_another_chain(void *argument)
{
    struct chain *chain = *(struct chain **)argument;
    gen_t *g = gen_create(lowest_of, chain);
    gen_result out;

    out = gen_next(g);
    note("in-cleanup:%d", out.error);
    gen_destroy(g);
}

static void *cleans_up_with_chain(gen_t *self, void *argument)
{
    struct chain *chain GEN_ON_SCOPE_EXIT(ends_another_chain) = argument;

    gen_park(NULL, "cleans-up");
    return self;
}

static void *loops_over_cleanup(gen_t *self, void *argument)
{
    NOTE_SCOPE_EXIT(scope, "loop");

    (void)self;
    gen_foreach (char *, value, gen_create(cleans_up_with_chain, argument))
        note("%s", value);
    return NULL;
}

static void an_end_under_way_goes_on_after_one_from_within(void **state)
{
    struct chain chain = {.ended = AT_OUTER, .end = {NULL, true, GEN_ETIME}};
    gen_t *g = create(loops_over_cleanup, &chain);

    (void)state;
    assert_yielded(gen_next(g), "cleans-up");
    assert_yielded(gen_return(g, "returned"), "parked");
    assert_returned(gen_next(g), "returned");
    assert_trace(
        "first leaf leaf's middle outer -9:- lowest in-cleanup:0 loop");
    gen_destroy(g);
}

/* The one to be ended delegates to what waits; its cleanup parks again. */
static void parks_in_handler(const char **text)
{
    note("%s", (const char *)gen_park(NULL, *text));
}

static void *ends_root(gen_t *self, void *root)
{
    const char *text GEN_ON_SCOPE_EXIT(parks_in_handler) = "cleanup";

    (void)self;
    gen_park(NULL, "parked");
    gen_unwind_to(*(gen_t **)root, (gen_result){"unwound", true, GEN_THROWN});
}

static void *yields_and_loops(gen_t *self, void *root)
{
    gen_yield(self, "first");
    gen_foreach (void *, value, gen_create(ends_root, root))
        (void)value;
    return NULL;
}

static void *delegates_root(gen_t *self, void *root)
{
    NOTE_SCOPE_EXIT(scope, "root");

    *(gen_t **)root = self;
    gen_delegate(self, gen_create(yields_and_loops, root));
    return NULL;
}

static void cleanup_parks_while_a_delegator_ends_from_within(void **state)
{
    gen_t *root = NULL;
    gen_t *g = create(delegates_root, &root);
    gen_result out;

    (void)state;
    assert_yielded(gen_next(g), "first");
    assert_yielded(gen_next(g), "parked");
    assert_yielded(gen_next(g), "cleanup");
    out = gen_send(g, "sent");
    assert_threw(out, "unwound");
    assert_trace("sent root");
    gen_destroy(g);
    assert_int_equal(live_stacks(), 0);
}

/* ----------------------------------------------------------- Cleaning up */

/* Notes what is said of the lowest, at each of its steps. */
static void note_cleaning(void *unused)
{
    (void)unused;
    note("%d", gen_is_cleaning_up(gen_self()));
    gen_park(NULL, "cleanup");
}

static void note_cleaning_scope(int *unused)
{
    note_cleaning(unused);
}

static void *cleans(gen_t *self, void *unused)
{
    int scope GEN_ON_SCOPE_EXIT(note_cleaning_scope) = 0;

    (void)unused;
    gen_defer(self, note_cleaning, NULL);
    note("%d", gen_is_cleaning_up(self));
    gen_park(NULL, "body");
    gen_raise(self, "error");
}

/* Waits for the one that cleans up in a loop. */
static void *loops_over_cleans(gen_t *self, void *unused)
{
    gen_result end;

    gen_foreach (void *, value, gen_create(cleans, unused), &end)
        (void)value;
    note("%d", gen_is_cleaning_up(self));
    gen_park(NULL, "behind");
    return NULL;
}

static void what_cleans_up_is_known(void **state)
{
    gen_t *g = create(loops_over_cleans, NULL);

    (void)state;
    assert_false(gen_is_cleaning_up(NULL));
    assert_false(gen_is_cleaning_up(g));
    assert_yielded(gen_next(g), "body");
    assert_false(gen_is_cleaning_up(g));
    assert_yielded(gen_next(g), "cleanup");
    assert_true(gen_is_cleaning_up(g));
    assert_yielded(gen_next(g), "cleanup");
    assert_true(gen_is_cleaning_up(g));
    assert_yielded(gen_next(g), "behind");
    assert_false(gen_is_cleaning_up(g));
    assert_returned(gen_next(g), NULL);
    assert_false(gen_is_cleaning_up(g));
    assert_trace("0 1 1 0");
    gen_destroy(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(all_wait_and_go_on),
        TEST(a_generator_may_be_the_base),
        TEST(those_above_the_lowest_are_running),
        TEST(what_is_known_of_a_chain_is_forgotten_with_it),
        TEST(a_parked_chain_may_be_resumed_by_a_generator),
        TEST(goes_on_on_another_thread),
        TEST(needs_a_generator_above_the_base),
        TEST(a_return_ends_all),
        TEST(a_throw_ends_all),
        TEST(gen_destroy_ends_all),
        TEST(gen_abandon_drops_all_and_runs_their_deferred_calls),
        TEST(what_cleanup_makes_of_the_end_is_passed_on),
        TEST(cleanup_may_park_again),
        TEST(but_not_while_it_is_destroyed),
        TEST(cleanup_may_yield_and_the_end_stays_pending),
        TEST(whoever_ends_the_inner_one_itself_goes_on),
        TEST(nothing_is_suspended_while_the_lowest_is_destroyed),
        TEST(a_deep_chain_ends),
        TEST(told_of_next),
        TEST(whoever_complies_ends_all),
        TEST(whoever_carries_on_leaves_the_others_alone),
        TEST(gen_destroy_is_told_once),
        TEST(a_delegator_is_told),
        TEST(a_leaf_may_be_the_lowest),
        TEST(the_lowest_may_have_modes_of_its_own),
        TEST(data_is_what_the_options_say),
        TEST(what_runs_from_a_generator_on_ends_from_within),
        TEST(all_may_end_from_within),
        TEST(one_that_does_not_run_cannot_be_ended_from_within),
        TEST(an_end_under_way_goes_on_after_one_from_within),
        TEST(cleanup_parks_while_a_delegator_ends_from_within),
        TEST(what_cleans_up_is_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
