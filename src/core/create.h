/* What create.c offers to the other files. */
#ifndef CGEN_CORE_CREATE_H
#define CGEN_CORE_CREATE_H

#include "core/gen.h"

/* Gives back what only an unfinished generator needs. Not to be called on its
 * stack. */
void cgen__release_unneeded(gen_t *g);

/* Frees the generator and its stack; it has ended, and cgen__release_unneeded
 * was called. Not to be called on its stack. */
void cgen__free(gen_t *g);

/* False if cgen__release_unneeded has nothing to do. */
static inline bool cgen__has_unneeded(const gen_t *g)
{
    return g->on_heap || g->defers.calls != NULL;
}

/* Sets the members that any generator must have set. */
void cgen__clear(gen_t *g);

#endif
