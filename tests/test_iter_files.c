/* Files and descriptors whose reading fails, as sources: what was read before
 * comes first, then the error with its errno, once, then the end. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <wchar.h>

#include "support/feed.h"

static const char text[] = "ab\n\ncdefg\nh\nijklmnopqr";

static const int errors[] = {0, EINTR, EAGAIN, EIO, ECONNRESET};

enum { ERRORS = sizeof errors / sizeof *errors };

/* --------------------------------------------- Streams that fail at a call */

static ssize_t read_feed(void *feed, char *to, size_t size)
{
    return feed_read(feed, to, size);
}

static int close_feed(void *feed)
{
    ((struct feed *)feed)->closed++;
    return 0;
}

static FILE *stream_of(struct feed *feed)
{
    const cookie_io_functions_t functions = {.read = read_feed,
                                             .close = close_feed};
    FILE *file = fopencookie(feed, "r", functions);

    assert_non_null(file);
    return file;
}

static int error_of(const struct feed *feed)
{
    if (feed->calls < feed->odd_call)
        return 0;
    return feed->silently ? EIO : feed->odd_error;
}

static void check_lines(struct feed *feed)
{
    note_lines(gen_lines(stream_of(feed), GEN_CLOSE));
    assert_trace(lines_of(text, feed->at, error_of(feed)));
    assert_int_equal(feed->closed, 1);
}

static void check_unbuffered_lines(struct feed *feed)
{
    FILE *file = stream_of(feed);

    setvbuf(file, NULL, _IONBF, 0);
    note_lines(gen_lines(file, GEN_LEAVE));
    assert_trace(lines_of(text, feed->at, error_of(feed)));
    assert_int_equal(feed->closed, 0);
    fclose(file);
    assert_int_equal(feed->closed, 1);
}

static void check_blocks(struct feed *feed)
{
    note_blocks(gen_blocks(stream_of(feed), 4, GEN_CLOSE));
    assert_trace(blocks_of(text, feed->at, 4, error_of(feed)));
    assert_int_equal(feed->closed, 1);
}

static void check_large_blocks(struct feed *feed)
{
    FILE *file = stream_of(feed);

    note_blocks(gen_blocks(file, 100000, GEN_LEAVE));
    assert_trace(blocks_of(text, feed->at, 100000, error_of(feed)));
    assert_int_equal(feed->closed, 0);
    fclose(file);
    assert_int_equal(feed->closed, 1);
}

static void check_every_way(struct feed feed)
{
    feed_each_call(feed, check_lines);
    feed_each_call(feed, check_unbuffered_lines);
    feed_each_call(feed, check_blocks);
    feed_each_call(feed, check_large_blocks);
}

static void a_stream_fails_at_any_call(void **state)
{
    (void)state;
    for (size_t piece = 1; piece < sizeof text + 1; piece++)
        for (int i = 0; i < ERRORS; i++)
            check_every_way((struct feed){
                .text = text, .piece = piece, .odd_error = errors[i]});
}

static void a_stream_that_fails_without_errno_throws_eio(void **state)
{
    (void)state;
    for (size_t piece = 1; piece < sizeof text + 1; piece++)
        check_every_way((struct feed){
            .text = text, .piece = piece, .odd_error = EIO, .silently = true});
}

/* ------------------------------------------- Streams with a mark from before
 */

/* A stream of text whose first read has failed. */
static FILE *marked(struct feed *feed, const char *content)
{
    FILE *file;

    *feed = (struct feed){
        .text = content, .piece = 3, .odd_call = 1, .odd_error = ECONNRESET};
    file = stream_of(feed);
    assert_int_equal(fgetc(file), EOF);
    assert_true(ferror(file) != 0);
    return file;
}

