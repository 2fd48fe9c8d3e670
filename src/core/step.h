/* What ends the steps that are written in assembly: step.S, or step.c, of
 * arch/. */
#ifndef CGEN_CORE_STEP_H
#define CGEN_CORE_STEP_H

#include "core/gen.h"

/* Each returns what it is given. A function that has waited for a switch, and
 * ends in a call of one, may so return by a jump: a return would be
 * mispredicted, since the calls of the other side came in between. */
gen_result cgen__return_result(gen_result out);
gen_resumed cgen__return_resumed(gen_resumed in);
void *cgen__return_value(void *value);

#endif
