/* What park.c offers to the other files. */
#ifndef CGEN_CORE_PARK_H
#define CGEN_CORE_PARK_H

#include "core/gen.h"

/* lowest, which is parked, is about to be entered, and its marks may have
 * changed since it left: what comes back to it from above is to run as they
 * say. */
void cgen__park_entering(gen_t *lowest);

/* Called on the stack of its top when a parked generator was entered by another
 * way than a plain step, with a message that gen_park did not get: see
 * cgen__park_signalled. */
gen_resumed cgen__park_arrived_in(gen_t *lowest, gen_resumed in);

/* gen_park has got a message that is not GEN_NEXT. Ends what was parked;
 * returns what gen_park is to return in one case, a cleanup handler of a
 * generator that is being destroyed. */
gen_resumed cgen__park_signalled(gen_t *lowest, gen_resumed in);

/* The same for gen_park_catch, which returns the message. */
gen_resumed cgen__park_told(gen_t *lowest, gen_resumed in);

/* Called on the stack of its resumer: g, which is marked CGEN__CASCADES, has
 * ended with end. Ends the resumer too, and so does not return; but for a
 * resumer that is no generator, that delegates to g, that an exception is
 * unwinding, or that is in a cleanup handler while it is being destroyed. */
void cgen__park_cascade(gen_t *g, gen_result end);

/* ended, which is marked CGEN__CASCADES, was delegated to, and its end ends the
 * delegation: passes the mark on to the delegator, unless the cascade ends
 * there. Returns the signal that the delegation has received. */
int cgen__park_pass_on(gen_t *delegator, const gen_t *ended);

/* Takes that mark off. */
void cgen__park_forget(gen_t *g);

/* g, which is marked CGEN__CASCADES, is about to suspend. Takes the mark off if
 * its body was not ended but carries on. */
void cgen__park_carries_on(gen_t *g);

/* gen_park without the plain step: with exceptions, tools, other engines. */
gen_resumed cgen__park_slowly(gen_t *lowest, void *value);

#endif
