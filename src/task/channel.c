/*
 * Channels: a ring of values, the tasks that wait to send, and those that wait
 * to receive.
 *
 * Receivers wait only while the ring is empty and no sender waits; senders only
 * while it is full. A value goes to a receiver when that is served, so it
 * cannot be lost by one that is cancelled: see waiters.h. To serve is the last
 * thing that a function does: where no task runs, whoever is served goes on at
 * once, and may do anything to the channel.
 */
#include <errno.h>
#include <stdlib.h>

#include "task/waiters.h"

struct gen_channel {
    struct waiters senders, receivers;
    bool is_closed;
    size_t capacity, count;
    size_t oldest; /* its place */
    void *values[];
};

gen_channel_t *gen_channel_new(size_t capacity)
{
    size_t size;
    gen_channel_t *channel = NULL;

    if (!__builtin_mul_overflow(capacity, sizeof(void *), &size) &&
        !__builtin_add_overflow(size, sizeof *channel, &size))
        channel = calloc(1, size);
    if (channel == NULL)
        errno = ENOMEM;
    else
        channel->capacity = capacity;
    return channel;
}

int gen_channel_free(gen_channel_t *channel)
{
    if (channel == NULL)
        return 0;
    if (channel->senders.first != NULL || channel->receivers.first != NULL)
        return GEN_EBUSY;
    free(channel);
    return 0;
}

static void put(gen_channel_t *channel, void *value)
{
    size_t place = channel->oldest + channel->count++;

    channel->values[place < channel->capacity ? place
                                              : place - channel->capacity] =
        value;
}

static void *take(gen_channel_t *channel)
{
    void *value = channel->values[channel->oldest];

    channel->count--;
    if (++channel->oldest == channel->capacity)
        channel->oldest = 0;
    return value;
}

static void *pointer_to(const void *value)
{
    return (void *)(uintptr_t)value;
}

int gen_channel_send(gen_channel_t *channel, const void *value)
{
    struct waiter waiter = {.item = pointer_to(value)};

    if (channel == NULL)
        return GEN_EINVAL;
    if (channel->is_closed)
        return GEN_ECLOSED;
    if (channel->receivers.first != NULL) {
        waiters_serve_first(&channel->receivers, 0, pointer_to(value));
        return 0;
    }
    if (channel->count < channel->capacity) {
        put(channel, pointer_to(value));
        return 0;
    }
    return (int)waiters_await(&channel->senders, &waiter);
}

static gen_result await_value(gen_channel_t *channel)
{
    struct waiter waiter = {.item = NULL};
    int64_t status = waiters_await(&channel->receivers, &waiter);

    if (status == GEN_ECLOSED)
        return (gen_result){NULL, true, 0};
    return (gen_result){waiter.wait.value, status != 0, (int)status};
}

/* There is one. A sender that waits sends its own in its place. */
static void *receive(gen_channel_t *channel)
{
    bool waits = channel->senders.first != NULL;
    void *item = waits ? channel->senders.first->item : NULL;
    void *value = item;

    if (channel->count != 0) {
        value = take(channel);
        if (waits)
            put(channel, item);
    }
    if (waits)
        waiters_serve_first(&channel->senders, 0, NULL);
    return value;
}

gen_result gen_channel_receive(gen_channel_t *channel)
{
    if (channel == NULL)
        return (gen_result){NULL, true, GEN_EINVAL};
    if (channel->count != 0 || channel->senders.first != NULL)
        return (gen_result){receive(channel), false, 0};
    if (channel->is_closed)
        return (gen_result){NULL, true, 0};
    return await_value(channel);
}

/* Those who are told may free the channel, if no task runs: not before all
 * are. */
int gen_channel_close(gen_channel_t *channel)
{
    gen_task_loop_t *loop = loop_find();
    bool held = false;

    if (channel == NULL)
        return GEN_EINVAL;
    if (channel->is_closed)
        return GEN_ECLOSED;
    channel->is_closed = true;
    if (loop != NULL)
        held = loop_hold(loop);
    while (channel->senders.first != NULL)
        waiters_serve_first(&channel->senders, GEN_ECLOSED, NULL);
    while (channel->receivers.first != NULL)
        waiters_serve_first(&channel->receivers, GEN_ECLOSED, NULL);
    if (loop != NULL)
        loop_release(loop, held);
    return 0;
}

static gen_result next_of(void *channel, void *sent)
{
    (void)sent;
    return gen_channel_receive(channel);
}

gen_t *gen_of_channel(gen_channel_t *channel)
{
    static const gen_ops ops = {.on_next = next_of, .name = "gen_of_channel"};

    if (channel == NULL) {
        errno = EINVAL;
        return NULL;
    }
    return gen_from(&ops, channel);
}
