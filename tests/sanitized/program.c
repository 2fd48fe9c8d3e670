/* A program built with a sanitizer on a library that was not, run by Valgrind,
 * or with CGEN_DEBUG: it must run clean, and what is wrong in it must be
 * caught.
 *
 * usage: program PART */
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

/* The same within a frame that waited in between, and of a variable whose scope
 * has ended. */
static volatile char *escaped;

static void *leaving_scope(gen_t *self, void *arg)
{
    {
        volatile char gone[16] = "here";

        escaped = gone;
        gen_yield(self, arg);
    }
    gen_yield(self, arg);
    return (void *)(intptr_t)escaped[1];
}

static void scope(void)
{
    gen_t *g = gen_create(leaving_scope, NULL);

    while (!gen_next(g).done)
        continue;
    gen_destroy(g);
}

static void *waits(gen_t *self, void *arg)
{
    char here[16] = "here";

    gen_yield(self, here);
    return arg;
}

static void *raises(gen_t *self, void *arg)
{
    char here[16] = "here";

    (void)arg;
    gen_raise(self, here);
}

static void use(const char *text)
{
    printf("%s\n", text);
}

static void resume_freed(void)
{
    gen_t *g = gen_create(waits, NULL);

    gen_next(g);
    gen_destroy(g);
    gen_next(g);
}

static void destroy_twice(void)
{
    gen_t *g = gen_create(waits, NULL);

    gen_destroy(g);
    gen_destroy(g);
}

static void dangling(void)
{
    gen_t *g = gen_create(waits, NULL);
    const char *text = gen_next(g).value;

    gen_destroy(g);
    use(text);
}

static void raised(void)
{
    gen_t *g = gen_create(raises, NULL);

    use(gen_next(g).value);
    gen_destroy(g);
}

/* Refused, since it runs. */
static void *resumes_itself(gen_t *self, void *arg)
{
    gen_next(self);
    return arg;
}

static void misuse(void)
{
    gen_t *g = gen_create(resumes_itself, NULL);

    gen_next(g);
    gen_destroy(g);
}

static void print_all(void)
{
    gen_t *g = gen_create(waits, NULL);

    gen_next(g);
    fflush(stdout);
    gen_print_all(1, GEN_TEXT);
    gen_print_all(1, GEN_JSON);
    gen_destroy(g);
}

/* Exact to the byte, or whole pages. */
static void painted(void)
{
    gen_t *g = gen_create(waits, NULL);

    gen_next(g);
    puts(gen_stack_used(g) % 1024 != 0 ? "exact" : "pages");
    gen_destroy(g);
}

/* A profiler is to count 1,000 calls of the one, by the other. */
__attribute__((noinline)) static void called(volatile int *number)
{
    ++*number;
}

__attribute__((noinline)) static void *calling(gen_t *self, void *number)
{
    for (int i = 0; i < 1000; i++) {
        called(number);
        gen_yield(self, number);
    }
    return NULL;
}

static void calls(void)
{
    int number = 0;

    gen_foreach (int *, each, gen_create(calling, &number))
        ++*each;
    printf("%d\n", number);
}

/* In a thread of their own: what is left on its stack goes with it. */
static void *lose(void *begins)
{
    gen_t *g = gen_create(waits, NULL);

    if (begins != NULL)
        gen_next(g);
    return NULL;
}

static void lose_in_thread(void *begins)
{
    pthread_t thread;

    pthread_create(&thread, NULL, lose, begins);
    pthread_join(thread, NULL);
}

static void lose_fresh(void)
{
    lose_in_thread(NULL);
}

static void lose_suspended(void)
{
    lose_in_thread("begins");
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
static gen_t *volatile left_suspended; /* a compiler drops what nobody reads */

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
                 {"scope", scope},
                 {"resume_freed", resume_freed},
                 {"destroy_twice", destroy_twice},
                 {"dangling", dangling},
                 {"raised", raised},
                 {"misuse", misuse},
                 {"calls", calls},
                 {"print_all", print_all},
                 {"painted", painted},
                 {"lose_fresh", lose_fresh},
                 {"lose_suspended", lose_suspended},
                 {"leak", leak},
                 {"race", race}};

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (count == 2 && strcmp(words[1], parts[i].name) == 0)
            parts[i].run();
    puts("end");
    return 0;
}
