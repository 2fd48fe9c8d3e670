/*
 * A generator begins and goes: options, control block, stack.
 *
 * The control block is ordinary heap memory, so that no overflow of the stack
 * can reach it and it can outlive the stack.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "gen.h"

static bool are_valid(const gen_options *options)
{
    for (size_t i = 0; i < sizeof options->reserved / sizeof(void *); i++)
        if (options->reserved[i] != NULL)
            return false;
    return options->reserved_int == 0 && options->on_destroy >= GEN_UNWIND &&
           options->on_destroy <= GEN_ABANDON;
}

static const struct cgen__engine *choose_engine(const gen_options *options)
{
    if (options->engine != NULL)
        return cgen__engine_find(options->engine);
    return cgen__engine_default();
}

static gen_t *allocate(const char *name)
{
    size_t length = name != NULL ? strlen(name) : 0;
    gen_t *g = malloc(sizeof *g + length + 1);

    if (g == NULL)
        return NULL;
    memset(g, 0, sizeof *g);
    if (length != 0)
        memcpy(g->name, name, length);
    g->name[length] = '\0';
    return g;
}

/* Tells the tools of a stack that comes into use, or goes out of it. */
static bool announce_stack(gen_t *g)
{
    if (cgen__fiber_needed()) {
        g->fiber = cgen__fiber_create();
        if (g->fiber == NULL)
            return false;
        g->goes_long = true;
        cgen__fiber_stack_begins(g->stack->low, g->stack->high);
    }
    g->valgrind_id = cgen__valgrind_stack_begins(g->stack->low, g->stack->high);
    return true;
}

static void retract_stack(gen_t *g)
{
    cgen__valgrind_stack_ends(g->valgrind_id, g->stack->low, g->stack->high);
    if (g->fiber == NULL)
        return;
    cgen__fiber_stack_ends(g->stack->low, g->stack->high);
    cgen__fiber_destroy(g->fiber);
    g->fiber = NULL;
}

static bool furnish(gen_t *g, size_t stack_size)
{
    g->stack = cgen__stack_acquire(stack_size);
    if (g->stack == NULL)
        return false;
    if (!announce_stack(g)) {
        cgen__stack_release(g->stack);
        return false;
    }
    g->context =
        g->engine->prepare(g->stack->low, g->stack->high, cgen__body_entry, g);
    return true;
}

void cgen__strip(gen_t *g)
{
    cgen__defers_free(&g->defers);
    retract_stack(g);
    cgen__stack_release(g->stack);
    g->stack = NULL;
    g->context = NULL;
}

static gen_t *fail(int error)
{
    errno = error;
    return NULL;
}

gen_t *gen_create_with(gen_fn *fn, void *arg, const gen_options *options)
{
    static const gen_options defaults;
    const struct cgen__engine *engine;
    gen_t *g;

    if (options == NULL)
        options = &defaults;
    if (fn == NULL || !are_valid(options))
        return fail(EINVAL);
    engine = choose_engine(options);
    if (engine == NULL)
        return fail(ENOTSUP);
    g = allocate(options->name);
    if (g == NULL)
        return fail(ENOMEM);
    g->engine = engine;
    g->start.fn = fn;
    g->start.arg = arg;
    g->state = CGEN__START;
    g->on_destroy = (unsigned char)options->on_destroy;
    if (furnish(g, options->stack_size))
        return g;
    free(g);
    return fail(ENOMEM);
}

gen_t *gen_create(gen_fn *fn, void *arg)
{
    return gen_create_with(fn, arg, NULL);
}
