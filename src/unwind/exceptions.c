#include "unwind/exceptions.h"

void cgen__exceptions_exchange(struct cgen__exceptions *other)
{
    struct cgen__exceptions *here = __cxa_get_globals();
    const struct cgen__exceptions mine = *here;

    *here = *other;
    *other = mine;
}
