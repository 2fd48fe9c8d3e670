/* A smoke test for musl, where the native engine is the only one. Debian has no
 * unwinder built for musl: glibc's asks for _dl_find_object, and finds nothing
 * here, so this program only does what needs no unwinding. */
#include <cgen.h>

#include <string.h>

int _dl_find_object(void *address, void *result);

int _dl_find_object(void *address, void *result)
{
    (void)address;
    (void)result;
    return -1;
}

static int deferred;

static void count_call(void *arg)
{
    (void)arg;
    deferred++;
}

static void *count(gen_t *self, void *limit)
{
    gen_defer(self, count_call, NULL);
    for (int i = 0; i < *(int *)limit; i++)
        gen_yield(self, &i);
    return limit;
}

static int sum_up_to(int limit)
{
    int sum = 0;

    gen_foreach (int *, n, gen_create(count, &limit))
        sum += *n;
    return sum;
}

static int abandon_one(void)
{
    int limit = 1;
    gen_options options = {.on_destroy = GEN_ABANDON, .stack_size = 1 << 20};
    gen_t *g = gen_create_with(count, &limit, &options);

    return gen_next(g).done || gen_destroy(g) != 0;
}

int main(void)
{
    if (strcmp(gen_engine_name(NULL), "native") != 0)
        return 1;
    if (sum_up_to(100) != 4950 || abandon_one() != 0)
        return 2;
    return deferred == 2 ? 0 : 3;
}
