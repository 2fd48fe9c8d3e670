/*
 * The interface of engines: how control moves between a resumer and a
 * coroutine.
 *
 * An engine knows stacks as memory, coroutines by their two contexts, and the
 * two messages that cross: a gen_resumed going in, a gen_result coming out. It
 * does not know what a generator is, who maps stacks, or who watches switches.
 *
 *      resumer's stack                  coroutine's stack
 *      ---------------                  -----------------
 *      enter(contexts, in)  -------------> arrived_first(contexts)
 *      enter returns out <------------- leave(contexts, out)
 *      enter(contexts, in)  -------------> leave returns in
 *      enter returns out <------------- leave(contexts, out)        and so on
 *
 * A message that asks for more than to go on is not returned as it is: in its
 * place is what the layer above makes of it, called on the stack where it
 * arrived, as if by the caller of enter or leave. For enter that is a result
 * that is done; for leave, a signal above GEN_THROW; for leave_for_value, any
 * signal but GEN_NEXT. So neither side has anything to do after a switch but to
 * return, the functions that resume and yield can end in a jump to the engine,
 * and no frame of theirs waits for a return that the processor would
 * mispredict.
 *
 * Invariants:
 *  - Entering and leaving alternate. A coroutine leaves on its own stack and
 *    is entered from any other one, which may differ from call to call and may
 *    belong to another thread.
 *  - Both keep what the platform's ABI says a call keeps: callee-saved
 *    registers and stack pointer. Whether the signal mask and the
 *    floating-point control modes belong to the coroutine or to the thread is
 *    the engine's to say, in its own file.
 *  - While the coroutine runs, resumer.next in the contexts is above
 *    CGEN__SLOW_ENTRY: the caller of enter has made it CGEN__RUNS. Leaving
 *    makes it CGEN__SLOW_ENTRY.
 *  - The coroutine may be on another thread after leaving than before it, so
 *    no thread-local address may be held across a switch.
 *  - arrived_first never returns. A coroutine that is not needed any more
 *    is simply not entered again; there is nothing to release but its stack.
 *  - Nothing here allocates. All an engine remembers lies in the contexts, or
 *    at the high end of the stack, where an overflow does not reach it.
 */
#ifndef CGEN_ENGINE_H
#define CGEN_ENGINE_H

#include <stdint.h>

#include "cgen.h"
#include "cgen/inline.h"
#include "engine/abi.h"

/* Where a coroutine waits: what leads back into the code that called to leave,
 * its stack pointer there, and its frame pointer. */
struct cgen__place {
    const void *code; /* NULL if the engine cannot tell, and in leave itself:
                         of interest is who waits for a value */
    const void *stack;
    const void *frame;
};

struct cgen__engine {
    const char *name;

    /* Makes the stack [low, high) ready, so that the first enter calls
     * arrived_first. Writes only near high, which is a multiple of 16. Leaves
     * resumer.next alone.
     * again: this engine made the same stack ready before, for the same
     * contexts, and nobody but a coroutine has used it since. */
    void (*prepare)(struct gen_inline_contexts *contexts, char *low, char *high,
                    bool again);

    /* Resumer to coroutine; returns at its next leave. The first one's message
     * is lost. */
    gen_result (*enter)(struct gen_inline_contexts *contexts, gen_resumed in);

    /* Coroutine to the resumer of the latest entering; returns at the next. */
    gen_resumed (*leave)(struct gen_inline_contexts *contexts, gen_result out);

    /* The same, for callers that want nothing but the value of a GEN_NEXT. */
    void *(*leave_for_value)(struct gen_inline_contexts *contexts,
                             gen_result out);

    /* The last leaving, which does not return; out is done. The caller knows
     * that arrived_out would return it as it is: it may be left out. */
    gen_resumed (*end)(struct gen_inline_contexts *contexts, gen_result out);

    /* Called on the coroutine's stack, once a message that asks for more has
     * arrived and before the frames of its leave are dropped without being
     * unwound: undoes what those frames would have undone. NULL if that is
     * nothing. */
    void (*drop)(struct gen_inline_contexts *contexts);

    /* Where a coroutine that has left waits. Two equal places mean equal
     * frames, if the code did not change in between and the coroutine waits
     * directly below the function it began with. */
    struct cgen__place (*waits_at)(const struct gen_inline_contexts *contexts);

    /* False if whoever entered the coroutine, which runs, did that by inlined
     * code: no handlers run if an unwinding passes that. */
    bool (*is_called)(const struct gen_inline_contexts *contexts);

    /* Calls look(arg) so that to an unwinder the coroutine, which waits, is the
     * caller, from the instruction on where it is to go on; or does not call
     * it, if the engine has no unwind data for that. */
    void (*look_at)(const struct gen_inline_contexts *contexts,
                    void (*look)(void *arg), void *arg);

    /* The function in which a coroutine's frames end. */
    void (*begins)(void);

    /* The same engine, but with the coroutine's floating-point control modes
     * its own: first those of the thread that prepares it. */
    const struct cgen__engine *with_own_modes;

    /* Its switch is the one that <cgen/inline.h> describes. */
    bool is_inlinable;
};

/* prepare, for the switch that <cgen/inline.h> describes. */
static inline void
cgen__engine_prepare_inlinable(struct gen_inline_contexts *contexts, char *high,
                               void (*begins)(void))
{
    contexts->body.stack = high;
    contexts->body.frame = &contexts->resumer.frame;
    contexts->body.next = (void *)(uintptr_t)begins;
    contexts->resumer.stack = NULL;
    contexts->resumer.frame = NULL;
}

/* An engine's prepare, without a call if it is the inlinable one. */
static inline void cgen__engine_prepare(const struct cgen__engine *engine,
                                        struct gen_inline_contexts *contexts,
                                        char *low, char *high, bool again)
{
    if (engine->is_inlinable)
        cgen__engine_prepare_inlinable(contexts, high, engine->begins);
    else
        engine->prepare(contexts, low, high, again);
}

/* What the layer above gives the engines before it uses them: how a coroutine
 * begins, and what it makes of the messages that ask for more. */
struct cgen__engine_calls {
    void (*arrived_first)(struct gen_inline_contexts *contexts);
    gen_resumed (*arrived_in)(struct gen_inline_contexts *contexts,
                              gen_resumed in);
    gen_result (*arrived_out)(struct gen_inline_contexts *contexts,
                              gen_result out);
};

extern struct cgen__engine_calls cgen__engine_calls;

/* The engine of that name, or NULL if this library has none. Any thread. */
const struct cgen__engine *cgen__engine_find(const char *name);

/* The engine of this process: CGEN_ENGINE's, else the library's first. NULL if
 * CGEN_ENGINE names none. Any thread. */
const struct cgen__engine *cgen__engine_default(void);

/* The same, once that was called; NULL before. */
extern const struct cgen__engine *_Atomic cgen__engine_known;

/* The engines of this library, the default first, ended by NULL. Generated by
 * CMake from the list it built. */
extern const struct cgen__engine *const cgen__engines[];

#endif
