/*
 * Making a generator, and freeing it: options, control block, stack.
 *
 * The control block lies at the high end of the generator's own stack, where
 * no overflow reaches it: so the two are allocated and freed together, and take
 * one page where the body needs no more. Under a tool that checks memory both
 * are on the heap instead: see watched.c.
 */
#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include CGEN_PROBES
#include "core/ahead.h"
#include "core/create.h"
#include "core/debug.h"
#include "core/defer.h"
#include "core/gen.h"
#include "core/watched.h"

/* A cache line, which the part that every switch uses just fills. */
enum { BLOCK_ALIGNMENT = 64 };

/* What gdb's script reads: so a program with the static library has it too. */
extern const struct layout gen_debug_1;
CGEN__USED static const struct layout *const for_debuggers = &gen_debug_1;

static bool are_valid(const gen_options *options)
{
    for (size_t i = 0; i < sizeof options->reserved / sizeof(void *); i++)
        if (options->reserved[i] != NULL)
            return false;
    return options->reserved_int == 0 && options->on_destroy >= GEN_UNWIND &&
           options->on_destroy <= GEN_ABANDON &&
           options->fp_modes >= GEN_FP_ENGINE &&
           options->fp_modes <= GEN_FP_OWN &&
           (options->ahead != 0 || options->ahead_size == 0);
}

static const struct cgen__engine *choose_engine(const gen_options *options)
{
    const struct cgen__engine *engine = options->engine != NULL
                                            ? cgen__engine_find(options->engine)
                                            : cgen__engine_default();

    if (engine != NULL && options->fp_modes == GEN_FP_OWN)
        return engine->with_own_modes;
    return engine;
}

/* Where frames begin: a multiple of 16. */
static char *top_of(gen_t *g)
{
    return g->on_heap ? g->stack->high : (char *)g;
}

/* Whoever adds a member sees to it that it is set: by cgen__clear, or by all
 * who make a generator (gen_create_with, cgen__from_make). Then this is its
 * size. */
_Static_assert(sizeof(struct gen) == 320, "a member that nobody sets?");
_Static_assert(offsetof(struct gen, top) == CGEN__TOP, "as in abi.h");

/* Member by member: for an assignment of the whole, compilers use a string
 * instruction, whose start-up costs as much as a whole step. */
void cgen__clear(gen_t *g)
{
    cgen__clear_used(g);
    g->head.outer = NULL;
    g->head.ahead = NULL;
    g->fiber = NULL;
    g->exceptions = (struct cgen__exceptions){NULL, 0, 0};
    g->valgrind_id = 0;
    g->landing = NULL;
    g->catcher = NULL;
    g->defers = (struct cgen__defers){NULL, 0, 0};
    g->inner = NULL;
    g->delegator = NULL;
    g->from = NULL;
    g->name = NULL;
}

/* Always there is room for it. */
static gen_t *place_on(const struct cgen__stack *stack)
{
    uintptr_t address = (uintptr_t)stack->high - sizeof(gen_t);

    return (gen_t *)(address & ~(uintptr_t)(BLOCK_ALIGNMENT - 1));
}

/* A control block for that engine, cleared, and its stack; or NULL if there is
 * no memory. */
static gen_t *acquire(const gen_options *options,
                      const struct cgen__engine *engine)
{
    bool is_watched = cgen__watched_wanted();
    struct cgen__stack *stack = NULL;
    gen_t *g = NULL;

    if (is_watched)
        g = cgen__watched_acquire(options, &stack);
    else
        stack = cgen__stack_acquire(options->stack_size, options->guard_size);
    if (stack == NULL)
        return NULL;
    if (!is_watched)
        g = place_on(stack);
    if (stack->kept == cgen__reusable(engine) && !is_watched)
        cgen__clear_used(g);
    else
        cgen__clear(g);
    g->stack = stack;
    g->on_heap = is_watched;
    cgen__mark(g, CGEN__MORE, is_watched);
    g->engine = engine;
    return g;
}

