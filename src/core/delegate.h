/* What delegate.c offers to the other files. */
#ifndef CGEN_CORE_DELEGATE_H
#define CGEN_CORE_DELEGATE_H

#include "core/gen.h"

/* As cgen__resume, for a g that is marked CGEN__DELEGATES. */
gen_result cgen__delegate_resume(gen_t *g, gen_resumed in);

/* True if g, which delegates, must not be destroyed now: its leaf runs. */
bool cgen__delegate_is_busy(gen_t *g);

/* Destroys the generators that g delegates to, from the leaf on. Returns 0, or
 * GEN_THROWN if one of them ended with an error. */
int cgen__delegate_end(gen_t *g);

/* Destroys everything that g, whose body has ended, is still linked to. */
void cgen__delegate_drop(gen_t *g);

/* True if g runs, by itself or as a part of a chain that runs. */
bool cgen__delegate_is_running(const gen_t *g);

/* True if the end of g is an outcome for its delegator; false if g was resumed
 * by itself, so that its own resumer gets the result. */
bool cgen__delegate_takes(const gen_t *g);

#endif
