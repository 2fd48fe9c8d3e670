/* What create.c offers to the other files. */
#ifndef CGEN_CORE_CREATE_H
#define CGEN_CORE_CREATE_H

#include "core/gen.h"

/* Gives back what only an unfinished generator needs. One that has any is
 * marked CGEN__MORE. Not to be called on its stack. */
void cgen__release_unneeded(gen_t *g);

/* What a stack's kept is if the last generator on it was of that engine and has
 * left its control block there as cgen__clear_used expects it. */
static inline const void *cgen__reusable(const struct cgen__engine *engine)
{
    return (const void *)((uintptr_t)engine + 1);
}

/* Frees the generator and its stack; it has ended, and cgen__release_unneeded
 * was called. Not to be called on its stack. */
void cgen__free(gen_t *g);

/* Sets the members that any generator must have set. */
void cgen__clear(gen_t *g);

/* Those of them that are not as they were, once a generator has ended and
 * nothing but its stack is left to be released. */
static inline void cgen__clear_used(gen_t *g)
{
    g->top = NULL;
    g->marks = 0;
    g->refused = 0;
    g->site.code = NULL;
    g->end.done = false;
    g->end.error = 0;
    g->below = NULL;
    g->leaf = NULL;
    g->lowest = NULL;
    g->data = NULL;
}

#endif
