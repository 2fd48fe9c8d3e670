/*
 * Leaving a gen_foreach, and closing where nothing may come out.
 *
 * A loop that is left because its body is being unwound closes its source
 * quietly: what unwinds it came first and goes on. How much was on its way when
 * the loop began tells whether that is so.
 */
#include "core/catch.h"
#include "core/gen.h"
#include "core/loop.h"

CGEN__NOINLINE unsigned long cgen__unwinds(void)
{
    const gen_t *self = gen_self();
    unsigned long count = cgen__exceptions_here()->uncaught;

    return 2 * count + (self != NULL && cgen__has(self, CGEN__UNWINDING));
}

unsigned long gen_loop_enter(void)
{
    return cgen__unwinds();
}

struct closing {
    gen_t *g;
    gen_result end;
};

static void close_it(void *pointer)
{
    struct closing *closing = pointer;

    closing->end = gen_return(closing->g, NULL);
}

/* How closing g ends; an exception as an error without a value. */
static gen_result close_quietly(gen_t *g)
{
    struct closing closing = {g, {NULL, true, 0}};

    if (cgen__catch(close_it, &closing))
        return (gen_result){NULL, true, GEN_THROWN};
    return closing.end;
}

int gen_close(gen_t *g)
{
    return close_quietly(g).error;
}

static void destroy(gen_t **source)
{
    gen_destroy(*source);
}

/* Closes a source that has not ended; what the loop is to give. */
static gen_result close_early(gen_t *source, bool quietly)
{
    gen_result end = quietly ? close_quietly(source) : gen_return(source, NULL);

    /* What it yields is of a frame that goes now. */
    return (gen_result){end.done ? end.value : NULL, false, end.error};
}

gen_result gen_loop_leave(gen_t *source, gen_result last, unsigned long entered)
{
    gen_t *owned GEN_ON_SCOPE_EXIT(destroy) = source;

    if (!last.done)
        last = close_early(source, cgen__unwinds() != entered);
    owned = NULL;
    if (gen_destroy(source) == GEN_THROWN && last.error == 0)
        last.error = GEN_THROWN;
    return last;
}
