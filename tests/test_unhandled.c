/* Errors of loops and consumers that were given no gen_result. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cgen/iter.h>

#include "test.h"

/* ----------------------------------------------------------------- Sources */

static void *throws_second(gen_t *self, void *arg)
{
    gen_defer(self, note_call, "freed");
    gen_yield(self, "a");
    gen_raise(self, arg);
}

static void *throws_when_closed(gen_t *self, void *arg)
{
    gen_defer(self, note_call, "freed");
    gen_defer(self, raise_in_finally, arg);
    gen_yield(self, "a");
    return NULL;
}

static int line_of_loop;

static void loop_over(gen_t *source)
{
    line_of_loop = __LINE__ + 1;
    gen_foreach (char *, word, source)
        note("%s", word);
    note("after");
}

static void leave_at_once(gen_t *source)
{
    line_of_loop = __LINE__ + 1;
    gen_foreach (char *, word, source)
        break;
    note("after");
}

static const char *return_at_once(gen_t *source)
{
    gen_foreach (const char *, word, source)
        return word;
    return NULL;
}

/* ---------------------------------------------------------------- The hook */

static gen_unhandled seen;
static char seen_file[256];

static void note_unhandled(const gen_unhandled *unhandled)
{
    const char *file = unhandled->file != NULL ? unhandled->file : "";

    seen = *unhandled;
    (void)snprintf(seen_file, sizeof seen_file, "%s", file);
    note("unhandled:%d", unhandled->result.error);
}

static int begin(void **state)
{
    clear_trace(state);
    gen_set_on_unhandled(note_unhandled);
    return 0;
}

static int end(void **state)
{
    (void)state;
    gen_set_on_unhandled(NULL);
    return 0;
}

/* ---------------------------------------------------------- Inside a body */

static void *rethrows(gen_t *self, void *result)
{
    gen_rethrow(self, (gen_result){"v", true, 0});
    note("no error");
    gen_rethrow(self, *(gen_result *)result);
    note("goes on");
    return NULL;
}

static void rethrow_passes_code_and_value_on(void **state)
{
    gen_result errors[] = {{"e", true, GEN_THROWN}, {NULL, true, GEN_EBUSY}};

    (void)state;
    for (int i = 0; i < 2; i++) {
        gen_t *g = create(rethrows, &errors[i]);
        gen_result out = gen_next(g);

        assert_true(out.done);
        assert_int_equal(out.error, errors[i].error);
        assert_ptr_equal(out.value, errors[i].value);
        assert_trace("no error");
        gen_destroy(g);
    }
}

static void *rethrows_in_another(gen_t *self, void *other)
{
    (void)self;
    gen_rethrow(other, (gen_result){"e", true, GEN_THROWN});
    note("goes on");
    return NULL;
}

static void rethrow_in_another_ends_the_caller(void **state)
{
    gen_t *other = create(throws_second, "e");
    gen_t *g = create(rethrows_in_another, other);

    (void)state;
    assert_refused(gen_next(g), GEN_EPERM);
    gen_destroy(g);
    gen_destroy(other);
}

static void *loops(gen_t *self, void *source)
{
    gen_defer(self, note_call, "deferred");
    loop_over(source);
    return NULL;
}

static void an_error_of_the_source_ends_the_body(void **state)
{
    gen_t *g = create(loops, create(throws_second, "e"));

    (void)state;
    assert_threw(gen_next(g), "e");
    assert_trace("a freed deferred");
    gen_destroy(g);
}

static void a_missing_source_ends_the_body(void **state)
{
    gen_t *g = create(loops, NULL);

    (void)state;
    assert_refused(gen_next(g), GEN_EINVAL);
    assert_trace("deferred");
    gen_destroy(g);
}

static void *loops_over_itself(gen_t *self, void *arg)
{
    (void)arg;
    loop_over(self);
    return NULL;
}

static void a_running_source_ends_the_body(void **state)
{
    gen_t *g = create(loops_over_itself, NULL);

    (void)state;
    assert_refused(gen_next(g), GEN_EBUSY);
    assert_trace("");
    gen_destroy(g);
}

static void *leaves(gen_t *self, void *source)
{
    gen_defer(self, note_call, "deferred");
    leave_at_once(source);
    return NULL;
}

