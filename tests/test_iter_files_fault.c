/* Descriptors whose reads fail at any call. Linked with the library's objects,
 * whose calls it wraps. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "support/feed.h"

static const char text[] = "ab\n\ncdefg\nh\nijklmnopqr";

static const int errors[] = {0, EINTR, EAGAIN, EIO, ECONNRESET};

enum { ERRORS = sizeof errors / sizeof *errors };

/* What the descriptor that is being tested is read from; NULL: there is none.
 */
static struct feed *fed;
static int fed_fd;

ssize_t __real_read(int fd, void *to, size_t size);
int __real_close(int fd);

ssize_t __wrap_read(int fd, void *to, size_t size);
int __wrap_close(int fd);

ssize_t __wrap_read(int fd, void *to, size_t size)
{
    return fed != NULL && fd == fed_fd ? feed_read(fed, to, size)
                                       : __real_read(fd, to, size);
}

int __wrap_close(int fd)
{
    if (fed != NULL && fd == fed_fd)
        fed->closed++;
    return __real_close(fd);
}

static int descriptor_of(struct feed *feed)
{
    fed = feed;
    fed_fd = open("/dev/null", O_RDONLY);
    assert_true(fed_fd >= 0);
    return fed_fd;
}

/* Interrupted reads are made again. */
static int error_of(const struct feed *feed)
{
    if (feed->calls < feed->odd_call || feed->odd_error == EINTR)
        return 0;
    return feed->odd_error;
}

static void check_closed(const struct feed *feed)
{
    assert_int_equal(feed->closed, 1);
    fed = NULL;
    assert_int_equal(fcntl(fed_fd, F_GETFD), -1);
}

static void check_lines(struct feed *feed)
{
    note_lines(gen_lines_fd(descriptor_of(feed), GEN_CLOSE));
    assert_trace(lines_of(feed->text, feed->at, error_of(feed)));
    check_closed(feed);
}

static void check_blocks(struct feed *feed)
{
    note_blocks(gen_blocks_fd(descriptor_of(feed), 4, GEN_CLOSE));
    assert_trace(blocks_of(feed->text, feed->at, 4, error_of(feed)));
    check_closed(feed);
}

static void check_large_blocks(struct feed *feed)
{
    int fd = descriptor_of(feed);

    note_blocks(gen_blocks_fd(fd, 100000, GEN_LEAVE));
    assert_trace(blocks_of(feed->text, feed->at, 100000, error_of(feed)));
    assert_int_equal(feed->closed, 0);
    close(fd);
    check_closed(feed);
}

static void check_every_way(struct feed feed)
{
    feed_each_call(feed, check_lines);
    feed_each_call(feed, check_blocks);
    feed_each_call(feed, check_large_blocks);
}

static void a_descriptor_fails_at_any_call(void **state)
{
    (void)state;
    for (size_t piece = 1; piece < sizeof text + 1; piece++)
        for (int i = 0; i < ERRORS; i++)
            check_every_way((struct feed){
                .text = text, .piece = piece, .odd_error = errors[i]});
}

static char long_text[30000];

/* Fills it with lines of that length, their ends included. */
static void write_lines(size_t length)
{
    for (size_t i = 0; i < sizeof long_text - 1; i++)
        long_text[i] = i % length == length - 1 ? '\n' : 'x';
}

/* True if they are read as they are, in such pieces. */
static bool reads_lines(size_t length, size_t piece)
{
    struct feed feed = {.text = long_text, .piece = piece};
    size_t left = sizeof long_text - 1;

    gen_foreach (char *, line, gen_lines_fd(descriptor_of(&feed), GEN_CLOSE)) {
        size_t whole = left < length ? left + 1 : length;

        if (strlen(line) != whole - 1)
            return false;
        left -= left < length ? left : length;
    }
    return left == 0;
}

/* Lines that end about where the buffer does, or what is read at once; and
 * some that are longer than the buffer. */
static void lines_of_any_length_come_whole(void **state)
{
    (void)state;
    for (size_t length = 4090; length < 4100; length++) {
        write_lines(length);
        for (size_t piece = 4091; piece < 4099; piece++)
            assert_true(reads_lines(length, piece));
        assert_true(reads_lines(length, 1));
    }
    write_lines(20000);
    assert_true(reads_lines(20000, 100));
    assert_true(reads_lines(20000, 100000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_descriptor_fails_at_any_call),
        TEST(lines_of_any_length_come_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
