/*
 * The control block of a generator.
 *
 * This layer implements the semantics: the state machine, completions, cleanup.
 * It moves control through an engine, gets memory from the stack layer, leaves
 * frames through the unwinding layer and tells the diagnostics. It contains
 * nothing that depends on a processor, an engine or a tool. What a file offers
 * to the others is in the header of its name.
 *
 *      create.c     making a generator, and freeing its memory
 *      resume.c     what the owner calls: next, send, return, throw
 *      prefetch.c   loading what a resumption will touch
 *      destroy.c    gen_destroy: in which order a generator ends
 *      body.c       what the body calls: yield, raise, exit; how it is run
 *      catch.c      calling a function so that its exceptions stop there
 *      loop.c       leaving a gen_foreach, gen_close
 *      unhandled.c  errors of loops and consumers without a gen_result
 *      defer.c      the deferred calls
 *      switch.h     the one place where control changes stacks; switch.c, the
 *                   switches that also tell tools or carry exceptions
 *      thread.c     which generator runs on this thread
 *      inspect.c    state, name, engine, stack use of a generator
 *      backtrace.c  where it is, frame by frame
 *      show.c       telling people of one; print.c uses stdio
 *      watched.c    under tools, and with CGEN_DEBUG, which debug.c reads
 *      dump.c       telling people of all, on a signal
 *      overflow.c   saying whose stack overflowed
 *      stats.c      memory that all generators take together
 *      census.c     looking at all of them; print.c, as text and JSON
 *      layout.c     where debuggers find them
 *      delegate.c   yield*: one generator in the place of another
 *      park.c       suspending several at once, and ending them
 *      from.c       generators that are made of callbacks, without a body
 *      borrow.c     views: generators that pass everything on to another
 *      ahead.c      generators that run ahead of their consumers
 *
 * gen_next, gen_send, gen_yield and gen_yield_catch themselves are in arch/, in
 * step.S: a step from one plain yield to the next in assembly, and for all else
 * a jump to what is here. The same step is in <cgen/inline.h>, for code that
 * inlines it.
 *
 * Invariants:
 *  - A generator runs exactly while control is on its stack or on one that was
 *    resumed from it. Its head.contexts.resumer.next is above CGEN__SLOW_ENTRY
 *    then; and for good, if its thread has ended in its body: marked
 * CGEN__DONE.
 *  - While it does not run, that member is NULL if a plain step may enter it,
 *    and CGEN__SLOW_ENTRY if not. While it runs, gen_inline_thread.running is
 *    its address if a plain step may leave it, and one more if not. With any
 *    mark of CGEN__SLOW_PATH no plain step may do either.
 *  - The fiber exists until the body has ended, the stack as long as the
 *    generator; both are released on the resumer's stack, never on their own.
 *  - outer and landing have a meaning only while it is running.
 *  - A parked generator, the lowest of several that were parked together, is
 *    suspended, but its contexts lead to the stack of another one, its top.
 *    All between them, and the top, count as running.
 *  - A generator that gen_from made is marked CGEN__CALLBACKS; it has no engine
 *    and no stack, and never runs.
 *  - Delegation is a chain, linked both ways by inner and delegator:
 *
 *        root --inner--> g --inner--> ... --inner--> leaf
 *          '---------------- leaf ---------------------^
 *
 *    All but the leaf are marked CGEN__DELEGATES. While a chain runs, its root
 *    has the state of a generator that runs; for one in the middle,
 *    cgen__delegate_is_running looks at those above it. Only a root knows its
 *    leaf. A leaf may be the root of another chain.
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

/* A value of end.error: the body ended with an exception of another language,
 * which is in end.value. */
enum { CGEN__EXCEPTION = INT_MIN };

/* In a generator's marks: what became of it, and why it may not take a plain
 * step. */
