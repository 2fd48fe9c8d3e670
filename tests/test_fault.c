/* Memory that runs out: every allocation and mapping failing in turn, once and
 * from then on. Linked with the library's objects, whose calls it wraps. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "iterators.h"

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

/* Calls: the mapping, advice on huge pages, which may fail, the guard, the
 * name; under a sanitizer the control block too, and what that has to
 * remember. */
static void create_out_of_memory_is_an_error_that_leaks_nothing(void **state)
{
    gen_t *first = gen_create_with(yield_arg, NULL, &large);

    (void)state;
    gen_next(first); /* what a thread needs once: see gen_report_overflow */
    gen_destroy(first);
    for (int nth = 0; nth < 4; nth++)
        assert_false(create_with_failure(nth, true));
    assert_true(create_with_failure(9, true));
}

/* A stack that the kernel refuses is tried again without idle ones. */
static void create_with_one_failure_recovers_or_leaks_nothing(void **state)
{
    (void)state;
    assert_true(create_with_failure(0, false));
    assert_true(create_with_failure(1, false));
    assert_true(create_with_failure(2, false));
    create_with_failure(3, false);
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

/* ------------------------------------------------------ Without a body */

static int64_t same(int64_t n, gen_call *call)
{
    (void)call;
    return n;
}

static bool is_any(int64_t n, gen_call *call)
{
    (void)call;
    return n >= 0;
}

static void see(int64_t n, gen_call *call)
{
    (void)n;
    (void)call;
}

static gen_t *repeat_twice(int64_t n, gen_call *call)
{
    (void)call;
    return gen_repeat(gen_of_int(n), 2);
}

static gen_t *make_map(gen_t *s)
{
    return gen_map(s, same, NULL);
}

static gen_t *make_filter(gen_t *s)
{
    return gen_filter(s, is_any, NULL);
}

static gen_t *make_tap(gen_t *s)
{
    return gen_tap(s, see, NULL);
}

static gen_t *make_take_while(gen_t *s)
{
    return gen_take_while(s, is_any, NULL);
}

static gen_t *make_flat_map(gen_t *s)
{
    return gen_flat_map(s, repeat_twice, NULL);
}

static gen_t *make_take(gen_t *s)
{
    return gen_take(s, 2);
}

static gen_t *make_chunks(gen_t *s)
{
    return gen_chunks(s, 2);
}

static gen_t *make_windows(gen_t *s)
{
    return gen_windows(s, 2, GEN_ONLY_FULL);
}

static gen_t *make_concat(gen_t *s)
{
    return gen_concat(&s, 1);
}

static gen_t *make_zip(gen_t *s)
{
    return gen_zip(&s, 1, GEN_SHORTEST, NULL);
}

static gen_t *(*const makers[])(gen_t *source) = {
    make_map,      make_filter, make_tap,     make_take_while,
    make_flat_map, make_take,   make_chunks,  make_windows,
    make_concat,   make_zip,    gen_enumerate};

/* Makes one with the nth allocation failing; true if that made it. If not, its
 * source is gone. */
static bool make_with_failure(gen_t *(*make)(gen_t *), int nth, bool for_good)
{
    gen_t *source = noting("s", 3), *g;

    fails_from_then_on = for_good;
    calls_until_failure = nth;
    errno = 0;
    g = make(source);
    calls_until_failure = -1;
    if (g == NULL)
        assert_int_equal(errno, ENOMEM);
    else
        gen_destroy(g);
    return g != NULL;
}

static void an_adaptor_out_of_memory_takes_its_source(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof makers / sizeof *makers; i++)
        for (int both = 0; both < 2; both++) {
            int nth = 0;

            while (!make_with_failure(makers[i], nth, both != 0)) {
                assert_trace("s.r s.f");
                nth++;
            }
            assert_in_range(nth, 2, 6);
            assert_trace("s.r s.f");
        }
}

static gen_t *concat(const struct counted_list *list)
{
    return gen_concat(list->sources, list->count);
}

static gen_t *zip(const struct counted_list *list)
{
    return gen_zip(list->sources, list->count, GEN_LONGEST, NULL);
}

