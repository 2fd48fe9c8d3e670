/* What the iterators have in common. */
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

gen_result cgen__stage_close_source(struct cgen__stage *stage)
{
    return gen_return(stage->source, NULL);
}

gen_result cgen__stage_close_nothing(struct cgen__stage *stage)
{
    (void)stage;
    return cgen__stage_end();
}

gen_result cgen__stage_fail(struct cgen__stage *stage, gen_result error)
{
    stage->kind->close(stage);
    return error;
}

gen_result cgen__stage_stop(struct cgen__stage *stage)
{
    return cgen__stage_ended(stage->kind->close(stage));
}

static void finish(struct cgen__stage **stage)
{
    (*stage)->status = GEN_DONE;
}

/* Closes; whatever comes of it, the iterator is done then. */
static gen_result close_for_good(struct cgen__stage *stage)
{
    struct cgen__stage *closing GEN_ON_SCOPE_EXIT(finish) = stage;

    return cgen__stage_stop(closing);
}

void cgen__stage_unwound(struct cgen__stage *stage)
{
    close_for_good(stage);
}

/* Before the first step it is done first and closes then. */
gen_result cgen__stage_return(void *state, void *value)
{
    struct cgen__stage *stage = state;

    (void)value;
    if (stage->status >= GEN_RUNNING)
        return cgen__stage_refuse(stage);
    stage->status = stage->status == GEN_START ? GEN_DONE : GEN_RUNNING;
    return close_for_good(stage);
}

gen_status cgen__stage_state(const void *state)
{
    const struct cgen__stage *stage = state;

    return (gen_status)stage->status;
}

void cgen__stage_free(void *state)
{
    struct cgen__stage *stage = state;

    if (stage->status != GEN_DONE)
        stage->kind->close(stage);
    gen_destroy(stage->source);
    if (stage->kind->release != NULL)
        stage->kind->release(stage);
    free(stage);
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
    gen_return(source, NULL);
    gen_destroy(source);
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