void cgen__release_unneeded(gen_t *g)
{
    if (g->defers.calls != NULL)
        cgen__defers_free(&g->defers);
    if (g->on_heap)
        cgen__watched_end(g);
    else
        cgen__mark(g, CGEN__MORE, false);
}

void cgen__free(gen_t *g)
{
    if (g->name != NULL) {
        free(g->name);
        g->name = NULL;
    }
    if (g->head.ahead != NULL)
        cgen__ahead_free(g);
    if (g->on_heap)
        cgen__watched_free(g);
    else
        cgen__stack_release(g->stack);
}

static char *copy_of(const char *name)
{
    size_t size = strlen(name) + 1;
    char *copy = malloc(size);

    return copy != NULL ? memcpy(copy, name, size) : NULL;
}

/* Under a tool, which looks at the stack itself, none is painted. */
static bool wants_paint(const gen_t *g, const gen_options *options)
{
    if (!g->on_heap)
        return options->paint_stack != 0;
    return g->fiber == NULL && !cgen__valgrind_runs() &&
           (options->paint_stack != 0 ||
            (cgen__debug_wanted() & CGEN__DEBUG_PAINT) != 0);
}

/* Does what the options ask for besides engine and stack. False if there is no
 * memory for it. */
static bool apply_options(gen_t *g, const gen_options *options)
{
    if (options->name != NULL) {
        g->name = copy_of(options->name);
        if (g->name == NULL)
            return false;
    }
    if (options->ahead != 0 &&
        !cgen__ahead_make(g, options->ahead, options->ahead_size))
        return false;
    if (g->on_heap && !cgen__watched_begin(g))
        return false;
    if (wants_paint(g, options)) {
        cgen__stack_paint(g->stack, top_of(g));
        cgen__mark(g, CGEN__PAINTED, true);
    }
    return true;
}

static gen_t *fail(int error)
{
    errno = error;
    return NULL;
}

/* The rest of making one. again: its engine has made the stack ready before. */
CGEN__ALWAYS_INLINE gen_t *make_ready(gen_t *g, struct cgen__stack *stack,
                                      char *top, bool again)
{
    const struct cgen__engine *engine = g->engine;

    if (!engine->is_inlinable)
        cgen__mark(g, CGEN__NOT_INLINABLE, true);
    cgen__set_next(g, cgen__has(g, CGEN__SLOW_PATH) ? CGEN__SLOW_ENTRY : 0);
    cgen__engine_prepare(engine, &g->head.contexts, stack->low, top, again);
    stack->kept = engine;
    atomic_store_explicit(&stack->owner, g, memory_order_release);
    CGEN__PROBE3(create, g, g->fn, g->name);
    return g;
}

static bool was_prepared(const gen_t *g)
{
    const void *kept = g->stack->kept;

    return !g->on_heap &&
           (kept == g->engine || kept == cgen__reusable(g->engine));
}

gen_t *gen_create_with(gen_fn *fn, const void *arg, const gen_options *options)
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
    g = acquire(options, engine);
    if (g == NULL)
        return fail(ENOMEM);
    if (!apply_options(g, options)) {
        cgen__free(g);
        return fail(ENOMEM);
    }
    g->fn = fn;
    g->arg = cgen__value(arg);
    g->data = options->data;
    g->on_destroy = (unsigned char)options->on_destroy;
    return make_ready(g, g->stack, top_of(g), was_prepared(g));
}

/* Most of them are made after one like them was destroyed, and take its stack
 * with its control block. */
CGEN__NOINLINE gen_t *gen_create(gen_fn *fn, const void *arg)
{
    const struct cgen__engine *engine =
        atomic_load_explicit(&cgen__engine_known, memory_order_acquire);
    struct cgen__stack *stack = NULL;
    gen_t *g;

    if (fn != NULL)
        stack = cgen__stack_reacquire(cgen__reusable(engine));
    if (stack == NULL)
        return gen_create_with(fn, arg, NULL);
    g = place_on(stack);
    cgen__clear_used(g);
    g->fn = fn;
    g->arg = cgen__value(arg);
    g->on_destroy = GEN_UNWIND;
    return make_ready(g, stack, (char *)g, true);
}
