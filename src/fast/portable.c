/* The public steps where there is no assembly for them. */
#include "gen.h"

gen_result gen_send(gen_t *g, void *value)
{
    return gen_inline_1_send(g, value);
}

gen_result gen_next(gen_t *g)
{
    return gen_inline_1_send(g, NULL);
}

void *gen_yield(gen_t *self, void *value)
{
    return gen_inline_1_yield(self, value);
}

gen_resumed gen_yield_catch(gen_t *self, void *value)
{
    return gen_inline_1_yield_catch(self, value);
}