static void a_stream_marked_before_does_not_end(void **state)
{
    struct feed feed;

    (void)state;
    note_lines(gen_lines(marked(&feed, "ab\ncd\n"), GEN_CLOSE));
    assert_trace(lines_of("ab\ncd\n", 6, EIO));
    note_lines(gen_lines(marked(&feed, "ab\nc"), GEN_CLOSE));
    assert_trace(lines_of("ab\nc", 4, EIO));
    note_lines(gen_lines(marked(&feed, ""), GEN_CLOSE));
    assert_trace(lines_of("", 0, EIO));
    note_blocks(gen_blocks(marked(&feed, "abcdef"), 3, GEN_CLOSE));
    assert_trace(blocks_of("abcdef", 6, 3, EIO));
    note_blocks(gen_blocks(marked(&feed, "abcdef"), 4, GEN_CLOSE));
    assert_trace(blocks_of("abcdef", 6, 4, EIO));
    note_blocks(gen_blocks(marked(&feed, ""), 4, GEN_CLOSE));
    assert_trace(blocks_of("", 0, 4, EIO));
}

static void a_marked_stream_that_fails_tells_why(void **state)
{
    struct feed feed;
    FILE *file = marked(&feed, "ab\ncd\n");

    (void)state;
    feed.odd_call = 3;
    note_lines(gen_lines(file, GEN_CLOSE));
    assert_trace(lines_of("ab\n", 3, ECONNRESET));
    file = marked(&feed, "ab\ncd\n");
    feed.odd_call = 3;
    note_blocks(gen_blocks(file, 2, GEN_CLOSE));
    assert_trace(blocks_of("ab\n", 3, 2, ECONNRESET));
}

static void a_stream_marked_between_reads_does_not_end(void **state)
{
    struct feed feed = {.text = "ab\ncd\n", .piece = 9};
    FILE *file = stream_of(&feed);
    gen_t *g = gen_lines(file, GEN_CLOSE);

    (void)state;
    assert_yielded(gen_next(g), "ab");
    assert_int_equal(fputc('x', file), EOF);
    note_lines(g);
    assert_trace(lines_of("cd\n", 3, EIO));
}

static void a_cleared_stream_ends(void **state)
{
    struct feed feed;
    FILE *file = marked(&feed, "ab\n");

    (void)state;
    clearerr(file);
    note_lines(gen_lines(file, GEN_CLOSE));
    assert_trace(lines_of("ab\n", 3, 0));
}

/* An unlinked file with text, at its beginning. */
static int file_with_text(void)
{
    char name[] = "/tmp/cgen_test_XXXXXX";
    int fd = mkstemp(name);

    assert_true(fd >= 0);
    unlink(name);
    assert_int_equal(write(fd, text, sizeof text - 1), sizeof text - 1);
    assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
    return fd;
}

static FILE *wide_stream(void)
{
    FILE *file = fdopen(file_with_text(), "r");

    assert_non_null(file);
    assert_true(fwide(file, 1) > 0);
    return file;
}

/* It has no bytes to give, and no mark. */
static void a_wide_stream_does_not_end(void **state)
{
    (void)state;
    note_lines(gen_lines(wide_stream(), GEN_CLOSE));
    assert_trace(lines_of("", 0, EIO));
    note_blocks(gen_blocks(wide_stream(), 3, GEN_CLOSE));
    assert_trace(blocks_of("", 0, 3, EIO));
}

static void what_is_not_open_for_reading_throws(void **state)
{
    (void)state;
    note_lines(gen_lines(fdopen(file_with_text(), "w"), GEN_CLOSE));
    note_blocks(gen_blocks(fdopen(file_with_text(), "w"), 3, GEN_CLOSE));
    assert_trace("!9 ! ! !9 ! !");
    note_lines(gen_lines_fd(open("/dev/null", O_WRONLY), GEN_CLOSE));
    note_blocks(gen_blocks_fd(open("/dev/null", O_WRONLY), 3, GEN_CLOSE));
    assert_trace("!9 ! ! !9 ! !");
}

/* ---------------------------------------------- What the kernel says itself */

