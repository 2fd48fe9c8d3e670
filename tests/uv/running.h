/* Running a body on libuv, and looking at what it leaves behind. */
#ifndef CGEN_TEST_UV_RUNNING_H
#define CGEN_TEST_UV_RUNNING_H

#include <cgen/uv.h>

#include "test.h"
#include "uv/left.h"

/* In a body, where assertions must not be: takes note of one that is false, and
 * goes on. */
#define CHECK(condition) check(condition, #condition, __FILE__, __LINE__)
#define CHECK_INT(a, b) \
    check_int((int64_t)(a), (int64_t)(b), __FILE__, __LINE__)
#define CHECK_TEXT(a, b) check_text((a), (b), __FILE__, __LINE__)
void check(bool is_true, const char *text, const char *file, int line);
void check_int(int64_t a, int64_t b, const char *file, int line);
void check_text(const char *a, const char *b, const char *file, int line);

/* Runs body as gen_uv_run does. Fails the test if a check was false, or if
 * handles, or more descriptors or stacks are left than there were. Returns what
 * gen_uv_run has. */
int run(gen_fn *body, const void *arg);

/* A path in a directory of this test's own, which is removed at the end. */
const char *path_of(const char *name);

/* Writes a file there. */
const char *make_file(const char *name, const char *data, size_t size);

/* A test case with such a directory. */
#define UV_TEST(fn) cmocka_unit_test_setup_teardown(fn, begin_test, end_test)
int begin_test(void **state);
int end_test(void **state);

#endif
