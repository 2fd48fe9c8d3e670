/*
 * The control block of a generator.
 *
 * This layer implements the semantics: the state machine, completions, cleanup.
 * It moves control through an engine, gets memory from the stack layer, leaves
 * frames through the unwinding layer and tells the diagnostics. It contains
 * nothing that depends on a processor, an engine or a tool. What a file offers
 * to the others is in the header of its name.
 *
 *      create.c   a generator begins and goes
 *      resume.c   what its owner does: next, send, return, throw
 *      destroy.c  how it ends for good
 *      body.c     what its body does: run, yield, raise, exit
 *      catch.c    calls whose exceptions end there
 *      loop.c     leaving a gen_foreach
 *      unhandled.c  errors that nobody has asked for
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
 *    resumed from it. Then head.contexts.resumer.next is above
 * CGEN__SLOW_ENTRY.
 *  - while it does not, that is NULL only if it may be entered by a plain step,
 *    and in gen_inline_thread.running it stands plain only if it may be left by
 *    one. Neither is so with any mark of CGEN__SLOW_PATH, nor while the thread
 * has exceptions.
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
#ifndef CGEN_CORE_GEN_H
#define CGEN_CORE_GEN_H

#include <limits.h>
#include <stdint.h>

#include "attributes.h"
#include "cgen.h"
#include "cgen/inline.h"
#include "core/defer.h"
#include "diag/diag.h"
#include "engine/engine.h"
#include "stack/stack.h"
#include "unwind/exceptions.h"
#include "unwind/unwind.h"

/* In end.error: an exception of another language, in end.value. */
enum { CGEN__EXCEPTION = INT_MIN };

/* In a generator's marks: what became of it, and why it may not take a plain
 * step. */
enum cgen__mark {
    CGEN__BEGUN = 0x01, /* its body was entered */
    CGEN__DONE = 0x02,
    CGEN__UNWINDING = 0x04, /* frames of the protected call are being left */
    CGEN__CLEAN = 0x08,     /* its frames, which are to be left, need nothing */
    CGEN__NOT_INLINABLE = 0x10, /* its engine is not the inlined one */
    CGEN__HAS_FIBER = 0x20,     /* it has a fiber */
    CGEN__EXCEPTIONS = 0x40,    /* the side that does not run has exceptions */
    CGEN__CLOSED = 0x80,        /* being destroyed: a yield unwinds the body */
    CGEN__ABANDONED = 0x100,    /* the same: a yield drops the body's frames */
    CGEN__DELEGATES = 0x200, /* suspended in gen_delegate: its inner goes on */
    CGEN__CALLBACKS = 0x400, /* it has no body: from.c knows */
    CGEN__PAINTED = 0x800,   /* its stack was, before it began */
    CGEN__ENDING = 0x1000,   /* gen_destroy is at it */

    CGEN__SLOW_PATH = CGEN__DONE | CGEN__NOT_INLINABLE | CGEN__HAS_FIBER |
                      CGEN__EXCEPTIONS | CGEN__CLOSED | CGEN__ABANDONED |
                      CGEN__DELEGATES | CGEN__CALLBACKS,
};

/* A signal besides those of gen_signal: any yield is to end the protected call,
 * dropping its frames without their cleanup. */
enum { CGEN__DROP = GEN_THROW + 1 };

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
    struct cgen__landing *catcher; /* where exceptions do: that, or nearer */
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
    g->head.contexts.resumer.next = (void *)next;
}

static inline bool cgen__runs(const gen_t *g)
{
    return (uintptr_t)g->head.contexts.resumer.next > CGEN__SLOW_ENTRY;
}

/* The generator that an engine speaks of by its contexts. */
static inline gen_t *cgen__of_contexts(struct gen_inline_contexts *contexts)
{
    return (gen_t *)(void *)contexts;
}

#endif
