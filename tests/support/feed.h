/* Reads that go as they are told, and what sources of them are to give. */
#ifndef CGEN_TEST_FEED_H
#define CGEN_TEST_FEED_H

#include <cgen/iter.h>

#include "test.h"

/* Text that reads give in pieces. One call of them does something else, and
 * those after it go on with the text, as a terminal or a socket may. */
struct feed {
    const char *text;
    size_t piece;  /* bytes that a read gives at most */
    int odd_call;  /* counted from 1; 0: none */
    int odd_error; /* what it fails with; 0: it gives nothing, as at the end */
    bool silently; /* it fails and leaves errno alone */

    size_t at;
    int calls;
    int closed; /* how often */
};

ssize_t feed_read(struct feed *feed, char *to, size_t size);

/* The same text in pieces for each call in turn that may be odd: calls test
 * until one was not, which feed->calls tells. */
void feed_each_call(struct feed feed, void (*test)(struct feed *));

/* Reads g past its end and destroys it: notes its lines, or blocks, in <>; how
 * it ended, as ! and the errno, or !; and how the next two resumptions did. */
void note_lines(gen_t *g);
void note_blocks(gen_t *g);

/* What these note of the first size bytes of text if error ends them. */
const char *lines_of(const char *text, size_t size, int error);
const char *blocks_of(const char *text, size_t size, size_t block, int error);

#endif
