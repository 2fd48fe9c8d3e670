/* As wrong.c, in C++. */
#include <cgen/cgen.hpp>
#include <cgen/iter.h>

static bool is_odd(int64_t n, gen_call *)
{
    return n % 2 != 0;
}

int main()
{
    const char *name = "name";
    gen_result end;
    cgen::generator<int> right = [](auto &self) { self.yield(1); };
    gen_t *source = gen_filter_int(gen_range(0, 9, 1), is_odd);

    gen_foreach (const char *, text, gen_once(name), &end)
        gen_send(gen_create(nullptr, "literal"), text);
    gen_foreach (int64_t, n, source)
        gen_send(nullptr, gen_of_int(n));
#if WRONG == 1 /* says: an integer as wide as one, such as int64_t */
    gen_foreach (int, n, source)
        (void)n;
#elif WRONG == 2 /* says: loop over doubles has a void */
    gen_foreach (double, x, source)
        (void)x;
#elif WRONG == 3 /* says: gen_foreach needs a type, a name and a source */
    gen_foreach (int64_t n, source)
        (void)n;
#elif WRONG == 4 /* says: a body takes its handle by reference */
    cgen::generator<int> wrong = [](auto self) { self.yield(1); };
#elif WRONG == 5 /* says: a body takes its handle by reference */
    cgen::generator<int> wrong = [](cgen::self<int> self) { self.yield(1); };
#elif WRONG == 6 /* says: a body takes its handle by reference */
    cgen::generator<int> wrong = [](int limit) { (void)limit; };
#endif
}
