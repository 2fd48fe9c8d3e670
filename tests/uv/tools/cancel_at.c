/*
 * Linked into a program that runs on gen_uv_run, it cancels a task at one of
 * the program's awaits, and sees at the end that nothing was left behind.
 *
 *   CANCEL_AT=N          at the N-th await of all tasks
 *   CANCEL_WHOM=self     the task that awaits; else the program's main task
 *
 * The program's status becomes 77 if there were fewer awaits, and 98, with a
 * line on standard error, if handles, descriptors or stacks are left.
 */
#include <cgen/uv.h>
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "uv/left.h"

enum { WAS_NOT_REACHED = 77, HAS_LEFT_SOMETHING = 98 };

static long to_come;
static gen_task_t *main_task;
static int open_at_first;

static void count_await(void)
{
    const char *whom = getenv("CANCEL_WHOM");
    gen_task_t *task = gen_task_self();

    if (to_come == 0 || --to_come > 0)
        return;
    gen_task_cancel(whom != NULL && strcmp(whom, "self") == 0 ? task
                                                              : main_task);
}

/* In the place of the library's, which they call. */

int64_t gen_await(gen_wait *wait)
{
    int64_t (*real)(gen_wait *);

    *(void **)&real = dlsym(RTLD_NEXT, "gen_await");
    count_await();
    return real(wait);
}

int gen_sleep(uint64_t milliseconds)
{
    int (*real)(uint64_t);

    *(void **)&real = dlsym(RTLD_NEXT, "gen_sleep");
    count_await();
    return real(milliseconds);
}

struct program {
    gen_fn *main;
    const void *arg;
};

static void *note_main(gen_t *self, void *argument)
{
    const struct program *program = argument;

    main_task = gen_task_self();
    return program->main(self, (void *)(uintptr_t)program->arg);
}

/* On a loop that does not close what is open. */
int gen_uv_run(uv_loop_t *unused, gen_fn *main, const void *arg,
               gen_result *end)
{
    int (*real)(uv_loop_t *, gen_fn *, const void *, gen_result *);
    const struct program program = {main, arg};
    uv_loop_t loop;
    int status;

    *(void **)&real = dlsym(RTLD_NEXT, "gen_uv_run");
    (void)unused;
    uv_loop_init(&loop);
    status = real(&loop, note_main, &program, end);
    if (close_loop(&loop) != 0)
        _exit(HAS_LEFT_SOMETHING);
    return status;
}

/* What libuv opens for the process stays open: it has done so before. */
__attribute__((constructor)) static void begin(void)
{
    const char *at = getenv("CANCEL_AT");
    uv_loop_t loop;

    to_come = at != NULL ? atol(at) : 0;
    if (uv_loop_init(&loop) != 0 || uv_loop_close(&loop) != 0)
        abort();
    open_at_first = open_descriptors();
}

__attribute__((destructor)) static void end(void)
{
    int descriptors = open_descriptors() - open_at_first;
    gen_statistics stacks;

    gen_stats(&stacks, sizeof stacks);
    if (descriptors != 0 || stacks.live_stacks != 0) {
        fprintf(stderr, "left: %d descriptors, %zu stacks\n", descriptors,
                (size_t)stacks.live_stacks);
        fflush(NULL);
        _exit(HAS_LEFT_SOMETHING);
    }
    if (to_come > 0) {
        fflush(NULL);
        _exit(WAS_NOT_REACHED);
    }
}
