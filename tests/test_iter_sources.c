/* Sources of iterators. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "iterators.h"

static void note_all(gen_t *g)
{
    note_ints(g, 100);
    gen_destroy(g);
}

/* ----------------------------------------------------------------- Range */

static void range_goes_in_either_direction(void **state)
{
    (void)state;
    note_all(gen_range(0, 3, 1));
    note_all(gen_range(0, 7, 3));
    note_all(gen_range(0, 6, 3));
    note_all(gen_range(3, 0, -1));
    note_all(gen_range(0, -7, -3));
    assert_trace("0 1 2 ! 0 3 6 ! 0 3 ! 3 2 1 ! 0 -3 -6 !");
    note_all(gen_range(3, 0, 1));
    note_all(gen_range(0, 0, 1));
    note_all(gen_range(0, 3, -1));
    assert_trace("! ! !");
}

static void range_does_not_overflow(void **state)
{
    int64_t last = 0;
    uint64_t count = 0;

    (void)state;
    gen_foreach (int64_t, n, gen_range(INT64_MIN, INT64_MAX, INT64_MAX)) {
        last = n;
        count++;
    }
    assert_int_equal(count, 3);
    assert_int_equal(last, INT64_MAX - 1);
    gen_foreach (int64_t, n, gen_range(INT64_MAX, INT64_MIN, INT64_MIN))
        last = n;
    assert_int_equal(last, -1);
    gen_foreach (int64_t, n, gen_range(INT64_MAX - 1, INT64_MAX, 5))
        last = n;
    assert_int_equal(last, INT64_MAX - 1);
}

static void range_needs_a_step(void **state)
{
    (void)state;
    assert_not_made(gen_range(0, 3, 0), EINVAL);
}

static void range_closes(void **state)
{
    gen_t *g = gen_range(0, 3, 1);

    (void)state;
    assert_int_equal(gen_state(g), GEN_START);
    gen_next(g);
    assert_int_equal(gen_state(g), GEN_SUSPENDED);
    assert_returned(gen_return(g, "v"), NULL);
    assert_int_equal(gen_state(g), GEN_DONE);
    assert_returned(gen_next(g), NULL);
    assert_refused(gen_throw(g, "e"), GEN_ENOTHROW);
    gen_destroy(g);
}

/* ----------------------------------------------------------------- Array */

struct point {
    double x, y;
};

static void array_gives_its_elements(void **state)
{
    static const struct point points[] = {{1, 2}, {3, 4}, {5, 6}};
    double sum = 0;

    (void)state;
    gen_foreach (const struct point *, point, gen_array_of(points))
        sum = 10 * sum + point->y;
    assert_int_equal((int)sum, 246);
}

static void note_release(void *base)
{
    note("release:%s", (char *)base);
}

static void array_is_released_once(void **state)
{
    static const char text[] = "abc";
    gen_t *g = gen_array(text, 3, 1, note_release);

    (void)state;
    assert_int_equal(*(const char *)gen_next(g).value, 'a');
    assert_trace("");
    gen_destroy(g);
    assert_trace("release:abc");
}

static void bad_arrays_are_refused_and_released(void **state)
{
    static const char text[] = "abc";

    (void)state;
    assert_not_made(gen_array(text, 3, 0, note_release), EINVAL);
    assert_trace("release:abc");
    assert_not_made(gen_array(text, SIZE_MAX, 2, note_release), EINVAL);
    assert_trace("release:abc");
    assert_not_made(gen_array(NULL, 3, 1, NULL), EINVAL);
    note_all(gen_array(NULL, 0, 1, NULL));
    assert_trace("!");
}

/* ---------------------------------------------------------------- Repeat */

static void repeat_gives_a_value_again(void **state)
{
    gen_t *g = gen_repeat("x", GEN_NO_LIMIT);

    (void)state;
    note_all(gen_repeat(gen_of_int(7), 3));
    note_all(gen_once(gen_of_int(8)));
    note_all(gen_empty());
    assert_trace("7 7 7 ! 8 ! !");
    for (int i = 0; i < 1000; i++)
        assert_yielded(gen_next(g), "x");
    gen_destroy(g);
    assert_not_made(gen_repeat("x", -1), ERANGE);
    assert_not_made(gen_repeat("x", GEN_MAX_COUNT + 1), ERANGE);
}

/* ----------------------------------------------------------------- Files */

/* An unlinked file with that text, at its beginning. */
static int file_with(const char *text)
{
    char name[] = "/tmp/cgen_test_XXXXXX";
    int fd = mkstemp(name);

    assert_true(fd >= 0);
    unlink(name);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
    return fd;
}

static void note_lines(gen_t *g)
{
    gen_result end;

    gen_foreach (char *, line, g, &end)
        note("<%s>", line);
    note("%d", end.error);
}

