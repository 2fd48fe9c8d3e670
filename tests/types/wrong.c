/* Programs that must not compile: one for each value of WRONG, beside which is
 * what the compiler is to say. With 0 all is right, and this compiles. */
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
    const char *name = "name";
    gen_result end;

    (void)halve, (void)is_even, (void)without_call;
    (void)is_comment, (void)negate;
    source = gen_map(source, scaled, &(struct scale){2, 3});
    source = gen_filter(gen_map(source, square), is_odd);
    gen_some(gen_empty(), is_odd, &(struct scale){2, 3}, &end);
    gen_foreach (const char *, text, gen_once(name), &end)
        gen_send(gen_create(NULL, name), text);
#if WRONG == 1 /* says: gen_callback_must_take_pointer_int64_or_double */
    source = gen_map(source, halve, NULL);
#elif WRONG == 2  /* says: gen_callback_must_take_pointer_int64_or_double */
    source = gen_filter(source, is_even, NULL);
#elif WRONG == 3  /* says: gen_callback_must_take_pointer_int64_or_double */
    source = gen_filter(source, without_call, NULL);
#elif WRONG == 4  /* says: gen_callback_must_take_pointer_int64_or_double */
    source = gen_map(source, is_odd, NULL); /* tests, does not map */
#elif WRONG == 5  /* says: gen_callback_must_take_pointer_int64_or_double */
    source = gen_map(source, NULL, NULL);
#elif WRONG == 6  /* says: loop over doubles has a void */
    gen_foreach (double, x, source)
        (void)x;
#elif WRONG == 7  /* says: gen_t */
    source = gen_fold(source, add, 0, NULL, &end);
#elif WRONG == 8  /* says: gen_t */
    source = gen_take("source", 1);
#elif WRONG == 9  /* says: gen_callback_must_take_pointer_int64_or_double */
    return gen_some(source, square, NULL, &end);
#elif WRONG == 10 /* says: gen_callback_must_take_pointer_int64_or_double */
    return gen_reduce(source, add, NULL, &end) > 0; /* sum of another type */
#elif WRONG == 11 /* says: gen_callback_must_take_pointer_int64_or_double */
    gen_for_each(source, is_odd, NULL);
#elif WRONG == 12 /* says: gen_callback_must_take_pointer_int64_or_double */
    source = gen_flat_map(source, square, NULL);
#elif WRONG == 13 /* says: gen_callback_must_take_pointer_int64_or_double */
    source = gen_filter(source, is_comment, NULL);
#elif WRONG == 14 /* says: gen_callback_must_take_pointer_int64_or_double */
    source = gen_map(source, negate, NULL);
#elif WRONG == 15 /* says: too few arguments */
    return gen_some(source, is_odd, NULL); /* without a result */
#elif WRONG == 16 /* says: an integer as wide as one, such as int64_t */
    gen_foreach (int, n, source)
        (void)n;
#elif WRONG == 17 /* says: an integer as wide as one, such as int64_t */
    gen_foreach (bool, is_so, source, &end)
        (void)is_so;
#elif WRONG == 18 /* says: gen_foreach needs a type, a name and a source */
    gen_foreach (int64_t n, source)
        (void)n;
#elif WRONG == 19 /* says: gen_foreach takes a type, a name, a source and */
    gen_foreach (int64_t, n, source, &end, NULL)
        (void)n;
#endif
    return gen_fold(gen_filter(source, is_odd, NULL), add, 0, NULL, &end) < 0;
}
