/* A smoke test for architectures without assembly of their own: values, and
 * cleanup at each closing, the first one too. */
#include <cgen.h>
#include <stdio.h>

static int cleaned;

static void count(int *step)
{
    cleaned += *step;
}

static void *numbers(gen_t *self, void *limit)
{
    int step GEN_ON_SCOPE_EXIT(count) = 1;

    for (int i = 0; i < *(int *)limit; i += step)
        gen_yield(self, &i);
    return "end";
}

static int closings(void)
{
    int limit = 3;

    for (int i = 1; i <= 3; i++) {
        gen_t *g = gen_create(numbers, &limit);

        gen_next(g);
        if (*(int *)gen_next(g).value != 1 || gen_return(g, NULL).error != 0 ||
            cleaned != i || gen_destroy(g) != 0)
            return 1;
    }
    return 0;
}

int main(void)
{
    int failed = closings();

    puts(failed ? "FAILED" : "the portable parts work");
    return failed;
}
