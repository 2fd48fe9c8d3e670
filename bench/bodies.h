/* The generators that are measured: bodies in C, as users write them. */
#ifndef CGEN_BENCH_BODIES_H
#define CGEN_BENCH_BODIES_H

#include "cgen/iter.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Yields arg once. */
gen_fn body_once;

/* Yields arg again and again. */
gen_fn body_forever;

/* Yields once, with something to clean up, which adds 1 to the long that arg
 * points to: a variable with the cleanup attribute, a deferred call. */
gen_fn body_cleanup;
gen_fn body_defer;

/* Yields each struct tree of the tree arg in order, from within the recursion
 * of opaque_tree_visit's kind. */
gen_fn body_tree;

/* The same, with a generator for each node, which delegates to those of its
 * children. */
gen_fn body_tree_of_generators;

/* What body_deep is given: how often it delegates to itself, for the last one
 * to yield for ever. */
struct body_depth {
    const char *engine;
    long depth;
};
gen_fn body_deep;

/* The same, but each resumes the next one, once, and the last one parks for
 * ever; or each yields what the next one yields, for ever. */
gen_fn body_parks;
gen_fn body_yields_again;

/* What a pipeline calls back. */
bool body_is_wanted(int64_t n, gen_call *call);
int64_t body_times_three(int64_t n, gen_call *call);

#ifdef __cplusplus
}
#endif

#endif