static void *returns(gen_t *self, void *source)
{
    gen_defer(self, note_call, "deferred");
    note("%s", return_at_once(source));
    return NULL;
}

static void an_error_of_closing_ends_the_body(void **state)
{
    gen_fn *bodies[] = {leaves, returns};

    (void)state;
    for (int i = 0; i < 2; i++) {
        gen_t *g = create(bodies[i], create(throws_when_closed, "e"));

        assert_threw(gen_next(g), "e");
        assert_trace("freed deferred");
        gen_destroy(g);
    }
}

static void loop_in_finally(void *source)
{
    loop_over(source);
}

static void *defers_a_loop(gen_t *self, void *source)
{
    gen_defer(self, note_call, "deferred");
    gen_defer(self, loop_in_finally, source);
    return "v";
}

static void a_deferred_call_is_ended_too(void **state)
{
    gen_t *g = create(defers_a_loop, create(throws_second, "e"));

    (void)state;
    assert_threw(gen_next(g), "e");
    assert_trace("a freed deferred");
    gen_destroy(g);
}

/* ------------------------------------------------ Where no body can be ended
 */

static void outside_of_bodies_the_hook_is_told(void **state)
{
    (void)state;
    loop_over(create(throws_second, "e"));
    assert_trace("a freed unhandled:1 after");
    assert_string_equal(seen.result.value, "e");
    assert_string_equal(seen.function, "gen_foreach");
    assert_non_null(strstr(seen_file, "test_unhandled.c"));
    assert_int_equal(seen.line, line_of_loop);
}

static void of_closing_the_hook_is_told(void **state)
{
    (void)state;
    leave_at_once(create(throws_when_closed, "e"));
    assert_trace("freed unhandled:1 after");
    assert_string_equal(seen.result.value, "e");
    assert_int_equal(seen.line, line_of_loop);
}

static void of_a_missing_source_the_hook_is_told(void **state)
{
    (void)state;
    errno = ENOENT;
    loop_over(NULL);
    assert_trace("unhandled:-1 after");
    assert_int_equal(errno, ENOENT);
}

static void *yields_in_a_loop(gen_t *self, void *source)
{
    gen_defer(self, note_call, "deferred");
    gen_foreach (char *, word, source)
        gen_yield(self, word);
    return NULL;
}

/* The body's end came first. */
static void a_loop_that_is_closed_tells_the_hook(void **state)
{
    gen_t *g = create(yields_in_a_loop, create(throws_when_closed, "e"));

    (void)state;
    assert_yielded(gen_next(g), "a");
    assert_returned(gen_return(g, "v"), "v");
    assert_trace("freed unhandled:1 deferred");
    assert_string_equal(seen.result.value, "e");
    gen_destroy(g);
}

static void loop_in_handler(gen_t **source)
{
    loop_over(*source);
}

static void *loops_in_a_handler(gen_t *self, void *arg)
{
    gen_t *source GEN_ON_SCOPE_EXIT(loop_in_handler) = arg;

    gen_yield(self, "a");
    return NULL;
}

static void a_cleanup_handler_tells_the_hook(void **state)
{
    gen_t *g = create(loops_in_a_handler, create(throws_second, "e"));

    (void)state;
    assert_yielded(gen_next(g), "a");
    assert_returned(gen_return(g, "v"), "v");
    assert_trace("a freed unhandled:1 after");
    gen_destroy(g);
}

static void with_a_result_nobody_else_is_told(void **state)
{
    gen_result result;

    (void)state;
    gen_foreach (char *, word, create(throws_second, "e"), &result)
        note("%s", word);
    assert_threw(result, "e");
    assert_trace("a freed");
}

/* --------------------------------------------------------------- Consumers */

static bool always(void *value, gen_call *call)
{
    (void)value;
    (void)call;
    return true;
}

static void *add(void *sum, void *value, gen_call *call)
{
    (void)value;
    (void)call;
    return sum;
}

static void consume_by_array(gen_t *source)
{
    size_t count = 7;

    assert_null(gen_to_array(source, &count, NULL));
    assert_int_equal(count, 0);
}

