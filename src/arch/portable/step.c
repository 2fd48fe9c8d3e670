/* The public steps where there is no assembly for them. */
#include "core/gen.h"
#include "core/park.h"
#include "core/resume.h"
#include "core/step.h"

gen_result gen_send(gen_t *g, const void *value)
{
    return cgen__send(g, cgen__value(value));
}

gen_result gen_next(gen_t *g)
{
    return cgen__send(g, NULL);
}

void *gen_yield(gen_t *self, const void *value)
{
    return gen_inline_1_yield(self, cgen__value(value));
}

gen_resumed gen_yield_catch(gen_t *self, const void *value)
{
    return gen_inline_1_yield_catch(self, cgen__value(value));
}

void *cgen__step_park(gen_t *lowest, void *value)
{
    gen_resumed in = cgen__park_slowly(lowest, value);

    return in.signal == GEN_NEXT ? in.value
                                 : cgen__park_signalled(lowest, in).value;
}

gen_resumed cgen__step_park_catch(gen_t *lowest, void *value)
{
    gen_resumed in = cgen__park_slowly(lowest, value);

    return in.signal == GEN_NEXT ? in : cgen__park_told(lowest, in);
}

gen_result cgen__return_result(gen_result out)
{
    return out;
}

gen_resumed cgen__return_resumed(gen_resumed in)
{
    return in;
}

void *cgen__return_value(void *value)
{
    return value;
}
