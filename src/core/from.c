/*
 * Generators that are made of callbacks for next, return and throw, without a
 * body.
 *
 * If the callbacks do not keep a state themselves (gen_ops.on_state), it is
 * tracked here. It is GEN_RUNNING while a callback runs, but for a return
 * before the first step: that generator is GEN_DONE first (ECMA-262,
 * %IteratorHelperPrototype%.return).
 */
#include <errno.h>
#include <stdlib.h>

#include "core/catch.h"
#include "core/create.h"
#include "core/from.h"
#include "core/gen.h"

typedef gen_result callback(void *state, void *value);

/* A call of a tracked generator's callback, and the state after it. */
struct visit {
    gen_t *g;
    gen_status after;
};

static void leave(struct visit *visit)
{
    visit->g->from->entered = false;
    visit->g->from->status = (unsigned char)visit->after;
}

/* Calls a callback. If it is left by unwinding, the generator is done. */
static gen_result visit(gen_t *g, callback *fn, void *value, gen_status during)
{
    struct visit visit GEN_ON_SCOPE_EXIT(leave) = {g, GEN_DONE};
    gen_result out;

    g->from->entered = true;
    g->from->frame = &visit;
    g->from->status = (unsigned char)during;
    out = fn(g->from->state, value);
    out.done = out.done || out.error != 0;
    if (!out.done)
        visit.after = GEN_SUSPENDED;
    return out;
}

/* A call of an untracked generator's callback: while it runs the generator must
 * not be destroyed, whatever on_state says. Holds what was before. */
struct closing {
    gen_t *g;
    bool entered; /* before */
    const void *frame;
};

static void leave_closing(struct closing *closing)
{
    closing->g->from->entered = closing->entered;
    closing->g->from->frame = closing->frame;
}

static gen_result call_untracked(gen_t *g, callback *fn, gen_resumed in)
{
    struct closing closing GEN_ON_SCOPE_EXIT(leave_closing) = {
        g, g->from->entered, g->from->frame};

    g->from->entered = true;
    g->from->frame = &closing;
    return fn(g->from->state, in.value);
}

static gen_result nothing_to_do(void *state, void *value)
{
    (void)state;
    return (gen_result){value, true, 0};
}

static gen_result call(gen_t *g, callback *fn, gen_resumed in)
{
    struct cgen__from *from = g->from;
    gen_status during = GEN_RUNNING;

    if (!from->tracked)
        return call_untracked(g, fn, in);
    if (from->status == GEN_DONE)
        return (gen_result){in.signal == GEN_NEXT ? NULL : in.value, true,
                            in.signal == GEN_THROW ? GEN_THROWN : 0};
    if (from->entered)
        return (gen_result){NULL, true, GEN_EBUSY};
    if (from->status == GEN_START && in.signal == GEN_RETURN)
        during = GEN_DONE;
    from->closed = in.signal == GEN_RETURN;
    return visit(g, fn, in.value, during);
}

static gen_result close_callbacks(gen_t *g, void *value)
{
    callback *fn = g->from->ops.on_return;

    return call(g, fn != NULL ? fn : nothing_to_do,
                (gen_resumed){value, GEN_RETURN});
}

/* Without on_throw, the generator is closed, and GEN_ENOTHROW is the error
 * (ECMA-262, yield*). */
static gen_result throw_into_callbacks(gen_t *g, void *error)
{
    gen_result closed;

    if (g->from->ops.on_throw != NULL)
        return call(g, g->from->ops.on_throw, (gen_resumed){error, GEN_THROW});
    closed = close_callbacks(g, NULL);
    if (closed.error != 0)
        return closed;
    return (gen_result){NULL, true, GEN_ENOTHROW};
}

gen_result cgen__from_resume(gen_t *g, gen_resumed in)
{
    if (in.signal == GEN_NEXT && !g->from->tracked)
        return cgen__from_send(g, in.value);
    switch (in.signal) {
    case GEN_NEXT:
        return call(g, g->from->ops.on_next, in);
    case GEN_RETURN:
        return close_callbacks(g, in.value);
    default:
        return throw_into_callbacks(g, in.value);
    }
}

gen_status cgen__from_status(const gen_t *g)
{
    if (!g->from->tracked)
        return g->from->ops.on_state(g->from->state);
    return (gen_status)g->from->status;
}

static _Thread_local struct cgen__frames dropped;

CGEN__NOINLINE struct cgen__frames cgen__from_forget(struct cgen__frames frames)
{
    struct cgen__frames before = dropped;

    dropped = frames;
    return before;
}

