/* Memory that runs out: every allocation and mapping failing in turn, once and
 * from then on. Linked with the library's objects, whose calls it wraps. */
#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "test.h"

/* The call that fails, counted from 0; negative: none does. */
static int calls_until_failure = -1;
static bool fails_from_then_on;
static int mappings;

static bool fails_now(void)
{
    if (calls_until_failure < 0)
        return false;
    if (calls_until_failure == 0) {
        calls_until_failure = fails_from_then_on ? 0 : -1;
        errno = ENOMEM;
        return true;
    }
    calls_until_failure--;
    return false;
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__real_mmap(void *address, size_t size, int protection, int flags,
                  int file, off_t offset);
int __real_munmap(void *address, size_t size);
int __real_mprotect(void *address, size_t size, int protection);
int __real_madvise(void *address, size_t size, int advice);

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
void *__wrap_mmap(void *address, size_t size, int protection, int flags,
                  int file, off_t offset);
int __wrap_munmap(void *address, size_t size);
int __wrap_mprotect(void *address, size_t size, int protection);
int __wrap_madvise(void *address, size_t size, int advice);

void *__wrap_malloc(size_t size)
{
    return fails_now() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return fails_now() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
    return fails_now() ? NULL : __real_realloc(old, size);
}

void *__wrap_mmap(void *address, size_t size, int protection, int flags,
                  int file, off_t offset)
{
    if (fails_now())
        return MAP_FAILED;
    mappings++;
    return __real_mmap(address, size, protection, flags, file, offset);
}

int __wrap_munmap(void *address, size_t size)
{
    mappings--;
    return __real_munmap(address, size);
}

int __wrap_mprotect(void *address, size_t size, int protection)
{
    return fails_now() ? -1 : __real_mprotect(address, size, protection);
}

int __wrap_madvise(void *address, size_t size, int advice)
{
    return fails_now() ? -1 : __real_madvise(address, size, advice);
}

static void *yield_arg(gen_t *self, void *arg)
{
    gen_yield(self, arg);
    return "end";
}

/* Too large to be kept idle, so that every creation maps. */
static const gen_options large = {.stack_size = 32 << 20, .name = "large"};

/* Creates with the nth call failing; tells whether that gave a generator, which
 * then must work. Either way all that was mapped is given back. */
static bool create_with_failure(int nth, bool from_then_on)
{
    int before = mappings;
    gen_t *g;

    fails_from_then_on = from_then_on;
    calls_until_failure = nth;
    errno = 0;
    g = gen_create_with(yield_arg, "a", &large);
    calls_until_failure = -1;
    if (g == NULL) {
        assert_int_equal(errno, ENOMEM);
    } else {
        assert_yielded(gen_next(g), "a");
        assert_returned(gen_next(g), "end");
        gen_destroy(g);
    }
    assert_int_equal(mappings, before);
    return g != NULL;
}

/* Calls: the control block, the mapping, advice on huge pages, which may fail,
 * the guard; under a sanitizer, what that has to remember. */
static void create_out_of_memory_is_an_error_that_leaks_nothing(void **state)
{
    (void)state;
    gen_destroy(gen_create_with(yield_arg, NULL, &large)); /* done once */
    for (int nth = 0; nth < 4; nth++)
        assert_false(create_with_failure(nth, true));
    assert_true(create_with_failure(9, true));
}

/* A stack that the kernel refuses is tried again without idle ones. */
static void create_with_one_failure_recovers_or_leaks_nothing(void **state)
{
    (void)state;
    assert_false(create_with_failure(0, false));
    assert_true(create_with_failure(1, false));
    assert_true(create_with_failure(2, false));
    assert_true(create_with_failure(3, false));
    create_with_failure(4, false);
}

static void *defers_without_memory(gen_t *self, void *arg)
{
    fails_from_then_on = true;
    calls_until_failure = 0;
    note("%d", gen_defer(self, note_call, arg));
    calls_until_failure = -1;
    note("%d", gen_defer(self, note_call, arg));
    gen_yield(self, "a");
    return NULL;
}

static void defer_out_of_memory_defers_nothing(void **state)
{
    gen_t *g = create(defers_without_memory, "deferred");

    (void)state;
    assert_yielded(gen_next(g), "a");
    assert_trace("-4 0");
    gen_destroy(g);
    assert_trace("deferred");
}

static void *defers_until_full(gen_t *self, void *arg)
{
    int deferred = 0, error;

    fails_from_then_on = true;
    calls_until_failure = 2; /* the array is allocated, grows, and fails */
    while ((error = gen_defer(self, note_call, arg)) == 0)
        deferred++;
    calls_until_failure = -1;
    note("%d after %d", error, deferred);
    return NULL;
}

static void defer_out_of_memory_keeps_what_was_deferred(void **state)
{
    gen_t *g = create(defers_until_full, "x");

    (void)state;
    assert_returned(gen_next(g), NULL);
    assert_trace("-4 after 8 x x x x x x x x");
    gen_destroy(g);
}

/* Everything but creating and deferring works without any memory. */
static void return_out_of_memory_still_cleans_up(void **state)
{
    gen_t *g = create(defers_without_memory, "deferred");

    (void)state;
    gen_next(g);
    clear_trace(NULL);
    fails_from_then_on = true;
    calls_until_failure = 0;
    gen_return(g, "v");
    calls_until_failure = -1;
    assert_trace("deferred");
    gen_destroy(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(create_out_of_memory_is_an_error_that_leaks_nothing),
        TEST(create_with_one_failure_recovers_or_leaks_nothing),
        TEST(defer_out_of_memory_defers_nothing),
        TEST(defer_out_of_memory_keeps_what_was_deferred),
        TEST(return_out_of_memory_still_cleans_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
