/* Lists of sources that one adaptor owns. */
#ifndef CGEN_ITER_SOURCE_LIST_H
#define CGEN_ITER_SOURCE_LIST_H

#include "iter/stage.h"

struct cgen__source_list {
    gen_t **items;
    size_t count;
    size_t destroyed; /* how many of them were, from the first on */
};

/* Returns 0 for a valid list, else an errno. An empty list is valid. */
int cgen__source_list_check(gen_t *const *sources, size_t count);

/* Copies a list; false if there is no memory. */
bool cgen__source_list_copy(struct cgen__source_list *list,
                            gen_t *const *sources, size_t count);

/* Destroy all sources of a list, each once, also where one occurs twice; of a
 * copied list, release also frees the copy. */
void cgen__source_list_destroy(gen_t *const *sources, size_t count);
void cgen__source_list_release(struct cgen__source_list *list);

#endif
