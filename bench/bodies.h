/* The generators that are measured: bodies in C, as users write them. */
#ifndef CGEN_BENCH_BODIES_H
#define CGEN_BENCH_BODIES_H

#include "cgen.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Yields a pointer to 0, 1, 2, ... and never ends. */
gen_fn body_count;

/* Yields arg once. */
gen_fn body_once;

/* Yields each struct tree of the tree arg in order, from within the recursion
 * of opaque_tree_visit's kind. */
gen_fn body_tree;

#ifdef __cplusplus
}
#endif

#endif
