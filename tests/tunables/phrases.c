/* Prints what the documents are to say of the library's numbers: a line each,
 * the document and the words. */
#include <stdio.h>

#include "tunables.h"

static const char *number(size_t n)
{
    static char texts[16][32];
    static unsigned next;
    char *text = texts[next++ % 16];

    if (n >= 1000 && n < 1000000)
        (void)snprintf(text, 32, "%zu,%03zu", n / 1000, n % 1000);
    else
        (void)snprintf(text, 32, "%zu", n);
    return text;
}

static const char *kib(size_t bytes)
{
    return number(bytes / CGEN__KIB);
}

static const char *mib(size_t bytes)
{
    return number(bytes / CGEN__MIB);
}

int main(void)
{
    printf("include/cgen.h bytes; default %s KiB\n", kib(CGEN__STACK_DEFAULT));
    printf("include/cgen.h at least %s KiB, and above %s MiB\n",
           kib(CGEN__STACK_LEAST), mib(CGEN__STACK_LARGEST));
    printf("include/cgen.h default, and the least, %s KiB\n",
           kib(CGEN__GUARD_LEAST));
    printf("include/cgen.h up to %s of a size in the thread\n",
           number(CGEN__CACHE_STACKS));
    printf("include/cgen.h up to %s of a size for all threads\n",
           number(CGEN__POOL_STACKS));
    printf("include/cgen.h one in %s is looked at\n", number(CGEN__BATCH));
    printf("include/cgen.h more than %s pages\n", number(CGEN__POOL_PAGES));
    printf("include/cgen.h no more than %s MiB, or two\n",
           mib(CGEN__CACHE_BYTES));
    printf("README.md %s KiB of address space each\n",
           kib(CGEN__STACK_DEFAULT));
    printf("README.md a guard of %s KiB\n", kib(CGEN__GUARD_LEAST));
    printf("docs/measured.md up to %s stacks of a size for itself, the process "
           "%s\n",
           number(CGEN__CACHE_STACKS), number(CGEN__POOL_STACKS));
    return 0;
}
