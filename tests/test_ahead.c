/* Generators that run ahead: what comes out is what would have come anyway, and
 * when the body runs. */
#include <cgen/ahead.h>
#include <cgen/iter.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "test.h"

static gen_t *create_ahead(gen_fn *fn, const void *arg, size_t ahead)
{
    gen_options options = {.ahead = ahead};
    gen_t *g = gen_create_with(fn, arg, &options);

    assert_non_null(g);
    return g;
}

/* ---------------------------------------------------- What comes, in order */

static void *yields_letters(gen_t *self, void *arg)
{
    for (const char *letter = arg; *letter != '\0'; letter++)
        gen_yield(self, letter);
    return "end";
}

static void *raises_after_two(gen_t *self, void *arg)
{
    gen_yield(self, arg);
    gen_yield(self, arg);
    gen_raise(self, "error");
}

static void *exits_after_one(gen_t *self, void *arg)
{
    gen_yield(self, arg);
    gen_exit(self, "exit");
}

static void *yields_nothing(gen_t *self, void *arg)
{
    (void)self;
    return arg;
}

static void *yields_while_cleaning_up(gen_t *self, void *arg)
{
    gen_defer(self, yield_in_finally, "deferred");
    gen_yield(self, arg);
    return "end";
}

static void *delegates(gen_t *self, void *arg)
{
    gen_yield(self, arg);
    gen_yield(self, gen_delegate(self, gen_create(yields_letters, "xyz")));
    gen_delegate(self, gen_create(yields_nothing, NULL));
    gen_delegate(self, create_ahead(yields_letters, "pqr", 2));
    gen_yield(self, arg);
    return gen_delegate(self, create_ahead(raises_after_two, "s", 8));
}

static void *delegates_deep(gen_t *self, void *arg)
{
    gen_delegate(self, create_ahead(delegates, arg, 3));
    return "end";
}

static void *catches(gen_t *self, void *arg)
{
    while (gen_yield_catch(self, arg).signal == GEN_NEXT)
        if (arg != NULL)
            arg = NULL;
        else
            break;
    return "end";
}

static gen_fn *const bodies[] = {yields_letters,  raises_after_two,
                                 exits_after_one, yields_nothing,
                                 delegates,       delegates_deep,
                                 catches,         yields_while_cleaning_up};

enum { BODIES = sizeof bodies / sizeof *bodies, MOST_AHEAD = 6 };

/* Two that give the same until both have ended, and after that. */
static void assert_same(gen_t *a, gen_t *b)
{
    for (int after_end = 0; after_end < 3;) {
        gen_result one = gen_next(a), other = gen_next(b);

        assert_ptr_equal(one.value, other.value);
        assert_int_equal(one.done, other.done);
        assert_int_equal(one.error, other.error);
        assert_int_equal(gen_state(a), gen_state(b));
        after_end += one.done;
    }
    assert_int_equal(gen_destroy(a), 0);
    assert_int_equal(gen_destroy(b), 0);
}

static void the_same_comes_in_the_same_order(void **state)
{
    (void)state;
    for (int i = 0; i < BODIES * MOST_AHEAD; i++) {
        gen_fn *body = bodies[i % BODIES];

        assert_same(create(body, "letters"),
                    create_ahead(body, "letters", 1 + (size_t)(i / BODIES)));
        clear_trace(NULL);
    }
}

/* ----------------------------------------------------------------- When */

static void *notes(gen_t *self, void *arg)
{
    for (const char *letter = arg; *letter != '\0'; letter++) {
        note("%c", *letter);
        gen_yield(self, letter);
    }
    note("ended");
    return "end";
}

static void the_body_runs_until_all_places_are_taken(void **state)
{
    gen_t *g = create_ahead(notes, "abcdefg", 3);

    (void)state;
    assert_trace("");
    gen_next(g);
    assert_trace("a b c");
    gen_next(g);
    gen_next(g);
    assert_trace("");
    gen_next(g);
    assert_trace("d e f");
    gen_next(g);
    gen_next(g);
    gen_next(g);
    assert_trace("g ended");
    assert_int_equal(gen_state(g), GEN_SUSPENDED);
    assert_returned(gen_next(g), "end");
    assert_int_equal(gen_state(g), GEN_DONE);
    gen_destroy(g);
}

static void *resumes_itself(gen_t *self, void *arg)
{
    gen_yield(self, arg);
    note_result(gen_next(self));
    return "end";
}

static void a_body_that_runs_cannot_be_resumed(void **state)
{
    gen_t *g = create_ahead(resumes_itself, "a", 4);

    (void)state;
    assert_yielded(gen_next(g), "a");
    assert_trace("-/1/-2");
    assert_returned(gen_next(g), "end");
    gen_destroy(g);
}

/* ------------------------------------------------------------------ Ending */

