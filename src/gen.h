/*
 * The control block of a generator, and what the files of this layer offer one
 * another.
 *
 * This layer is the meaning: the state machine, completions, cleanup. It moves
 * control through an engine, gets memory from the stack layer, leaves frames
 * through the unwinding layer and tells the diagnostics. It contains nothing
 * that depends on an architecture, an engine or a tool.
 *
 *      create.c   a generator begins and goes
 *      resume.c   what its owner does: next, send, return, throw, destroy
 *      body.c     what its body does: run, yield, raise, exit
 *      catch.c    calls whose exceptions end there
 *      loop.c     leaving a gen_foreach
 *      unhandled.c errors that nobody has asked for
 *      defer.c    the deferred calls
 *      switch.h   the one place where control changes stacks; switch.c, when
 *                 there is more to do than that
 *      thread.c   which generator runs on this thread
 *      inspect.c  looking at one
 *      stats.c    looking at what all of them take
 *      delegate.c one generator in the place of another: yield*
 *      from.c     generators without a body: callbacks
 *      borrow.c   views of generators
 *
 * gen_next, gen_send, gen_yield and gen_yield_catch themselves are in arch/, in
 * step.S: a step from one plain yield to the next in assembly, and for all else
 * a jump to what is here. The same step is in <cgen/inline.h>, for code that
 * inlines it.
 *
 * Invariants:
 *  - a generator runs exactly while control is on its stack or on one that was
 *    resumed from it. Then head.sides.resumer.next is above CGEN__HELD.
 *  - while it does not, that is NULL only if it may be entered by a plain step,
 *    and in gen_inline_thread.running it stands plain only if it may be left by
 *    one. Neither is so with any mark of CGEN__LONG, nor while the thread has
 *    exceptions.
 *  - the fiber exists until the body has ended, the stack until the generator
 *    goes; both are given up on the resumer's stack, never on their own.
 *  - outer and landing mean something only while it is running.
 *  - One made by gen_from is marked CGEN__CALLBACKS; it has no engine and no
 *    stack, and never runs.
 *  - Delegation is a chain, linked both ways by inner and delegator:
 *
 *        root --inner--> g --inner--> ... --inner--> leaf
 *          '---------------- leaf ---------------------^
 *
 *    All but the last are marked CGEN__DELEGATES. While the chain runs so does
 *    its root; whether one in the middle runs is to be asked of those above it.
 *    Only roots know their leaf. A leaf may be the root of a chain of its own.
 */
#ifndef CGEN_GEN_H
#define CGEN_GEN_H

#include <limits.h>
#include <stdint.h>

#include "attributes.h"
#include "cgen.h"
#include "cgen/inline.h"
#include "diag/diag.h"
#include "engine/engine.h"
#include "stack/stack.h"
#include "unwind/exceptions.h"
#include "unwind/unwind.h"

struct cgen__deferred {
    void (*fn)(void *);
    void *arg;
};

/* A growing array, last deferred at the end. */
struct cgen__defers {
    struct cgen__deferred *calls;
    size_t count;
    size_t capacity;
};

/* In end.error: an exception of another language, in end.value. */
enum { CGEN__EXCEPTION = INT_MIN };

/* In a generator's marks: what became of it, and why it may not take a plain
 * step. */
enum cgen__mark {
    CGEN__BEGUN = 0x01, /* its body was entered */
    CGEN__DONE = 0x02,
    CGEN__UNWINDING = 0x04, /* frames of the guarded call are being left */
    CGEN__CLEAN = 0x08,     /* its frames, which are to be left, need nothing */
    CGEN__SEAM = 0x10,      /* its engine is not the inlined one */
    CGEN__WATCHED = 0x20,   /* it has a fiber */
    CGEN__EXCEPTIONS = 0x40, /* the side that does not run has exceptions */
    CGEN__CLOSED = 0x80,     /* being destroyed: a yield unwinds the body */
    CGEN__ABANDONED = 0x100, /* the same: a yield drops the body's frames */
    CGEN__DELEGATES = 0x200, /* suspended in gen_delegate: its inner goes on */
    CGEN__CALLBACKS = 0x400, /* it has no body: from.c knows */
    CGEN__PAINTED = 0x800,   /* its stack was, before it began */
    CGEN__ENDING = 0x1000,   /* gen_destroy is at it */