enum cgen__mark {
    CGEN__BEGUN = 0x01, /* its body was entered */
    CGEN__DONE = 0x02,
    CGEN__UNWINDING = 0x04, /* frames of the protected call are being left */
    CGEN__CLEAN = 0x08,     /* its frames can be dropped: no cleanup in them */
    CGEN__NOT_INLINABLE = 0x10, /* its engine is not the inlined one */
    CGEN__HAS_FIBER = 0x20,     /* a sanitizer knows its stack as a fiber */
    CGEN__EXCEPTIONS = 0x40,    /* the side that does not run has exceptions */
    CGEN__CLOSED = 0x80,        /* being destroyed: a yield unwinds the body */
    CGEN__ABANDONED = 0x100,    /* the same: a yield drops the body's frames */
    CGEN__DELEGATES = 0x200, /* suspended in gen_delegate: its inner goes on */
    CGEN__CALLBACKS = 0x400, /* it has no body: see from.c */
    CGEN__PAINTED = 0x800,   /* its stack was painted before it began */
    CGEN__ENDING = 0x1000,   /* gen_destroy has begun and not returned */
    CGEN__CASCADES = 0x2000, /* its end is to be the end of its resumer too */
    CGEN__FREED = 0x4000,    /* it was destroyed, and is kept: see watched.c */
    CGEN__MORE = 0x8000,     /* its end is to be followed by something on its
                                resumer's stack: see arrived_out in body.c */

    CGEN__AHEAD = 0x10000, /* it runs ahead: see ahead.c */

    CGEN__SLOW_PATH = CGEN__DONE | CGEN__NOT_INLINABLE | CGEN__HAS_FIBER |
                      CGEN__EXCEPTIONS | CGEN__CLOSED | CGEN__ABANDONED |
                      CGEN__DELEGATES | CGEN__CALLBACKS | CGEN__CASCADES |
                      CGEN__AHEAD,
};

/* A signal besides those of gen_signal: any yield is to end the protected call,
 * dropping its frames without their cleanup. */
enum { CGEN__DROP = GEN_THROW + 1 };

struct gen {
    struct gen_inline head;
    void *top;      /* while it is parked: what ran on its thread; else NULL */
    unsigned marks; /* of enum cgen__mark */
    unsigned refused; /* count of yields that cleanup handlers tried while it
                         was destroyed */
    const struct cgen__engine *engine;
    struct cgen__fiber *fiber; /* the diagnostics'; NULL without a sanitizer */
    struct cgen__stack *stack;
    struct cgen__exceptions exceptions; /* of the side that does not run */
    unsigned char on_destroy;           /* an enum gen_frames */
    bool on_heap; /* where this control block is; else on its stack */
    unsigned valgrind_id;

    gen_fn *fn;
    void *arg;
    struct cgen__landing *landing; /* where unwinding of its frames ends */
    struct cgen__landing *catcher; /* where exceptions end: there, or nearer */
    struct cgen__site site; /* where that unwinding begins; code is NULL if
                               unknown */
    gen_result end;         /* the pending completion: see body.c */
    struct cgen__defers defers;

    gen_t *inner;        /* the generator it delegates to, or NULL */
    gen_t *delegator;    /* the generator that delegates to it, or NULL */
    gen_t *below;        /* its delegator's inner before it, or NULL: a callback
                            of that one has called gen_delegate itself */
    gen_t *leaf;         /* of a root: the last of its chain */
    gen_t *lowest;       /* see park.c: a note; or where a cascade ends */
    void *data;          /* gen_options.data */
    gen_resumed outcome; /* how its inner ended, until gen_delegate returns */
    struct cgen__from *from; /* NULL if it has a body */
    char *name;              /* a copy in the heap, or NULL */
};

/* A value as the interface takes it, as it gives it out again, without const:
 * see cgen.h, Values. */
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
    return (uintptr_t)g->head.contexts.resumer.next > CGEN__SLOW_ENTRY &&
           !cgen__has(g, CGEN__DONE);
}

/* The generator to which these contexts belong: they are its first member. */
static inline gen_t *cgen__of_contexts(struct gen_inline_contexts *contexts)
{
    return (gen_t *)(void *)contexts;
}

#endif
