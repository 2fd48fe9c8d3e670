/*
 * uv_bench_tasks: what tasks cost, in nanoseconds: spawn and end of one; a
 * value sent and received by a channel without capacity; spawn and end of each
 * of 1,000 that are alive at once, each of which sends a value.
 *
 * Memory that is free stays with the process, as it does in Go: else glibc
 * gives that of the 1,000 back to the system each time (mallopt(3)).
 */
#include <cgen/uv.h>
#include <malloc.h>

#include "uv/measure.h"

enum { TASKS = 1000000, VALUES = 2000000, AT_ONCE = 1000, ROUNDS = 1000 };

static void *do_nothing(gen_t *self, void *unused)
{
    (void)self;
    return unused;
}

static void spawn_each(void)
{
    for (int i = 0; i < TASKS; i++)
        gen_task_join(gen_spawn(NULL, do_nothing, NULL));
}

static void *send_all(gen_t *self, void *channel)
{
    (void)self;
    for (int i = 0; i < VALUES; i++)
        gen_channel_send(channel, gen_of_int(i));
    return NULL;
}

static void receive_all(gen_channel_t *channel)
{
    gen_task_t *sender = gen_spawn(NULL, send_all, channel);

    for (int i = 0; i < VALUES; i++)
        gen_channel_receive(channel);
    gen_task_join(sender);
}

static void *send_one(gen_t *self, void *channel)
{
    (void)self;
    gen_channel_send(channel, NULL);
    return NULL;
}

static void spawn_many(gen_channel_t *channel)
{
    static gen_task_t *tasks[AT_ONCE];

    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < AT_ONCE; i++)
            tasks[i] = gen_spawn(NULL, send_one, channel);
        for (int i = 0; i < AT_ONCE; i++)
            gen_channel_receive(channel);
        for (int i = 0; i < AT_ONCE; i++)
            gen_task_join(tasks[i]);
    }
}

static double now(void)
{
    return seconds_of(CLOCK_MONOTONIC) * 1e9;
}

static void *measure(gen_t *self, void *unused)
{
    gen_channel_t *channel = gen_channel_new(0);
    double begin = now(), spawned, sent;

    (void)self;
    spawn_each();
    spawned = now();
    receive_all(channel);
    sent = now();
    spawn_many(channel);
    printf("%.1f %.1f %.1f\n", (spawned - begin) / TASKS,
           (sent - spawned) / VALUES, (now() - sent) / AT_ONCE / ROUNDS);
    gen_channel_free(channel);
    return unused;
}

int main(void)
{
    mallopt(M_TRIM_THRESHOLD, 16 * 1024 * 1024);
    return gen_uv_run(NULL, measure, NULL, NULL);
}
