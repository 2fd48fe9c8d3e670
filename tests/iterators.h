/* What the tests of iterators share: sources that note what is done to them. */
#ifndef CGEN_TEST_ITERATORS_H
#define CGEN_TEST_ITERATORS_H

#include <cgen/iter.h>

#include "test.h"

/* Gives the integers from 0 below count. Notes, after its label, n for each
 * pull, r for being closed, f for being freed. */
struct noting {
    const char *label;
    int64_t count;
    int64_t fails_at;        /* with "failed"; negative: never */
    const char *close_error; /* thrown when it is closed, or NULL */
    int64_t position;
};

/* On the heap, so that it may outlive its scope; freed with the source. */
gen_t *noting(const char *label, int64_t count);
gen_t *failing(const char *label, int64_t at);
gen_t *unclosable(const char *label, int64_t count, const char *error);

/* A list of count sources of one value each, which count how often each is
 * freed in *freed; both are freed with free_counted. */
struct counted_list {
    size_t count;
    gen_t **sources;
    int *freed;
};
struct counted_list counted(size_t count);
void free_counted(struct counted_list *list);

/* Has the list name at last what it names at first, whose own there is
 * destroyed and need not be freed again. */
void name_twice(struct counted_list *list, size_t first, size_t last);

/* True if each was freed once. */
bool was_each_freed(const struct counted_list *list);

/* Reads g to its end, or the limit, noting integers; notes the end as ! and an
 * error's code if there is one. Does not destroy g. */
void note_ints(gen_t *g, int limit);

/* The same with what an items points to, in brackets. */
void note_groups(gen_t *g, int limit);

/* Makes nothing, and why: an errno. */
#define assert_not_made(made, error)    \
    do {                                \
        errno = 0;                      \
        assert_null(made);              \
        assert_int_equal(errno, error); \
    } while (0)

#endif
