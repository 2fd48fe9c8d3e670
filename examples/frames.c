/*
 * A game's loop of frames: what moves is a task, written as a script that
 * sleeps.
 *
 *   frames [COUNT]
 *
 * Prints each frame: a guard that walks to and fro and looks around, and a lamp
 * that blinks until the guard is at it. Time is counted in frames, so cgen
 * needs one list of timers of this loop.
 */
#include <cgen/task.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---------------------------------------------------------------- The loop */

struct timer {
    uint64_t due;
    void (*fn)(void *);
    void *arg;
    struct timer *next;
};

static struct timer *timers;
static uint64_t frame;

static void *add_timer(void *host, uint64_t frames, void (*fn)(void *),
                       void *arg)
{
    struct timer *timer = malloc(sizeof *timer);

    (void)host;
    if (timer != NULL) {
        *timer = (struct timer){frame + frames, fn, arg, timers};
        timers = timer;
    }
    return timer;
}

static void free_timer(void *host, void *timer)
{
    struct timer **place = &timers;

    (void)host;
    while (*place != timer)
        place = &(*place)->next;
    *place = (*place)->next;
    free(timer);
}

/* The first that is due; each is freed by whom it wakes. */
static struct timer *due(void)
{
    struct timer *timer = timers;

    while (timer != NULL && timer->due > frame)
        timer = timer->next;
    return timer;
}

static void begin_frame(void)
{
    struct timer *timer;

    frame++;
    while ((timer = due()) != NULL) {
        timer->due = UINT64_MAX;
        timer->fn(timer->arg);
    }
}

/* ------------------------------------------------------------------ The game
 */

enum { WIDTH = 20, LAMP = 14 };

static int place = 2;
static char look = '>', lamp = '.';

static void walk(int steps)
{
    for (; steps != 0; steps += steps < 0 ? 1 : -1) {
        look = steps < 0 ? '<' : '>';
        place += steps < 0 ? -1 : 1;
        gen_sleep(1);
    }
}

static void *guard(gen_t *self, void *unused)
{
    (void)self;
    (void)unused;
    for (;;) {
        walk(LAMP - place);
        look = '!';
        gen_sleep(3);
        walk(2 - place);
    }
    return NULL;
}

static void darken(void *unused)
{
    (void)unused;
    lamp = ' ';
}

static void *blink(gen_t *self, void *unused)
{
    (void)unused;
    gen_defer(self, darken, NULL);
    for (;;) {
        gen_sleep(2);
        lamp = lamp == '.' ? '*' : '.';
    }
    return NULL;
}

static void draw(void)
{
    char row[WIDTH + 1];

    memset(row, '-', WIDTH);
    row[WIDTH] = '\0';
    row[LAMP] = lamp;
    row[place] = look;
    printf("%3d %s\n", (int)frame, row);
}

/* Asks a task to end; its cleanup may take more frames. */
static void end(gen_task_t *task)
{
    gen_task_cancel(task);
    gen_task_join(task);
}

int main(int argc, char **argv)
{
    const gen_task_ops ops = {.timer = add_timer, .timer_free = free_timer};
    int frames = argc > 1 ? atoi(argv[1]) : 20;
    gen_task_loop_t *loop = gen_task_loop_new(&ops, NULL);
    gen_task_t *walking = gen_spawn(NULL, guard, NULL);
    gen_task_t *blinking = gen_spawn(NULL, blink, NULL);

    for (int i = 0; i < frames; i++) {
        begin_frame();
        if (place == LAMP)
            gen_task_cancel(blinking);
        draw();
    }
    end(walking);
    end(blinking);
    return gen_task_loop_free(loop) != 0;
}