/* Makes one of a list with the nth allocation failing; true if that made it.
 * If not, for lack of memory, or as a source is named twice, each source is
 * freed once. */
static bool make_of_list(gen_t *(*make)(const struct counted_list *),
                         size_t count, bool repeats, int nth)
{
    struct counted_list list = counted(count);
    bool made;
    gen_t *g;

    if (repeats) {
        name_twice(&list, count / 3, count - 1);
        name_twice(&list, count / 2, count / 2 + 1);
    }
    errno = 0;
    calls_until_failure = nth;
    g = make(&list);
    calls_until_failure = -1;
    made = g != NULL || errno == EINVAL;
    assert_true(made || errno == ENOMEM);
    gen_destroy(g);
    assert_true(was_each_freed(&list));
    free_counted(&list);
    return made;
}

static void make_of_lists(size_t count, bool repeats)
{
    int nth = 0;

    while (!make_of_list(concat, count, repeats, nth))
        nth++;
    nth = 0;
    while (!make_of_list(zip, count, repeats, nth))
        nth++;
}

static void a_list_out_of_memory_is_freed_once(void **state)
{
    static const size_t counts[] = {5, 128, 129, 130, 1000, 20000};

    (void)state;
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        for (int from_then_on = 0; from_then_on < 2; from_then_on++) {
            fails_from_then_on = from_then_on != 0;
            make_of_lists(counts[i], false);
            make_of_lists(counts[i], true);
        }
}

static void a_source_out_of_memory_is_not_made(void **state)
{
    (void)state;
    for (int nth = 0; nth < 2; nth++) {
        calls_until_failure = nth;
        assert_not_made(gen_range(0, 3, 1), ENOMEM);
        calls_until_failure = nth;
        assert_not_made(gen_array("abc", 3, 1, note_call), ENOMEM);
        assert_trace("abc");
        calls_until_failure = nth;
        assert_not_made(gen_blocks_fd(0, 8, GEN_LEAVE), ENOMEM);
    }
    calls_until_failure = 2;
    assert_not_made(gen_blocks_fd(0, 8, GEN_LEAVE), ENOMEM);
    for (int nth = 0; nth < 2; nth++) {
        calls_until_failure = nth;
        assert_not_made(gen_lines_fd(0, GEN_LEAVE), ENOMEM);
        calls_until_failure = nth;
        assert_not_made(gen_lines(stdin, GEN_LEAVE), ENOMEM);
    }
    calls_until_failure = -1;
}

static gen_result give_nothing(void *state, void *sent)
{
    (void)state;
    return (gen_result){sent, true, 0};
}

static void views_and_callbacks_out_of_memory(void **state)
{
    const gen_ops ops = {.on_next = give_nothing, .on_free = note_call};
    gen_t *g = create(yield_arg, "a");

    (void)state;
    calls_until_failure = 0;
    assert_not_made(gen_from(&ops, "freed"), ENOMEM);
    assert_trace("freed");
    calls_until_failure = 0;
    assert_not_made(gen_borrow(g), ENOMEM);
    calls_until_failure = -1;
    assert_yielded(gen_next(g), "a");
    gen_destroy(g);
}

/* A file with a short line and a long one, at its beginning. */
static FILE *file_with_long_line(void)
{
    FILE *file = tmpfile();

    assert_non_null(file);
    fputs("short\n", file);
    for (int i = 0; i < 20000; i++)
        fputc('x', file);
    rewind(file);
    return file;
}

/* Reads with the nth allocation failing; true if none did. What fits comes
 * first: of the long line, less than all. */
static bool read_with_failure(gen_t *g, int nth)
{
    gen_result end;
    size_t lines = 0, last = 0;

    fails_from_then_on = true;
    calls_until_failure = nth;
    gen_foreach (char *, line, g, &end) {
        last = strlen(line);
        lines++;
    }
    calls_until_failure = -1;
    if (end.error == 0) {
        assert_int_equal(last, 20000);
        return true;
    }
    assert_int_equal(end.error, GEN_THROWN);
    assert_int_equal(gen_to_int(end.value), ENOMEM);
    assert_int_equal(lines, nth == 0 ? 0 : 2);
    assert_in_range(last, 0, 19999);
    return false;
}

