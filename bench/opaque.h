/*
 * What the benchmarks compare generators with, where the optimiser must not
 * look: functions of another translation unit, compiled without link-time
 * optimisation, so that every call is a real call.
 */
#ifndef CGEN_BENCH_OPAQUE_H
#define CGEN_BENCH_OPAQUE_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The least that a call can do for its caller. */
long opaque_successor(long n);

/* setjmp, a call, and a longjmp out of it; returns opaque_successor's. */
long opaque_jump_back(long n);

/* What one writes by hand for want of generators: an iterator over first,
 * first + 1, ... whose state is on the heap. NULL if there is no memory. */
struct opaque_iterator *opaque_iterator_new(long first, long end);
bool opaque_iterator_next(struct opaque_iterator *iterator, long *value);
void opaque_iterator_free(struct opaque_iterator *iterator);

/* The same as pipelines are written by hand: an iterator is a function that
 * gives the next value, and a state that it allocates; callbacks get an
 * argument. NULL for state if there is no memory; it is freed by free(3), each
 * by itself. */
struct opaque_pull {
    bool (*next)(void *state, long *value);
    void *state;
};
typedef bool opaque_test(long value, void *arg);
typedef long opaque_map_fn(long value, void *arg);
struct opaque_pull opaque_range(long first, long end);
struct opaque_pull opaque_filter(struct opaque_pull source, opaque_test *fn);
struct opaque_pull opaque_map(struct opaque_pull source, opaque_map_fn *fn);
struct opaque_pull opaque_take(struct opaque_pull source, long count);

/* A binary search tree, and a visit of its keys in order by callback. */
struct tree {
    const struct tree *left;
    const struct tree *right;
    long key;
};
typedef void tree_visitor(const struct tree *node, void *arg);
void opaque_tree_visit(const struct tree *root, tree_visitor *visit, void *arg);

#ifdef __cplusplus
}
#endif

#endif
