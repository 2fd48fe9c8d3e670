/* Looking at all generators: gen_walk, gen_print_all. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "test.h"

static void *yields_twice(gen_t *self, void *arg)
{
    gen_yield(self, arg);
    gen_yield(self, arg);
    return arg;
}

static void *delegates(gen_t *self, void *inner)
{
    return gen_delegate(self, inner);
}

struct seen {
    size_t count;
    gen_info infos[64];
};

static bool see(const gen_info *info, void *argument)
{
    struct seen *seen = argument;

    if (seen->count < sizeof seen->infos / sizeof seen->infos[0])
        seen->infos[seen->count++] = *info;
    return true;
}

static struct seen look(void)
{
    struct seen seen = {.count = 0};
    size_t calls = gen_walk(see, &seen);

    assert_int_equal(calls, seen.count);
    return seen;
}

/* That of g, or one without a gen. */
static gen_info info_of(const gen_t *g)
{
    struct seen seen = look();

    for (size_t i = 0; i < seen.count; i++)
        if (seen.infos[i].gen == g)
            return seen.infos[i];
    return (gen_info){.gen = NULL};
}

static void one_is_shown_from_its_making_to_its_freeing(void **state)
{
    const gen_options options = {.name = "twice", .stack_size = 65536};
    gen_t *g = gen_create_with(yields_twice, NULL, &options);
    gen_info info = info_of(g);

    (void)state;
    assert_ptr_equal(info.gen, g);
    assert_string_equal(info.name, "twice");
    assert_true(info.body == yields_twice);
    assert_int_equal(info.state, GEN_START);
    assert_string_equal(info.engine, gen_engine_name(g));
    assert_in_range(info.stack_size, 60000, 65536);
    assert_null(info.resumer);
    gen_next(g);
    assert_int_equal(info_of(g).state, GEN_SUSPENDED);
    gen_next(g);
    gen_next(g);
    assert_int_equal(info_of(g).state, GEN_DONE);
    gen_destroy(g);
    assert_null(info_of(g).gen);
    assert_int_equal(look().count, 0);
}

static void *looks_at_both(gen_t *self, void *outer)
{
    gen_info own = info_of(self), other = info_of(outer);

    note("%d", own.gen == self && own.state == GEN_RUNNING &&
                   own.resumer == outer && other.state == GEN_RUNNING);
    return NULL;
}

static void *resumes_one(gen_t *self, void *unused)
{
    gen_t *inner = gen_create(looks_at_both, self);

    gen_next(inner);
    gen_destroy(inner);
    return unused;
}

static void those_that_run_show_who_resumed_them(void **state)
{
    gen_t *g = gen_create(resumes_one, NULL);

    (void)state;
    gen_next(g);
    assert_trace("1");
    gen_destroy(g);
}

static void one_that_delegates_shows_to_whom(void **state)
{
    gen_t *inner = gen_create(yields_twice, NULL);
    gen_t *outer = gen_create(delegates, inner);

    (void)state;
    gen_next(outer);
    assert_ptr_equal(info_of(outer).inner, inner);
    assert_int_equal(look().count, 2);
    gen_destroy(outer); /* and inner, which it owns */
    assert_int_equal(look().count, 0);
}

enum { MANY = 5000 };

static void all_of_many_are_shown(void **state)
{
    static gen_t *all[MANY];
    struct seen few = {.count = 0};

    (void)state;
    for (int i = 0; i < MANY; i++)
        all[i] = gen_create(yields_twice, NULL);
    assert_int_equal(gen_walk(see, &few), MANY);
    for (int i = 0; i < MANY; i += 2)
        gen_destroy(all[i]);
    few.count = 0;
    assert_int_equal(gen_walk(see, &few), MANY / 2);
    for (int i = 1; i < MANY; i += 2)
        gen_destroy(all[i]);
    assert_int_equal(gen_walk(see, &few), 0);
}

static bool stop_at_once(const gen_info *info, void *calls)
{
    (void)info;
    ++*(int *)calls;
    return false;
}

