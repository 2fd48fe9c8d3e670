/* How a generator begins and goes: what others need of it. */
#ifndef CGEN_CORE_CREATE_H
#define CGEN_CORE_CREATE_H

#include "core/gen.h"

/* Gives back what only an unfinished generator needs; then all the rest. Not on
 * its stack. */
void cgen__release_unneeded(gen_t *g);
void cgen__free(gen_t *g);

/* False if there is nothing to strip, and no tool that watches. */
static inline bool cgen__has_unneeded(const gen_t *g)
{
    return g->on_heap || g->defers.calls != NULL;
}

/* Sets what must be set of any generator. */
void cgen__clear(gen_t *g);

#endif
