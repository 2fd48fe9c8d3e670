/* Resuming: what others need of it. */
#ifndef CGEN_CORE_RESUME_H
#define CGEN_CORE_RESUME_H

#include "core/gen.h"

/* gen_send, gen_return and gen_throw by signal. */
gen_result cgen__resume(gen_t *g, gen_resumed in);

/* gen_inline_1_send, under a name that need not be looked up. */
gen_result cgen__send(gen_t *g, void *value);

/* Enters the body of g, which neither runs nor delegates. */
gen_result cgen__enter(gen_t *g, gen_resumed in);

/* Ends g without running any of its code. */
void cgen__finish(gen_t *g);

#endif
