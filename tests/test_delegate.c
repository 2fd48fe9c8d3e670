/* Delegation: yield*. Section 5 of judge/checklist.md; the row is named where
 * it is one. */
#include <errno.h>
#include <string.h>

#include "test.h"

/* ---------------------------------------------------------------- Bodies */

/* Yields "a" and "b", noting what is sent; returns "end". */
static void *two(gen_t *self, void *unused)
{
    char *sent;

    (void)unused;
    sent = gen_yield(self, "a");
    note("a:%s", sent != NULL ? sent : "-");
    sent = gen_yield(self, "b");
    note("b:%s", sent != NULL ? sent : "-");
    return "end";
}

/* Delegates to what it is given; notes what that returns. */
static void *outer(gen_t *self, void *inner)
{
    char *value;

    gen_defer(self, note_call, "outer");
    value = gen_delegate(self, inner);
    note("got:%s", value != NULL ? value : "-");
    gen_yield(self, "after");
    return "outer's";
}

/* The same, told how it ends. */
static void *told(gen_t *self, void *inner)
{
    gen_resumed in = gen_delegate_catch(self, inner);

    note("%d:%s", in.signal, in.value != NULL ? (char *)in.value : "-");
    gen_yield(self, "after");
    return "outer's";
}

/* Yields for ever, with something to clean up. */
static void *endless(gen_t *self, void *text)
{
    gen_defer(self, note_call, text);
    while (text != NULL)
        gen_yield(self, text);
    return NULL;
}

static void *raise_at_once(gen_t *self, void *error)
{
    gen_raise(self, error);
}

static void *yield_then_raise(gen_t *self, void *error)
{
    gen_yield(self, "a");
    gen_raise(self, error);
}

/* Yields "a"; does with a throw or a return what it is told to. */
static void *catches(gen_t *self, void *reaction)
{
    gen_resumed in = gen_yield_catch(self, "a");

    note("%d:%s", in.signal, (char *)in.value);
    if (strcmp(reaction, "yield") == 0)
        gen_yield(self, "again");
    if (strcmp(reaction, "raise") == 0)
        gen_raise(self, "inner's");
    return reaction;
}

/* ------------------------------------------------------- What it passes on */

static void yields_and_value_of_inner_come_out(void **state) /* D-01, D-02 */
{
    gen_t *g = create(outer, create(two, NULL));

    (void)state;
    assert_yielded(gen_next(g), "a");
    assert_yielded(gen_next(g), "b");
    assert_yielded(gen_next(g), "after");
    assert_trace("a:- b:- got:end");
    assert_returned(gen_next(g), "outer's");
    assert_trace("outer");
    gen_destroy(g);
}

static void sent_values_go_to_inner_but_the_first(void **state) /* D-03 */
{
    gen_t *g = create(outer, create(two, NULL));

    (void)state;
    gen_send(g, "0");
    gen_send(g, "1");
    assert_yielded(gen_send(g, "2"), "after");
    assert_trace("a:1 b:2 got:end");
    gen_destroy(g);
    assert_trace("outer");
}

static void error_of_inner_is_raised_at_the_delegation(void **state) /* D-04 */
{
    gen_t *g = create(outer, create(raise_at_once, "e"));

    (void)state;
    assert_threw(gen_next(g), "e");
    assert_trace("outer");
    gen_destroy(g);
    g = create(outer, create(yield_then_raise, "e"));
    assert_yielded(gen_next(g), "a");
    assert_threw(gen_next(g), "e");
    assert_trace("outer");
    gen_destroy(g);
}

static void error_of_inner_can_be_caught(void **state) /* D-04 */
{
    gen_t *g = create(told, create(yield_then_raise, "e"));

    (void)state;
    assert_yielded(gen_next(g), "a");
    assert_yielded(gen_next(g), "after");
    assert_trace("2:e");
    gen_destroy(g);
}

/* ----------------------------------------------------------------- Return */

static void return_closes_inner_then_outer(void **state) /* D-05 */
{
    gen_t *g = create(outer, create(endless, "inner"));

    (void)state;
    assert_yielded(gen_next(g), "inner");
    assert_returned(gen_return(g, "v"), "v");
    assert_trace("inner outer");
    gen_destroy(g);
}

