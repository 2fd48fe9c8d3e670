#include <stdio.h>
#include <stdlib.h>

#include "panic.h"

void cgen__panic(const char *message)
{
    (void)fprintf(stderr, "cgen: %s\n", message);
    abort();
}
