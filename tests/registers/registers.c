/* Callers and bodies that fill one kind of registers after the other, and want
 * them back after each switch. HERE gives a function its registers, if neither
 * the command line nor a pragma does it for the unit; test_registers.sh. */
#include <cgen.h>
#include <stdio.h>

#include "given.h"

enum { NOT_HERE = 77, TIMES = 3 };

struct kind {
    const char *name;
    void *(*body)(gen_t *self, void *lost);
    bool (*caller)(gen_t *g);
};

#include "every.h"

/* Says what was lost, and returns how many sides lost something. */
static int count_losers(const struct kind *kind)
{
    bool by_body = false;
    gen_t *g = gen_create(kind->body, &by_body);
    bool by_caller = !kind->caller(g);

    gen_destroy(g);
    if (by_body)
        fprintf(stderr, "the body lost %s registers\n", kind->name);
    if (by_caller)
        fprintf(stderr, "the caller lost %s registers\n", kind->name);
    return by_body + by_caller;
}

int main(void)
{
    int losers = 0;

    if (!processor_has_them())
        return NOT_HERE;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        losers += count_losers(&kinds[i]);
    return losers > 0;
}