static void *cleans_up(gen_t *self, void *arg)
{
    NOTE_SCOPE_EXIT(scope, "scope");

    gen_defer(self, note_call, "deferred");
    for (const char *letter = arg; *letter != '\0'; letter++)
        gen_yield(self, letter);
    note("through");
    return "end";
}

static void return_drops_what_was_not_taken(void **state)
{
    gen_t *g = create_ahead(cleans_up, "abcdefg", 3);

    (void)state;
    gen_next(g);
    assert_returned(gen_return(g, "r"), "r");
    assert_trace("scope deferred");
    assert_returned(gen_next(g), NULL);
    gen_destroy(g);
}

static void throw_drops_what_was_not_taken(void **state)
{
    gen_t *g = create_ahead(cleans_up, "abcdefg", 3);

    (void)state;
    gen_next(g);
    assert_threw(gen_throw(g, "t"), "t");
    assert_trace("scope deferred");
    gen_destroy(g);
}

static void destroy_drops_what_was_not_taken(void **state)
{
    gen_t *g = create_ahead(cleans_up, "abcdefg", 3);

    (void)state;
    gen_next(g);
    assert_int_equal(gen_destroy(g), 0);
    assert_trace("scope deferred");
}

static void an_end_that_was_not_reached_is_dropped(void **state)
{
    gen_t *g = create_ahead(cleans_up, "ab", 8);
    gen_t *raising = create_ahead(raises_after_two, "a", 8);

    (void)state;
    gen_next(g);
    gen_next(raising);
    assert_trace("through scope deferred");
    assert_returned(gen_return(g, "r"), "r");
    assert_returned(gen_return(raising, "r"), "r");
    assert_returned(gen_next(raising), NULL);
    gen_destroy(g);
    gen_destroy(raising);
}

static void *yields_as_it_is_closed(gen_t *self, void *arg)
{
    YIELD_AT_SCOPE_EXIT(one, "one");
    YIELD_AT_SCOPE_EXIT(two, "two");

    for (;;)
        gen_yield(self, arg);
    return NULL;
}

static void cleanup_runs_ahead_too(void **state)
{
    gen_t *g = create_ahead(yields_as_it_is_closed, "a", 4);

    (void)state;
    gen_next(g);
    assert_yielded(gen_return(g, "r"), "two");
    assert_yielded(gen_next(g), "one");
    assert_returned(gen_next(g), "r");
    assert_int_equal(gen_destroy(g), 0);
    clear_trace(NULL);
    g = create_ahead(yields_as_it_is_closed, "a", 4);
    gen_next(g);
    assert_int_equal(gen_destroy(g), 0);
}

static void *swallows(gen_t *self, void *arg)
{
    for (;;) {
        gen_resumed in = gen_yield_catch(self, arg);

        if (in.signal != GEN_NEXT)
            note("%d", in.signal);
        if (in.signal == GEN_RETURN)
            gen_exit(self, in.value);
    }
}

static void a_catching_yield_is_told_where_the_body_is(void **state)
{
    gen_t *g = create_ahead(swallows, "a", 2);

    (void)state;
    gen_next(g);
    assert_yielded(gen_throw(g, "t"), "a");
    assert_yielded(gen_next(g), "a");
    assert_returned(gen_return(g, "r"), "r");
    assert_trace("2 1");
    gen_destroy(g);
}

/* ------------------------------------------------------------------ Misuse */

static void values_cannot_be_sent(void **state)
{
    gen_t *g = create_ahead(yields_letters, "abc", 2);

    (void)state;
    assert_refused(gen_send(g, "s"), GEN_EAHEAD);
    assert_int_equal(gen_state(g), GEN_START);
    assert_string_equal(gen_strerror(GEN_EAHEAD),
                        "a value was sent to a generator that runs ahead");
    gen_next(g);
    assert_refused(gen_send(g, "s"), GEN_EAHEAD);
    gen_next(g);
    assert_refused(gen_send(g, "s"), GEN_EAHEAD);
    gen_next(g);
    assert_refused(gen_send(g, "s"), GEN_EAHEAD);
    assert_int_equal(gen_state(g), GEN_SUSPENDED);
    assert_returned(gen_send(g, NULL), "end");
    assert_returned(gen_send(g, "s"), NULL);
    gen_destroy(g);
}

static void *echoes(gen_t *self, void *arg)
{
    for (;;)
        arg = gen_yield(self, arg);
    return NULL;
}

static void *delegates_to(gen_t *self, void *inner)
{
    return gen_delegate(self, inner);
}

static void values_are_sent_on_to_an_inner_one(void **state)
{
    gen_t *g = create_ahead(delegates_to, create(echoes, "a"), 2);

    (void)state;
    gen_next(g);
    assert_yielded(gen_send(g, "b"), "b");
    gen_destroy(g);
}