    CGEN__LONG = CGEN__DONE | CGEN__SEAM | CGEN__WATCHED | CGEN__EXCEPTIONS |
                 CGEN__CLOSED | CGEN__ABANDONED | CGEN__DELEGATES |
                 CGEN__CALLBACKS,
};

/* A signal besides those of gen_signal: any yield is to end the guarded call,
 * dropping its frames without their cleanup. */
enum { CGEN__DROP = GEN_THROW + 1 };

/* What a generator without a body is. */
struct cgen__from {
    gen_ops ops;
    void *state;          /* the callbacks' */
    gen_t *viewed;        /* of a view: whose */
    unsigned char status; /* a gen_status, for those who do not keep it */
    bool watched;         /* they do not: this layer does */
    bool entered;         /* a callback is running */
    const void *frame;    /* then: an address in a frame that called it */
    bool closed;          /* the latest call was that of on_return */
    bool dropped;         /* so was who delegated to it, with its frames */
};

struct gen {
    struct gen_inline head;
    unsigned marks; /* of enum cgen__mark */
    const struct cgen__engine *engine;
    struct cgen__fiber *fiber; /* the diagnostics'; NULL if nobody watches */
    struct cgen__stack *stack;
    struct cgen__exceptions exceptions; /* of the side that does not run */
    unsigned char on_destroy;           /* an enum gen_frames */
    bool on_heap;                       /* where this is; else on its stack */
    unsigned valgrind_id;
    unsigned refused; /* yields, in cleanup handlers as it is destroyed */

    gen_fn *fn;
    void *arg;
    struct cgen__landing *landing; /* where unwinding now goes */
    struct cgen__landing *guard;   /* where exceptions do: that, or nearer */
    struct cgen__site site; /* where it begins; code is NULL if unknown */
    gen_result end;         /* what it ends with, as far as is known */
    struct cgen__defers defers;

    gen_t *inner;            /* whom it delegates to, or NULL */
    gen_t *delegator;        /* who delegates to it, or NULL */
    gen_t *below;            /* whom its delegator delegated to before, and will
                                again: a callback of that one delegates */
    gen_t *leaf;             /* of a root: the last of its chain */
    gen_resumed outcome;     /* of its delegation, on the way to it */
    struct cgen__from *from; /* NULL if it has a body */
    char *name;              /* part of the same memory, or NULL */
};

/* A value that a caller has given, without the const: see cgen.h, Values. */
static inline void *cgen__value(const void *given)
{
    return (void *)(uintptr_t)given;
}

static inline bool cgen__has(const gen_t *g, unsigned marks)
{
    return (g->marks & marks) != 0;
}

static inline void cgen__mark(gen_t *g, enum cgen__mark mark, bool is_so)
{
    g->marks = is_so ? g->marks | mark : g->marks & ~(unsigned)mark;
}

static inline void cgen__set_next(gen_t *g, uintptr_t next)
{
    g->head.sides.resumer.next = (void *)next;
}

static inline bool cgen__runs(const gen_t *g)
{
    return (uintptr_t)g->head.sides.resumer.next > CGEN__HELD;
}

/* The generator that an engine speaks of by its sides. */
static inline gen_t *cgen__of_sides(struct gen_inline_sides *sides)
{
    return (gen_t *)(void *)sides;
}

/* create.c: gives back what only an unfinished generator needs; then all the
 * rest. Not on its stack. */
void cgen__strip(gen_t *g);
void cgen__free(gen_t *g);

/* False if there is nothing to strip, and no tool that watches. */
static inline bool cgen__needs_strip(const gen_t *g)
{
    return g->on_heap || g->defers.calls != NULL;
}

/* create.c: sets what must be set of any generator. */
void cgen__clear(gen_t *g);

/* resume.c: gen_send, gen_return and gen_throw by signal. */
gen_result cgen__resume(gen_t *g, gen_resumed in);

/* resume.c: gen_inline_1_send, under a name that need not be looked up. */
gen_result cgen__send(gen_t *g, void *value);

/* resume.c: enters the body of g, which neither runs nor delegates. */
gen_result cgen__enter(gen_t *g, gen_resumed in);

/* The same as cgen__resume for one that is marked so: from.c, delegate.c. */
gen_result cgen__from_resume(gen_t *g, gen_resumed in);
gen_result cgen__delegate_resume(gen_t *g, gen_resumed in);

/* from.c: the same of a gen_send. Where nobody keeps a state it is a jump to
 * the callback. */
