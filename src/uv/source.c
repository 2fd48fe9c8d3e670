/* Generators made of callbacks: what they have in common. */
#include "uv/source.h"

gen_t *source_new(void *state, gen_result (*next)(void *state, void *sent),
                  void (*release)(void *state), const char *name)
{
    const gen_ops ops = {.on_next = next, .on_free = release, .name = name};

    if (state == NULL)
        return host_lose(UV_ENOMEM, name, NULL);
    return gen_from(&ops, state);
}

static void *without_const(const void *value)
{
    void *result;

    memcpy(&result, &value, sizeof result);
    return result;
}

gen_result source_value(const void *value)
{
    return (gen_result){without_const(value), false, 0};
}

gen_result source_end(void)
{
    return (gen_result){NULL, true, 0};
}

gen_result source_error(void)
{
    return (gen_result){without_const(gen_uv_failure()), true, GEN_THROWN};
}