static void values_are_not_sent_on_to_one_that_runs_ahead(void **state)
{
    gen_t *inner = create_ahead(yields_letters, "ab", 2);
    gen_t *g = create(delegates_to, inner);

    (void)state;
    gen_next(g);
    assert_refused(gen_send(g, "s"), GEN_EAHEAD);
    assert_yielded(gen_next(g), "b");
    assert_returned(gen_next(g), "end");
    gen_destroy(g);
}

static void *yields_and_delegates(gen_t *self, void *arg)
{
    gen_yield(self, arg);
    return gen_delegate(self, create(cleans_up, "xyz"));
}

static void what_an_inner_one_has_is_dropped_too(void **state)
{
    gen_t *g = create(delegates_to, create_ahead(yields_and_delegates, "a", 4));

    (void)state;
    assert_yielded(gen_next(g), "a");
    assert_returned(gen_return(g, "r"), "r");
    assert_trace("scope deferred");
    gen_destroy(g);
}

static void *parks(gen_t *self, void *arg)
{
    gen_park(NULL, arg);
    note("%d", errno == EPERM);
    gen_yield(self, arg);
    note("%d", gen_park_catch(NULL, arg).signal == GEN_EPERM);
    return "end";
}

static void what_runs_ahead_cannot_be_parked(void **state)
{
    gen_t *g = create_ahead(parks, "a", 2);

    (void)state;
    assert_yielded(gen_next(g), "a");
    assert_trace("1 1");
    gen_destroy(g);
}

/* Above the lowest it can. */
static void *yields_what_it_awaits(gen_t *self, void *arg)
{
    gen_yield(self, arg);
    gen_yield(self, gen_park(NULL, "wait"));
    gen_yield(self, arg);
    return NULL;
}

static void *loops_over(gen_t *self, void *source)
{
    (void)self;
    gen_foreach (char *, value, source)
        note("%s", value);
    return "end";
}

static void what_runs_ahead_may_wait(void **state)
{
    gen_t *g = create(loops_over, create_ahead(yields_what_it_awaits, "a", 2));

    (void)state;
    assert_yielded(gen_next(g), "wait");
    assert_trace("");
    assert_returned(gen_send(g, "awaited"), "end");
    assert_trace("a awaited a");
    gen_destroy(g);
}

static void wrong_options_are_refused(void **state)
{
    gen_options sizes = {.ahead_size = 8};
    gen_options many = {.ahead = SIZE_MAX};
    gen_options large = {.ahead = 2, .ahead_size = SIZE_MAX / 2};

    (void)state;
    errno = 0;
    assert_null(gen_create_with(notes, "a", &sizes));
    assert_int_equal(errno, EINVAL);
    assert_null(gen_create_with(notes, "a", &many));
    assert_int_equal(errno, ENOMEM);
    errno = 0;
    assert_null(gen_create_with(notes, "a", &large));
    assert_int_equal(errno, ENOMEM);
}

/* ------------------------------------------------------------------ Copies */

struct item {
    char text[21];
    int number;
};

static void *yields_locals(gen_t *self, void *arg)
{
    int count = *(int *)arg;

    for (int i = 0; i < count; i++) {
        struct item item = {.number = i};

        (void)snprintf(item.text, sizeof item.text, "item %d", i);
        gen_yield(self, &item);
        memset(&item, -1, sizeof item);
        gen_yield(self, NULL);
    }
    return NULL;
}

static void copies_are_of_what_was_yielded(void **state)
{
    (void)state;
    for (size_t ahead = 1; ahead < 9; ahead++) {
        gen_options options = {.ahead = ahead,
                               .ahead_size = sizeof(struct item)};
        int count = 20;
        gen_t *g = gen_create_with(yields_locals, &count, &options);

        for (int i = 0; i < count; i++) {
            const struct item *item = gen_next(g).value;
            char text[21];

            (void)snprintf(text, sizeof text, "item %d", i);
            assert_string_equal(item->text, text);
            assert_int_equal(item->number, i);
            assert_yielded(gen_next(g), NULL);
        }
        assert_returned(gen_next(g), NULL);
        gen_destroy(g);
    }
}

/* ---------------------------------------------------------------- In place */

static void *yields_letters_in_place(gen_t *self, void *arg)
{
    for (const char *letter = arg; *letter != '\0'; letter++)
        gen_yield_ahead(self, letter);
    return "end";
}

static void in_place_it_is_the_same(void **state)
{
    gen_result out;

    (void)state;
    for (size_t ahead = 0; ahead < MOST_AHEAD; ahead++) {
        gen_t *g = create_ahead(yields_letters_in_place, "letters", ahead);

        for (const char *letter = "letters"; *letter != '\0'; letter++) {
            out = gen_next_ahead(g);
            assert_false(out.done);
            assert_int_equal(*(char *)out.value, *letter);
        }
        assert_returned(gen_next_ahead(g), "end");
        assert_returned(gen_next_ahead(g), NULL);
        gen_destroy(g);
    }
}