static void a_line_out_of_memory_throws_after_what_fits(void **state)
{
    FILE *file = file_with_long_line();
    int nth = 0;

    (void)state;
    while (!read_with_failure(gen_lines(file, GEN_LEAVE), nth)) {
        rewind(file);
        nth++;
    }
    assert_in_range(nth, 2, 20);
    nth = 0;
    do
        lseek(fileno(file), 0, SEEK_SET);
    while (!read_with_failure(gen_lines_fd(fileno(file), GEN_LEAVE), nth++));
    assert_in_range(nth, 3, 20);
    fclose(file);
}

/* What grows while it is read: the error comes out, and the source is closed.
 */
static void a_group_out_of_memory_fails(void **state)
{
    gen_t *g = gen_chunks(noting("s", 3), 2);

    (void)state;
    calls_until_failure = 0;
    note_groups(g, 9);
    calls_until_failure = -1;
    assert_trace("s.n s.r !-4");
    gen_destroy(g);
    assert_trace("s.f");
}

static void a_collection_out_of_memory_fails_and_closes(void **state)
{
    gen_result end;
    size_t count = 7;

    (void)state;
    for (int nth = 0; nth < 3; nth++) {
        gen_t *g = gen_range(0, 1000, 1);

        calls_until_failure = nth;
        assert_null(gen_to_array(g, &count, &end));
        calls_until_failure = -1;
        assert_int_equal(end.error, GEN_ENOMEM);
        assert_int_equal(count, 0);
    }
    for (int nth = 0; nth < 3; nth++) {
        gen_t *g = gen_repeat("a long enough word", 100);

        calls_until_failure = nth;
        assert_null(gen_join(g, "-", &end));
        calls_until_failure = -1;
        assert_int_equal(end.error, GEN_ENOMEM);
    }
    for (int nth = 0; nth < 3; nth++) {
        gen_t *g = gen_repeat("a long enough word", 5);

        calls_until_failure = nth; /* the last is the array */
        assert_null(gen_to_strings(g, &count, &end));
        calls_until_failure = -1;
        assert_int_equal(end.error, GEN_ENOMEM);
        assert_int_equal(count, 0);
    }
    calls_until_failure = -1;
    {
        gen_t *g = noting("s", 3);

        calls_until_failure = 0;
        assert_null(gen_to_array(g, &count, &end));
        calls_until_failure = -1;
        assert_trace("s.n s.r s.f");
    }
}

static void *returns_at_once(gen_t *self, void *arg)
{
    (void)self;
    return arg;
}

/* What the source returned is not what went wrong. */
static void an_error_has_no_value_of_the_source(void **state)
{
    gen_t *g = create(returns_at_once, "returned");
    gen_result end;
    size_t count = 7;

    (void)state;
    calls_until_failure = 0;
    assert_null(gen_to_array(g, &count, &end));
    calls_until_failure = -1;
    assert_refused(end, GEN_ENOMEM);
    assert_int_equal(count, 0);
}

/* Delegation takes no memory. */
static void *delegates(gen_t *self, void *inner)
{
    return gen_delegate(self, inner);
}

static void delegating_takes_no_memory(void **state)
{
    gen_t *g = create(delegates, create(yield_arg, "a"));

    (void)state;
    fails_from_then_on = true;
    calls_until_failure = 0;
    assert_yielded(gen_next(g), "a");
    assert_returned(gen_next(g), "end");
    calls_until_failure = -1;
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
        TEST(an_adaptor_out_of_memory_takes_its_source),
        TEST(a_list_out_of_memory_is_freed_once),
        TEST(a_source_out_of_memory_is_not_made),
        TEST(views_and_callbacks_out_of_memory),
        TEST(a_line_out_of_memory_throws_after_what_fits),
        TEST(a_group_out_of_memory_fails),
        TEST(a_collection_out_of_memory_fails_and_closes),
        TEST(an_error_has_no_value_of_the_source),
        TEST(delegating_takes_no_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
