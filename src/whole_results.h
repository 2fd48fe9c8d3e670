/*
 * For files whose functions pass results on: included first, so that it holds
 * for what the other headers have inlined too.
 *
 * GCC takes a result apart into its members (scalar replacement of aggregates).
 * One that is only passed on it then puts together again, after a call that
 * else is a jump; switch.h and iter/stage.h say what such jumps are worth.
 */
#ifndef CGEN_WHOLE_RESULTS_H
#define CGEN_WHOLE_RESULTS_H

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("no-tree-sra")
#endif

#endif
