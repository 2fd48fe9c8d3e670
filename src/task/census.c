/* Looking at all tasks: of every loop of the process. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "task/post.h"
#include "task/task.h"

struct walk {
    bool (*fn)(const gen_task_info *info, void *arg);
    void *arg;
    size_t calls;
    bool goes_on;
};

static gen_task_info describe(const gen_task_t *task)
{
    gen_task_info info = {.task = task,
                          .name = task->name,
                          .loop = task->loop,
                          .gen = task->gen,
                          .scope = task->scope,
                          .is_cancelled = task->is_cancelled,
                          .is_detached = task->is_detached};
    gen_info of_gen;

    if (task->gen != NULL && gen_describe(task->gen, &of_gen) == 0) {
        info.awaited = task->awaited;
        info.awaits_in = of_gen.waits_in;
    }
    return info;
}

static bool visit(const gen_task_loop_t *loop, void *argument)
{
    struct walk *walk = argument;
    const gen_task_t *task = loop->tasks;

    for (; task != NULL && walk->goes_on; task = task->next) {
        gen_task_info info = describe(task);

        walk->calls++;
        walk->goes_on = walk->fn(&info, walk->arg);
    }
    return walk->goes_on;
}

size_t gen_task_walk(bool (*fn)(const gen_task_info *info, void *arg),
                     void *arg)
{
    struct walk walk = {fn, arg, 0, true};

    if (fn == NULL) {
        errno = EINVAL;
        return 0;
    }
    post_walk(visit, &walk);
    return walk.calls;
}

/* ----------------------------------------------------------------- Printing */

static const char *state_of(const gen_task_info *info)
{
    if (info->gen == NULL)
        return "ended, not joined";
    return info->awaited != NULL ? "awaits" : "can go on";
}

struct print {
    int fd;
    bool failed;
};

/* All of it, if the kernel lets it. */
static bool write_all(int fd, const char *text, size_t size)
{
    while (size > 0) {
        ssize_t written = write(fd, text, size);

        if (written < 0 && errno != EINTR)
            return false;
        if (written > 0) {
            text += written;
            size -= (size_t)written;
        }
    }
    return true;
}

/* Of a very long name a line has the beginning. */
static bool print_one(const gen_task_info *info, void *argument)
{
    struct print *print = argument;
    char place[256] = "", line[1024];

    if (info->awaits_in != NULL)
        (void)gen_place_text(info->awaits_in, place, sizeof place);
    (void)snprintf(
        line, sizeof line, "task %p \"%.400s\", %s%s%s%s, generator %p\n",
        (const void *)info->task, info->name, state_of(info),
        *place != '\0' ? " in " : "", place,
        info->is_cancelled ? ", cancelled" : "", (const void *)info->gen);
    print->failed = !write_all(print->fd, line, strlen(line));
    return !print->failed;
}

int gen_task_print_all(int fd)
{
    struct print print = {fd, false};

    (void)gen_task_walk(print_one, &print);
    return print.failed ? GEN_EPERM : 0;
}