static void a_walk_stops_when_it_is_told(void **state)
{
    gen_t *one = gen_create(yields_twice, NULL);
    gen_t *other = gen_create(yields_twice, NULL);
    int calls = 0;

    (void)state;
    assert_int_equal(gen_walk(stop_at_once, &calls), 1);
    assert_int_equal(calls, 1);
    errno = 0;
    assert_int_equal(gen_walk(NULL, NULL), 0);
    assert_int_equal(errno, EINVAL);
    gen_destroy(one);
    gen_destroy(other);
}

/* ---------------------------------------------------------------- Printing */

static char *print(int format)
{
    static char text[4096];
    int ends[2];
    ssize_t got;

    assert_int_equal(pipe(ends), 0);
    assert_int_equal(gen_print_all(ends[1], format), 0);
    close(ends[1]);
    got = read(ends[0], text, sizeof text - 1);
    assert_true(got > 0);
    text[got] = '\0';
    close(ends[0]);
    return text;
}

static void people_read_lines(void **state)
{
    const gen_options options = {.name = "twice"};
    gen_t *g = gen_create_with(yields_twice, NULL, &options);
    gen_t *other = gen_create(yields_twice, NULL);
    char expected[64];
    const char *text;

    (void)state;
    gen_next(g);
    text = print(GEN_TEXT);
    (void)snprintf(expected, sizeof expected, "%p suspended %s", (void *)g,
                   gen_engine_name(g));
    assert_non_null(strstr(text, expected));
    assert_non_null(strstr(text, gen_backtrace(g, NULL, 0) != 0
                                     ? "\"twice\", waits in test_census"
                                     : "\"twice\"\n"));
    (void)snprintf(expected, sizeof expected, "%p start", (void *)other);
    assert_non_null(strstr(text, expected));
    assert_non_null(strstr(text, "\n2 of "));
    gen_destroy(g);
    gen_destroy(other);
}

static void programs_read_json(void **state)
{
    const gen_options options = {.name = "a \"name\"\n"};
    gen_t *inner = gen_create_with(yields_twice, NULL, &options);
    gen_t *outer = gen_create(delegates, inner);
    char expected[64];
    const char *text;

    (void)state;
    gen_next(outer);
    text = print(GEN_JSON);
    assert_memory_equal(text, "{\"generators\": [\n{\"address\": \"0x", 32);
    assert_non_null(strstr(text, "\"name\": \"a \\\"name\\\"\\u000a\", "));
    assert_non_null(strstr(text, "\"state\": \"suspended\", \"engine\": "));
    (void)snprintf(expected, sizeof expected, "\"inner\": \"%p\"",
                   (void *)inner);
    assert_non_null(strstr(text, expected));
    if (gen_backtrace(outer, NULL, 0) != 0)
        assert_non_null(strstr(text, ", \"waits_in\": \"test_census"));
    assert_non_null(strstr(text, "],\n\"bodies\": [\n{\"body\": \""));
    assert_string_equal(text + strlen(text) - 4, "}]}\n");
    gen_destroy(outer); /* and inner, which it owns */
    assert_string_equal(print(GEN_JSON),
                        "{\"generators\": [],\n\"bodies\": []}\n");
}

static void one_is_described(void **state)
{
    gen_t *g = gen_create(yields_twice, NULL);
    gen_t *view = gen_borrow(g);
    gen_info info;

    (void)state;
    assert_int_equal(gen_describe(g, &info), 0);
    assert_ptr_equal(info.gen, g);
    assert_null(info.waits_in);
    gen_next(g);
    assert_int_equal(gen_describe(g, &info), 0);
    assert_int_equal(info.state, GEN_SUSPENDED);
    if (gen_backtrace(g, NULL, 0) != 0) /* else this engine cannot say */
        assert_non_null(info.waits_in);
    assert_int_equal(gen_describe(view, &info), GEN_EINVAL);
    assert_null(info.gen);
    assert_int_equal(gen_describe(NULL, &info), GEN_EINVAL);
    gen_destroy(view);
    gen_destroy(g);
}

