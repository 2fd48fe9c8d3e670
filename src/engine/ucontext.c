/*
 * The ucontext engine: makecontext(3) and swapcontext(3); the last leaving,
 * which has nothing to save, is setcontext(3).
 *
 * The reference engine. A switch keeps callee-saved registers, the stack, the
 * floating-point control modes and the signal mask: each coroutine has a mask
 * of its own, first the one of the thread that prepared it. The mask costs a
 * system call in every switch.
 *
 *      high -> +-----------------------+
 *              | struct cgen__ucontext |  both sides of the switch
 *              +-----------------------+
 *              | makecontext's frame   |
 *              | body, ...             |
 *              v                       v
 *       low -> +-----------------------+
 *
 * The result of swapcontext is not looked at: its one cause of failure (the
 * sigprocmask it makes, called with arguments that are always right) does not
 * arise.
 */
#define _GNU_SOURCE /* RTLD_NEXT */
#include <dlfcn.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "engine/ucontext.h"
#include "panic.h"

enum { CONTEXT_ALIGNMENT = 64 };

CGEN__USED int (*cgen__ucontext_swap)(ucontext_t *from,
                                      const ucontext_t *to) = swapcontext;

/* The next one behind this library. If it is part of the program, that may be
 * the sanitizer's; in a static program there is none. */
CGEN__AT_LOAD static void find_swap(void)
{
    void *next = dlsym(RTLD_NEXT, "swapcontext");

    if (next != NULL)
        memcpy(&cgen__ucontext_swap, &next, sizeof next);
}

static struct cgen__ucontext *place(char *high)
{
    uintptr_t address = (uintptr_t)high - sizeof(struct cgen__ucontext);

    return (struct cgen__ucontext *)(address &
                                     ~(uintptr_t)(CONTEXT_ALIGNMENT - 1));
}

/* The halves of an address, as makecontext passes them. */
static unsigned high_half(const void *address)
{
    return (unsigned)((uint64_t)(uintptr_t)address >> 32);
}

static unsigned low_half(const void *address)
{
    return (unsigned)(uintptr_t)address;
}

static void make(struct cgen__ucontext *context, char *low)
{
    context->coroutine.uc_stack.ss_sp = low;
    context->coroutine.uc_stack.ss_size = (size_t)((char *)context - low);
    context->coroutine.uc_link = NULL;
    makecontext(&context->coroutine, (void (*)(void))cgen__ucontext_start, 2,
                high_half(context), low_half(context));
    context->first_stack = cgen__ucontext_stack(&context->coroutine);
}

/* The signal mask and the floating-point modes are those of now each time; the
 * rest is as it was made once. */
static void prepare(struct gen_inline_contexts *contexts, char *low, char *high,
                    bool again)
{
    struct cgen__ucontext *context = place(high);

    contexts->body.stack = context;
    context->contexts = contexts;
    context->record[0] = NULL;
    context->record[1] = (const void *)(uintptr_t)cgen__ucontext_start;
    if (getcontext(&context->coroutine) != 0)
        cgen__panic("getcontext failed");
    if (!again || context->first_stack == 0)
        make(context, low);
    cgen__ucontext_restart(context, high_half(context), low_half(context));
}

/* Unknown: the code that it waits in is glibc's. */
static struct cgen__place waits_at(const struct gen_inline_contexts *contexts)
{
    (void)contexts;
    return (struct cgen__place){NULL, NULL, NULL};
}

static bool is_called(const struct gen_inline_contexts *contexts)
{
    (void)contexts;
    return true;
}

const struct cgen__engine cgen__engine_ucontext = {
    .name = "ucontext",
    .prepare = prepare,
    .enter = cgen__ucontext_enter,
    .leave = cgen__ucontext_leave,
    .leave_for_value = cgen__ucontext_leave_for_value,
    .end = cgen__ucontext_end,
    .waits_at = waits_at,
    .is_called = is_called,
    .look_at = cgen__ucontext_look_at,
    .begins = (void (*)(void))cgen__ucontext_start,
    .with_own_modes = &cgen__engine_ucontext,
};
