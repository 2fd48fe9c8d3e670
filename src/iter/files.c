/*
 * Sources that read files: lines and blocks.
 *
 * A read that gives less than was asked for is the last one: it has met the
 * end, or an error, which is thrown after what was read is yielded. Another
 * read could block (a pipe), give more (a terminal) or look like the end (a
 * socket that was reset).
 */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "iter/line.h"
#include "iter/stage.h"

/* A file, or, where that is NULL, a descriptor; and a buffer for what is read.
 */
struct reader {
    struct cgen__stage stage;
    FILE *file;
    int fd;
    enum gen_file whose;
    bool stopped; /* nothing more is read */
    int error;    /* an errno, if that is why */
    char *buffer;
    size_t room;
    size_t line, seen, end; /* in it, for lines of a descriptor */
    gen_bytes block;
};

static void close_file(FILE *file, int fd, enum gen_file whose)
{
    if (whose != GEN_CLOSE)
        return;
    if (file != NULL)
        (void)fclose(file);
    else if (fd >= 0)
        close(fd);
}

static void reader_release(struct cgen__stage *stage)
{
    struct reader *reader = (struct reader *)stage;

    close_file(reader->file, reader->fd, reader->whose);
    free(reader->buffer);
}

/* Returns EINVAL if there is nothing to read from, else error. */
static int check_file(bool is_there, enum gen_file whose, int error)
{
    if (whose != GEN_LEAVE && whose != GEN_CLOSE)
        return EINVAL;
    return error == 0 && !is_there ? cgen__stage_missing() : error;
}

/* A reader, or NULL with errno set and the file closed. */
static struct reader *new_reader(const struct cgen__stage_kind *kind,
                                 FILE *file, int fd, enum gen_file whose,
                                 int error)
{
    struct reader *reader = cgen__stage_new_source(
        kind, sizeof *reader,
        check_file(file != NULL || fd >= 0, whose, error));

    if (reader == NULL) {
        error = errno;
        close_file(file, fd, whose);
        errno = error;
        return NULL;
    }
    reader->file = file;
    reader->fd = fd;
    reader->whose = whose;
    return reader;
}

/* ----------------------------------------------------------------- Reading */

static void stop(struct reader *reader, int error)
{
    reader->stopped = true;
    reader->error = error;
}

/* Some reads fail without an errno. */
static int why(void)
{
    return errno != 0 ? errno : EIO;
}

/* The stream gave less than was asked for, with errno 0 before. The mark of an
 * error may be older than that; without any mark it is none of bytes. */
static void stop_stream(struct reader *reader)
{
    bool failed = ferror(reader->file) != 0 || feof(reader->file) == 0;

    stop(reader, failed ? why() : 0);
}

/* Reads once, up to size bytes. Returns the number read; 0 after the last. */
static size_t read_once(struct reader *reader, char *to, size_t size)
{
    ssize_t got;

    do
        got = read(reader->fd, to, size);
    while (got < 0 && errno == EINTR);
    if (got > 0)
        return (size_t)got;
    stop(reader, got < 0 ? why() : 0);
    return 0;
}

/* The result when all that was read has been yielded. */
static gen_result reader_end(const struct reader *reader)
{
    return reader->error != 0
               ? (gen_result){gen_of_int(reader->error), true, GEN_THROWN}
               : cgen__stage_end();
}

/* --------------------------------------------------- Lines of a stream */

static size_t read_line(struct reader *reader)
{
    int before = errno;
    size_t size;

    errno = 0;
    size = cgen__line_read(reader->file, &reader->buffer, &reader->room);
    if (size == 0 || reader->buffer[size - 1] != '\n')
        stop_stream(reader);
    errno = before;
    return size;
}

static gen_result lines_step(struct cgen__stage *stage)
{
    struct reader *reader = (struct reader *)stage;
    size_t size = reader->stopped ? 0 : read_line(reader);

    if (size == 0)
        return reader_end(reader);
    if (reader->buffer[size - 1] == '\n')
        reader->buffer[size - 1] = '\0';
    return cgen__stage_give(reader->buffer);
}

static gen_result lines_next(void *state, void *sent)
{
    (void)sent;
    return cgen__stage_run(state, lines_step);
}

gen_t *gen_lines(FILE *file, enum gen_file whose)
{
    static const struct cgen__stage_kind kind = {
        CGEN__STAGE_OPS(lines_next), cgen__stage_open_nothing, reader_release};

    return cgen__stage_iterator(new_reader(&kind, file, -1, whose, 0));
}

/* ----------------------------------------------- Lines of a descriptor
 *
 *      buffer           line          seen          end      room
 *      | lines given    | has begun   | may be ended | free   |
 */

enum { LEAST_ROOM = 4096 };

