// A generator on bare switches, with nothing checked: what one would write by
// hand who keeps idle stacks, with their control blocks, in a free list. Making
// and freeing are calls, as in any library; the rest is part of its callers, so
// that no return is mispredicted that need not be.
#ifndef CGEN_BENCH_BARE_GENERATOR_H
#define CGEN_BENCH_BARE_GENERATOR_H

#include "floors/bare.h"

struct bare_generator {
    void *body;
    void *resumer;
    void *value;
    bool done;
    void *(*fn)(bare_generator *self, void *arg);
    void *arg;
    bare_generator *next_idle;
};

bare_generator *bare_create(void *(*fn)(bare_generator *self, void *arg),
                            void *arg);
void bare_destroy(bare_generator *g);

// The generator that begins next, for its entry.
extern bare_generator *bare_beginner;

inline void *bare_next(bare_generator *g)
{
    bare_beginner = g;
    bare_switch(&g->resumer, g->body);
    return g->value;
}

inline void bare_yield(bare_generator *self, void *value)
{
    self->value = value;
    bare_switch(&self->body, self->resumer);
}

// Yields arg once.
void *bare_once(bare_generator *self, void *arg);

#endif