static void *exits_when_closed(gen_t *self, void *value)
{
    gen_defer(self, exit_in_finally, value);
    gen_yield(self, "a");
    return NULL;
}

static void value_of_inners_return_counts(void **state) /* D-06 */
{
    gen_t *g = create(outer, create(exits_when_closed, "inner's"));

    (void)state;
    gen_next(g);
    assert_returned(gen_return(g, "v"), "inner's");
    gen_destroy(g);
    g = create(told, create(exits_when_closed, "inner's"));
    gen_next(g);
    assert_yielded(gen_return(g, "v"), "after");
    assert_trace("outer 1:inner's");
    gen_destroy(g);
}

static void inner_that_yields_when_closed_goes_on(void **state) /* D-07 */
{
    gen_t *g = create(outer, create(catches, "yield"));

    (void)state;
    gen_next(g);
    assert_yielded(gen_return(g, "v"), "again");
    assert_yielded(gen_next(g), "after");
    assert_trace("1:v got:yield");
    gen_destroy(g);
}

static void return_that_inner_swallows_by_returning_is_a_return(void **state)
{
    gen_t *g = create(outer, create(catches, "swallowed"));

    (void)state;
    gen_next(g);
    assert_returned(gen_return(g, "v"), "swallowed");
    assert_trace("1:v outer");
    gen_destroy(g);
}

static void error_of_closing_inner_is_raised_in_outer(void **state) /* D-09 */
{
    gen_t *g = create(outer, create(catches, "raise"));

    (void)state;
    gen_next(g);
    assert_threw(gen_return(g, "v"), "inner's");
    gen_destroy(g);
    g = create(told, create(catches, "raise"));
    gen_next(g);
    assert_yielded(gen_return(g, "v"), "after");
    assert_trace("1:v outer 1:v 2:inner's");
    gen_destroy(g);
}

/* In a chain it is what the outermost was told that counts, at every link. */
static void return_is_a_return_at_every_link(void **state)
{
    gen_t *middle = create(told, create(catches, "raise"));
    gen_t *g = create(outer, middle);

    (void)state;
    gen_next(g);
    assert_yielded(gen_return(g, "v"), "after");
    assert_trace("1:v 2:inner's");
    assert_yielded(gen_next(g), "after");
    assert_trace("got:outer's");
    gen_destroy(g);
    clear_trace(NULL);
}

/* ------------------------------------------------------------------ Throw */

static void throw_that_inner_catches_goes_on(void **state) /* D-10 */
{
    gen_t *g = create(outer, create(catches, "yield"));

    (void)state;
    gen_next(g);
    assert_yielded(gen_throw(g, "e"), "again");
    assert_yielded(gen_next(g), "after");
    assert_trace("2:e got:yield");
    gen_destroy(g);
}

static void throw_that_ends_inner_lets_outer_go_on(void **state) /* D-11 */
{
    gen_t *g = create(outer, create(catches, "done"));

    (void)state;
    gen_next(g);
    assert_yielded(gen_throw(g, "e"), "after");
    assert_trace("2:e got:done");
    gen_destroy(g);
}

static void throw_that_inner_does_not_catch_comes_out(void **state) /* D-12 */
{
    gen_t *g = create(outer, create(endless, "inner"));

    (void)state;
    gen_next(g);
    assert_threw(gen_throw(g, "e"), "e");
    assert_trace("inner outer");
    gen_destroy(g);
}

/* -------------------------------------------------------- Without a body */

static gen_result give_a(void *state, void *sent)
{
    (void)state;
    note("next:%s", sent != NULL ? (char *)sent : "-");
    return (gen_result){"a", false, 0};
}

static gen_result note_return(void *state, void *value)
{
    note("return:%s", value != NULL ? (char *)value : "-");
    return (gen_result){state, true, state != NULL ? GEN_THROWN : 0};
}

static void note_free(void *state)
{
    (void)state;
    note("free");
}

