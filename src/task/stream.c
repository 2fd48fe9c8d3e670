/*
 * Generators whose bodies have tasks. The body is one of ours; around it is one
 * made of callbacks, which frees what the body would own if it is never begun.
 */
#include <errno.h>
#include <stdlib.h>

#include "task/stream.h"

static gen_result on_next(void *state, void *sent)
{
    return gen_send(((struct stream *)state)->body, sent);
}

static gen_result on_return(void *state, void *value)
{
    return gen_return(((struct stream *)state)->body, value);
}

static gen_result on_throw(void *state, void *error)
{
    return gen_throw(((struct stream *)state)->body, error);
}

static void on_free(void *state)
{
    struct stream *stream = state;

    gen_destroy(stream->body);
    stream->release(state);
    free(state);
}

void stream_let_go(gen_t *const *sources, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (sources[i] != NULL) {
            gen_close(sources[i]);
            gen_destroy(sources[i]);
        }
}

gen_t *stream_take(gen_t **source)
{
    gen_t *taken = *source;

    *source = NULL;
    return taken;
}

/* The errno of a source that could not be made, or 0. */
static int check_sources(gen_t *const *sources, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (sources[i] == NULL)
            return errno != 0 ? errno : EINVAL;
    return 0;
}

void *stream_new_state(size_t size, gen_t *const *sources, size_t count,
                       int error)
{
    int missing = check_sources(sources, count);
    void *state = NULL;

    if (missing != 0)
        error = missing;
    if (error == 0)
        state = calloc(1, size);
    if (state != NULL)
        return state;
    stream_let_go(sources, count);
    errno = error != 0 ? error : ENOMEM;
    return NULL;
}

gen_t *stream_new(void *state, gen_fn *body, void (*release)(void *state),
                  const char *name)
{
    const gen_ops ops = {.on_next = on_next,
                         .on_return = on_return,
                         .on_throw = on_throw,
                         .on_free = on_free,
                         .name = name};
    struct stream *stream = state;
    int error;

    stream->release = release;
    stream->body = task_create(body, state, (gen_options){.name = name});
    if (stream->body != NULL)
        return gen_from(&ops, state);
    error = errno;
    release(state);
    free(state);
    errno = error;
    return NULL;
}

gen_task_t *stream_spawn(gen_t *self, gen_scope_t *scope, gen_fn *fn, void *arg)
{
    gen_task_t *task = gen_spawn(scope, fn, arg);

    if (task == NULL)
        gen_rethrow(self, (gen_result){NULL, true, GEN_ENOMEM});
    return task;
}
