/*
 * cgen: the inlined path
 *
 * A program compiled with -DCGEN_INLINE (pkg-config: cgen-inline) has
 * gen_next, gen_send, gen_yield and gen_yield_catch compiled into its own code:
 * a switch costs a few stores, loads and a jump, and the compiler saves just
 * what lives. Nothing else changes, neither names nor meaning. <cgen.h>
 * includes this file; do not include it yourself.
 *
 * It is for GCC and Clang on x86-64 and AArch64, and for generators on the
 * native engine. For all others, for a first error, for whatever is not a plain
 * step from one yield to the next, the inlined code calls the library.
 *
 * Both sides of a switch find every register that their compiler uses as they
 * left it, also those that a function has by an attribute or a pragma:
 * AVX-512's vectors and masks, MMX's, SVE's vectors and predicates. The library
 * is called
 *  - by GCC on x86-64 in a function that has AVX-512 in a unit that has not,
 *  - by GCC on x86-64 in a unit without SSE, MMX or x87 (-mgeneral-regs-only),
 *  - by Clang in a unit with AMX (-mamx-tile): it brings a tile configuration
 *    back after calls alone.
 * What no compiler tells this file, it cannot refuse. A function that has APX
 * by an attribute in a unit that has not (with GCC or Clang before 19), or AMX
 * (with Clang), or that is streaming (SME), belongs into a unit without
 * CGEN_INLINE; so does one with fewer registers than its unit, such as
 * target("general-regs-only"), into which GCC refuses to inline.
 *
 * What such a program depends on is this file: version 1 of the inlined
 * path's ABI. Its names carry that number, so a program does not start with a
 * library that has another. A later library may have several.
 */
#ifndef CGEN_INLINE_H
#define CGEN_INLINE_H

/* Included from <cgen.h>, between its types and its loops; or later, for its
 * types, by <cgen/ahead.h>. */

/** Where one side of a switch goes on: its stack and frame pointers, and the
 *  address of its next instruction. */
struct gen_inline_context {
    void *stack;
    void *frame;
    void *next;
};

/**
 * The two contexts of a generator: where the one goes on that does not run.
 *
 * While the body runs, resumer.frame and resumer.next are also, in this order,
 * a frame record for those who walk frame pointers. While it does not, frame is
 * NULL, and next is NULL if a plain step may enter the body, or else not.
 *
 * A side is entered with the address of this in the first register of those
 * that pass arguments (rdi, x0), and a message of two words: rax and rdx, or x1
 * and x2. They are a gen_result or a gen_resumed as a function would return it.
 * A result that is done is to be handed to gen_inline_1_ended first; a signal
 * that is not what the yield waits for, to gen_inline_1_signalled. Every other
 * register is lost.
 */
struct gen_inline_contexts {
    struct gen_inline_context body;
    struct gen_inline_context resumer;
    void *kept_by_body; /**< for the body's code, to keep what it needs when it
                             goes on: a register that its compiler does not
                             keep; nobody else looks at it */
};

/** Values of a generator that runs ahead: see <cgen/ahead.h>. While its body
 * runs and put is below end, the next value may be stored at put; while take is
 * not last, the next one is at take. */
struct gen_inline_ahead {
    void **put;
    void **end;
    void **take;
    void **last;
};

/** What every gen_t begins with. */
struct gen_inline {
    struct gen_inline_contexts contexts;
    void *outer; /**< while it runs: what its resumer's thread ran before */
    void *kept_by_resumer; /**< as kept_by_body. It begins another cache line,
                                which a step that keeps nothing so need not
                                touch */
    struct gen_inline_ahead *ahead; /**< NULL if it does not run ahead */
};

/** What a thread runs, and what its C++ runtime has of exceptions. A switch
 *  that would separate a generator from its own exceptions is the library's
 *  affair. */
struct gen_inline_thread {
    void *running; /**< a generator; or one byte more, if its yields are the
                        library's affair; as such counts none, NULL */
    const void *exceptions; /**< two words, both zero if there are none */
};

/* So that a compiler keeps for the other path what it has registers for. */
#define GEN_INLINE_SELDOM_ __attribute__((__cold__))

/**
 * The library's part, under names that carry the version.
 *
 *  - ended: what came back from entering is done; returns what the resumption
 *    is to return.
 *  - signalled: a gen_yield came back with a signal that is not GEN_NEXT, or a
 *    gen_yield_catch with one above GEN_THROW; unwinds the body, or returns
 *    what the yield is to return.
 *  - send, yield, yield_catch: the calls of that name, where there is more to
 *    them than the inlined path knows.
 */
GEN_INLINE_SELDOM_ GEN_API gen_result gen_inline_1_ended(gen_t *g,
                                                         gen_result out);
GEN_INLINE_SELDOM_ GEN_API gen_resumed gen_inline_1_signalled(gen_t *self,
                                                              gen_resumed in);