static gen_t *callbacks(gen_ops ops, void *state)
{
    gen_t *g;

    ops.on_next = ops.on_next != NULL ? ops.on_next : give_a;
    ops.on_free = note_free;
    g = gen_from(&ops, state);
    assert_non_null(g);
    return g;
}

static void return_without_a_method_returns(void **state) /* D-08 */
{
    gen_t *g = create(outer, callbacks((gen_ops){.on_next = NULL}, NULL));

    (void)state;
    gen_next(g);
    assert_returned(gen_return(g, "v"), "v");
    assert_trace("next:- free outer");
    gen_destroy(g);
}

static void throw_without_a_method_closes(void **state) /* D-13 */
{
    gen_ops ops = {.on_return = note_return};
    gen_t *g = create(outer, callbacks(ops, NULL));

    (void)state;
    gen_next(g);
    assert_refused(gen_throw(g, "e"), GEN_ENOTHROW);
    assert_trace("next:- return:- free outer");
    gen_destroy(g);
    g = create(told, callbacks(ops, NULL));
    gen_next(g);
    assert_yielded(gen_throw(g, "e"), "after");
    assert_trace("next:- return:- free -6:-");
    gen_destroy(g);
}

static void error_of_that_closing_wins(void **state) /* D-13 */
{
    gen_ops ops = {.on_return = note_return};
    gen_t *g = create(outer, callbacks(ops, "closing's"));

    (void)state;
    gen_next(g);
    assert_threw(gen_throw(g, "e"), "closing's");
    assert_trace("next:- return:- free outer");
    gen_destroy(g);
}

static gen_result raise_in_self(void *state, void *sent)
{
    if (sent == NULL)
        return (gen_result){"a", false, 0};
    gen_raise(gen_self(), state);
}

static void callback_that_raises_ends_outer(void **state)
{
    gen_t *g =
        create(outer, callbacks((gen_ops){.on_next = raise_in_self}, "e"));

    (void)state;
    assert_yielded(gen_next(g), "a");
    assert_threw(gen_send(g, "now"), "e");
    assert_trace("free outer");
    gen_destroy(g);
}

static gen_result yield_in_self(void *state, void *sent)
{
    (void)sent;
    return (gen_result){gen_yield(gen_self(), state), false, 0};
}

static void callback_that_yields_suspends_outer(void **state)
{
    gen_t *g = create(
        outer, callbacks((gen_ops){.on_next = yield_in_self}, "from within"));

    (void)state;
    assert_yielded(gen_next(g), "from within");
    assert_yielded(gen_send(g, "given"), "given");
    assert_yielded(gen_next(g), "from within");
    assert_returned(gen_return(g, "v"), "v");
    assert_trace("free outer");
    gen_destroy(g);
}

/* -------------------------------------------------------------- In a chain */

struct link {
    int depth;
    int *closed;
};

static void count_closed(void *closed)
{
    ++*(int *)closed;
}

static const gen_options small = {.stack_size = 32 << 10};

/* Delegates depth times to itself, and yields numbers at the bottom. */
static void *link_body(gen_t *self, void *argument)
{
    struct link link = *(struct link *)argument;

    gen_defer(self, count_closed, link.closed);
    if (link.depth-- == 0) {
        for (intptr_t i = 0; i < 3; i++)
            gen_yield(self, (void *)i);
        return "bottom";
    }
    return gen_delegate(self, gen_create_with(link_body, &link, &small));
}

/* Tools that watch have room for fewer, and take their time. */
static int deep(void)
{
    return is_watched() ? 1000 : 10000;
}

static void delegation_nests_to_any_depth(void **state) /* D-14 */
{
    int closed = 0;
    struct link link = {deep(), &closed};
    gen_t *g = gen_create_with(link_body, &link, &small);

    (void)state;
    for (intptr_t i = 0; i < 3; i++)
        assert_int_equal((intptr_t)gen_next(g).value, i);
    assert_int_equal(closed, 0);
    assert_returned(gen_next(g), "bottom");
    assert_int_equal(closed, deep() + 1);
    gen_destroy(g);
}

