#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test.h"

static char trace[4096];

void note(const char *format, ...)
{
    size_t length = strlen(trace);
    va_list arguments;

    if (length != 0 && length + 1 < sizeof trace) {
        trace[length++] = ' ';
        trace[length] = '\0';
    }
    va_start(arguments, format);
    vsnprintf(trace + length, sizeof trace - length, format, arguments);
    va_end(arguments);
}

void note_call(void *text)
{
    note("%s", (const char *)text);
}

void note_scope(const char **text)
{
    note("%s", *text);
}

void yield_in_finally(void *text)
{
    note("%s:%s", (char *)text, (char *)gen_yield(gen_self(), text));
}

void yield_scope(const char **text)
{
    yield_in_finally((void *)(uintptr_t)*text);
}

void yield_when_closed(void *text)
{
    note("%s", (char *)text);
    gen_yield(gen_self(), text);
    note("not reached");
}

void exit_in_finally(void *value)
{
    gen_exit(gen_self(), value);
}

void raise_in_finally(void *error)
{
    gen_raise(gen_self(), error);
}

void note_result(gen_result result)
{
    note("%s/%d/%d", result.value != NULL ? (char *)result.value : "-",
         result.done, result.error);
}

void need_company(void)
{
    if (getenv("CGEN_TEST_ALONE") != NULL)
        skip();
}

#ifdef __has_feature
#define HAS_FEATURE(name) __has_feature(name)
#else
#define HAS_FEATURE(name) 0
#endif

/* Valgrind preloads something of its own; of an emulator the environment
 * tells, as need_company says. */
bool is_checked(void)
{
    const char *preloaded = getenv("LD_PRELOAD");

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || \
    HAS_FEATURE(address_sanitizer) || HAS_FEATURE(thread_sanitizer)
    return true;
#endif
    return preloaded != NULL && strstr(preloaded, "valgrind") != NULL;
}

bool is_watched(void)
{
    return is_checked() || getenv("CGEN_TEST_ALONE") != NULL;
}

void need_kept_stacks(void)
{
    if (is_checked())
        skip();
}

void need_solitude(void)
{
    if (is_watched())
        skip();
}

int clear_trace(void **state)
{
    (void)state;
    trace[0] = '\0';
    return 0;
}

void check_trace(const char *expected, const char *file, int line)
{
    char actual[sizeof trace];

    memcpy(actual, trace, sizeof trace);
    trace[0] = '\0';
    _assert_string_equal(actual, expected, file, line);
}

void check_result(gen_result result, const char *value, bool done, int error,
                  const char *file, int line)
{
    _assert_int_equal((uintmax_t)result.error, (uintmax_t)error, file, line);
    _assert_int_equal(result.done, done, file, line);
    if (value == NULL || result.value == NULL)
        _assert_true((uintmax_t)(result.value == NULL && value == NULL),
                     "both values are NULL", file, line);
    else
        _assert_string_equal(result.value, value, file, line);
}

gen_t *create(gen_fn *fn, const void *arg)
{
    gen_t *g = gen_create(fn, arg);

    assert_non_null(g);
    return g;
}
