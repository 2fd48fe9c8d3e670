#include "floors/bare_generator.h"

#include <utility>

bare_generator *bare_beginner;

static bare_generator *idle;

// The one that there is, when it is not in the list.
static bare_generator *fresh()
{
    alignas(64) static char memory[64 * 1024];
    static_assert(sizeof(bare_generator) <= 64, "it fits");
    return reinterpret_cast<bare_generator *>(memory + sizeof memory - 64);
}

static void begin()
{
    bare_generator *self = bare_beginner;
    self->value = self->fn(self, self->arg);
    self->done = true;
    bare_switch(&self->body, self->resumer);
}

bare_generator *bare_create(void *(*fn)(bare_generator *, void *), void *arg)
{
    bare_generator *self =
        idle != nullptr ? std::exchange(idle, idle->next_idle) : fresh();
    self->value = nullptr;
    self->done = false;
    self->fn = fn;
    self->arg = arg;
    self->body = bare_frame(reinterpret_cast<char *>(self), begin);
    return self;
}

void bare_destroy(bare_generator *g)
{
    g->next_idle = std::exchange(idle, g);
}

void *bare_once(bare_generator *self, void *arg)
{
    bare_yield(self, arg);
    return nullptr;
}
