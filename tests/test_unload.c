/* The library opened and closed at run time, under the feet of a thread that
 * used it and ends later. */
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test.h"

static struct {
    void *library;
    gen_t *(*create)(gen_fn *fn, void *arg);
    gen_result (*next)(gen_t *g);
    int (*destroy)(gen_t *g);
} cgen;

static pthread_barrier_t used, closed;

static void *find(const char *name)
{
    void *found = dlsym(cgen.library, name);

    assert_non_null(found);
    return found;
}

static void open_library(void)
{
    cgen.library = dlopen(CGEN_TEST_LIBRARY, RTLD_NOW);
    assert_non_null(cgen.library);
    *(void **)&cgen.create = find("gen_create");
    *(void **)&cgen.next = find("gen_next");
    *(void **)&cgen.destroy = find("gen_destroy");
}

static void *return_arg(gen_t *self, void *arg)
{
    (void)self;
    return arg;
}

static void *use(void *arg)
{
    gen_t *g = cgen.create(return_arg, arg);
    void *value = cgen.next(g).value;

    cgen.destroy(g);
    return value;
}

static void *use_and_outlive(void *arg)
{
    void *value = use(arg);

    pthread_barrier_wait(&used);
    pthread_barrier_wait(&closed);
    return value;
}

static void close_before_a_thread_ends(void)
{
    pthread_t thread;
    void *value = NULL;

    open_library();
    assert_int_equal(pthread_create(&thread, NULL, use_and_outlive, "a"), 0);
    assert_string_equal(use("b"), "b");
    pthread_barrier_wait(&used);
    assert_int_equal(dlclose(cgen.library), 0);
    pthread_barrier_wait(&closed);
    assert_int_equal(pthread_join(thread, &value), 0);
    assert_string_equal(value, "a");
}

static void unload_before_a_thread_ends(void **state)
{
    (void)state;
    if (getenv("CGEN_TEST_ALONE") != NULL)
        skip();
    pthread_barrier_init(&used, NULL, 2);
    pthread_barrier_init(&closed, NULL, 2);
    for (int i = 0; i < 20; i++)
        close_before_a_thread_ends();
    /* Threads may still be there that keep stacks of it. */
    assert_non_null(dlopen(CGEN_TEST_LIBRARY, RTLD_NOW | RTLD_NOLOAD));
}

/* Keeps stacks of the library until it is told to end. */
static void *use_until_told(void *arg)
{
    use(arg);
    pthread_barrier_wait(&used);
    pthread_barrier_wait(&closed);
    return arg;
}

/* In pages, of address space. */
static long size_of_process(void)
{
    FILE *file = fopen("/proc/self/statm", "r");
    long pages = 0;

    if (file == NULL || fscanf(file, "%ld", &pages) != 1)
        pages = 0;
    if (file != NULL)
        (void)fclose(file);
    return pages;
}

static void open_use_close(void)
{
    open_library();
    use("x");
    assert_int_equal(dlclose(cgen.library), 0);
}

static void cycles_leave_nothing_behind(void **state)
{
    pthread_t thread;
    long before;

    const char *preloaded = getenv("LD_PRELOAD");

    (void)state;
    if (getenv("CGEN_TEST_ALONE") != NULL)
        skip();
    /* Valgrind keeps what is freed, and there the stacks are on the heap. */
    if (preloaded != NULL && strstr(preloaded, "valgrind") != NULL)
        skip();
    open_use_close();
    pthread_barrier_init(&used, NULL, 2);
    pthread_barrier_init(&closed, NULL, 2);
    assert_int_equal(pthread_create(&thread, NULL, use_until_told, "x"), 0);
    pthread_barrier_wait(&used);
    before = size_of_process();
    assert_true(before > 0);
    for (int i = 0; i < 500; i++)
        open_use_close();
    assert_true(size_of_process() - before < 256);
    pthread_barrier_wait(&closed);
    assert_int_equal(pthread_join(thread, NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unload_before_a_thread_ends),
        cmocka_unit_test(cycles_leave_nothing_behind),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