static void a_directory_throws_eisdir(void **state)
{
    int fd = open("/", O_RDONLY);

    (void)state;
    note_lines(gen_lines(fdopen(dup(fd), "r"), GEN_CLOSE));
    note_blocks(gen_blocks(fdopen(dup(fd), "r"), 3, GEN_CLOSE));
    note_lines(gen_lines_fd(fd, GEN_LEAVE));
    note_blocks(gen_blocks_fd(fd, 3, GEN_CLOSE));
    assert_trace("!21 ! ! !21 ! ! !21 ! ! !21 ! !");
    assert_int_equal(fcntl(fd, F_GETFD), -1);
}

/* Waits until all of what was sent has arrived. */
static void wait_for_bytes(int fd, ssize_t size)
{
    char bytes[16];

    while (recv(fd, bytes, sizeof bytes, MSG_PEEK) < size)
        continue;
}

static void reset(int fd)
{
    const struct linger at_once = {.l_onoff = 1, .l_linger = 0};

    setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(fd);
}

/* Two sockets that are connected; skips the test where there is no network. */
static void make_connection(int *ours, int *theirs)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int listening = socket(AF_INET, SOCK_STREAM, 0);

    *ours = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(listening, (struct sockaddr *)&address, size) != 0 ||
        listen(listening, 1) != 0 ||
        getsockname(listening, (struct sockaddr *)&address, &size) != 0 ||
        connect(*ours, (struct sockaddr *)&address, size) != 0)
        skip();
    *theirs = accept(listening, NULL, NULL);
    assert_true(*theirs >= 0);
    close(listening);
}

/* A socket with content to read, which its peer has reset since. */
static int reset_socket(const char *content)
{
    ssize_t size = (ssize_t)strlen(content);
    struct pollfd waiting = {.events = POLLRDHUP};
    int theirs;

    make_connection(&waiting.fd, &theirs);
    assert_int_equal(send(theirs, content, (size_t)size, 0), size);
    wait_for_bytes(waiting.fd, size);
    reset(theirs);
    while ((waiting.revents & POLLERR) == 0)
        assert_int_equal(poll(&waiting, 1, -1), 1);
    return waiting.fd;
}

static FILE *reset_stream(const char *content)
{
    return fdopen(reset_socket(content), "r");
}

static void a_reset_socket_throws_after_what_it_had(void **state)
{
    (void)state;
    for (size_t size = 1; size < 6; size++) {
        note_blocks(gen_blocks_fd(reset_socket("abc"), size, GEN_CLOSE));
        assert_trace(blocks_of("abc", 3, size, ECONNRESET));
        note_blocks(gen_blocks(reset_stream("abc"), size, GEN_CLOSE));
        assert_trace(blocks_of("abc", 3, size, ECONNRESET));
    }
    note_lines(gen_lines_fd(reset_socket("a\nbc"), GEN_CLOSE));
    assert_trace(lines_of("a\nbc", 4, ECONNRESET));
    note_lines(gen_lines(reset_stream("a\nbc"), GEN_CLOSE));
    assert_trace(lines_of("a\nbc", 4, ECONNRESET));
    note_lines(gen_lines_fd(reset_socket("a\n"), GEN_CLOSE));
    assert_trace(lines_of("a\n", 2, ECONNRESET));
    note_lines(gen_lines(reset_stream("a\n"), GEN_CLOSE));
    assert_trace(lines_of("a\n", 2, ECONNRESET));
}

/* A pipe that does not block, with content. */
static void make_pipe(int ends[2], const char *content)
{
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
    assert_int_equal(write(ends[1], content, strlen(content)), strlen(content));
}

static void a_descriptor_that_does_not_block_goes_on_later(void **state)
{
    int ends[2];

    (void)state;
    make_pipe(ends, "a\nbc");
    note_lines(gen_lines_fd(ends[0], GEN_LEAVE));
    assert_trace(lines_of("a\nbc", 4, EAGAIN));
    assert_int_equal(write(ends[1], "defg", 4), 4);
    note_blocks(gen_blocks_fd(ends[0], 3, GEN_LEAVE));
    assert_trace(blocks_of("defg", 4, 3, EAGAIN));
    close(ends[1]);
    note_lines(gen_lines_fd(ends[0], GEN_CLOSE));
    assert_trace(lines_of("", 0, 0));
}

