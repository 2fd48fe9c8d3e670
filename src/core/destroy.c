/*
 * The end of a generator: gen_destroy.
 *
 * What it delegates to ends first, from the last of the chain on; then its own
 * body or callbacks do, in the way that end_own decides; then its memory goes.
 * Each of these may run the user's code, which may have g at hand: that is
 * marked as ending meanwhile. It may also end the body that asks for all this,
 * by gen_raise: what is left to do is done as that is unwound.
 */
#include <stdatomic.h>

#include CGEN_PROBES
#include "core/ahead.h"
#include "core/body.h"
#include "core/create.h"
#include "core/debug.h"
#include "core/delegate.h"
#include "core/from.h"
#include "core/gen.h"
#include "core/resume.h"
#include "core/show.h"
#include "core/thread.h"
#include "core/watched.h"

/* GEN_ABANDON: drops the frames of a body that has begun. Its deferred calls
 * run. */
static gen_result abandon(gen_t *g)
{
    if (g->defers.count == 0 && g->fiber == NULL && g->top == NULL) {
        cgen__finish(g);
        return (gen_result){NULL, true, 0};
    }
    cgen__mark_destroyed(g, CGEN__ABANDONED);
    return cgen__enter(g, (gen_resumed){NULL, CGEN__DROP});
}

/* GEN_UNWIND: closes a body that has begun. Its frames are unwound, if there is
 * cleanup in them. */
static gen_result close_for_good(gen_t *g)
{
    cgen__mark_destroyed(g, CGEN__CLOSED);
    return gen_return(g, NULL);
}

static int code_of(gen_result end)
{
    return end.error != 0 ? GEN_THROWN : 0;
}

/* Ends g, which does not delegate; returns what gen_destroy is to return. */
static int end_own(gen_t *g)
{
    if (cgen__has(g, CGEN__CALLBACKS))
        return cgen__from_end(g);
    if (cgen__has(g, CGEN__AHEAD))
        cgen__body_drop_ahead(g);
    if (cgen__has(g, CGEN__DONE))
        return 0;
    if (!cgen__has(g, CGEN__BEGUN)) {
        cgen__finish(g);
        return 0;
    }
    if (g->on_destroy == GEN_ABANDON)
        return code_of(abandon(g));
    return code_of(close_for_good(g));
}

static void remember(struct cgen__frames *before)
{
    cgen__from_forget(*before);
}

/* Destroys what g, whose frames are gone, was delegating to: generators made of
 * callbacks, which ran on those frames. */
static void drop_inner(gen_t *g)
{
    struct cgen__frames before GEN_ON_SCOPE_EXIT(remember) =
        cgen__from_forget(cgen__frames_of(g));

    (void)before;
    cgen__delegate_drop(g);
}

/* What g delegates to ends first, the leaf before all others. */
static int end_with_inner(gen_t *g)
{
    int inner = cgen__has(g, CGEN__DELEGATES) ? cgen__delegate_end(g) : 0;
    int own = end_own(g);

    if (g->inner != NULL)
        drop_inner(g);
    return own != 0 ? own : inner;
}

static bool is_busy(gen_t *g)
{
    if (cgen__has(g, CGEN__ENDING) || g->delegator != NULL)
        return true;
    if (cgen__has(g, CGEN__CALLBACKS))
        return cgen__from_is_busy(g);
    return cgen__runs(g) ||
           (cgen__has(g, CGEN__DELEGATES) && cgen__delegate_is_busy(g));
}

/* Notes that the control block is as cgen__clear_used expects it, if it is. (Of
 * one whose thread has ended in it, the deferred calls' array is left.) */
static void leave_reusable(const gen_t *g)
{
    if (!g->on_heap && g->inner == NULL && g->delegator == NULL &&
        g->defers.calls == NULL && !cgen__has(g, CGEN__EXCEPTIONS))
        g->stack->kept = cgen__reusable(g->engine);
}

static void finish(gen_t **destroyed);

static int destroy(gen_t *g)
{
    gen_t *destroyed GEN_ON_SCOPE_EXIT(finish) = g;
    int status;

    CGEN__PROBE1(destroy, g);
    cgen__mark(g, CGEN__ENDING, true);
    status = end_with_inner(g);
    destroyed = NULL;
    leave_reusable(g);
    cgen__free(g);
    return status;
}

/* Where destroy was left by an unwinding: does what is still to be done. */
static void finish(gen_t **destroyed)
{
    gen_t *g = *destroyed;

    if (g == NULL)
        return;
    if (cgen__has(g, CGEN__CALLBACKS))
        cgen__free(g);
    else
        destroy(g);
}

/* True of one that was destroyed before, as far as its memory still tells. */
static bool is_gone(const gen_t *g)
{
    return cgen__has(g, CGEN__ENDING) && !g->on_heap && g->stack != NULL &&
           atomic_load_explicit(&g->stack->owner, memory_order_relaxed) != g;
}

/* Called for what was destroyed, too: it is still marked as ending. */
CGEN__NOINLINE static int refuse(const gen_t *g)
{
    int error = is_gone(g) ? GEN_EINVAL : GEN_EBUSY;
    struct cgen__text text = {.size = 0};

    cgen__check(g, "gen_destroy");
    cgen__debug_refused(g, "gen_destroy", error);
    if (error == GEN_EBUSY)
        return error;
    cgen__text_add_address(&text, g);
    cgen__text_add(&text, " was destroyed before (CGEN_DEBUG=handles in the "
                          "environment says where)");
    cgen__show_line("cgen: gen_destroy: generator ", &text);
    return error;
}

CGEN__NOINLINE static int destroy_any(gen_t *g)
{
    return is_busy(g) ? refuse(g) : destroy(g);
}

/* True of one that has ended and has nothing but its stack, and whose control
 * block is as cgen__clear_used expects it. */
static bool is_spent(const gen_t *g)
{
    const unsigned ended = CGEN__BEGUN | CGEN__DONE;

    return (g->marks & ~(unsigned)CGEN__NOT_INLINABLE) == ended &&
           ((uintptr_t)g->inner | (uintptr_t)g->delegator |
            (uintptr_t)g->name) == 0;
}

static void free_spent(gen_t *g)
{
    CGEN__PROBE1(destroy, g);
    cgen__mark(g, CGEN__ENDING, true);
    g->stack->kept = cgen__reusable(g->engine);
    cgen__stack_release(g->stack);
}

CGEN__NOINLINE int gen_destroy(gen_t *g)
{
    if (g == NULL)
        return 0;
    if (!is_spent(g))
        return destroy_any(g);
    free_spent(g);
    return 0;
}
