/* Deferred calls: an array that grows, with the last deferred at its end. */
#ifndef CGEN_CORE_DEFER_H
#define CGEN_CORE_DEFER_H

#include <stdbool.h>
#include <stddef.h>

struct cgen__deferred {
    void (*fn)(void *);
    void *arg;
};

struct cgen__defers {
    struct cgen__deferred *calls;
    unsigned count;
    unsigned capacity;
};

/* Takes the last deferred call; false if there is none. */
bool cgen__defers_pop(struct cgen__defers *defers, struct cgen__deferred *call);
void cgen__defers_free(struct cgen__defers *defers);

#endif