static bool are_among(struct cgen__frames frames, const void *frame)
{
    uintptr_t address = (uintptr_t)frame;

    return address >= frames.low && address < frames.high;
}

/* An address in the frame that called the callback of g which seems to be
 * running; NULL if that is unknown. */
static const void *frame_of(const gen_t *g)
{
    const struct cgen__from *from = g->from;

    if (from->entered)
        return from->frame;
    return from->ops.on_frame != NULL ? from->ops.on_frame(from->state) : NULL;
}

/* True if the frame of that callback was dropped: it lay in the range that
 * cgen__from_forget was told; or deeper than this one, in a body that is being
 * abandoned and has come here. Without an address, the callback is taken to
 * have run on the stack of the generator that delegated to g. */
CGEN__NOINLINE static bool is_dropped(const gen_t *g)
{
    const gen_t *self = gen_self();
    const void *frame = frame_of(g);

    if (frame == NULL)
        return g->from->dropped;
    if (are_among(dropped, frame))
        return true;
    return self != NULL && cgen__has(self, CGEN__ABANDONED) &&
           are_among(cgen__frames_of(self), frame) &&
           (uintptr_t)frame < (uintptr_t)CGEN__FRAME_ADDRESS();
}

static bool seems_to_run(const gen_t *g)
{
    return g->from->entered ||
           (g->from->viewed == NULL && cgen__from_status(g) == GEN_RUNNING);
}

bool cgen__from_is_busy(const gen_t *g)
{
    return seems_to_run(g) && !is_dropped(g);
}

/* False for a view, which leaves what is behind it alone, and for what has been
 * asked to return already. */
static bool is_to_be_closed(const gen_t *g)
{
    return g->from->viewed == NULL && !g->from->closed &&
           cgen__from_status(g) != GEN_DONE;
}

struct ending {
    gen_t *g; /* NULL once its state was freed */
    bool threw;
};

static void free_state(void *pointer)
{
    const struct cgen__from *from = pointer;

    from->ops.on_free(from->state);
}

/* Frees the callbacks' state. From here on no callback is called any more,
 * whoever still has the generator at hand. */
static void finish(struct ending *ending)
{
    struct cgen__from *from;

    if (ending->g == NULL)
        return;
    from = ending->g->from;
    ending->g = NULL;
    from->tracked = true;
    from->status = GEN_DONE;
    if (from->ops.on_free != NULL && cgen__catch(free_state, from))
        ending->threw = true;
}

/* The state is freed however closing ends, also where that ends the body that
 * has called gen_destroy. */
int cgen__from_end(gen_t *g)
{
    struct ending ending GEN_ON_SCOPE_EXIT(finish) = {g, false};

    if (!seems_to_run(g) && is_to_be_closed(g))
        ending.threw = gen_close(g) != 0;
    finish(&ending);
    return ending.threw ? GEN_THROWN : 0;
}

gen_t *cgen__from_make(const gen_ops *ops, void *state, gen_t *viewed)
{
    gen_t *g = malloc(sizeof *g + sizeof *g->from);

    if (g == NULL)
        return NULL;
    cgen__clear(g);
    cgen__set_next(g, CGEN__SLOW_ENTRY);
    g->marks = CGEN__CALLBACKS;
    g->on_heap = true;
    g->stack = NULL;
    g->from = (struct cgen__from *)(g + 1);
    *g->from = (struct cgen__from){.ops = *ops,
                                   .state = state,
                                   .viewed = viewed,
                                   .status = GEN_START,
                                   .tracked = ops->on_state == NULL};
    return g;
}

static bool are_valid(const gen_ops *ops)
{
    return ops->on_next != NULL && ops->reserved[0] == NULL &&
           ops->reserved[1] == NULL;
}

gen_t *gen_from(const gen_ops *ops, void *state)
{
    gen_t *g = NULL;
    int error = EINVAL;

    if (ops != NULL && are_valid(ops)) {
        g = cgen__from_make(ops, state, NULL);
        error = ENOMEM;
    }
    if (g != NULL)
        return g;
    if (ops != NULL && ops->on_free != NULL)
        ops->on_free(state);
    errno = error;
    return NULL;
}

static gen_result send_to(void *g, void *value)
{
    return gen_send(g, value);
}

gen_pull gen_pull_of(gen_t *g)
{
    if (g == NULL || !cgen__has(g, CGEN__CALLBACKS) || g->from->tracked)
        return (gen_pull){send_to, g};
    if (g->from->viewed != NULL)
        return gen_pull_of(g->from->viewed);
    return (gen_pull){g->from->ops.on_next, g->from->state};
}
