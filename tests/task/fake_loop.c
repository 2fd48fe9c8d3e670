#include "task/fake_loop.h"

#include <pthread.h>
#include <stdlib.h>

struct timer {
    uint64_t time;
    void (*fn)(void *);
    void *arg;
    bool is_over;
    struct timer *next; /* later, or as late and set later */
};

struct call {
    void (*fn)(void *);
    void *arg;
};

enum { MOST_CALLS = 1000 };

static struct {
    gen_task_loop_t *loop;
    uint64_t now;
    struct timer *timers;
    int timer_count;

    pthread_mutex_t lock;
    pthread_cond_t posted;
    struct call calls[MOST_CALLS];
    int call_count;
} fake = {.lock = PTHREAD_MUTEX_INITIALIZER,
          .posted = PTHREAD_COND_INITIALIZER};

static void post(void *host, void (*fn)(void *), void *arg)
{
    (void)host;
    pthread_mutex_lock(&fake.lock);
    fake.calls[fake.call_count++] = (struct call){fn, arg};
    pthread_cond_signal(&fake.posted);
    pthread_mutex_unlock(&fake.lock);
}

static void *add_timer(void *host, uint64_t milliseconds, void (*fn)(void *),
                       void *arg)
{
    struct timer **place = &fake.timers;
    struct timer *timer = malloc(sizeof *timer);

    (void)host;
    *timer = (struct timer){fake.now + milliseconds, fn, arg, false, NULL};
    while (*place != NULL && (*place)->time <= timer->time)
        place = &(*place)->next;
    timer->next = *place;
    *place = timer;
    fake.timer_count++;
    return timer;
}

static void take_off(const struct timer *timer)
{
    struct timer **place = &fake.timers;

    while (*place != timer)
        place = &(*place)->next;
    *place = timer->next;
}

static void free_timer(void *host, void *pointer)
{
    struct timer *timer = pointer;

    (void)host;
    if (!timer->is_over)
        take_off(timer);
    free(timer);
    fake.timer_count--;
}

static void note_unhandled(void *host, gen_task_t *task, gen_result end)
{
    (void)host;
    (void)task;
    note("unhandled:%d:%s", end.error,
         end.value != NULL ? (const char *)end.value : "-");
}

gen_task_loop_t *fake_loop_begin(void)
{
    static const gen_task_ops ops = {
        .post = post,
        .timer = add_timer,
        .timer_free = free_timer,
        .on_unhandled = note_unhandled,
    };

    fake.now = 0;
    fake.loop = gen_task_loop_new(&ops, &fake);
    assert_non_null(fake.loop);
    return fake.loop;
}

void fake_loop_end(void)
{
    gen_statistics statistics;

    assert_int_equal(gen_task_loop_free(fake.loop), 0);
    assert_int_equal(fake.timer_count, 0);
    gen_stats(&statistics, sizeof statistics);
    assert_int_equal(statistics.live_stacks, 0);
}

/* False if there is none, and none to come. */
static bool take_call(struct call *call, bool waits)
{
    bool is_there;

    pthread_mutex_lock(&fake.lock);
    while (waits && fake.call_count == 0)
        pthread_cond_wait(&fake.posted, &fake.lock);
    is_there = fake.call_count != 0;
    if (is_there) {
        *call = fake.calls[0];
        fake.call_count--;
        for (int i = 0; i < fake.call_count; i++)
            fake.calls[i] = fake.calls[i + 1];
    }
    pthread_mutex_unlock(&fake.lock);
    return is_there;
}

static bool run_call(bool waits)
{
    struct call call;

    if (!take_call(&call, waits))
        return false;
    call.fn(call.arg);
    return true;
}

static bool run_timer(void)
{
    struct timer *timer = fake.timers;

    if (timer == NULL)
        return false;
    fake.timers = timer->next;
    fake.now = timer->time;
    timer->is_over = true;
    timer->fn(timer->arg);
    return true;
}

void fake_loop_run(void)
{
    while (run_call(false) || run_timer())
        ;
}

void fake_loop_run_until(uint64_t time)
{
    while (run_call(false) ||
           (fake.timers != NULL && fake.timers->time <= time && run_timer()))
        ;
    fake.now = time;
}

void fake_loop_run_with(int posts)
{
    while (posts-- > 0)
        run_call(true);
    fake_loop_run();
}

uint64_t fake_loop_now(void)
{
    return fake.now;
}
