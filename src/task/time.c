/* Sleeping, and letting others go first. */
#include "task/task.h"

struct sleep {
    gen_wait wait;
    gen_task_loop_t *loop;
    void *timer;
};

static void stop(gen_wait *wait)
{
    gen_wake(wait, GEN_CANCELLED, NULL);
}

static void end(void *wait)
{
    gen_wake(wait, 0, NULL);
}

static void free_timer(struct sleep *sleep)
{
    if (sleep->timer != NULL)
        sleep->loop->ops.timer_free(sleep->loop->host, sleep->timer);
}

int gen_sleep(uint64_t milliseconds)
{
    struct sleep sleep GEN_ON_SCOPE_EXIT(free_timer) = {
        .wait = {.cancel = stop}, .loop = loop_find()};

    if (gen_task_self() == NULL)
        return GEN_EPERM;
    if (sleep.loop->ops.timer == NULL)
        return GEN_EINVAL;
    sleep.timer =
        sleep.loop->ops.timer(sleep.loop->host, milliseconds, end, &sleep.wait);
    if (sleep.timer == NULL)
        return GEN_ENOMEM;
    return (int)gen_await(&sleep.wait);
}

int gen_yield_now(void)
{
    gen_wait wait = {0};

    gen_wake(&wait, 0, NULL);
    return (int)wait_until_woken(&wait, PLAIN, true);
}
