/* Lists of sources that one adaptor owns. */
#ifndef CGEN_ITER_SEVERAL_H
#define CGEN_ITER_SEVERAL_H

#include "iter/stage.h"

struct cgen__several {
    gen_t **items;
    size_t count;
    size_t destroyed; /* of them, from the first on */
};

/* What is wrong with a list: an errno, else 0. One without sources is fine. */
int cgen__several_check(gen_t *const *sources, size_t count);

/* Copies a list; false if there is no memory. */
bool cgen__several_copy(struct cgen__several *several, gen_t *const *sources,
                        size_t count);

/* Destroys all of a list, each once. Sources that are not copied need no
 * freeing. */
void cgen__several_destroy(gen_t *const *sources, size_t count);
void cgen__several_release(struct cgen__several *several);

#endif
