/* Generators of every state and tasks, for gdb to look at: test_gdb.sh. It
 * stops in stop_here; and dies there, if it is given an argument. */
#include <cgen.h>
#include <cgen/task.h>

#include <stddef.h>
#include <stdlib.h>

/* After each call of interest: so that it is no tail call. */
#define NO_TAIL_CALL() __asm__ volatile("")

__attribute__((noinline)) static void yield_deep(gen_t *self, int *number)
{
    gen_yield(self, number);
    NO_TAIL_CALL();
}

__attribute__((noinline)) static void go_deep(gen_t *self, int *number)
{
    yield_deep(self, number);
    NO_TAIL_CALL();
}

static void *waits(gen_t *self, void *number)
{
    go_deep(self, number);
    return NULL;
}

static void *catches(gen_t *self, void *number)
{
    gen_yield_catch(self, number);
    NO_TAIL_CALL();
    return NULL;
}

static void *delegates(gen_t *self, void *inner)
{
    void *value = gen_delegate(self, inner);

    NO_TAIL_CALL();
    return value;
}

static void *ends(gen_t *self, void *arg)
{
    (void)self;
    return arg;
}

/* A task that waits below a generator of its own. */
static void *awaits_inside(gen_t *self, void *wait)
{
    (void)self;
    gen_await(wait);
    NO_TAIL_CALL();
    return NULL;
}

static void *task_body(gen_t *self, void *wait)
{
    gen_t *inner = gen_create(awaits_inside, wait);

    (void)self;
    gen_next(inner);
    gen_destroy(inner);
    return NULL;
}

static bool dies;

__attribute__((noinline)) static void stop_here(void)
{
    NO_TAIL_CALL();
    if (dies)
        abort();
}

static void *runs(gen_t *self, void *arg)
{
    stop_here();
    gen_yield(self, arg);
    return arg;
}

static void *resumes(gen_t *self, void *inner)
{
    (void)self;
    gen_next(inner);
    NO_TAIL_CALL();
    return NULL;
}

static gen_t *make(gen_fn *fn, const void *arg, const char *name)
{
    const gen_options options = {.name = name};

    return gen_create_with(fn, arg, &options);
}

gen_t *one;
gen_result first, last;

int main(int count, char **words)
{
    static int number = 42;
    static gen_wait wait;
    gen_task_loop_t *loop = gen_task_loop_new(NULL, NULL);
    gen_t *inner = make(waits, &number, "inner");
    gen_t *outer = make(delegates, inner, "outer");
    gen_t *catcher = make(catches, &number, "catcher");
    gen_t *fresh = make(waits, &number, "fresh");
    gen_t *ended = make(ends, NULL, "ended");
    gen_t *running = make(runs, NULL, "running");
    gen_t *resumer = make(resumes, running, "resumer");
    gen_task_t *task = gen_spawn(NULL, task_body, &wait);

    (void)words;
    dies = count > 1;
    one = make(waits, &number, "one");
    first = gen_next(one);
    gen_next(outer);
    gen_next(catcher);
    last = gen_next(ended);
    gen_next(resumer);
    gen_wake(&wait, 0, NULL);
    gen_task_join(task);
    gen_destroy(one);
    gen_destroy(outer);
    gen_destroy(catcher);
    gen_destroy(fresh);
    gen_destroy(ended);
    gen_destroy(resumer);
    gen_destroy(running);
    return gen_task_loop_free(loop);
}
