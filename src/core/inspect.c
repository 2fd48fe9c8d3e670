/* Looking at a generator, and at the library. */
#include "core/ahead.h"
#include "core/delegate.h"
#include "core/from.h"
#include "core/gen.h"
#include "core/inspect.h"
#include "core/watched.h"

gen_status gen_state(const gen_t *g)
{
    cgen__check(g, "gen_state");
    if (g == NULL)
        return GEN_DONE;
    if (cgen__has(g, CGEN__DONE))
        return cgen__has(g, CGEN__AHEAD) && cgen__ahead_has_end(g)
                   ? GEN_SUSPENDED
                   : GEN_DONE;
    if (cgen__has(g, CGEN__CALLBACKS))
        return cgen__from_status(g);
    if (cgen__delegate_is_running(g))
        return GEN_RUNNING;
    return cgen__has(g, CGEN__BEGUN) ? GEN_SUSPENDED : GEN_START;
}

const gen_t *cgen__inspect_behind(const gen_t *g)
{
    cgen__check(g, "looking at a generator");
    while (g != NULL && g->from != NULL && g->from->viewed != NULL)
        g = g->from->viewed;
    return g;
}

static const char *name_of(const gen_t *g)
{
    return g->from != NULL ? g->from->ops.name : g->name;
}

const char *gen_name(const gen_t *g)
{
    g = cgen__inspect_behind(g);
    return g != NULL && name_of(g) != NULL ? name_of(g) : "";
}

void *gen_data(const gen_t *g)
{
    g = cgen__inspect_behind(g);
    return g != NULL ? g->data : NULL;
}

size_t gen_stack_used(const gen_t *g)
{
    g = cgen__inspect_behind(g);
    if (g == NULL || g->stack == NULL)
        return 0;
    return cgen__has(g, CGEN__PAINTED) ? cgen__stack_used_of_painted(g->stack)
                                       : cgen__stack_used(g->stack);
}

const char *gen_engine_name(const gen_t *g)
{
    const struct cgen__engine *engine;

    g = cgen__inspect_behind(g);
    if (g != NULL && g->from != NULL)
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
