/* What a body does: what others need of it. */
#ifndef CGEN_CORE_BODY_H
#define CGEN_CORE_BODY_H

#include "core/gen.h"

/* Ends the protected call that runs, as gen_exit and gen_raise do. */
CGEN__NORETURN void cgen__body_end(gen_t *self, gen_result end);

/* What a yield returns, if it does, that does not take place: GEN_EPERM for a
 * misuse, or GEN_RETURN. */
gen_resumed cgen__body_refuse(gen_t *self);

/* The same of a yield that returns a value; a misuse ends the body that runs
 * with GEN_EPERM. */
void *cgen__body_refuse_value(gen_t *self);

#endif
