/* What body.c offers to the other files. */
#ifndef CGEN_CORE_BODY_H
#define CGEN_CORE_BODY_H

#include "core/gen.h"

/* Ends the protected call that runs, as gen_exit and gen_raise do; if self is
 * being abandoned, without cleanup. */
CGEN__NORETURN void cgen__body_end(gen_t *self, gen_result end);

/* On the resumer's stack: what the end of g, which runs nothing any more, is to
 * its resumer. */
gen_result cgen__body_deliver(gen_t *g, gen_result end);

/* What g, which runs ahead, has for its consumer is not wanted any more: the
 * values, and the end behind them. */
void cgen__body_drop_ahead(gen_t *g);

/* Called for a gen_yield_catch that must not suspend. Returns, if at all, what
 * that is to return: signal GEN_EPERM for a misuse, or GEN_RETURN in a cleanup
 * handler of a generator that is being destroyed. */
gen_resumed cgen__body_refuse(gen_t *self);

/* The same for a gen_yield, whose misuse ends the body that runs with
 * GEN_EPERM. */
void *cgen__body_refuse_value(gen_t *self);

#endif
