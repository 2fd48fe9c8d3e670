/*
 * Runs commands at the same time and prints their lines as they come.
 *
 *   poll COMMAND...
 *
 * Each command has a task, which loops over its lines; the generator of those
 * waits where there is nothing to read. The event loop is poll(2): what cgen
 * needs of it is all in the first part.
 */
#define _POSIX_C_SOURCE 200809L
#include <cgen/task.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ---------------------------------------------------------------- The loop */

enum { MOST_FILES = 100 };

static struct pollfd files[MOST_FILES];
static gen_wait *waits[MOST_FILES];
static int file_count;

static gen_wait *forget(int at)
{
    gen_wait *wait = waits[at];

    file_count--;
    files[at] = files[file_count];
    waits[at] = waits[file_count];
    return wait;
}

static void stop_waiting(gen_wait *wait)
{
    for (int i = 0; i < file_count; i++)
        if (waits[i] == wait)
            gen_wake(forget(i), GEN_CANCELLED, NULL);
}

/* Suspends the task until there is something to read. */
static void await_readable(int fd)
{
    gen_wait wait = {.cancel = stop_waiting};

    files[file_count] = (struct pollfd){.fd = fd, .events = POLLIN};
    waits[file_count++] = &wait;
    gen_await(&wait);
}

/* Whoever goes on may wait for more, so one at a time. */
static void run_loop(void)
{
    while (file_count > 0) {
        poll(files, (nfds_t)file_count, -1);
        for (int i = file_count - 1; i >= 0; i--)
            if (i < file_count && files[i].revents != 0)
                gen_wake(forget(i), 0, NULL);
    }
}

/* --------------------------------------------------------------- The program
 */

/* Yields the lines of a descriptor, without their '\n'. */
static void *lines(gen_t *self, void *fd)
{
    char line[1000];
    size_t length = 0;
    ssize_t got;

    for (;;) {
        await_readable(*(int *)fd);
        got = read(*(int *)fd, line + length, 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got > 0 && line[length] != '\n' && ++length < sizeof line - 1)
            continue;
        line[length] = '\0';
        if (got > 0 || length > 0)
            gen_yield(self, line);
        if (got <= 0)
            return NULL;
        length = 0;
    }
}

static void close_command(FILE **output)
{
    pclose(*output);
}

static void *run_command(gen_t *self, void *command)
{
    FILE *output GEN_ON_SCOPE_EXIT(close_command) = popen(command, "r");
    int fd = fileno(output);

    (void)self;
    gen_foreach (char *, line, gen_create(lines, &fd))
        printf("%s: %s\n", (char *)command, line);
    return NULL;
}

int main(int argc, char **argv)
{
    gen_task_loop_t *loop = gen_task_loop_new(NULL, NULL);

    if (argc < 2 || argc > MOST_FILES) {
        fputs("usage: poll COMMAND...\n", stderr);
        return 2;
    }
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ); /* as they come */
    for (int i = 1; i < argc; i++)
        gen_task_detach(gen_spawn(NULL, run_command, argv[i]));
    run_loop();
    return gen_task_loop_free(loop) != 0;
}
