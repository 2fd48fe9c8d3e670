/*
 * The native engine: a switch in assembly, without a system call.
 *
 * A switch keeps what the ABI says a call keeps: the callee-saved registers
 * and the stack pointer. The signal mask and the floating-point control modes
 * stay the thread's; a variant of the engine exchanges the latter.
 *
 * A side that does not run is three words in struct gen_inline_contexts: its
 * stack pointer, its frame pointer, and where it goes on. What else it wants to
 * keep it has saved itself, on its own stack: the engine's enter and leave in
 * the frame that each architecture's file draws, code that was inlined as its
 * compiler saw fit. So any of them can be answered by any other.
 *
 * While a coroutine runs, the resumer's frame pointer and where it goes on are,
 * in this order, a frame record: the last one of the coroutine's own frames
 * leads there, and so walkers of frame pointers go on into the resumer's.
 *
 * In the variant with floating-point modes of the coroutine's own, each side
 * keeps its modes in its own frame while it waits; kept_by_body leads to the
 * coroutine's, for a closing, which drops that frame.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "engine/engine.h"
#include "engine/abi.h"
#include CGEN_NATIVE_ARCHITECTURE

#define ASSERT_OFFSET(type, member, offset)                            \
    _Static_assert(offsetof(struct type, member) == (offset), "as in " \
                                                              "native.h")

ASSERT_OFFSET(gen_inline, contexts.body.stack, CGEN__BODY_STACK);
ASSERT_OFFSET(gen_inline, contexts.body.frame, CGEN__BODY_FRAME);
ASSERT_OFFSET(gen_inline, contexts.body.next, CGEN__BODY_NEXT);
ASSERT_OFFSET(gen_inline, contexts.resumer.stack, CGEN__RESUMER_STACK);
ASSERT_OFFSET(gen_inline, contexts.resumer.frame, CGEN__RESUMER_FRAME);
ASSERT_OFFSET(gen_inline, contexts.resumer.next, CGEN__RESUMER_NEXT);
ASSERT_OFFSET(gen_inline, contexts.kept_by_body, CGEN__KEPT_BY_BODY);
ASSERT_OFFSET(gen_inline, kept_by_resumer, 64); /* as inlined code */
ASSERT_OFFSET(gen_inline, outer, CGEN__OUTER);
ASSERT_OFFSET(gen_inline_thread, running, CGEN__THREAD_RUNNING);
ASSERT_OFFSET(gen_inline_thread, exceptions, CGEN__THREAD_EXCEPTIONS);
ASSERT_OFFSET(cgen__engine_calls, arrived_first, CGEN__CALLS_FIRST);
ASSERT_OFFSET(cgen__engine_calls, arrived_in, CGEN__CALLS_IN);
ASSERT_OFFSET(cgen__engine_calls, arrived_out, CGEN__CALLS_OUT);
_Static_assert(GEN_THROW == CGEN__LAST_SIGNAL, "as in abi.h");

/* In assembly. */
gen_result cgen__native_enter(struct gen_inline_contexts *contexts,
                              gen_resumed in);
gen_resumed cgen__native_leave(struct gen_inline_contexts *contexts,
                               gen_result out);
void *cgen__native_leave_for_value(struct gen_inline_contexts *contexts,
                                   gen_result out);
gen_resumed cgen__native_end(struct gen_inline_contexts *contexts,
                             gen_result out);
void cgen__native_look_at(const struct gen_inline_contexts *contexts,
                          void (*look)(void *arg), void *arg);
void cgen__native_start(void);
void gen_resuming(void);
void gen_yielding(void);
void gen_catching(void);

static void prepare(struct gen_inline_contexts *contexts, char *low, char *high,
                    bool again)
{
    (void)low;
    (void)again;
    cgen__engine_prepare_inlinable(contexts, high, cgen__native_start);
}

/* The same place in a body may wait at either, if what yields for it does so by
 * tail calls. */
static struct cgen__place waits_at(const struct gen_inline_contexts *contexts)
{
    const struct gen_inline_context *body = &contexts->body;
    const char *stack = body->stack;
    uintptr_t next = (uintptr_t)body->next;
    struct cgen__place place = {body->next, stack, body->frame};

    if (next == (uintptr_t)gen_catching)
        place.code = NULL;
    if (next == (uintptr_t)gen_yielding) {
        memcpy(&place.code, stack + WAITING_RETURN, sizeof place.code);
        place.stack = stack + WAITING_SIZE;
    }
    return place;
}

static bool is_called(const struct gen_inline_contexts *contexts)
{
    return (uintptr_t)contexts->resumer.next == (uintptr_t)gen_resuming;
}

/* Has the modes of now come back when its scope is left, also by unwinding. */
#define KEEP_MODES(name)                                                \
    struct cgen__modes name __attribute__((cleanup(cgen__modes_load))); \
    cgen__modes_save(&(name))

static gen_result enter_with_modes(struct gen_inline_contexts *contexts,
                                   gen_resumed in)
{
    KEEP_MODES(modes);
    return cgen__native_enter(contexts, in);
}

/* The modes of the coroutine, in a frame of its own that waits. */
static void keep(struct gen_inline_contexts *contexts,
                 struct cgen__modes *modes)
{
    contexts->kept_by_body = modes;
}

static gen_resumed leave_with_modes(struct gen_inline_contexts *contexts,
                                    gen_result out)
{
    KEEP_MODES(modes);
    keep(contexts, &modes);
    return cgen__native_leave(contexts, out);
}

static void *leave_with_modes_for_value(struct gen_inline_contexts *contexts,
                                        gen_result out)
{
    KEEP_MODES(modes);
    keep(contexts, &modes);
    return cgen__native_leave_for_value(contexts, out);
}

static void drop_with_modes(struct gen_inline_contexts *contexts)
{
    cgen__modes_load(contexts->kept_by_body);
}

static const struct cgen__engine with_own_modes = {
    .name = "native",
    .prepare = prepare,
    .enter = enter_with_modes,
    .leave = leave_with_modes,
    .leave_for_value = leave_with_modes_for_value,
    .end = cgen__native_end, /* the resumer's are in its own frame */
    .drop = drop_with_modes,
    .waits_at = waits_at,
    .is_called = is_called,
    .look_at = cgen__native_look_at,
    .begins = cgen__native_start,
    .with_own_modes = &with_own_modes,
};

const struct cgen__engine cgen__engine_native = {
    .name = "native",
    .prepare = prepare,
    .enter = cgen__native_enter,
    .leave = cgen__native_leave,
    .leave_for_value = cgen__native_leave_for_value,
    .end = cgen__native_end,
    .waits_at = waits_at,
    .is_called = is_called,
    .look_at = cgen__native_look_at,
    .begins = cgen__native_start,
    .with_own_modes = &with_own_modes,
    .is_inlinable = true,
};
