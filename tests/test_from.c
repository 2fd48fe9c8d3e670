/* Generators without a body: gen_from; and views: gen_borrow. */
#include <errno.h>

#include "test.h"

/* ------------------------------------------------------------ Callbacks */

/* What the callbacks do next; the generator that they serve. */
static gen_result answer;
static gen_t *served;

static gen_result next(void *state, void *sent)
{
    note("next:%s:%s", (char *)state, sent != NULL ? (char *)sent : "-");
    return answer;
}

static gen_result finish(void *state, void *value)
{
    note("return:%s:%s", (char *)state, value != NULL ? (char *)value : "-");
    return answer;
}

static gen_result throw_in(void *state, void *error)
{
    note("throw:%s:%s", (char *)state, error != NULL ? (char *)error : "-");
    return answer;
}

static void free_state(void *state)
{
    note("free:%s", (char *)state);
}

static const gen_ops all = {
    .on_next = next,
    .on_return = finish,
    .on_throw = throw_in,
    .on_free = free_state,
    .name = "all",
};
static const gen_ops only_next = {.on_next = next};

static gen_t *from(const gen_ops *ops)
{
    served = gen_from(ops, "s");
    assert_non_null(served);
    return served;
}

static void will(void *value, bool done, int error)
{
    answer = (gen_result){value, done, error};
}

/* ------------------------------------------------------------- Resuming */

static void making_one_calls_nothing(void **state)
{
    gen_t *g = from(&all);

    (void)state;
    assert_int_equal(gen_state(g), GEN_START);
    assert_string_equal(gen_name(g), "all");
    assert_string_equal(gen_engine_name(g), "none");
    assert_int_equal(gen_stack_used(g), 0);
    assert_trace("");
    will(NULL, true, 0);
    gen_destroy(g);
    assert_trace("return:s:- free:s");
}

static void callbacks_get_what_is_passed(void **state)
{
    gen_t *g = from(&all);

    (void)state;
    will("a", false, 0);
    assert_yielded(gen_next(g), "a");
    assert_yielded(gen_send(g, "1"), "a");
    assert_yielded(gen_throw(g, "e"), "a");
    assert_yielded(gen_return(g, "v"), "a");
    assert_int_equal(gen_state(g), GEN_SUSPENDED);
    assert_trace("next:s:- next:s:1 throw:s:e return:s:v");
    gen_destroy(g);
    clear_trace(NULL);
}

static void a_finished_one_calls_nothing(void **state)
{
    gen_t *g = from(&all);

    (void)state;
    will("end", true, 0);
    assert_returned(gen_next(g), "end");
    assert_trace("next:s:-");
    assert_int_equal(gen_state(g), GEN_DONE);
    assert_returned(gen_next(g), NULL);
    assert_returned(gen_return(g, "v"), "v");
    assert_threw(gen_throw(g, "e"), "e");
    assert_trace("");
    assert_int_equal(gen_destroy(g), 0);
    assert_trace("free:s");
}

static void an_error_finishes_it(void **state)
{
    gen_t *g = from(&all);

    (void)state;
    will("e", false, GEN_THROWN); /* done or not */
    assert_threw(gen_next(g), "e");
    assert_returned(gen_next(g), NULL);
    gen_destroy(g);
    assert_trace("next:s:- free:s");
}

static void return_needs_no_callback(void **state)
{
    gen_t *g = from(&only_next);

    (void)state;
    assert_returned(gen_return(g, "v"), "v");
    assert_int_equal(gen_state(g), GEN_DONE);
    gen_destroy(g);
    assert_trace("");
}

static void throw_without_callback_closes(void **state)
{
    gen_ops ops = all;
    gen_t *g;

    (void)state;
    ops.on_throw = NULL;
    g = from(&ops);
    will("x", true, 0);
    assert_refused(gen_throw(g, "e"), GEN_ENOTHROW);
    assert_refused(gen_throw(g, "e"), GEN_ENOTHROW);
    assert_trace("return:s:-");
    gen_destroy(g);
    g = from(&ops);
    will("closing's", true, GEN_THROWN);
    assert_threw(gen_throw(g, "e"), "closing's");
    gen_destroy(g);
    clear_trace(NULL);
}