static inline gen_result cgen__from_send(gen_t *g, void *value)
{
    const struct cgen__from *from = g->from;

    if (from->watched)
        return cgen__from_resume(g, (gen_resumed){value, GEN_NEXT});
    return from->ops.on_next(from->state, value);
}

/* In step.S, or step.c: each returns what it is given. A function that has
 * waited for a switch, and ends in a call of one, may so return by a jump: a
 * return would be mispredicted, since the calls of the other side came in
 * between. */
gen_result cgen__return_result(gen_result out);
gen_resumed cgen__return_resumed(gen_resumed in);
void *cgen__return_value(void *value);

/* Of one that is marked so: true if it must not be destroyed; and what
 * gen_destroy does before it frees it, which gives its code. */
bool cgen__from_is_busy(const gen_t *g);
bool cgen__delegate_is_busy(gen_t *g);
int cgen__from_end(gen_t *g);
int cgen__delegate_end(gen_t *g);

/* from.c: what gen_from makes, but for viewed. */
gen_t *cgen__from_make(const gen_ops *ops, void *state, gen_t *viewed);

/* The part of a stack on which a generator's frames lie: none without one. */
struct cgen__frames {
    uintptr_t low, high;
};

static inline struct cgen__frames cgen__frames_of(const gen_t *g)
{
    if (g->stack == NULL)
        return (struct cgen__frames){0, 0};
    return (struct cgen__frames){(uintptr_t)g->stack->low,
                                 (uintptr_t)g->stack->high};
}

/* from.c: those frames are gone, by GEN_ABANDON. A callback that ran on one of
 * them, and still seems to, was dropped. Until the next call; gives what that
 * is to put back. */
struct cgen__frames cgen__from_forget(struct cgen__frames frames);

/* catch.c: calls fn(arg). A C++ exception that comes out ends there, as in a
 * handler; true if there was one. Unwinding to a generator's end passes. */
bool cgen__catch(void (*fn)(void *), void *arg);

/* catch.c: where exceptions go that no frame above the calling code handles. */
extern _Thread_local struct cgen__landing *cgen__catch_outside;
gen_status cgen__from_status(const gen_t *g);

/* delegate.c: destroys all that g, which has ended, still delegates to. */
void cgen__delegate_drop(gen_t *g);

/* delegate.c: true if g runs as part of a chain. */
bool cgen__delegate_is_running(const gen_t *g);

/* delegate.c: true if what g ends with goes to its delegator, and not to a
 * resumer of its own. */
bool cgen__delegate_takes(const gen_t *g);

/* loop.c: what unwinds the calling code: how many exceptions, and whether its
 * body is being ended; 0 if nothing does. */
unsigned long cgen__unwinds(void);

/* body.c: ends the guarded call that runs, as gen_exit and gen_raise do. */
CGEN__NORETURN void cgen__body_end(gen_t *self, gen_result end);

/* body.c: what a yield returns, if it does, that does not take place: GEN_EPERM
 * for a misuse, or GEN_RETURN. */
gen_resumed cgen__body_refuse(gen_t *self);

/* body.c: the same of a yield that returns a value; a misuse ends the body that
 * runs with GEN_EPERM. */
void *cgen__body_refuse_value(gen_t *self);

/* defer.c: takes the last deferred call; false if there is none. */
bool cgen__defers_pop(struct cgen__defers *defers, struct cgen__deferred *call);
void cgen__defers_free(struct cgen__defers *defers);

/* thread.c: what runs on this thread.
 *
 * A generator may change threads at any yield, and a compiler that sees a
 * thread-local object on both sides of a switch may compute its address only
 * once. So this is used only before a switch, and only in functions that are
 * not inlined into others: those may be part of a body. */
extern _Thread_local struct gen_inline_thread gen_inline_1_thread;

/* Has g run, as it is marked: its yields are plain steps, or not. */
static inline void cgen__set_running(gen_t *g)
{
    gen_inline_1_thread.running =
        (void *)((uintptr_t)g + cgen__has(g, CGEN__LONG));
}

static inline gen_t *cgen__running(void)
{
    return (gen_t *)((uintptr_t)gen_inline_1_thread.running & ~(uintptr_t)1);
}

static inline bool cgen__is_destroyed(const gen_t *g)
{
    return cgen__has(g, CGEN__CLOSED | CGEN__ABANDONED);
}

/* True if a yield of self, here, is to take place. */
static inline bool cgen__may_yield(const gen_t *self)
{
    return self != NULL && self == cgen__running() && !cgen__is_destroyed(self);
}

#endif
