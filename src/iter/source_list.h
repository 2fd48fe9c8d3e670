/* Lists of sources that one adaptor owns. */
#ifndef CGEN_ITER_SOURCE_LIST_H
#define CGEN_ITER_SOURCE_LIST_H

#include "iter/stage.h"

struct cgen__source_list {
    gen_t **items;
    size_t count;
    size_t destroyed; /* of them, from the first on */
};

/* What is wrong with a list: an errno, else 0. One without sources is fine. */
int cgen__source_list_check(gen_t *const *sources, size_t count);

/* Copies a list; false if there is no memory. */
bool cgen__source_list_copy(struct cgen__source_list *several,
                            gen_t *const *sources, size_t count);

/* Destroys all of a list, each once. Sources that are not copied need no
 * freeing. */
void cgen__source_list_destroy(gen_t *const *sources, size_t count);
void cgen__source_list_release(struct cgen__source_list *several);

#endif
