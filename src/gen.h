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
 *      defer.c    the deferred calls
 *      switch.h   the one place where control changes stacks; switch.c, when
 *                 there is more to do than that
 *      thread.c   which generator runs on this thread
 *      inspect.c  looking at one
 *      delegate.c one generator in the place of another: yield*
 *      from.c     generators without a body: callbacks
 *      borrow.c   views of generators
 *
 * Invariants:
 *  - state is CGEN__RUNNING exactly while control is on the generator's stack
 *    or on one that was resumed from it.
 *  - stack, context and fiber exist until the body has ended; they are given
 *    back on the resumer's stack, never on their own.
 *  - resumer and landing mean something only while it is running.
 *  - One made by gen_from has state CGEN__CALLBACKS for ever, and beside that
 *    only what is in from, and delegator.
 *  - Delegation is a chain, linked both ways by inner and delegator:
 *
 *        root --inner--> g --inner--> ... --inner--> leaf
 *          '---------------- leaf ---------------------^
 *
 *    All but the last are CGEN__DELEGATING, or, while the chain runs, the root
 *    is CGEN__RUNNING and the others still are CGEN__DELEGATING: whether such a
 *    one runs is to be asked of those above it. Only roots know their leaf. A
 *    leaf may be the root of a chain of its own.
 */
#ifndef CGEN_GEN_H
#define CGEN_GEN_H

#include <limits.h>

#include "attributes.h"
#include "cgen.h"
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

/* Where a generator stands: gen_status, which inspect.c makes of it, and how
 * its yield wants to hear of a return or a throw. */
enum cgen__state {
    CGEN__START,
    CGEN__YIELDING, /* suspended at a gen_yield: unwind it */
    CGEN__CATCHING, /* suspended at a gen_yield_catch: tell it */
    CGEN__RUNNING,  /* from here on there is no yield to come back to */
    CGEN__DONE,
    CGEN__DELEGATING, /* suspended at a gen_delegate: its inner one goes on */
    CGEN__CALLBACKS,  /* it has no body: from.c knows */
};

/* What a yield may still do. */
enum cgen__fate {
    CGEN__OPEN,      /* suspend */
    CGEN__UNWINDING, /* being destroyed: unwind the body at once */
    CGEN__ABANDONED, /* being destroyed: drop the body's frames at once */
};

/* What a generator without a body is. */
struct cgen__from {
    gen_ops ops;
    void *state;          /* the callbacks' */
    gen_t *viewed;        /* of a view: whose */
    unsigned char status; /* a gen_status, for those who do not keep it */
    bool watched;         /* they do not: this layer does */
    bool entered;         /* a callback is running */
    bool closed;          /* the latest call was that of on_return */
};

struct gen {
    const struct cgen__engine *engine;
    void *context;             /* the engine's */
    struct cgen__fiber *fiber; /* the diagnostics'; NULL if nobody watches */
    gen_t *resumer;            /* what ran on the thread before, or NULL */
    struct cgen__exceptions exceptions; /* of the side that does not run */
    unsigned char state;                /* an enum cgen__state */
    unsigned char fate;                 /* an enum cgen__fate */
    unsigned char on_destroy;           /* an enum gen_frames */
    bool unwinding; /* frames of the guarded call are being left */
    bool goes_long; /* it has a fiber or exceptions: see switch.h */

    union {
        struct {
            gen_fn *fn;
            void *arg;
        } start;          /* until the body begins */
        gen_result order; /* then, for cgen__body_unwind and _drop: the end */
    };
    struct cgen__landing *landing; /* where unwinding now goes */
    gen_result end;                /* what it ends with, as far as is known */
    struct cgen__defers defers;

    gen_t *inner;       /* whom it delegates to, or NULL */
    gen_t *delegator;   /* who delegates to it, or NULL */
    gen_t *leaf;        /* of a root: the last of its chain */
    bool told_of_inner; /* delegates by gen_delegate_catch */

    struct cgen__from from;
    struct cgen__stack stack;
    unsigned valgrind_id;
    char name[];
};

/* create.c: gives back what only an unfinished generator needs. Not on its
 * stack. */
void cgen__strip(gen_t *g);

/* resume.c: gen_send, gen_return and gen_throw by signal. */
gen_result cgen__resume(gen_t *g, gen_resumed in);

/* resume.c: has the paused yield of g return in, whatever that signals. */
gen_result cgen__resume_telling(gen_t *g, gen_resumed in);

/* resume.c: has the paused yield of g, which is suspended at a plain one, end
 * in how(g) instead of returning; how finds end in g->order. */
gen_result cgen__resume_with(gen_t *g, gen_result end, void (*how)(void *));

/* The same for a generator of this state: from.c and delegate.c. */
gen_result cgen__from_resume(gen_t *g, gen_resumed in);
gen_result cgen__delegate_resume(gen_t *g, gen_resumed in);

/* What gen_destroy does before it frees one of this state: returns its code,
 * GEN_EBUSY if it must not be freed. */
int cgen__from_end(gen_t *g);
int cgen__delegate_end(gen_t *g);

/* from.c: what gen_from makes, but for viewed. */
gen_t *cgen__from_make(const gen_ops *ops, void *state, gen_t *viewed);
gen_status cgen__from_status(const gen_t *g);

/* delegate.c: destroys what g, which has ended, still delegates to. */
void cgen__delegate_drop(gen_t *g);

/* delegate.c: true if g runs as part of a chain. */
bool cgen__delegate_is_running(const gen_t *g);

/* delegate.c: true if what g ends with goes to its delegator, and not to a
 * resumer of its own. */
bool cgen__delegate_takes(const gen_t *g);

/* body.c: ends the guarded call that runs, as gen_exit and gen_raise do. */
CGEN__NORETURN void cgen__body_end(gen_t *self, gen_result end);

/* body.c: raises the exception that g->order holds at the paused yield. */
void cgen__body_raise(void *g);

/* body.c: a yield that does not take place. */
gen_resumed cgen__body_refuse(gen_t *self);

/* body.c: what a new coroutine begins with, and how a plain yield is made to
 * end the guarded call with g->order instead of returning, by unwinding or by
 * dropping its frames. The argument is the generator; none of them returns. */
void cgen__body_entry(void *g);
void cgen__body_unwind(void *g);
void cgen__body_drop(void *g);

/* defer.c: takes the last deferred call; false if there is none. */
bool cgen__defers_pop(struct cgen__defers *defers, struct cgen__deferred *call);
void cgen__defers_free(struct cgen__defers *defers);

/* thread.c: what runs on this thread: a generator, or NULL.
 *
 * A generator may change threads at any yield, and a compiler that sees a
 * thread-local object on both sides of a switch may compute its address only
 * once. So this is used only before a switch, and only in functions that are
 * not inlined into others: those may be part of a body. */
extern _Thread_local struct cgen__thread {
    gen_t *running;
    const struct cgen__exceptions *exceptions; /* cgen__exceptions_here(), or
                                                  until that is known, some */
} cgen__thread;

#endif