static void lines_come_without_their_ends(void **state)
{
    (void)state;
    note_lines(gen_lines(fdopen(file_with("a\n\nb c\nlast"), "r"), GEN_CLOSE));
    assert_trace("<a> <> <b c> <last> 0");
    note_lines(gen_lines_fd(file_with(""), GEN_CLOSE));
    assert_trace("0");
    note_lines(gen_lines_fd(file_with("\n"), GEN_CLOSE));
    assert_trace("<> 0");
}

static void what_is_left_stays_open(void **state)
{
    int fd = file_with("a\n");
    FILE *file = fdopen(dup(fd), "r");

    (void)state;
    note_lines(gen_lines_fd(fd, GEN_LEAVE));
    assert_true(fcntl(fd, F_GETFD) >= 0);
    lseek(fd, 0, SEEK_SET);
    note_lines(gen_lines(file, GEN_LEAVE));
    assert_int_equal(fclose(file), 0);
    lseek(fd, 0, SEEK_SET);
    gen_destroy(gen_blocks_fd(fd, 10, GEN_CLOSE));
    assert_int_equal(fcntl(fd, F_GETFD), -1);
    assert_trace("<a> 0 <a> 0");
}

static void note_blocks(gen_t *g)
{
    gen_result end;

    gen_foreach (const gen_bytes *, bytes, g, &end)
        note("%.*s", (int)bytes->size, bytes->data);
    note("%d", end.error);
}

static void blocks_have_one_size_but_the_last(void **state)
{
    (void)state;
    note_blocks(gen_blocks_fd(file_with("abcdefgh"), 3, GEN_CLOSE));
    assert_trace("abc def gh 0");
    note_blocks(gen_blocks(fdopen(file_with("abcdef"), "r"), 3, GEN_CLOSE));
    assert_trace("abc def 0");
}

static void pipes_fill_blocks(void **state)
{
    int ends[2];
    gen_t *g;

    (void)state;
    assert_int_equal(pipe(ends), 0);
    g = gen_blocks_fd(ends[0], 4, GEN_CLOSE);
    assert_int_equal(write(ends[1], "abcdef", 6), 6);
    assert_memory_equal(((gen_bytes *)gen_next(g).value)->data, "abcd", 4);
    close(ends[1]);
    assert_int_equal(((gen_bytes *)gen_next(g).value)->size, 2);
    assert_returned(gen_next(g), NULL);
    gen_destroy(g);
}

static void errors_of_reading_are_thrown(void **state)
{
    int directory = open("/", O_RDONLY);
    gen_t *g = gen_blocks_fd(directory, 8, GEN_LEAVE);
    gen_result result = gen_next(g);

    (void)state;
    assert_int_equal(result.error, GEN_THROWN);
    assert_int_equal(gen_to_int(result.value), EISDIR);
    gen_destroy(g);
    g = gen_lines_fd(directory, GEN_CLOSE);
    result = gen_next(g);
    assert_int_equal(result.error, GEN_THROWN);
    assert_int_equal(gen_to_int(result.value), EISDIR);
    gen_destroy(g);
}

static void bad_files_are_refused(void **state)
{
    (void)state;
    assert_not_made(gen_lines(NULL, GEN_LEAVE), EINVAL);
    assert_not_made(gen_lines(fopen("/missing", "r"), GEN_CLOSE), ENOENT);
    assert_not_made(gen_blocks(fopen("/missing", "r"), 1, GEN_CLOSE), ENOENT);
    assert_not_made(gen_lines_fd(open("/missing", O_RDONLY), GEN_CLOSE),
                    ENOENT);
    assert_not_made(gen_lines(fopen("/missing", "r"), (enum gen_file)7),
                    EINVAL);
    assert_not_made(gen_lines_fd(-1, GEN_CLOSE), EINVAL);
    assert_not_made(gen_lines_fd(1000, GEN_LEAVE), EBADF);
    assert_not_made(gen_blocks(stdin, 0, GEN_LEAVE), EINVAL);
    assert_not_made(gen_blocks_fd(0, SIZE_MAX, GEN_LEAVE), EINVAL);
    assert_not_made(gen_blocks_fd(-1, 1, GEN_LEAVE), EINVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(range_goes_in_either_direction),
        TEST(range_does_not_overflow),
        TEST(range_needs_a_step),
        TEST(range_closes),
        TEST(array_gives_its_elements),
        TEST(array_is_released_once),
        TEST(bad_arrays_are_refused_and_released),
        TEST(repeat_gives_a_value_again),
        TEST(lines_come_without_their_ends),
        TEST(what_is_left_stays_open),
        TEST(blocks_have_one_size_but_the_last),
        TEST(pipes_fill_blocks),
        TEST(errors_of_reading_are_thrown),
        TEST(bad_files_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
