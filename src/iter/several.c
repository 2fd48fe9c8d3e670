/* Lists of sources; concat, which reads one after the other. */
#include <errno.h>
#include <string.h>

#include "iter/several.h"

static bool occurs_before(gen_t *const *sources, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (sources[i] == sources[at])
            return true;
    return false;
}

int cgen__several_check(gen_t *const *sources, size_t count)
{
    if (sources == NULL)
        return count == 0 ? 0 : EINVAL;
    for (size_t i = 0; i < count; i++) {
        if (sources[i] == NULL)
            return cgen__stage_missing();
        if (occurs_before(sources, i))
            return EINVAL;
    }
    return 0;
}

bool cgen__several_copy(struct cgen__several *several, gen_t *const *sources,
                        size_t count)
{
    several->items = calloc(count + 1, sizeof(void *));
    if (several->items == NULL)
        return false;
    if (count != 0)
        memcpy(several->items, sources, count * sizeof(void *));
    several->count = count;
    return true;
}

void cgen__several_destroy(gen_t *const *sources, size_t count)
{
    int error = errno;

    for (size_t i = 0; sources != NULL && i < count; i++)
        if (!occurs_before(sources, i))
            gen_destroy(sources[i]);
    errno = error;
}

static void destroy_others(struct cgen__several **several)
{
    while ((*several)->destroyed < (*several)->count)
        gen_destroy((*several)->items[(*several)->destroyed++]);
    free((*several)->items);
}

/* The others also if one is left by unwinding. */
void cgen__several_release(struct cgen__several *several)
{
    struct cgen__several *all GEN_ON_SCOPE_EXIT(destroy_others) = several;

    while (all->destroyed < all->count)
        gen_destroy(all->items[all->destroyed++]);
}

struct concat {
    struct cgen__stage stage;
    struct cgen__several sources;
    size_t at;
    bool opened; /* the one at which it is has been reached */
};

static gen_result concat_step(struct cgen__stage *stage)
{
    struct concat *concat = (struct concat *)stage;
    gen_result in;

    concat->opened = true;
    for (; concat->at < concat->sources.count; concat->at++) {
        in = gen_next(concat->sources.items[concat->at]);
        if (!in.done || in.error != 0)
            return in;
    }
    return cgen__stage_end();
}

static gen_result concat_next(void *state, void *sent)
{
    (void)sent;
    return cgen__stage_run(state, concat_step);
}

static gen_t *concat_open(struct cgen__stage *stage)
{
    struct concat *concat = (struct concat *)stage;

    if (!concat->opened || concat->at == concat->sources.count)
        return NULL;
    concat->opened = false;
    return concat->sources.items[concat->at];
}

static void concat_release(struct cgen__stage *stage)
{
    cgen__several_release(&((struct concat *)stage)->sources);
}

gen_t *gen_concat(gen_t *const *sources, size_t count)
{
    static const struct cgen__stage_kind kind = {CGEN__STAGE_OPS(concat_next),
                                                 concat_open, concat_release};
    struct concat *concat = cgen__stage_new_source(
        &kind, sizeof *concat, cgen__several_check(sources, count));

    if (concat != NULL && cgen__several_copy(&concat->sources, sources, count))
        return cgen__stage_iterator(concat);
    free(concat);
    cgen__several_destroy(sources, count);
    return NULL;
}
