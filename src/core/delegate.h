/* Delegation: chains of generators. */
#ifndef CGEN_CORE_DELEGATE_H
#define CGEN_CORE_DELEGATE_H

#include "core/gen.h"

/* As cgen__resume, of one that delegates. */
gen_result cgen__delegate_resume(gen_t *g, gen_resumed in);

/* True if it must not be destroyed; and what gen_destroy does with what it
 * delegates to, which gives its code. */
bool cgen__delegate_is_busy(gen_t *g);
int cgen__delegate_end(gen_t *g);

/* Destroys all that g, which has ended, still delegates to. */
void cgen__delegate_drop(gen_t *g);

/* True if g runs as part of a chain. */
bool cgen__delegate_is_running(const gen_t *g);

/* True if what g ends with goes to its delegator, and not to a resumer
 * of its own. */
bool cgen__delegate_takes(const gen_t *g);

#endif