/* Makes room for one more byte, and a zero after it. */
static bool make_room(struct reader *reader)
{
    size_t room = reader->room != 0 ? 2 * reader->room : LEAST_ROOM;
    char *buffer;

    if (reader->end + 1 < reader->room)
        return true;
    buffer = realloc(reader->buffer, room);
    if (buffer == NULL) {
        stop(reader, ENOMEM);
        return false;
    }
    reader->buffer = buffer;
    reader->room = room;
    return true;
}

/* Yields what was read up to after, without a '\n' at its end. */
static gen_result give_line(struct reader *reader, size_t after)
{
    char *line = reader->buffer + reader->line;

    if (reader->buffer[after - 1] == '\n')
        reader->buffer[after - 1] = '\0';
    else
        reader->buffer[after] = '\0';
    reader->line = reader->seen = after;
    return cgen__stage_give(line);
}

/* True if a whole line was read; then sets where the next one begins. */
static bool find_line(struct reader *reader, size_t *after)
{
    const char *newline = NULL;

    if (reader->seen != reader->end)
        newline = memchr(reader->buffer + reader->seen, '\n',
                         reader->end - reader->seen);
    reader->seen = reader->end;
    if (newline != NULL)
        *after = (size_t)(newline - reader->buffer) + 1;
    return newline != NULL;
}

/* Moves the line that is not complete yet to the start of the buffer. */
static void move_to_front(struct reader *reader)
{
    size_t size = reader->end - reader->line;

    if (reader->line == 0)
        return;
    memmove(reader->buffer, reader->buffer + reader->line, size);
    reader->line = 0;
    reader->seen = reader->end = size;
}

static void read_ahead(struct reader *reader)
{
    move_to_front(reader);
    if (make_room(reader))
        reader->end += read_once(reader, reader->buffer + reader->end,
                                 reader->room - reader->end - 1);
}

static gen_result fd_lines_step(struct cgen__stage *stage)
{
    struct reader *reader = (struct reader *)stage;
    size_t after;

    while (!find_line(reader, &after)) {
        if (reader->stopped)
            return reader->line != reader->end ? give_line(reader, reader->end)
                                               : reader_end(reader);
        read_ahead(reader);
    }
    return give_line(reader, after);
}

static gen_result fd_lines_next(void *state, void *sent)
{
    (void)sent;
    return cgen__stage_run(state, fd_lines_step);
}

gen_t *gen_lines_fd(int fd, enum gen_file whose)
{
    static const struct cgen__stage_kind kind = {CGEN__STAGE_OPS(fd_lines_next),
                                                 cgen__stage_open_nothing,
                                                 reader_release};
    bool is_open = fd < 0 || fcntl(fd, F_GETFD) >= 0;

    return cgen__stage_iterator(
        new_reader(&kind, NULL, fd, whose, is_open ? 0 : errno));
}

/* ---------------------------------------------------------------- Blocks */

static size_t read_stream(struct reader *reader)
{
    int before = errno;
    size_t size;

    errno = 0;
    size = fread(reader->buffer, 1, reader->room, reader->file);
    if (size < reader->room)
        stop_stream(reader);
    errno = before;
    return size;
}

static size_t read_descriptor(struct reader *reader)
{
    size_t size = 0;

    while (size < reader->room && !reader->stopped)
        size += read_once(reader, reader->buffer + size, reader->room - size);
    return size;
}

static gen_result blocks_step(struct cgen__stage *stage)
{
    struct reader *reader = (struct reader *)stage;
    size_t size = 0;

    if (!reader->stopped)
        size = reader->file != NULL ? read_stream(reader)
                                    : read_descriptor(reader);
    if (size == 0)
        return reader_end(reader);
    reader->block = (gen_bytes){reader->buffer, size};
    return cgen__stage_give(&reader->block);
}

static gen_result blocks_next(void *state, void *sent)
{
    (void)sent;
    return cgen__stage_run(state, blocks_step);
}

static gen_t *new_blocks(FILE *file, int fd, size_t size, enum gen_file whose)
{
    static const struct cgen__stage_kind kind = {
        CGEN__STAGE_OPS(blocks_next), cgen__stage_open_nothing, reader_release};
    bool fits = size != 0 && size <= PTRDIFF_MAX;
    struct reader *reader =
        new_reader(&kind, file, fd, whose, fits ? 0 : EINVAL);

    if (reader == NULL)
        return NULL;
    reader->buffer = malloc(size + 1); /* which is never 0 */
    reader->room = size;
    if (reader->buffer != NULL)
        return cgen__stage_iterator(reader);
    cgen__stage_free(reader);
    errno = ENOMEM;
    return NULL;
}

gen_t *gen_blocks(FILE *file, size_t size, enum gen_file whose)
{
    return new_blocks(file, -1, size, whose);
}

gen_t *gen_blocks_fd(int fd, size_t size, enum gen_file whose)
{
    return new_blocks(NULL, fd, size, whose);
}
