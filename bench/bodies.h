/* The generators that are measured: bodies in C, as users write them. */
#ifndef CGEN_BENCH_BODIES_H
#define CGEN_BENCH_BODIES_H

#include "cgen.h"

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

#ifdef __cplusplus
}
#endif

#endif