static void return_goes_to_the_innermost_and_outwards(void **state) /* D-14 */
{
    int closed = 0;
    struct link link = {deep(), &closed};
    gen_t *g = gen_create_with(link_body, &link, &small);

    (void)state;
    gen_next(g);
    assert_returned(gen_return(g, "v"), "v");
    assert_int_equal(closed, deep() + 1);
    gen_destroy(g);
}

static void destroying_the_outermost_destroys_all(void **state)
{
    int closed = 0;
    struct link link = {deep(), &closed};
    gen_t *g = gen_create_with(link_body, &link, &small);

    (void)state;
    gen_next(g);
    assert_int_equal(gen_destroy(g), 0);
    assert_int_equal(closed, deep() + 1);
}

/* Delegates to one after the other. */
static void *in_turn(gen_t *self, void *unused)
{
    (void)unused;
    for (int i = 0; i < 3; i++)
        gen_delegate(self, gen_create(two, NULL));
    return "turned";
}

static void a_link_may_delegate_again(void **state)
{
    gen_t *g = create(outer, create(in_turn, NULL));

    (void)state;
    for (int i = 0; i < 3; i++) {
        assert_yielded(gen_next(g), "a");
        assert_yielded(gen_next(g), "b");
    }
    assert_yielded(gen_next(g), "after");
    assert_trace("a:- b:- a:- b:- a:- b:- got:turned");
    gen_destroy(g);
    clear_trace(NULL);
}

/* A body that looks at a chain it is the leaf of. */
static gen_t *root, *middle;

static void *look_around(gen_t *self, void *unused)
{
    (void)unused;
    gen_yield(self, "a");
    note("%d%d%d", gen_state(root), gen_state(middle), gen_state(self));
    note_result(gen_next(root));
    note_result(gen_next(middle));
    note_result(gen_return(middle, "v"));
    note("%d %d", gen_destroy(root), gen_destroy(middle));
    note("%d", gen_self() == self);
    gen_yield(self, "b");
    return NULL;
}

static void all_links_run_while_the_leaf_does(void **state)
{
    middle = create(outer, create(look_around, NULL));
    root = create(outer, middle);

    (void)state;
    gen_next(root);
    assert_int_equal(gen_state(root), GEN_SUSPENDED);
    assert_int_equal(gen_state(middle), GEN_SUSPENDED);
    assert_yielded(gen_next(root), "b");
    assert_trace("222 -/1/-2 -/1/-2 -/1/-2 -2 -2 1");
    assert_int_equal(gen_destroy(middle), GEN_EBUSY);
    gen_destroy(root);
    clear_trace(NULL);
}

/* A leaf whose chain runs from the middle on, by itself. */
static void *resume_from_above(gen_t *self, void *unused)
{
    (void)unused;
    gen_yield(self, "a");
    note("%d", gen_destroy(root));
    note_result(gen_next(root));
    gen_yield(self, "b");
    return "end";
}

static void a_link_that_runs_by_itself_is_a_running_inner(void **state)
{
    middle = create(outer, create(resume_from_above, NULL));
    root = create(outer, middle);

    (void)state;
    gen_next(root);
    assert_yielded(gen_next(middle), "b");
    assert_trace("-2 outer -/1/-2");
    assert_int_equal(gen_state(middle), GEN_SUSPENDED);
    assert_int_equal(gen_destroy(root), 0);
    assert_yielded(gen_next(middle), "after");
    assert_int_equal(gen_destroy(middle), 0);
    assert_trace("got:end outer");
}

/* ----------------------------------------------- In any state, by anybody */

static void finished_inner_gives_null_at_once(void **state) /* D-15 */
{
    gen_t *inner = create(two, NULL), *g = create(outer, inner);

    (void)state;
    gen_return(inner, NULL);
    assert_yielded(gen_next(g), "after");
    assert_trace("got:-");
    gen_destroy(g);
    clear_trace(NULL);
}

static void started_inner_is_continued(void **state) /* D-15 */
{
    gen_t *inner = create(two, NULL), *g = create(outer, inner);

    (void)state;
    gen_next(inner);
    assert_yielded(gen_next(g), "b");
    gen_destroy(g);
    clear_trace(NULL);
}

