#include "support/feed.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static ssize_t give(struct feed *feed, char *to, size_t size)
{
    size_t left = strlen(feed->text + feed->at);

    size = size < feed->piece ? size : feed->piece;
    size = size < left ? size : left;
    memcpy(to, feed->text + feed->at, size);
    feed->at += size;
    return (ssize_t)size;
}

ssize_t feed_read(struct feed *feed, char *to, size_t size)
{
    if (++feed->calls != feed->odd_call)
        return give(feed, to, size);
    if (feed->odd_error == 0)
        return 0;
    if (!feed->silently)
        errno = feed->odd_error;
    return -1;
}

void feed_each_call(struct feed feed, void (*test)(struct feed *))
{
    struct feed fed;

    feed.odd_call = 0;
    do {
        feed.odd_call++;
        fed = feed;
        test(&fed);
    } while (fed.calls >= fed.odd_call);
}

static void note_ends(gen_t *g, gen_result end)
{
    for (int i = 0; i < 3; i++) {
        if (end.done && end.error == GEN_THROWN)
            note("!%d", (int)gen_to_int(end.value));
        else
            note(end.done && end.error == 0 && end.value == NULL ? "!" : "?");
        end = gen_next(g);
    }
    gen_destroy(g);
}

void note_lines(gen_t *g)
{
    gen_result result = gen_next(g);

    for (; !result.done; result = gen_next(g))
        note("<%s>", (char *)result.value);
    note_ends(g, result);
}

void note_blocks(gen_t *g)
{
    gen_result result = gen_next(g);

    for (; !result.done; result = gen_next(g)) {
        const gen_bytes *bytes = result.value;

        note("<%.*s>", (int)bytes->size, bytes->data);
    }
    note_ends(g, result);
}

static char expected[4096];

static void expect(const char *word, size_t size)
{
    size_t length = strlen(expected);

    snprintf(expected + length, sizeof expected - length, "<%.*s> ", (int)size,
             word);
}

static const char *expect_end(int error)
{
    size_t length = strlen(expected);

    if (error != 0)
        snprintf(expected + length, sizeof expected - length, "!%d ! !", error);
    else
        snprintf(expected + length, sizeof expected - length, "! ! !");
    return expected;
}

const char *lines_of(const char *text, size_t size, int error)
{
    expected[0] = '\0';
    while (size != 0) {
        const char *newline = memchr(text, '\n', size);
        size_t line = newline != NULL ? (size_t)(newline - text) : size;
        size_t whole = newline != NULL ? line + 1 : line;

        expect(text, line);
        text += whole;
        size -= whole;
    }
    return expect_end(error);
}

const char *blocks_of(const char *text, size_t size, size_t block, int error)
{
    expected[0] = '\0';
    while (size != 0) {
        size_t part = block < size ? block : size;

        expect(text, part);
        text += part;
        size -= part;
    }
    return expect_end(error);
}
