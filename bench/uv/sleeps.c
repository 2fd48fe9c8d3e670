/*
 * uv_bench_sleeps cgen|libuv: 1,000,000 sleeps of 1 to 500 ms, 100,000 at once:
 * by gen_sleep in as many tasks, or by a uv_timer each. Prints the processor
 * time of a sleep in nanoseconds: of the sleeps alone, and with the making and
 * freeing of the tasks or timers.
 */
#include <cgen/uv.h>
#include <string.h>

#include "uv/measure.h"

enum { AT_ONCE = 100000, EACH = 10, LONGEST = 500 };

static uint64_t state = 88172645463325252U;

/* Marsaglia's xorshift64. */
static uint64_t some_time(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return 1 + state % LONGEST;
}

static double all_began, all_ended;
static int ended;

static double now(void)
{
    return seconds_of(CLOCK_PROCESS_CPUTIME_ID);
}

static void count_end(void)
{
    if (++ended == AT_ONCE * EACH)
        all_ended = now();
}

/* -------------------------------------------------------------------- cgen */

static void *sleep_often(gen_t *self, void *unused)
{
    (void)self;
    for (int i = 0; i < EACH; i++) {
        gen_sleep(some_time());
        count_end();
    }
    return unused;
}

static void *sleep_all(gen_t *self, void *unused)
{
    (void)self;
    gen_scope (all) {
        for (int i = 0; i < AT_ONCE; i++)
            gen_task_detach(gen_spawn(all, sleep_often, NULL));
        all_began = now();
    }
    return unused;
}

static void sleep_in_tasks(void)
{
    gen_uv_run(NULL, sleep_all, NULL, NULL);
}

/* ------------------------------------------------------------------- libuv */

struct sleeper {
    uv_timer_t timer;
    int left;
};

static void on_time(uv_timer_t *timer)
{
    struct sleeper *sleeper = (struct sleeper *)timer;

    count_end();
    if (--sleeper->left > 0)
        uv_timer_start(timer, on_time, some_time(), 0);
    else
        uv_close((uv_handle_t *)timer, (uv_close_cb)free);
}

static void sleep_in_timers(void)
{
    uv_loop_t *loop = uv_default_loop();

    for (int i = 0; i < AT_ONCE; i++) {
        struct sleeper *sleeper = malloc(sizeof *sleeper);

        uv_timer_init(loop, &sleeper->timer);
        sleeper->left = EACH;
        uv_timer_start(&sleeper->timer, on_time, some_time(), 0);
    }
    all_began = now();
    uv_run(loop, UV_RUN_DEFAULT);
}

int main(int argc, char **argv)
{
    const double scale = 1e9 / AT_ONCE / EACH;

    if (argc != 2)
        return 2;
    if (strcmp(argv[1], "cgen") == 0)
        sleep_in_tasks();
    else
        sleep_in_timers();
    printf("%.0f %.0f\n", (all_ended - all_began) * scale, now() * scale);
    return 0;
}
