/* gen_ahead: a source that runs ahead of who takes its values. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "task/stream.h"

struct ahead {
    struct stream stream;
    gen_t *source; /* NULL once the task has it */
    gen_channel_t *channel;
    gen_result end; /* of the source */

    /* Room for copies: of what is in the channel, or about to be sent, and of
     * what was taken last. */
    size_t size, places, next;
    char *copies;
};

static void release(void *state)
{
    struct ahead *ahead = state;

    stream_let_go(&ahead->source, 1);
    gen_channel_free(ahead->channel);
    free(ahead->copies);
}

static void *keep(struct ahead *ahead, void *value)
{
    char *copy;

    if (ahead->size == 0)
        return value;
    copy = ahead->copies + ahead->next * ahead->size;
    ahead->next = (ahead->next + 1) % ahead->places;
    return memcpy(copy, value, ahead->size);
}

/* The task. */
static void *runs_ahead(gen_t *self, void *state)
{
    struct ahead *ahead = state;

    (void)self;
    gen_foreach (void *, value, stream_take(&ahead->source), &ahead->end)
        gen_channel_send(ahead->channel, keep(ahead, value));
    gen_channel_close(ahead->channel);
    return NULL;
}

static void *takes(gen_t *self, void *state)
{
    struct ahead *ahead = state;
    gen_result out;

    gen_scope (own) {
        stream_spawn(self, own, runs_ahead, ahead);
        while (!(out = gen_channel_receive(ahead->channel)).done)
            gen_yield(self, out.value);
    }
    gen_rethrow(self, ahead->end);
    return ahead->end.value;
}

/* What is held beside the state; false if there is no memory. The task holds
 * one more value than the channel. */
static bool allocate(struct ahead *ahead, unsigned count, size_t size)
{
    ahead->size = size;
    ahead->places = (size_t)count + 1;
    ahead->channel = gen_channel_new(count - 1);
    if (size != 0)
        ahead->copies = calloc(ahead->places, size);
    return ahead->channel != NULL && (size == 0 || ahead->copies != NULL);
}

gen_t *gen_ahead(gen_t *source, unsigned count, size_t size)
{
    struct ahead *ahead =
        stream_new_state(sizeof *ahead, &source, 1, count == 0 ? EINVAL : 0);

    if (ahead == NULL)
        return NULL;
    ahead->source = source;
    if (allocate(ahead, count, size))
        return stream_new(ahead, takes, release, "gen_ahead");
    release(ahead);
    free(ahead);
    errno = ENOMEM;
    return NULL;
}
