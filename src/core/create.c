/*
 * Making a generator, and freeing it: options, control block, stack.
 *
 * The control block lies at the high end of the generator's own stack, where
 * no overflow reaches it: so the two are allocated and freed together, and take
 * one page where the body needs no more. Under a tool that checks memory it is
 * in the heap instead, so that the tool reports a generator that is leaked, or
 * used after it was freed.
 */
#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/create.h"
#include "core/defer.h"
#include "core/gen.h"

/* A cache line, which the part that every switch uses just fills. */
enum { BLOCK_ALIGNMENT = 64 };

/* Whether this process runs under a tool that checks memory. */
enum { UNKNOWN, NO_TOOL, TOOL };

static bool are_valid(const gen_options *options)
{
    for (size_t i = 0; i < sizeof options->reserved / sizeof(void *); i++)
        if (options->reserved[i] != NULL)
            return false;
    return options->reserved_int == 0 && options->on_destroy >= GEN_UNWIND &&
           options->on_destroy <= GEN_ABANDON &&
           options->fp_modes >= GEN_FP_ENGINE &&
           options->fp_modes <= GEN_FP_OWN;
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

/* Memory for the control block. NULL if the heap has none; on the stack there
 * always is. */
static gen_t *allocate(struct cgen__stack *stack, bool on_heap)
{
    uintptr_t address = (uintptr_t)stack->high - sizeof(gen_t);

    if (on_heap)
        return malloc(sizeof(gen_t));
    return (gen_t *)(address & ~(uintptr_t)(BLOCK_ALIGNMENT - 1));
}

/* Where frames begin: a multiple of 16. */
static char *top_of(gen_t *g)
{
    return g->on_heap ? g->stack->high : (char *)g;
}

/* Tells the tools of a stack that comes into use; false if there is no memory
 * for that. */
static bool announce_stack(gen_t *g)
{
    if (cgen__fiber_needed()) {
        g->fiber = cgen__fiber_create();
        if (g->fiber == NULL)
            return false;
        cgen__mark(g, CGEN__HAS_FIBER, true);
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

/* Whoever adds a member sees to it that it is set: by cgen__clear, or by all
 * who make a generator (gen_create_with, cgen__from_make). Then this is its
 * size. */
_Static_assert(sizeof(struct gen) == 320, "a member that nobody sets?");
_Static_assert(offsetof(struct gen, top) == CGEN__TOP, "as in abi.h");

/* Member by member: for an assignment of the whole, compilers use a string
 * instruction, whose start-up costs as much as a whole step. */
void cgen__clear(gen_t *g)
{
    g->head.outer = NULL;
    g->top = NULL;
    g->marks = 0;
    g->fiber = NULL;
    g->exceptions = (struct cgen__exceptions){NULL, 0, 0};
    g->valgrind_id = 0;
    g->refused = 0;
    g->landing = NULL;
    g->catcher = NULL;
    g->site.code = NULL;
    g->end = (gen_result){NULL, false, 0};
    g->defers = (struct cgen__defers){NULL, 0, 0};
    g->inner = NULL;
    g->delegator = NULL;
    g->below = NULL;
    g->leaf = NULL;
    g->lowest = NULL;
    g->from = NULL;
    g->name = NULL;
    g->data = NULL;
}

CGEN__NOINLINE static int look_for_tools(atomic_int *answer)
{
    int found = cgen__fiber_needed() || cgen__valgrind_runs() ? TOOL : NO_TOOL;

    atomic_store_explicit(answer, found, memory_order_relaxed);
    return found;
}

/* That does not change while a process runs, so it is asked once; or, by
 * several threads at a time, once each, with the same answer. */
static bool runs_under_a_tool(void)
{
    static atomic_int answer;
    int known = atomic_load_explicit(&answer, memory_order_relaxed);

    if (known == UNKNOWN)
        known = look_for_tools(&answer);
    return known == TOOL;
}

/* A control block, cleared, and its stack; or NULL if there is no memory. */
static gen_t *acquire(const gen_options *options)
{
    bool on_heap = runs_under_a_tool();
    struct cgen__stack *stack =
        cgen__stack_acquire(options->stack_size, options->guard_size);
    gen_t *g;

    if (stack == NULL)
        return NULL;
    g = allocate(stack, on_heap);
    if (g == NULL) {
        cgen__stack_release(stack);
        return NULL;
    }
    cgen__clear(g);
    g->stack = stack;
    g->on_heap = on_heap;
    return g;
}

void cgen__release_unneeded(gen_t *g)
{
    if (g->defers.calls != NULL)
        cgen__defers_free(&g->defers);
    if (g->on_heap)
        retract_stack(g);
}

void cgen__free(gen_t *g)
{
    struct cgen__stack *stack = g->stack;

    if (g->name != NULL)
        free(g->name);
    if (g->on_heap)
        free(g);
    if (stack != NULL)
        cgen__stack_release(stack);
}

static char *copy_of(const char *name)
{
    size_t size = strlen(name) + 1;
    char *copy = malloc(size);

    return copy != NULL ? memcpy(copy, name, size) : NULL;
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
    if (g->on_heap)
        return announce_stack(g);
    if (options->paint_stack != 0) {
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
    g = acquire(options);
    if (g == NULL)
        return fail(ENOMEM);
    if (!apply_options(g, options)) {
        cgen__free(g);
        return fail(ENOMEM);
    }
    g->engine = engine;
    g->fn = fn;
    g->arg = cgen__value(arg);
    g->data = options->data;
    g->on_destroy = (unsigned char)options->on_destroy;
    cgen__mark(g, CGEN__NOT_INLINABLE, !engine->is_inlinable);
    engine->prepare(&g->head.contexts, g->stack->low, top_of(g),
                    g->stack->kept == engine && !g->on_heap);
    g->stack->kept = engine;
    cgen__set_next(g, cgen__has(g, CGEN__SLOW_PATH) ? CGEN__SLOW_ENTRY : 0);
    atomic_store_explicit(&g->stack->owner, g, memory_order_release);
    return g;
}

gen_t *gen_create(gen_fn *fn, const void *arg)
{
    return gen_create_with(fn, arg, NULL);
}