static gen_result reenter(void *state, void *value)
{
    (void)value;
    note("%d", gen_state(served));
    note_result(gen_next(served));
    note_result(gen_return(served, "v"));
    note_result(gen_throw(served, "e"));
    note("%d", gen_destroy(served));
    return (gen_result){state, false, 0};
}

static void callbacks_find_it_running(void **state)
{
    const gen_ops ops = {
        .on_next = reenter, .on_return = reenter, .on_throw = reenter};
    gen_t *g = from(&ops);

    (void)state;
    assert_yielded(gen_next(g), "s");
    assert_trace("2 -/1/-2 -/1/-2 -/1/-2 -2");
    assert_yielded(gen_return(g, NULL), "s");
    assert_trace("2 -/1/-2 -/1/-2 -/1/-2 -2");
    gen_destroy(g);
}

/* Before the start it is finished first. */
static void return_before_the_start_finishes_first(void **state)
{
    const gen_ops ops = {.on_next = next, .on_return = reenter};
    gen_t *g = from(&ops);

    (void)state;
    assert_yielded(gen_return(g, NULL), "s");
    assert_trace("3 -/1/0 v/1/0 -/1/-6 -2");
    will(NULL, true, 0);
    gen_next(g);
    gen_destroy(g);
    clear_trace(NULL);
}

/* --------------------------------------------------------------- Destroying */

static void destroying_closes_once(void **state)
{
    gen_t *g = from(&all);

    (void)state;
    will("not yet", false, 0);
    gen_next(g);
    gen_return(g, "v");
    assert_int_equal(gen_destroy(g), 0);
    assert_trace("next:s:- return:s:v free:s");
    g = from(&all);
    gen_return(g, "v");
    gen_next(g);
    assert_int_equal(gen_destroy(g), 0);
    assert_trace("return:s:v next:s:- return:s:- free:s");
}

static void destroying_tells_of_an_error(void **state)
{
    gen_t *g = from(&all);

    (void)state;
    will("e", true, GEN_THROWN);
    assert_int_equal(gen_destroy(g), GEN_THROWN);
    assert_trace("return:s:- free:s");
}

/* ------------------------------------------------------------ In a body */

static gen_result raise_in_next(void *state, void *sent)
{
    (void)sent;
    gen_raise(gen_self(), state);
}

static void *reads_served(gen_t *self, void *unused)
{
    (void)unused;
    gen_yield(self, "first");
    gen_next(served);
    return NULL;
}

static void unwinding_a_callback_finishes_it(void **state)
{
    const gen_ops ops = {.on_next = raise_in_next, .on_return = finish};
    gen_t *inner = from(&ops), *g = create(reads_served, NULL);

    (void)state;
    gen_next(g);
    assert_threw(gen_next(g), "s");
    assert_int_equal(gen_state(inner), GEN_DONE);
    assert_int_equal(gen_destroy(inner), 0);
    assert_trace("");
    gen_destroy(g);
}

static void loops_take_it(void **state)
{
    gen_result end;
    int rounds = 0;

    (void)state;
    will("a", false, 0);
    gen_foreach (char *, value, from(&all), &end) {
        assert_string_equal(value, "a");
        if (++rounds == 2)
            will("end", true, 0);
    }
    assert_returned(end, "end");
    assert_trace("next:s:- next:s:- next:s:- free:s");
    will("a", false, 0);
    gen_foreach (char *, value, from(&all), &end)
        break;
    assert_trace("next:s:- return:s:- free:s");
}

/* ---------------------------------------------------- Keeping its own state */

static gen_status status;

static gen_status own_state(const void *state)
{
    (void)state;
    return status;
}

static void with_its_own_state_it_is_always_called(void **state)
{
    gen_ops ops = all;
    gen_t *g;

    (void)state;
    ops.on_state = own_state;
    g = from(&ops);
    status = GEN_SUSPENDED;
    will("e", true, GEN_THROWN);
    assert_threw(gen_next(g), "e");
    assert_threw(gen_next(g), "e");
    assert_int_equal(gen_state(g), GEN_SUSPENDED);
    status = GEN_RUNNING;
    assert_int_equal(gen_destroy(g), GEN_EBUSY);
    status = GEN_DONE;
    assert_int_equal(gen_destroy(g), 0);
    assert_trace("next:s:- next:s:- free:s");
}

/* --------------------------------------------------------------- Bad input */