static void a_stream_that_does_not_block_goes_on_later(void **state)
{
    int ends[2];
    FILE *file;

    (void)state;
    make_pipe(ends, "a\nbc");
    file = fdopen(ends[0], "r");
    note_lines(gen_lines(file, GEN_LEAVE));
    assert_trace(lines_of("a\nbc", 4, EAGAIN));
    assert_int_equal(write(ends[1], "defg", 4), 4);
    clearerr(file);
    note_blocks(gen_blocks(file, 3, GEN_LEAVE));
    assert_trace(blocks_of("defg", 4, 3, EAGAIN));
    close(ends[1]);
    clearerr(file);
    note_lines(gen_lines(file, GEN_CLOSE));
    assert_trace(lines_of("", 0, 0));
}

static void a_source_that_is_not_made_closes_once(void **state)
{
    struct feed feed = {.text = text, .piece = 9};
    FILE *file = stream_of(&feed);

    (void)state;
    assert_null(gen_blocks(file, 0, GEN_LEAVE));
    assert_int_equal(feed.closed, 0);
    errno = 0;
    assert_null(gen_blocks(file, 0, GEN_CLOSE));
    assert_int_equal(errno, EINVAL);
    assert_int_equal(feed.closed, 1);
}

/* ---------------------------------------------------------- What reads them */

static void consumers_tell_of_the_error(void **state)
{
    gen_result end;
    size_t count = 9;
    struct feed feed = {
        .text = text, .piece = 4, .odd_call = 2, .odd_error = EAGAIN};

    (void)state;
    assert_null(
        gen_to_strings(gen_lines(stream_of(&feed), GEN_CLOSE), &count, &end));
    assert_int_equal(count, 0);
    assert_int_equal(end.error, GEN_THROWN);
    assert_int_equal(gen_to_int(end.value), EAGAIN);
    feed.calls = 0;
    assert_int_equal(
        gen_count(gen_blocks(stream_of(&feed), 2, GEN_CLOSE), &end), 2);
    assert_int_equal(end.error, GEN_THROWN);
    assert_int_equal(gen_to_int(end.value), EAGAIN);
    assert_int_equal(feed.closed, 2);
}

/* What is read well leaves errno as it is, which others may be looking at. */
static void reading_leaves_errno_alone(void **state)
{
    gen_t *g = gen_lines(fdopen(file_with_text(), "r"), GEN_CLOSE);

    (void)state;
    errno = ENOENT;
    assert_yielded(gen_next(g), "ab");
    assert_int_equal(errno, ENOENT);
    gen_destroy(g);
    g = gen_blocks(fdopen(file_with_text(), "r"), 100, GEN_CLOSE);
    errno = ENOENT;
    gen_next(g);
    gen_next(g);
    assert_int_equal(errno, ENOENT);
    gen_destroy(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_stream_fails_at_any_call),
        TEST(a_stream_that_fails_without_errno_throws_eio),
        TEST(a_stream_marked_before_does_not_end),
        TEST(a_marked_stream_that_fails_tells_why),
        TEST(a_stream_marked_between_reads_does_not_end),
        TEST(a_cleared_stream_ends),
        TEST(a_wide_stream_does_not_end),
        TEST(what_is_not_open_for_reading_throws),
        TEST(a_directory_throws_eisdir),
        TEST(a_reset_socket_throws_after_what_it_had),
        TEST(a_descriptor_that_does_not_block_goes_on_later),
        TEST(a_stream_that_does_not_block_goes_on_later),
        TEST(a_source_that_is_not_made_closes_once),
        TEST(consumers_tell_of_the_error),
        TEST(reading_leaves_errno_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