GEN_INLINE_SELDOM_ GEN_API gen_result gen_inline_1_send(gen_t *g, void *value);
GEN_INLINE_SELDOM_ GEN_API void *gen_inline_1_yield(gen_t *self, void *value);
GEN_INLINE_SELDOM_ GEN_API gen_resumed gen_inline_1_yield_catch(gen_t *self,
                                                                void *value);

#ifdef CGEN_INLINE

/* A function that is inlined wherever it is called, and whose name otherwise
 * means the library's (as libc's fortified functions are made). */
#define GEN_INLINE_CALL_ \
    extern __inline__ __attribute__((__always_inline__, __gnu_inline__))

/* What the head of this file says of units whose registers are the library's
 * affair. */
#ifdef __clang__
#if defined(__AMX_TILE__) || defined(__AMXTILE__) /* its older name */
#define GEN_INLINE_UNIT_REFUSES_
#endif
#elif defined(__x86_64__) && \
    (!defined(__SSE__) || !defined(__MMX__) || defined(_SOFT_FLOAT))
#define GEN_INLINE_UNIT_REFUSES_
#endif

#ifdef GEN_INLINE_UNIT_REFUSES_
#elif defined(__x86_64__) && defined(__LP64__)
#include <cgen/inline_x86_64.h>
#elif defined(__aarch64__) && defined(__LP64__)
#include <cgen/inline_aarch64.h>
#endif

#ifdef GEN_INLINE_ARCHITECTURE

GEN_INLINE_CALL_ struct gen_inline *gen_inline_of_(gen_t *g)
{
    return GEN_RECAST_(struct gen_inline *, GEN_RECAST_(void *, g));
}

/* As it comes out. */
GEN_INLINE_CALL_ void *gen_inline_value_(const void *given)
{
#ifdef __cplusplus
    return const_cast<void *>(given);
#else
    return (void *)(__UINTPTR_TYPE__)given;
#endif
}

GEN_INLINE_CALL_ gen_result gen_send(gen_t *g, const void *given)
{
    void *value = gen_inline_value_(given);
    struct gen_inline *head = gen_inline_of_(g);
    gen_inline_thread_at_ thread = gen_inline_find_thread_();
    gen_result out = {NULL, false, 0};
    unsigned long word;
    void *outer;

    if (__builtin_expect(gen_inline_is_beyond_(), 0) ||
        __builtin_expect(g == NULL || head->contexts.resumer.next != NULL, 0) ||
        __builtin_expect(gen_inline_has_exceptions_(thread), 0))
        return gen_inline_1_send(g, value);
    outer = gen_inline_running_(thread);
    gen_inline_set_running_(thread, g);
    if (__builtin_expect(head->outer != outer, 0))
        head->outer = outer; /* seldom: so that no load waits for the store */
    word = gen_inline_enter_(head, &value);
    out.value = value;
    out.done = (word & 0xff) != 0;
    if (__builtin_expect(out.done, 0)) {
        out.error = GEN_CAST_(int, GEN_CAST_(long, word >> 32));
        return gen_inline_1_ended(g, out);
    }
    return out;
}

GEN_INLINE_CALL_ gen_result gen_next(gen_t *g)
{
    return gen_send(g, NULL);
}

/* True, and what runs on the thread is changed, if self may leave. */
GEN_INLINE_CALL_ bool gen_inline_suspend_(gen_t *self)
{
    gen_inline_thread_at_ thread = gen_inline_find_thread_();

    if (__builtin_expect(gen_inline_is_beyond_(), 0) ||
        __builtin_expect(!gen_inline_runs_(thread, self), 0) ||
        __builtin_expect(gen_inline_has_exceptions_(thread), 0))
        return false;
    gen_inline_set_running_(thread, gen_inline_of_(self)->outer);
    return true;
}

GEN_INLINE_CALL_ void *gen_yield(gen_t *self, const void *given)
{
    void *value = gen_inline_value_(given);
    gen_resumed in;

    if (!gen_inline_suspend_(self))
        return gen_inline_1_yield(self, value);
    in.signal = GEN_CAST_(int, gen_inline_leave_(gen_inline_of_(self), &value));
    in.value = value;
    if (__builtin_expect(in.signal != GEN_NEXT, 0))
        return gen_inline_1_signalled(self, in).value;
    return value;
}

GEN_INLINE_CALL_ gen_resumed gen_yield_catch(gen_t *self, const void *given)
{
    void *value = gen_inline_value_(given);
    gen_resumed in;

    if (!gen_inline_suspend_(self))
        return gen_inline_1_yield_catch(self, value);
    in.signal = GEN_CAST_(int, gen_inline_leave_(gen_inline_of_(self), &value));
    in.value = value;
    if (__builtin_expect(in.signal > GEN_THROW, 0))
        return gen_inline_1_signalled(self, in);
    return in;
}

#endif /* GEN_INLINE_ARCHITECTURE */
#endif /* CGEN_INLINE */
#endif
