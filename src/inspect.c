/* Looking at a generator, and at the library. */
#include "gen.h"

gen_status gen_state(const gen_t *g)
{
    static const gen_status statuses[] = {
        [CGEN__START] = GEN_START,        [CGEN__YIELDING] = GEN_SUSPENDED,
        [CGEN__CATCHING] = GEN_SUSPENDED, [CGEN__RUNNING] = GEN_RUNNING,
        [CGEN__DONE] = GEN_DONE,
    };

    if (g == NULL)
        return GEN_DONE;
    if (g->state == CGEN__CALLBACKS)
        return cgen__from_status(g);
    if (g->state == CGEN__DELEGATING)
        return cgen__delegate_is_running(g) ? GEN_RUNNING : GEN_SUSPENDED;
    return statuses[g->state];
}

/* Whom a view is of; of anything else, itself. */
static const gen_t *behind(const gen_t *g)
{
    while (g != NULL && g->from.viewed != NULL)
        g = g->from.viewed;
    return g;
}

const char *gen_name(const gen_t *g)
{
    g = behind(g);
    if (g == NULL)
        return "";
    return g->from.ops.name != NULL ? g->from.ops.name : g->name;
}

size_t gen_stack_used(const gen_t *g)
{
    g = behind(g);
    return g != NULL && g->context != NULL ? cgen__stack_used(&g->stack) : 0;
}

const char *gen_engine_name(const gen_t *g)
{
    const struct cgen__engine *engine;

    g = behind(g);
    if (g != NULL && g->state == CGEN__CALLBACKS)
        return "none";
    engine = g != NULL ? g->engine : cgen__engine_default();
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
