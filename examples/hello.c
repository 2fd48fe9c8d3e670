/*
 * hello: a first generator, beside its JavaScript.
 *
 *     hello [LIMIT]
 *
 * Calls next() by hand until the generator is done, then counts to LIMIT, or
 * to 3, in a loop. Each line prints what the JavaScript to its right prints.
 */
#include <stdio.h>
#include <stdlib.h>

#include <cgen.h>

static void *number_generator(gen_t *self, void *unused)
{                               /* function* numberGenerator() { */
    (void)unused;               /*                               */
    gen_yield(self, &(int){1}); /*     yield 1;                  */
    gen_yield(self, &(int){2}); /*     yield 2;                  */
    gen_yield(self, &(int){3}); /*     yield 3;                  */
    return NULL;                /* }                             */
}

static void *count_to(gen_t *self, void *limit)
{                                /* function* countTo(n) {             */
    int n = *(int *)limit;       /*                                    */
    for (int i = 1; i <= n; i++) /*     for (let i = 1; i <= n; i++)   */
        gen_yield(self, &i);     /*         yield i;                   */
    return NULL;                 /* }                                  */
}

static void console_log(const int *value)
{
    if (value == NULL)
        puts("undefined");
    else
        printf("%d\n", *value);
}

static int by_hand(void)
{
    gen_t *gen = gen_create(number_generator, NULL);

    if (gen == NULL) {
        perror("hello");
        return 1;
    }                                 /* const gen = numberGenerator();   */
    console_log(gen_next(gen).value); /* console.log(gen.next().value); 1 */
    console_log(gen_next(gen).value); /* console.log(gen.next().value); 2 */
    console_log(gen_next(gen).value); /* console.log(gen.next().value); 3 */
    console_log(gen_next(gen).value); /* ...                    undefined */
    gen_destroy(gen);                 /* the garbage collector's affair   */
    return 0;
}

static int in_a_loop(int limit)
{
    gen_result end;

    gen_foreach (int *, n, gen_create(count_to, &limit), &end)
        console_log(n); /* for (const n of countTo(limit)) console.log(n); */
    if (end.error == 0)
        return 0;
    perror("hello");
    return 1;
}

int main(int argc, char **argv)
{
    const char *text = argc > 1 ? argv[1] : "3";
    char *rest;
    long limit = strtol(text, &rest, 10);

    if (argc > 2 || rest == text || *rest != '\0' || limit < 0 ||
        limit > 1000000) {
        fputs("usage: hello [LIMIT], a number up to 1000000\n", stderr);
        return 2;
    }
    if (by_hand() != 0)
        return 1;
    return in_a_loop((int)limit);
}
