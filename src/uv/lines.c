/*
 * The lines of bytes. Those that lie in one piece are yielded where they are;
 * what is at the end of one piece and the beginning of the next is copied into
 * a buffer.
 */
#include "uv/source.h"

struct lines {
    gen_t *bytes;
    gen_pull pull;
    char *at, *end;         /* of the piece, what was not yielded yet */
    char *kept;             /* the beginning of a line */
    size_t kept_size, room; /* of it; in it */
    bool has_ended;         /* the source, with this: */
    gen_result last;
};

/* True unless there is no memory. */
static bool keep(struct lines *lines, const char *data, size_t size)
{
    size_t needed = lines->kept_size + size + 1, room = 2 * needed;
    char *kept;

    if (needed > lines->room) {
        kept = realloc(lines->kept, room);
        if (kept == NULL)
            return false;
        lines->kept = kept;
        lines->room = room;
    }
    memcpy(lines->kept + lines->kept_size, data, size);
    lines->kept_size += size;
    lines->kept[lines->kept_size] = '\0';
    return true;
}

static gen_result fail(struct lines *lines)
{
    lines->has_ended = true;
    host_fail(UV_ENOMEM, "gen_uv_lines_of", NULL);
    return source_error();
}

static gen_result give_kept(struct lines *lines)
{
    lines->kept_size = 0;
    return source_value(lines->kept);
}

/* The line that ends at newline, in this piece. */
static gen_result give(struct lines *lines, char *newline)
{
    char *line = lines->at;

    *newline = '\0';
    lines->at = newline + 1;
    if (lines->kept_size == 0)
        return source_value(line);
    if (!keep(lines, line, (size_t)(newline - line)))
        return fail(lines);
    return give_kept(lines);
}

/* The next piece; false: there is none. */
static bool fetch(struct lines *lines)
{
    gen_result got = lines->pull.next(lines->pull.state, NULL);
    const gen_bytes *piece = got.value;

    if (got.done) {
        lines->has_ended = true;
        lines->last = got;
        return false;
    }
    lines->at = piece->data;
    lines->end = piece->data + piece->size;
    return true;
}

/* What comes when all of the source was taken. */
static gen_result finish(struct lines *lines)
{
    if (lines->kept_size != 0)
        return give_kept(lines);
    return lines->last.error != 0 ? lines->last : source_end();
}

static gen_result next(void *state, void *sent)
{
    struct lines *lines = state;

    (void)sent;
    while (!lines->has_ended) {
        size_t size = (size_t)(lines->end - lines->at);
        char *newline = size != 0 ? memchr(lines->at, '\n', size) : NULL;

        if (newline != NULL)
            return give(lines, newline);
        if (size != 0 && !keep(lines, lines->at, size))
            return fail(lines);
        lines->at = lines->end;
        fetch(lines);
    }
    return finish(lines);
}

static gen_result on_return(void *state, void *value)
{
    struct lines *lines = state;
    gen_result out = gen_return(lines->bytes, value);

    return out.error != 0 ? out : (gen_result){value, true, 0};
}

static void release(void *state)
{
    struct lines *lines = state;

    gen_destroy(lines->bytes);
    free(lines->kept);
    free(lines);
}

gen_t *gen_uv_lines_of(gen_t *bytes)
{
    const gen_ops ops = {.on_next = next,
                         .on_return = on_return,
                         .on_free = release,
                         .name = "gen_uv_lines_of"};
    struct lines *lines;

    if (bytes == NULL)
        return NULL;
    lines = calloc(1, sizeof *lines);
    if (lines != NULL) {
        lines->bytes = bytes;
        lines->pull = gen_pull_of(bytes);
        return gen_from(&ops, lines);
    }
    gen_destroy(bytes);
    return host_lose(UV_ENOMEM, "gen_uv_lines_of", NULL);
}

gen_t *gen_uv_lines(const char *path, size_t block)
{
    return gen_uv_lines_of(gen_uv_blocks(path, block));
}