static void consume_by_every(gen_t *source)
{
    assert_false(gen_every(source, always, NULL, NULL));
}

static void consume_by_reduce(gen_t *source)
{
    assert_null(gen_fold(source, add, "", NULL, NULL));
}

static void consume_by_join(gen_t *source)
{
    assert_null(gen_join(source, "-", NULL));
}

static void consume_by_count(gen_t *source)
{
    assert_int_equal(gen_count(source, NULL), 1);
}

static const struct consumer {
    const char *name;
    void (*consume)(gen_t *source);
} consumers[] = {{"gen_to_array", consume_by_array},
                 {"gen_every", consume_by_every},
                 {"gen_fold", consume_by_reduce},
                 {"gen_join", consume_by_join},
                 {"gen_count", consume_by_count}};

enum { CONSUMERS = sizeof consumers / sizeof *consumers };

static void consumers_tell_the_hook(void **state)
{
    (void)state;
    for (int i = 0; i < CONSUMERS; i++) {
        consumers[i].consume(create(throws_second, "e"));
        assert_trace("freed unhandled:1");
        assert_string_equal(seen.function, consumers[i].name);
        assert_string_equal(seen.result.value, "e");
        assert_null(seen.file);
        assert_int_equal(seen.line, 0);
    }
}

static gen_t *consumed;

static void *consumes(gen_t *self, void *consumer)
{
    gen_defer(self, note_call, "deferred");
    ((const struct consumer *)consumer)->consume(consumed);
    note("goes on");
    return NULL;
}

static void consumers_end_the_body(void **state)
{
    (void)state;
    for (int i = 0; i < CONSUMERS; i++) {
        gen_t *g = create(consumes, &consumers[i]);

        consumed = create(throws_second, "e");
        assert_threw(gen_next(g), "e");
        assert_trace("freed deferred");
        gen_destroy(g);
    }
}

/* ------------------------------------------------------------- The default */

/* What fn(source) prints to standard error. */
static const char *printed_by(void (*fn)(gen_t *), gen_t *source)
{
    static char text[512];
    FILE *file = tmpfile();
    int standard = dup(STDERR_FILENO);
    size_t size;

    assert_non_null(file);
    dup2(fileno(file), STDERR_FILENO);
    fn(source);
    dup2(standard, STDERR_FILENO);
    close(standard);
    rewind(file);
    size = fread(text, 1, sizeof text - 1, file);
    text[size] = '\0';
    (void)fclose(file);
    return text;
}

static void by_default_a_line_is_printed(void **state)
{
    const char *text;
    char place[64];

    (void)state;
    assert_ptr_equal(gen_set_on_unhandled(NULL), note_unhandled);
    text = printed_by(loop_over, create(throws_second, "e"));
    (void)snprintf(place, sizeof place, "test_unhandled.c:%d: gen_foreach",
                   line_of_loop);
    assert_non_null(strstr(text, place));
    assert_non_null(strstr(text, gen_strerror(GEN_THROWN)));
    assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
    errno = ENOENT;
    text = printed_by(loop_over, NULL);
    assert_non_null(strstr(text, strerror(ENOENT)));
    text = printed_by(consume_by_count, create(throws_second, "e"));
    assert_non_null(strstr(text, "gen_count"));
    assert_null(gen_set_on_unhandled(note_unhandled));
}

#define TOLD(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TOLD(rethrow_passes_code_and_value_on),
        TOLD(rethrow_in_another_ends_the_caller),
        TOLD(an_error_of_the_source_ends_the_body),
        TOLD(a_missing_source_ends_the_body),
        TOLD(a_running_source_ends_the_body),
        TOLD(an_error_of_closing_ends_the_body),
        TOLD(a_deferred_call_is_ended_too),
        TOLD(outside_of_bodies_the_hook_is_told),
        TOLD(of_closing_the_hook_is_told),
        TOLD(of_a_missing_source_the_hook_is_told),
        TOLD(a_loop_that_is_closed_tells_the_hook),
        TOLD(a_cleanup_handler_tells_the_hook),
        TOLD(with_a_result_nobody_else_is_told),
        TOLD(consumers_tell_the_hook),
        TOLD(consumers_end_the_body),
        TOLD(by_default_a_line_is_printed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
