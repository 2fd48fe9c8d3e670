/* Sources that read files: lines and blocks. */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "iter/stage.h"

/* A file, or, where that is NULL, a descriptor; with a buffer for what it
 * gives. */
struct reader {
    struct cgen__stage stage;
    FILE *file;
    int fd;
    enum gen_file whose;
    char *buffer;
    size_t room;
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

/* What is wrong with what is to be read, or else error. */
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

static gen_result throw_errno(int error)
{
    return (gen_result){gen_of_int(error), true, GEN_THROWN};
}

/* ----------------------------------------------------------------- Lines */

static gen_result lines_step(struct cgen__stage *stage)
{
    struct reader *reader = (struct reader *)stage;
    ssize_t length;

    errno = 0;
    length = getline(&reader->buffer, &reader->room, reader->file);
    if (length < 0)
        return ferror(reader->file) || errno == ENOMEM ? throw_errno(errno)
                                                       : cgen__stage_end();
    if (reader->buffer[length - 1] == '\n')
        reader->buffer[length - 1] = '\0';
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

/* A stream that may be closed: over the descriptor itself, or another one of
 * the same. */
static FILE *open_stream(int fd, enum gen_file whose)
{
    int own = whose == GEN_CLOSE ? fd : dup(fd);
    FILE *file = own >= 0 ? fdopen(own, "r") : NULL;
    int error = errno;

    if (file == NULL && own >= 0)
        close(own);
    errno = error;
    return file;
}

gen_t *gen_lines_fd(int fd, enum gen_file whose)
{
    FILE *file;
    int error = check_file(fd >= 0, whose, 0);

    if (error != 0) {
        errno = error;
        return NULL;
    }
    file = open_stream(fd, whose);
    return file != NULL ? gen_lines(file, GEN_CLOSE) : NULL;
}

/* ---------------------------------------------------------------- Blocks */

static size_t read_stream(struct reader *reader, int *error)
{
    size_t size;

    errno = 0;
    size = fread(reader->buffer, 1, reader->room, reader->file);
    *error = ferror(reader->file) ? errno : 0;
    return size;
}

static size_t read_descriptor(const struct reader *reader, int *error)
{
    size_t size = 0;
    ssize_t got = 1;

    *error = 0;
    while (size < reader->room && got != 0) {
        got = read(reader->fd, reader->buffer + size, reader->room - size);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            *error = errno;
            break;
        }
        size += (size_t)got;
    }
    return size;
}

/* What was read before an error comes before it. */
static gen_result blocks_step(struct cgen__stage *stage)
{
    struct reader *reader = (struct reader *)stage;
    int error;
    size_t size = reader->file != NULL ? read_stream(reader, &error)
                                       : read_descriptor(reader, &error);

    if (size == 0)
        return error != 0 ? throw_errno(error) : cgen__stage_end();
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
