/* What ends the steps that are written in assembly: step.S, or step.c, of
 * arch/. */
#ifndef CGEN_CORE_STEP_H
#define CGEN_CORE_STEP_H

#include "core/gen.h"

/* gen_park and gen_park_catch as a plain step, once it is known to be one.
 * lowest is not what runs. A message that is not GEN_NEXT goes to
 * cgen__park_signalled, cgen__park_told. */
void *cgen__step_park(gen_t *lowest, void *value);
gen_resumed cgen__step_park_catch(gen_t *lowest, void *value);

/* Each returns what it is given. A function that has waited for a switch, and
 * ends in a call of one, may so return by a jump: a return would be
 * mispredicted, since the calls of the other side came in between. */
gen_result cgen__return_result(gen_result out);
gen_resumed cgen__return_resumed(gen_resumed in);
void *cgen__return_value(void *value);

#endif
