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
 *      stats.c    looking at what all of them take
 *
 * Invariants:
 *  - state is CGEN__RUNNING exactly while control is on the generator's stack
 *    or on one that was resumed from it.
 *  - stack, context and fiber exist until the body has ended; they are given
 *    back on the resumer's stack, never on their own.
 *  - resumer and landing mean something only while it is running.
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
    CGEN__RUNNING,
    CGEN__DONE,
};

/* What a yield may still do. */
enum cgen__fate {
    CGEN__OPEN,      /* suspend */
    CGEN__UNWINDING, /* being destroyed: unwind the body at once */
    CGEN__ABANDONED, /* being destroyed: drop the body's frames at once */
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

    struct cgen__stack *stack; /* or NULL */
    unsigned valgrind_id;
    char name[];
};

/* create.c: gives back what only an unfinished generator needs. Not on its
 * stack. */
void cgen__strip(gen_t *g);

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
