/* Programs that must not compile: one for each value of WRONG. With 0 all is
 * right, and this compiles. */
#include <cgen/iter.h>

static int64_t square(int64_t n, gen_call *call)
{
    (void)call;
    return n * n;
}

static bool is_odd(int64_t n, gen_call *call)
{
    (void)call;
    return n % 2 != 0;
}

/* As many as two numbers, to be given as a literal with a comma. */
struct scale {
    int64_t factor, offset;
};

static int64_t scaled(int64_t n, gen_call *call)
{
    const struct scale *scale = call->arg;

    return n * scale->factor + scale->offset;
}

static double add(double sum, int64_t n, gen_call *call)
{
    (void)call;
    return sum + (double)n;
}

/* Not of any type that callbacks have. */
static short halve(short n, gen_call *call)
{
    (void)call;
    return n / 2;
}

static int is_even(int64_t n, gen_call *call)
{
    (void)call;
    return n % 2 == 0;
}

static bool is_comment(const char *line, gen_call *call)
{
    (void)call;
    return line[0] == '#';
}

static long long negate(long long n, gen_call *call)
{
    (void)call;
    return -n;
}

static bool without_call(int64_t n)
{
    return n != 0;
}

int main(void)
{
    gen_t *source = gen_map(gen_range(0, 9, 1), square, NULL);
    gen_result end;

    (void)halve, (void)is_even, (void)without_call;
    (void)is_comment, (void)negate;
    source = gen_map(source, scaled, &(struct scale){2, 3});
    gen_some(gen_empty(), is_odd, &(struct scale){2, 3}, &end);
#if WRONG == 1
    source = gen_map(source, halve, NULL);
#elif WRONG == 2
    source = gen_filter(source, is_even, NULL);
#elif WRONG == 3
    source = gen_filter(source, without_call, NULL);
#elif WRONG == 4
    source = gen_map(source, is_odd, NULL); /* tests, does not map */
#elif WRONG == 5
    source = gen_map(source, NULL, NULL);
#elif WRONG == 6
    gen_foreach (double, x, source)
        (void)x;
#elif WRONG == 7
    source = gen_reduce(source, add, 0, NULL, &end);
#elif WRONG == 8
    source = gen_take("source", 1);
#elif WRONG == 9
    return gen_some(source, square, NULL, &end);
#elif WRONG == 10
    return gen_fold(source, add, NULL, &end) > 0; /* sum of another type */
#elif WRONG == 11
    gen_for_each(source, is_odd, NULL);
#elif WRONG == 12
    source = gen_flat_map(source, square, NULL);
#elif WRONG == 13
    source = gen_filter(source, is_comment, NULL);
#elif WRONG == 14
    source = gen_map(source, negate, NULL);
#elif WRONG == 15
    source = gen_map(source, square); /* without an arg */
#endif
    return gen_reduce(gen_filter(source, is_odd, NULL), add, 0, NULL, &end) < 0;
}
