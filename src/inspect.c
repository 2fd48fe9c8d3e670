/* Looking at a generator, and at the library. */
#include "gen.h"

gen_status gen_state(const gen_t *g)
{
    if (g == NULL || cgen__has(g, CGEN__DONE))
        return GEN_DONE;
    if (cgen__runs(g))
        return GEN_RUNNING;
    return cgen__has(g, CGEN__BEGUN) ? GEN_SUSPENDED : GEN_START;
}

const char *gen_name(const gen_t *g)
{
    return g != NULL && g->name != NULL ? g->name : "";
}

size_t gen_stack_used(const gen_t *g)
{
    return g != NULL ? cgen__stack_used(g->stack) : 0;
}

const char *gen_engine_name(const gen_t *g)
{
    const struct cgen__engine *engine =
        g != NULL ? g->engine : cgen__engine_default();

    return engine != NULL ? engine->name : NULL;
}

const char *gen_strerror(int error)
{
    switch (error) {
    case 0:
        return "no error";
#define TEXT_CASE(name, code, text) \
    case name:                      \
        return text;
        GEN_ERROR_MAP(TEXT_CASE)
#undef TEXT_CASE
    default:
        return "unknown error code";
    }
}

int gen_version(void)
{
    return GEN_VERSION;
}
