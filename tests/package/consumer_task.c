/* A program that uses tasks, as an installed library offers them. */
#include <cgen/task.h>
#include <stdio.h>
#include <string.h>

static gen_wait waits[2];

static void *awaits(gen_t *self, void *wait)
{
    (void)self;
    gen_await(wait);
    return ((gen_wait *)wait)->value;
}

static void *awaits_both(gen_t *self, void *unused)
{
    void *values[2];

    (void)self;
    (void)unused;
    gen_scope (both, .limit = 2) {
        gen_spawn(both, awaits, &waits[0]);
        gen_spawn(both, awaits, &waits[1]);
        gen_all(both, values);
    }
    return values[1];
}

int main(void)
{
    gen_task_loop_t *loop = gen_task_loop_new(NULL, NULL);
    gen_task_t *task = gen_spawn(NULL, awaits_both, NULL);
    gen_result end;

    gen_wake(&waits[1], 0, "woken");
    gen_wake(&waits[0], 0, "as well");
    end = gen_task_join(task);
    puts(end.value);
    return strcmp(end.value, "woken") != 0 || gen_task_loop_free(loop) != 0;
}
