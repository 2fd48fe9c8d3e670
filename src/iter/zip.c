/*
 * zip: the first values of all sources, then the second ones, and so on.
 *
 * Follows the steps of IteratorZip in ECMA-262. A source is open until it has
 * ended or thrown; those that are open are closed last one first.
 */
#include <errno.h>
#include <string.h>

#include "iter/source_list.h"

struct zip {
    struct cgen__stage stage;
    struct cgen__source_list sources;
    bool *is_open;
    size_t unclosed; /* when closing: sources from this one on were closed */
    size_t open;     /* number of sources that have not ended */
    enum gen_zip_mode mode;
    void **padding;
    gen_items items;
};

/* The last open source below unclosed. */
static gen_t *zip_open(struct cgen__stage *stage)
{
    struct zip *zip = (struct zip *)stage;

    while (zip->unclosed > 0) {
        size_t i = --zip->unclosed;

        if (zip->is_open[i])
            return zip->sources.items[i];
    }
    return NULL;
}

/* IteratorCloseAll: gives error, or else the first error of closing one. */
static gen_result close_all(struct zip *zip, gen_result error)
{
    return error.error != 0 ? cgen__stage_fail(&zip->stage, error)
                            : cgen__stage_stop(&zip->stage);
}

static void note_end(struct zip *zip, size_t at)
{
    zip->is_open[at] = false;
    zip->open--;
}

static gen_result fail_strictly(struct zip *zip)
{
    return close_all(zip, (gen_result){NULL, true, GEN_ELENGTH});
}

/* The first source of a strict zip has ended: all others must. */
static gen_result end_strictly(struct zip *zip)
{
    gen_result in;

    for (size_t i = 1; i < zip->sources.count; i++) {
        in = gen_next(zip->sources.items[i]);
        if (!in.done)
            return fail_strictly(zip);
        note_end(zip, i);
        if (in.error != 0)
            return close_all(zip, in);
    }
    return cgen__stage_end();
}

/* The source at that index has ended. True if that ends the iterator; then *out
 * is the result. */
static bool ends_with(struct zip *zip, size_t at, gen_result *out)
{
    *out = cgen__stage_end();
    if (zip->mode == GEN_LONGEST)
        return zip->open == 0;
    if (zip->mode == GEN_SHORTEST)
        *out = close_all(zip, *out);
    else
        *out = at == 0 ? end_strictly(zip) : fail_strictly(zip);
    return true;
}

/* Stores the next value of a source. True if the iterator ends; then *out is
 * the result. */
static bool pull(struct zip *zip, size_t at, gen_result *out)
{
    zip->items.values[at] = zip->padding[at];
    if (!zip->is_open[at])
        return false;
    *out = gen_next(zip->sources.items[at]);
    if (!out->done) {
        zip->items.values[at] = out->value;
        return false;
    }
    note_end(zip, at);
    if (out->error == 0)
        return ends_with(zip, at, out);
    *out = close_all(zip, *out);
    return true;
}

static gen_result zip_step(struct cgen__stage *stage)
{
    struct zip *zip = (struct zip *)stage;
    gen_result out;

    if (zip->sources.count == 0)
        return cgen__stage_end();
    for (size_t i = 0; i < zip->sources.count; i++)
        if (pull(zip, i, &out))
            return out;
    return cgen__stage_give(&zip->items);
}

static gen_result zip_next(void *state, void *sent)
{
    (void)sent;
    return cgen__stage_run(state, zip_step);
}

static void free_arrays(struct zip *zip)
{
    free(zip->items.values);
    free(zip->padding);
    free(zip->is_open);
}

/* The sources last: destroying them may be left by unwinding. */
static void zip_release(struct cgen__stage *stage)
{
    struct zip *zip = (struct zip *)stage;

    free_arrays(zip);
    cgen__source_list_release(&zip->sources);
}

static bool allocate(struct zip *zip, gen_t *const *sources, size_t count)
{
    zip->items.values = calloc(count + 1, sizeof(void *));
    zip->items.count = count;
    zip->padding = calloc(count + 1, sizeof(void *));
    zip->is_open = calloc(count + 1, sizeof(bool));
    return zip->items.values != NULL && zip->padding != NULL &&
           zip->is_open != NULL &&
           cgen__source_list_copy(&zip->sources, sources, count);
}

static int check(gen_t *const *sources, size_t count, enum gen_zip_mode mode)
{
    if (mode != GEN_SHORTEST && mode != GEN_LONGEST && mode != GEN_STRICT)
        return EINVAL;
    return cgen__source_list_check(sources, count);
}

struct refused {
    gen_t *const *sources;
    size_t count;
};

static void destroy_refused(struct refused *refused)
{
    cgen__source_list_destroy(refused->sources, refused->count);
}

/* The sources before the first missing one are closed: they were open when it
 * was found missing. */
static void abandon(gen_t *const *sources, size_t count)
{
    struct refused refused GEN_ON_SCOPE_EXIT(destroy_refused) = {sources,
                                                                 count};
    int error = errno;
    size_t open = 0;

    while (sources != NULL && open < count && sources[open] != NULL)
        open++;
    while (open-- > 0)
        gen_close(refused.sources[open]);
    errno = error;
}

gen_t *gen_zip(gen_t *const *sources, size_t count, enum gen_zip_mode mode,
               void *const *padding)
{
    static const struct cgen__stage_kind kind = {CGEN__STAGE_OPS(zip_next),
                                                 zip_open, zip_release};
    struct zip *zip =
        cgen__stage_new_source(&kind, sizeof *zip, check(sources, count, mode));

    if (zip == NULL || !allocate(zip, sources, count)) {
        if (zip != NULL)
            free_arrays(zip);
        free(zip);
        abandon(sources, count);
        return NULL;
    }
    zip->mode = mode;
    zip->open = count;
    memset(zip->is_open, true, count);
    zip->unclosed = count;
    if (padding != NULL && count != 0)
        memcpy(zip->padding, padding, count * sizeof *padding);
    return cgen__stage_iterator(zip);
}
