/* What the iterators have in common: see stage.h. */
#include <errno.h>

#include "iter/stage.h"

gen_result cgen__stage_refuse(const struct cgen__stage *stage)
{
    return (gen_result){NULL, true, stage->status == GEN_DONE ? 0 : GEN_EBUSY};
}

gen_result cgen__stage_ended(gen_result in)
{
    return in.error != 0 ? in : cgen__stage_end();
}

gen_t *cgen__stage_open_source(struct cgen__stage *stage)
{
    gen_t *source = stage->closed ? NULL : stage->source;

    stage->closed = true;
    return source;
}

gen_t *cgen__stage_open_nothing(struct cgen__stage *stage)
{
    (void)stage;
    return NULL;
}

/* Closes all sources after an error, which wins over theirs. */
static void close_quietly(struct cgen__stage *stage)
{
    gen_t *source;

    while ((source = stage->kind->open(stage)) != NULL)
        gen_close(source);
}

static void close_others(struct cgen__stage **stage)
{
    close_quietly(*stage);
}

gen_result cgen__stage_fail(struct cgen__stage *stage, gen_result error)
{
    close_quietly(stage);
    return error;
}

/* If closing one source throws an exception, the others are closed while that
 * is unwinding. */
gen_result cgen__stage_stop(struct cgen__stage *stage)
{
    struct cgen__stage *closing GEN_ON_SCOPE_EXIT(close_others) = stage;
    gen_result closed = cgen__stage_end();
    gen_t *source;

    while (closed.error == 0 && (source = closing->kind->open(closing)) != NULL)
        closed = gen_return(source, NULL);
    return cgen__stage_ended(closed);
}

static void finish(struct cgen__stage **stage)
{
    (*stage)->status = GEN_DONE;
}

/* Closes the sources; however that ends, the iterator is done then. */
static gen_result close_for_good(struct cgen__stage *stage)
{
    struct cgen__stage *closing GEN_ON_SCOPE_EXIT(finish) = stage;

    return cgen__stage_stop(closing);
}

void cgen__stage_unwound(struct cgen__stage *stage)
{
    struct cgen__stage *closing GEN_ON_SCOPE_EXIT(finish) = stage;

    close_quietly(closing);
}

/* Before the first step, it is done first, and closes its sources then
 * (ECMA-262, %IteratorHelperPrototype%.return). */
gen_result cgen__stage_return(void *state, void *value)
{
    struct cgen__stage *stage = state;

    (void)value;
    if (stage->status >= GEN_RUNNING)
        return cgen__stage_refuse(stage);
    stage->status = stage->status == GEN_START ? GEN_DONE : GEN_RUNNING;
    stage->frame = __builtin_frame_address(0);
    return close_for_good(stage);
}

gen_status cgen__stage_state(const void *state)
{
    const struct cgen__stage *stage = state;

    return (gen_status)stage->status;
}

const void *cgen__stage_frame(const void *state)
{
    const struct cgen__stage *stage = state;

    return stage->frame;
}

static void free_memory(struct cgen__stage **stage)
{
    free(*stage);
}

static void release(struct cgen__stage **stage)
{
    struct cgen__stage *releasing GEN_ON_SCOPE_EXIT(free_memory) = *stage;

    if (releasing->kind->release != NULL)
        releasing->kind->release(releasing);
}

static void free_source(struct cgen__stage **stage)
{
    struct cgen__stage *freeing GEN_ON_SCOPE_EXIT(release) = *stage;

    gen_destroy(freeing->source);
}

/* Closes, destroys the source, releases, and frees the memory: each of these
 * also if the one before it is left by unwinding. Where the status is
 * GEN_RUNNING, the frames of its step were dropped. */
void cgen__stage_free(void *state)
{
    struct cgen__stage *stage GEN_ON_SCOPE_EXIT(free_source) = state;

    if (stage->status != GEN_DONE)
        close_quietly(stage);
}

void *cgen__stage_new_source(const struct cgen__stage_kind *kind, size_t size,
                             int error)
{
    struct cgen__stage *stage = error == 0 ? calloc(1, size) : NULL;

    if (stage != NULL)
        stage->kind = kind;
    else
        errno = error != 0 ? error : ENOMEM;
    return stage;
}

static void destroy_source(gen_t **source)
{
    gen_destroy(*source);
}

void cgen__stage_discard(gen_t *source)
{
    gen_t *owned GEN_ON_SCOPE_EXIT(destroy_source) = source;

    gen_close(owned);
}

void *cgen__stage_new(const struct cgen__stage_kind *kind, size_t size,
                      gen_t *source, int error)
{
    struct cgen__stage *stage = cgen__stage_new_source(kind, size, error);

    if (stage != NULL) {
        stage->source = source;
        stage->pull = gen_pull_of(source);
        return stage;
    }
    error = errno;
    cgen__stage_discard(source);
    errno = error;
    return NULL;
}

gen_t *cgen__stage_iterator(void *state)
{
    struct cgen__stage *stage = state;

    return stage != NULL ? gen_from(&stage->kind->ops, stage) : NULL;
}

int cgen__stage_need(bool source, bool callback)
{
    if (!source)
        return cgen__stage_missing();
    return callback ? 0 : EINVAL;
}

int cgen__stage_missing(void)
{
    return errno != 0 ? errno : EINVAL;
}

int cgen__stage_check_count(int64_t count)
{
    return count >= 0 && (count <= GEN_MAX_COUNT || count == GEN_NO_LIMIT)
               ? 0
               : ERANGE;
}
