// The same from C++: the header, the loop, destructors on closing.
#include <cgen.h>

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

int main()
{
    int limit = 10, sum = 0;

    gen_foreach (int *, n, gen_create(count, &limit)) {
        sum += *n;
        if (*n == 3)
            break;
    }
    return sum == 6 && destroyed == 1 ? 0 : 1;
}