static void *delegates_to_itself(gen_t *self, void *unused)
{
    gen_resumed in = gen_delegate_catch(self, self);

    (void)unused;
    note("%d", in.signal);
    gen_delegate(self, self);
    return NULL;
}

static void running_inner_is_an_error(void **state) /* D-15 */
{
    gen_t *g = create(delegates_to_itself, NULL);

    (void)state;
    assert_refused(gen_next(g), GEN_EBUSY);
    assert_trace("-2");
    gen_destroy(g);
}

static void inner_may_be_resumed_from_outside(void **state) /* D-16 */
{
    gen_t *inner = create(two, NULL), *g = create(outer, gen_borrow(inner));

    (void)state;
    assert_yielded(gen_next(g), "a");
    assert_yielded(gen_next(inner), "b");
    assert_returned(gen_next(inner), "end");
    assert_yielded(gen_next(g), "after");
    assert_trace("a:- b:- got:-");
    gen_destroy(g);
    gen_destroy(inner);
    clear_trace(NULL);
}

/* Owned ones too, at any place of the chain. */
static void links_may_be_resumed_from_outside(void **state) /* D-16 */
{
    gen_t *leaf = create(two, NULL), *link = create(outer, leaf);
    gen_t *first = create(outer, link), *g = create(outer, first);

    (void)state;
    assert_yielded(gen_next(g), "a");
    assert_yielded(gen_next(link), "b");
    assert_yielded(gen_next(first), "after");
    assert_trace("a:- b:- got:end");
    assert_yielded(gen_next(g), "after");
    assert_trace("outer got:outer's");
    assert_yielded(gen_next(g), "after");
    assert_trace("outer got:outer's");
    assert_returned(gen_next(g), "outer's");
    gen_destroy(g);
    clear_trace(NULL);
}

static void leaf_may_end_from_outside(void **state)
{
    gen_t *leaf = create(two, NULL), *g = create(outer, create(outer, leaf));

    (void)state;
    gen_next(g);
    assert_returned(gen_return(leaf, "v"), "v");
    assert_yielded(gen_next(g), "after");
    assert_trace("got:-");
    gen_destroy(g);
    clear_trace(NULL);
}

static void an_inner_has_one_delegator(void **state)
{
    gen_t *inner = create(endless, "inner");
    gen_t *g = create(outer, inner), *other = create(told, inner);

    (void)state;
    gen_next(g);
    gen_next(other);
    assert_trace("-2:-");
    assert_int_equal(gen_destroy(inner), GEN_EBUSY);
    gen_destroy(other);
    assert_yielded(gen_next(g), "inner");
    gen_destroy(g);
    assert_trace("inner outer");
}

/* -------------------------------------------------- Ownership and misuse */

static void destroying_outer_closes_inner_first(void **state)
{
    gen_t *g = create(outer, create(endless, "inner"));

    (void)state;
    gen_next(g);
    assert_int_equal(gen_destroy(g), 0);
    assert_trace("inner outer");
}

/* Cleanup of a leaf that turns to those above it. */
static void resume_those_above(void *unused)
{
    (void)unused;
    note_result(gen_next(root));
    note_result(gen_next(middle));
    note("%d %d", gen_destroy(root), gen_destroy(middle));
}

static void *turns_to_those_above(gen_t *self, void *unused)
{
    gen_defer(self, resume_those_above, unused);
    gen_yield(self, "a");
    return NULL;
}

static void an_outer_that_is_destroyed_runs(void **state)
{
    middle = create(outer, create(turns_to_those_above, NULL));
    root = create(outer, middle);

    (void)state;
    gen_next(root);
    assert_int_equal(gen_destroy(root), 0);
    assert_trace("-/1/-2 -/1/-2 -2 -2 outer outer");
}

static gen_result destroy_root(void *unused, void *value)
{
    (void)unused;
    note("%d", gen_destroy(root));
    return (gen_result){value, true, 0};
}

