/* What resume.c offers to the other files. */
#ifndef CGEN_CORE_RESUME_H
#define CGEN_CORE_RESUME_H

#include "core/gen.h"

/* gen_send, gen_return or gen_throw, by in.signal. */
gen_result cgen__resume(gen_t *g, gen_resumed in);

/* gen_inline_1_send, for calls from within the library: a hidden symbol, which
 * is called without the procedure linkage table. */
gen_result cgen__send(gen_t *g, void *value);

/* Enters the body of g, which neither runs nor delegates. */
gen_result cgen__enter(gen_t *g, gen_resumed in);

/* Marks g as done, without running any of its code, and gives back what it does
 * not need any more. */
void cgen__finish(gen_t *g);

#endif
