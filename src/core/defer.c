/* The deferred calls of a generator: a stack in heap memory, since it must
 * outlive the frames that push onto it. */
#include <stdlib.h>

#include "core/defer.h"
#include "core/gen.h"

enum { FIRST_CAPACITY = 4 };

/* Also the first time: then there is something to be freed at the end. */
static bool grow(gen_t *self)
{
    struct cgen__defers *defers = &self->defers;
    unsigned capacity =
        defers->capacity != 0 ? 2 * defers->capacity : FIRST_CAPACITY;
    struct cgen__deferred *calls = NULL;

    if (capacity > defers->capacity)
        calls = realloc(defers->calls, capacity * sizeof *calls);
    if (calls == NULL)
        return false;
    defers->calls = calls;
    defers->capacity = capacity;
    cgen__mark(self, CGEN__MORE, true);
    return true;
}

bool cgen__defers_pop(struct cgen__defers *defers, struct cgen__deferred *call)
{
    if (defers->count == 0)
        return false;
    *call = defers->calls[--defers->count];
    return true;
}

void cgen__defers_free(struct cgen__defers *defers)
{
    free(defers->calls);
    *defers = (struct cgen__defers){NULL, 0, 0};
}

int gen_defer(gen_t *self, void (*fn)(void *), void *arg)
{
    if (self == NULL || self != gen_self())
        return GEN_EPERM;
    if (fn == NULL)
        return GEN_EINVAL;
    if (self->defers.count == self->defers.capacity && !grow(self))
        return GEN_ENOMEM;
    self->defers.calls[self->defers.count++] = (struct cgen__deferred){fn, arg};
    return 0;
}

int gen_undefer(gen_t *self, bool run)
{
    struct cgen__deferred call;

    if (self == NULL || self != gen_self())
        return GEN_EPERM;
    if (!cgen__defers_pop(&self->defers, &call))
        return GEN_ENOENT;
    if (run)
        call.fn(call.arg);
    return 0;
}