static void an_outer_that_is_abandoned_is_not_freed_by_inner(void **state)
{
    const gen_options abandon = {.on_destroy = GEN_ABANDON};
    gen_ops ops = {.on_return = destroy_root};

    (void)state;
    root = gen_create_with(outer, callbacks(ops, "x"), &abandon);
    assert_non_null(root);
    gen_next(root);
    assert_int_equal(gen_destroy(root), 0);
    assert_trace("next:- outer -2 free");
}

static gen_result yield_from_within(void *unused, void *value)
{
    (void)unused;
    gen_yield(gen_self(), "a");
    return (gen_result){value, true, 0};
}

static void abandoning_outer_within_a_callback_frees_inner(void **state)
{
    const gen_options abandon = {.on_destroy = GEN_ABANDON};
    gen_ops ops = {.on_next = yield_from_within};
    gen_t *g = gen_create_with(outer, callbacks(ops, NULL), &abandon);

    (void)state;
    assert_non_null(g);
    assert_yielded(gen_next(g), "a");
    assert_int_equal(gen_destroy(g), 0);
    assert_trace("outer free");
}

static void abandoning_outer_destroys_inner(void **state)
{
    const gen_options abandon = {.on_destroy = GEN_ABANDON};
    gen_ops ops = {.on_return = note_return};
    gen_t *g = gen_create_with(outer, create(endless, "inner"), &abandon);

    (void)state;
    gen_next(g);
    assert_int_equal(gen_destroy(g), 0);
    assert_trace("inner outer");
    g = gen_create_with(outer, callbacks(ops, NULL), &abandon);
    gen_next(g);
    assert_int_equal(gen_destroy(g), 0);
    assert_trace("next:- outer return:- free");
}

static void *raises_when_closed(gen_t *self, void *error)
{
    gen_defer(self, raise_in_finally, error);
    gen_yield(self, "a");
    return NULL;
}

static void error_of_destroying_inner_is_told(void **state)
{
    gen_t *g = create(outer, create(raises_when_closed, "e"));

    (void)state;
    gen_next(g);
    assert_int_equal(gen_destroy(g), GEN_THROWN);
    assert_trace("outer");
}

static void missing_inner_is_an_error(void **state)
{
    gen_t *g = create(outer, NULL);

    (void)state;
    errno = 0;
    assert_refused(gen_next(g), GEN_EINVAL);
    gen_destroy(g);
    g = create(told, NULL);
    gen_next(g);
    assert_trace("outer -1:-");
    gen_destroy(g);
}

static void a_missing_inner_is_one_error_whatever_errno_is(void **state)
{
    gen_t *g = create(outer, NULL);

    (void)state;
    errno = ENOMEM;
    assert_refused(gen_next(g), GEN_EINVAL);
    gen_destroy(g);
    g = create(told, NULL);
    errno = ENOMEM;
    gen_next(g);
    assert_int_equal(errno, ENOMEM);
    assert_trace("outer -1:-");
    gen_destroy(g);
    errno = 0;
}

/* Whoever has kept an inner one may resume it by itself: the manual says what
 * comes of that. */
static void
an_inner_that_ends_by_itself_is_finished_to_its_delegator(void **state)
{
    gen_t *inner = create(two, NULL), *g = create(outer, inner);

    (void)state;
    assert_false(gen_next(g).done);
    assert_false(gen_next(inner).done);
    assert_true(gen_next(inner).done);
    assert_int_equal(gen_state(g), GEN_SUSPENDED);
    assert_int_equal(gen_destroy(inner), GEN_EBUSY);
    clear_trace(NULL);
    assert_yielded(gen_next(g), "after");
    assert_trace("got:-");
    gen_destroy(g);
    clear_trace(NULL);
}

static void delegating_outside_destroys_inner(void **state)
{
    gen_t *inner = create(endless, "inner");

    (void)state;
    gen_next(inner);
    errno = 0;
    assert_null(gen_delegate(NULL, inner));
    assert_int_equal(errno, EPERM);
    assert_trace("inner");
    inner = create(endless, "inner");
    gen_next(inner);
    assert_int_equal(gen_delegate_catch(NULL, inner).signal, GEN_EPERM);
    assert_trace("inner");
}

