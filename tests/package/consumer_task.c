/* A program that uses tasks, as an installed library offers them. */
#include <cgen/task.h>
#include <stdio.h>
#include <string.h>

static gen_wait wait;

static void *awaits(gen_t *self, void *unused)
{
    (void)self;
    (void)unused;
    gen_await(&wait);
    return wait.value;
}

int main(void)
{
    gen_task_loop_t *loop = gen_task_loop_new(NULL, NULL);
    gen_task_t *task = gen_spawn(NULL, awaits, NULL);
    gen_result end;

    gen_wake(&wait, 0, "woken");
    end = gen_task_join(task);
    puts(end.value);
    return strcmp(end.value, "woken") != 0 || gen_task_loop_free(loop) != 0;
}
