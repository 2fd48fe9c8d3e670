// The same from C++: the headers, the loops, destructors on closing.
#include <cgen.h>
#include <cgen/cgen.hpp>
#include <cgen/iter.h>

static int destroyed;

struct Resource {
    ~Resource()
    {
        destroyed++;
    }
};

static void *count(gen_t *self, void *limit)
{
    Resource resource;
    for (int i = 0; i < *static_cast<int *>(limit); i++)
        gen_yield(self, &i);
    return nullptr;
}

static cgen::generator<int> up_to(int limit)
{
    return [limit](auto &self) {
        for (int i = 0; i < limit; i++)
            self.yield(i);
    };
}

int main()
{
    int limit = 10, sum = 0;

    gen_foreach (int *, n, gen_create(count, &limit)) {
        sum += *n;
        if (*n == 3)
            break;
    }
    for (int &n : up_to(5))
        sum += n;
    gen_foreach (
        gen_int, n,
        gen_concat(GEN_SOURCES(gen_range(1, 3, 1), gen_range(5, 6, 1))))
        sum += static_cast<int>(n);
    return sum == 6 + 10 + 8 && destroyed == 1 ? 0 : 1;
}