static void delegate_in_finally(void *inner)
{
    char *value = gen_delegate(gen_self(), inner);

    note("finally:%s", value);
}

static void *delegates_in_finally(gen_t *self, void *inner)
{
    gen_defer(self, delegate_in_finally, inner);
    gen_yield(self, "body");
    return NULL;
}

static void a_deferred_call_may_delegate(void **state)
{
    gen_t *g = create(delegates_in_finally, create(two, NULL));

    (void)state;
    gen_next(g);
    assert_yielded(gen_return(g, "v"), "a");
    assert_yielded(gen_next(g), "b");
    assert_returned(gen_next(g), "v");
    assert_trace("a:- b:- finally:end");
    gen_destroy(g);
}

static void nothing_is_delegated_to_while_destroyed(void **state)
{
    gen_t *inner = create(endless, "inner");
    gen_t *g = create(delegates_in_finally, inner);

    (void)state;
    gen_next(inner);
    gen_next(g);
    assert_int_equal(gen_destroy(g), 0);
    assert_trace("inner");
}

static void *delegates_to_closing(gen_t *self, void *inner)
{
    gen_delegate(self, inner);
    return NULL;
}

static gen_result never_closes(void *state, void *value)
{
    (void)value;
    note("no");
    return (gen_result){state, false, 0};
}

static void inner_that_will_not_close_is_freed(void **state)
{
    gen_ops ops = {.on_return = never_closes};
    gen_t *g = create(delegates_to_closing, callbacks(ops, "x"));

    (void)state;
    gen_next(g);
    assert_yielded(gen_return(g, "v"), "x");
    assert_int_equal(gen_destroy(g), 0);
    assert_trace("next:- no no free");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(yields_and_value_of_inner_come_out),
        TEST(sent_values_go_to_inner_but_the_first),
        TEST(error_of_inner_is_raised_at_the_delegation),
        TEST(error_of_inner_can_be_caught),
        TEST(return_closes_inner_then_outer),
        TEST(value_of_inners_return_counts),
        TEST(inner_that_yields_when_closed_goes_on),
        TEST(return_that_inner_swallows_by_returning_is_a_return),
        TEST(error_of_closing_inner_is_raised_in_outer),
        TEST(return_is_a_return_at_every_link),
        TEST(throw_that_inner_catches_goes_on),
        TEST(throw_that_ends_inner_lets_outer_go_on),
        TEST(throw_that_inner_does_not_catch_comes_out),
        TEST(return_without_a_method_returns),
        TEST(throw_without_a_method_closes),
        TEST(error_of_that_closing_wins),
        TEST(callback_that_raises_ends_outer),
        TEST(callback_that_yields_suspends_outer),
        TEST(delegation_nests_to_any_depth),
        TEST(return_goes_to_the_innermost_and_outwards),
        TEST(destroying_the_outermost_destroys_all),
        TEST(a_link_may_delegate_again),
        TEST(all_links_run_while_the_leaf_does),
        TEST(a_link_that_runs_by_itself_is_a_running_inner),
        TEST(finished_inner_gives_null_at_once),
        TEST(started_inner_is_continued),
        TEST(running_inner_is_an_error),
        TEST(inner_may_be_resumed_from_outside),
        TEST(links_may_be_resumed_from_outside),
        TEST(leaf_may_end_from_outside),
        TEST(an_inner_has_one_delegator),
        TEST(destroying_outer_closes_inner_first),
        TEST(an_outer_that_is_destroyed_runs),
        TEST(an_outer_that_is_abandoned_is_not_freed_by_inner),
        TEST(abandoning_outer_within_a_callback_frees_inner),
        TEST(abandoning_outer_destroys_inner),
        TEST(error_of_destroying_inner_is_told),
        TEST(missing_inner_is_an_error),
        TEST(a_missing_inner_is_one_error_whatever_errno_is),
        TEST(an_inner_that_ends_by_itself_is_finished_to_its_delegator),
        TEST(delegating_outside_destroys_inner),
        TEST(a_deferred_call_may_delegate),
        TEST(nothing_is_delegated_to_while_destroyed),
        TEST(inner_that_will_not_close_is_freed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