static void bad_callbacks_are_refused(void **state)
{
    gen_ops ops = {.on_free = free_state};

    (void)state;
    errno = 0;
    assert_null(gen_from(NULL, "s"));
    assert_int_equal(errno, EINVAL);
    errno = 0;
    assert_null(gen_from(&ops, "s"));
    assert_int_equal(errno, EINVAL);
    assert_trace("free:s");
    ops.on_next = next;
    ops.reserved[1] = "x";
    assert_null(gen_from(&ops, "s"));
    assert_trace("free:s");
    assert_refused(gen_pull_of(NULL).next(NULL, NULL), GEN_EINVAL);
}

/* ------------------------------------------------------------------- Views */

static void *two(gen_t *self, void *unused)
{
    (void)unused;
    gen_defer(self, note_call, "closed");
    note("%s", (char *)gen_yield(self, "a"));
    gen_yield(self, "b");
    return "end";
}

static void a_view_passes_everything_on(void **state)
{
    const gen_options named = {.name = "two"};
    gen_t *g = gen_create_with(two, NULL, &named), *view = gen_borrow(g);

    (void)state;
    assert_int_equal(gen_state(view), GEN_START);
    assert_string_equal(gen_name(view), "two");
    assert_string_equal(gen_engine_name(view), gen_engine_name(g));
    assert_yielded(gen_next(view), "a");
    assert_int_equal(gen_stack_used(view) != 0, 1);
    assert_yielded(gen_send(view, "sent"), "b");
    assert_int_equal(gen_state(view), GEN_SUSPENDED);
    assert_threw(gen_throw(view, "e"), "e");
    assert_int_equal(gen_state(g), GEN_DONE);
    assert_trace("sent closed");
    gen_destroy(view);
    gen_destroy(g);
}

static void the_end_of_a_view_leaves_its_generator(void **state)
{
    gen_t *g = create(two, NULL), *view = gen_borrow(g);
    gen_t *of_view = gen_borrow(view);

    (void)state;
    assert_yielded(gen_next(of_view), "a");
    assert_int_equal(gen_destroy(of_view), 0);
    assert_int_equal(gen_destroy(view), 0);
    assert_trace("");
    assert_yielded(gen_send(g, "x"), "b");
    gen_destroy(g);
    assert_trace("x closed");
}

static void leaving_a_loop_over_a_view_closes(void **state)
{
    gen_t *g = create(two, NULL);

    (void)state;
    gen_foreach (char *, value, gen_borrow(g))
        break;
    assert_trace("closed");
    assert_int_equal(gen_state(g), GEN_DONE);
    gen_destroy(g);
}

static void *views_itself(gen_t *self, void *unused)
{
    gen_t *view = gen_borrow(self);

    (void)unused;
    note_result(gen_next(view));
    note("%d", gen_state(view));
    gen_destroy(view);
    return NULL;
}

static void a_view_of_a_running_one_is_refused(void **state)
{
    gen_t *g = create(views_itself, NULL);

    (void)state;
    gen_next(g);
    assert_trace("-/1/-2 2");
    gen_destroy(g);
}

static void a_view_needs_a_generator(void **state)
{
    (void)state;
    errno = 0;
    assert_null(gen_borrow(NULL));
    assert_int_equal(errno, EINVAL);
    errno = ENOMEM; /* by what failed to make it */
    assert_null(gen_borrow(NULL));
    assert_int_equal(errno, ENOMEM);
    assert_refused(gen_pull_of(NULL).next(NULL, NULL), GEN_EINVAL);
    errno = 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(making_one_calls_nothing),
        TEST(callbacks_get_what_is_passed),
        TEST(a_finished_one_calls_nothing),
        TEST(an_error_finishes_it),
        TEST(return_needs_no_callback),
        TEST(throw_without_callback_closes),
        TEST(callbacks_find_it_running),
        TEST(return_before_the_start_finishes_first),
        TEST(destroying_closes_once),
        TEST(destroying_tells_of_an_error),
        TEST(unwinding_a_callback_finishes_it),
        TEST(loops_take_it),
        TEST(with_its_own_state_it_is_always_called),
        TEST(bad_callbacks_are_refused),
        TEST(a_view_passes_everything_on),
        TEST(the_end_of_a_view_leaves_its_generator),
        TEST(leaving_a_loop_over_a_view_closes),
        TEST(a_view_of_a_running_one_is_refused),
        TEST(a_view_needs_a_generator),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
