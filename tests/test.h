/*
 * What every test file includes: cmocka in the order it wants, cgen, and a
 * trace.
 *
 * A failed assertion jumps to the test's stack, so it must not be made inside
 * a generator: bodies note what they see, and the test compares the trace.
 */
#ifndef CGEN_TEST_H
#define CGEN_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cgen.h>

#ifdef __cplusplus
extern "C" {
#endif

#include <cmocka.h>

/* Adds a word, formatted as printf does, to the trace of this test. */
void note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A deferred call, and a cleanup handler, that note the string they get. */
void note_call(void *text);
void note_scope(const char **text);

/* Deferred calls that do more: yield the string and note what is sent; note it
 * and yield, from which nothing is to come back; exit with it; raise it. */
void yield_in_finally(void *text);
void yield_when_closed(void *text);
void exit_in_finally(void *value);
void raise_in_finally(void *error);

/* Declares a variable whose end of scope is noted. */
#define NOTE_SCOPE_EXIT(name, text) \
    const char *name __attribute__((cleanup(note_scope), unused)) = text

/* The same, but it is yielded, and noted with what is sent. */
#define YIELD_AT_SCOPE_EXIT(name, text) \
    const char *name __attribute__((cleanup(yield_scope), unused)) = text
void yield_scope(const char **text);

/* Compares the whole trace, words separated by single spaces, and clears it. */
#define assert_trace(expected) check_trace(expected, __FILE__, __LINE__)
void check_trace(const char *expected, const char *file, int line);

/* Compare a gen_result. Values are strings or NULL. */
#define assert_yielded(result, value) \
    check_result(result, value, false, 0, __FILE__, __LINE__)
#define assert_returned(result, value) \
    check_result(result, value, true, 0, __FILE__, __LINE__)
#define assert_threw(result, value) \
    check_result(result, value, true, GEN_THROWN, __FILE__, __LINE__)
#define assert_refused(result, error) \
    check_result(result, NULL, true, error, __FILE__, __LINE__)
void check_result(gen_result result, const char *value, bool done, int error,
                  const char *file, int line);

/* gen_create that fails the test instead of returning NULL. */
gen_t *create(gen_fn *fn, const void *arg);

/* Notes a result as value/done/error, for use inside bodies. */
void note_result(gen_result result);

/* For tests that fork or start threads, or ask the kernel about memory with
 * guards in it: skips them if the environment has CGEN_TEST_ALONE, since some
 * emulators hang there in any program, or do not know. */
void need_company(void);

/* True under a sanitizer or Valgrind. */
bool is_checked(void);

/* For tests of stacks that are kept and counted: skips them under those, where
 * stacks are blocks of the heap. */
void need_kept_stacks(void);

/* True under one of those or an emulator, which have memory and make
 * system calls of their own. */
bool is_watched(void);

/* For tests of those: skips them then. */
void need_solitude(void);

/* Runs the tests as a group, each beginning with an empty trace. */
#define TEST(name) cmocka_unit_test_setup(name, clear_trace)
int clear_trace(void **state);

#ifdef __cplusplus
}
#endif

#endif