static void *yields_locals_in_place(gen_t *self, void *arg)
{
    (void)arg;
    for (int i = 0; i < 9; i++) {
        int local = i;

        gen_yield_ahead(self, &local);
        local = -1;
    }
    return NULL;
}

static void in_place_copies_are_made(void **state)
{
    gen_options options = {.ahead = 4, .ahead_size = sizeof(int)};
    gen_t *g = gen_create_with(yields_locals_in_place, NULL, &options);

    (void)state;
    for (int i = 0; i < 9; i++)
        assert_int_equal(*(int *)gen_next_ahead(g).value, i);
    gen_destroy(g);
}

static void *yields_for_another(gen_t *self, void *another)
{
    gen_yield_ahead(another, "lost");
    return self;
}

/* Of one that does not run, however it came to that. */
static void assert_in_place_is_refused_for(gen_t *g)
{
    gen_t *wrong = create(yields_for_another, g);

    assert_refused(gen_next(wrong), GEN_EPERM);
    gen_destroy(wrong);
}

static void in_place_misuse_is_refused(void **state)
{
    gen_t *g = create_ahead(yields_letters_in_place, "abc", 8);

    (void)state;
    assert_in_place_is_refused_for(g);
    gen_next(g);
    assert_in_place_is_refused_for(g);
    gen_return(g, NULL);
    assert_in_place_is_refused_for(g);
    gen_destroy(g);
    g = create_ahead(yields_letters_in_place, "abcdefgh", 3);
    gen_next(g);
    assert_in_place_is_refused_for(g);
    gen_return(g, NULL);
    assert_in_place_is_refused_for(g);
    gen_destroy(g);
    g = create_ahead(yields_nothing, NULL, 3);
    gen_next(g);
    assert_in_place_is_refused_for(g);
    gen_destroy(g);
    assert_refused(gen_next_ahead(NULL), GEN_EINVAL);
}

/* --------------------------------------------------------------- Consumers */

static bool is_even(int64_t n, gen_call *call)
{
    (void)call;
    return n % 2 == 0;
}

static void *counts(gen_t *self, void *arg)
{
    int64_t limit = *(int64_t *)arg;

    for (int64_t n = 0; n < limit; n++)
        gen_yield(self, (void *)(intptr_t)n);
    return NULL;
}

static void *is_wanted(void *value, gen_call *call)
{
    return is_even((intptr_t)value, call) ? value : NULL;
}

static void adaptors_and_loops_take_from_it(void **state)
{
    int64_t limit = 1000, sum = 0;
    int rounds = 0;

    (void)state;
    gen_foreach (
        void *, n,
        gen_take(gen_map(create_ahead(counts, &limit, 7), is_wanted), 501)) {
        sum += (intptr_t)n;
        rounds++;
    }
    assert_int_equal(rounds, 501);
    assert_int_equal(sum, 250 * 251);
    gen_foreach (void *, n, create_ahead(counts, &limit, 7)) {
        if ((intptr_t)n == 10)
            break;
    }
}

static void a_view_of_it_runs_ahead_too(void **state)
{
    gen_t *g = create_ahead(notes, "abcdef", 2);
    gen_t *view = gen_borrow(g);

    (void)state;
    gen_next(view);
    assert_trace("a b");
    assert_refused(gen_send(view, "s"), GEN_EAHEAD);
    gen_destroy(view);
    assert_int_equal(*(char *)gen_next(g).value, 'b');
    gen_destroy(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_same_comes_in_the_same_order),
        TEST(the_body_runs_until_all_places_are_taken),
        TEST(a_body_that_runs_cannot_be_resumed),
        TEST(return_drops_what_was_not_taken),
        TEST(throw_drops_what_was_not_taken),
        TEST(destroy_drops_what_was_not_taken),
        TEST(an_end_that_was_not_reached_is_dropped),
        TEST(cleanup_runs_ahead_too),
        TEST(a_catching_yield_is_told_where_the_body_is),
        TEST(values_cannot_be_sent),
        TEST(values_are_sent_on_to_an_inner_one),
        TEST(values_are_not_sent_on_to_one_that_runs_ahead),
        TEST(what_an_inner_one_has_is_dropped_too),
        TEST(what_runs_ahead_cannot_be_parked),
        TEST(what_runs_ahead_may_wait),
        TEST(wrong_options_are_refused),
        TEST(copies_are_of_what_was_yielded),
        TEST(in_place_it_is_the_same),
        TEST(in_place_copies_are_made),
        TEST(in_place_misuse_is_refused),
        TEST(adaptors_and_loops_take_from_it),
        TEST(a_view_of_it_runs_ahead_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