static void a_place_is_a_module_and_an_offset(void **state)
{
    const void *place = (const void *)(uintptr_t)yields_twice;
    char whole[256], part[8];
    size_t length = gen_place_text(place, whole, sizeof whole);

    (void)state;
    assert_int_equal(strlen(whole), length);
    assert_memory_equal(whole, "test_census", 11);
    assert_non_null(strstr(whole, "+0x"));
    assert_int_equal(gen_place_text(place, part, sizeof part), length);
    assert_string_equal(part, "test_ce");
    assert_int_equal(gen_place_text(place, NULL, 0), length);
    assert_int_equal(gen_place_text((const void *)16, whole, sizeof whole), 4);
    assert_string_equal(whole, "0x10");
}

static void *raises_signal(gen_t *self, void *arg)
{
    (void)self;
    raise(SIGUSR1);
    return arg;
}

/* What is written to standard error until fn returns. */
static const char *stderr_of(void (*fn)(gen_t *), gen_t *g)
{
    static char text[8192];
    int ends[2], before = dup(STDERR_FILENO);
    ssize_t got;

    assert_int_equal(pipe(ends), 0);
    dup2(ends[1], STDERR_FILENO);
    fn(g);
    dup2(before, STDERR_FILENO);
    close(before);
    close(ends[1]);
    got = read(ends[0], text, sizeof text - 1);
    close(ends[0]);
    assert_true(got > 0);
    text[got] = '\0';
    return text;
}

static void resume(gen_t *g)
{
    gen_next(g);
}

static void a_signal_prints_all(void **state)
{
    const gen_options running = {.name = "running"}, waits = {.name = "waits"};
    gen_t *g = gen_create_with(raises_signal, NULL, &running);
    gen_t *other = gen_create_with(yields_twice, NULL, &waits);
    struct sigaction before;
    const char *text;

    (void)state;
    sigaction(SIGUSR1, NULL, &before);
    assert_int_equal(gen_print_on_signal(0), GEN_EINVAL);
    assert_int_equal(gen_print_on_signal(SIGKILL), GEN_EINVAL);
    assert_int_equal(gen_print_on_signal(SIGUSR1), 0);
    gen_next(other);
    text = stderr_of(resume, g);
    assert_non_null(strstr(text, "\"running\", running\n    body       test"));
    assert_non_null(strstr(text, "    resumed by its thread\n"));
    assert_non_null(strstr(text, "\"waits\", suspended\n"));
    if (gen_backtrace(other, NULL, 0) != 0)
        assert_non_null(strstr(text, "    waits in   test_census"));
    assert_non_null(strstr(text, "\ncgen: 2 generators\n"));
    sigaction(SIGUSR1, &before, NULL);
    gen_destroy(g);
    gen_destroy(other);
}

static void printing_fails_with_a_reason(void **state)
{
    (void)state;
    assert_int_equal(gen_print_all(1, 7), GEN_EINVAL);
    errno = 0;
    assert_int_equal(gen_print_all(-1, GEN_JSON), GEN_EPERM);
    assert_int_equal(errno, EBADF);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(one_is_shown_from_its_making_to_its_freeing,
                               clear_trace),
        cmocka_unit_test_setup(those_that_run_show_who_resumed_them,
                               clear_trace),
        cmocka_unit_test(one_that_delegates_shows_to_whom),
        cmocka_unit_test(all_of_many_are_shown),
        cmocka_unit_test(a_walk_stops_when_it_is_told),
        cmocka_unit_test(people_read_lines),
        cmocka_unit_test(programs_read_json),
        cmocka_unit_test(one_is_described),
        cmocka_unit_test(a_place_is_a_module_and_an_offset),
        cmocka_unit_test(a_signal_prints_all),
        cmocka_unit_test(printing_fails_with_a_reason),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
