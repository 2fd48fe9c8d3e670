/* A program built with a sanitizer on a library that was not: it must run
 * clean, and what is wrong in it must still be caught.
 *
 * usage: program clean | suspended | overflow | leak | race */
#include <cgen.h>

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static volatile size_t past_the_end = 16;

static void *use_frames(gen_t *self, int depth)
{
    char room[200];

    memset(room, depth, sizeof room);
    if (depth > 0)
        use_frames(self, depth - 1);
    gen_yield(self, room);
    return room[0] == (char)depth ? self : NULL;
}

static void *deep(gen_t *self, void *arg)
{
    char *volatile block = malloc(100); /* known only to this stack */

    for (intptr_t i = 0; i < (intptr_t)arg; i++)
        use_frames(self, (int)i);
    free(block);
    return NULL;
}

static void count_call(void *total)
{
    ++*(int *)total;
}

static void *with_cleanup(gen_t *self, void *arg)
{
    gen_defer(self, count_call, arg);
    use_frames(self, 5);
    return NULL;
}

/* Every way in and out of a generator, on reused stacks. */
static void clean(void)
{
    int deferred = 0;

    for (int round = 0; round < 50; round++) {
        gen_options options = {.on_destroy = round % 2};
        gen_t *closed = gen_create(with_cleanup, &deferred);
        gen_t *destroyed = gen_create_with(with_cleanup, &deferred, &options);
        gen_next(closed);
        gen_return(closed, NULL);
        gen_destroy(closed);
        gen_next(destroyed);
        gen_destroy(destroyed);
        gen_foreach (void *, room, gen_create(deep, (void *)8))
            memset(room, 0, 0);
    }
    printf("deferred %d\n", deferred);
}

static void *overflowing(gen_t *self, void *arg)
{
    char room[16];

    gen_yield(self, arg);
    memset(room, 0, sizeof room);
    room[past_the_end] = 1;
    gen_yield(self, room);
    return NULL;
}

static void overflow(void)
{
    gen_t *g = gen_create(overflowing, NULL);

    gen_next(g);
    gen_next(g);
    gen_destroy(g);
}

static void *leaking(gen_t *self, void *arg)
{
    char *volatile lost = malloc(4321); /* volatile: not optimised away */

    memset(lost, 0, 4321);
    lost = NULL;
    gen_yield(self, lost);
    return arg;
}

static void leak(void)
{
    gen_t *g = gen_create(leaking, NULL);

    gen_next(g);
    gen_next(g);
    gen_destroy(g);
}

/* Suspended for ever, but reachable, and so is what its frame points to. */
static gen_t *left_suspended;

static void leave_suspended(void)
{
    left_suspended = gen_create(deep, (void *)3);
    gen_next(left_suspended);
}

static void *increment(gen_t *self, void *total)
{
    for (;;) {
        ++*(int *)total;
        gen_yield(self, NULL);
    }
    return NULL;
}

static void *resume_often(void *g)
{
    for (int i = 0; i < 1000; i++)
        gen_next(g);
    return NULL;
}

/* Two threads, two generators, one total that nothing protects. */
static void race(void)
{
    int total = 0;
    gen_t *here = gen_create(increment, &total);
    gen_t *there = gen_create(increment, &total);
    pthread_t thread;

    pthread_create(&thread, NULL, resume_often, there);
    resume_often(here);
    pthread_join(thread, NULL);
    gen_destroy(here);
    gen_destroy(there);
    printf("total %d\n", total);
}

int main(int count, char **words)
{
    static const struct {
        const char *name;
        void (*run)(void);
    } parts[] = {{"clean", clean},
                 {"suspended", leave_suspended},
                 {"overflow", overflow},
                 {"leak", leak},
                 {"race", race}};

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (count == 2 && strcmp(words[1], parts[i].name) == 0)
            parts[i].run();
    puts("end");
    return 0;
}
