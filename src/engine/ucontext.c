/*
 * The ucontext engine: makecontext(3) and swapcontext(3).
 *
 * The reference engine. A switch keeps callee-saved registers, the stack, the
 * floating-point control modes and the signal mask: each coroutine has a mask
 * of its own, first the one of the thread that prepared it. The mask costs a
 * system call in every switch.
 *
 *      high -> +-----------------------+
 *              | struct context        |  the coroutine while it is not running
 *              +-----------------------+
 *              | makecontext's frame   |
 *              | entry, body, ...      |
 *              v                       v
 *       low -> +-----------------------+
 *
 * The resumer's half is a ucontext_t in enter's own frame: it is needed only
 * while the coroutine runs, and every resumption brings its own.
 */
#include <stdint.h>
#include <stddef.h>
#include <ucontext.h>

#include "engine/engine.h"
#include "panic.h"

enum { CONTEXT_ALIGNMENT = 64 };

struct context {
    ucontext_t coroutine;
    ucontext_t *resumer;
    void (*entry)(void *);
    void *argument;
};

/* makecontext passes ints: a pointer travels as two halves. */
static void start(unsigned high_half, unsigned low_half)
{
    uintptr_t address = (uintptr_t)((uint64_t)high_half << 32 | low_half);
    struct context *context = (struct context *)address;

    context->entry(context->argument);
    cgen__panic("a coroutine returned from its entry");
}

static struct context *place(char *high)
{
    uintptr_t address = (uintptr_t)high - sizeof(struct context);

    return (struct context *)(address & ~(uintptr_t)(CONTEXT_ALIGNMENT - 1));
}

static void *prepare(char *low, char *high, void (*entry)(void *),
                     void *argument)
{
    struct context *context = place(high);
    uint64_t address = (uintptr_t)context;

    context->entry = entry;
    context->argument = argument;
    if (getcontext(&context->coroutine) != 0)
        cgen__panic("getcontext failed");
    context->coroutine.uc_stack.ss_sp = low;
    context->coroutine.uc_stack.ss_size = (size_t)((char *)context - low);
    context->coroutine.uc_link = NULL;
    makecontext(&context->coroutine, (void (*)(void))start, 2,
                (unsigned)(address >> 32), (unsigned)address);
    return context;
}

static void enter(void *pointer)
{
    struct context *context = pointer;
    ucontext_t here;

    context->resumer = &here;
    if (swapcontext(&here, &context->coroutine) != 0)
        cgen__panic("swapcontext failed");
}

static void leave(void *pointer)
{
    struct context *context = pointer;

    if (swapcontext(&context->coroutine, context->resumer) != 0)
        cgen__panic("swapcontext failed");
}

const struct cgen__engine cgen__engine_ucontext = {
    .name = "ucontext",
    .prepare = prepare,
    .enter = enter,
    .leave = leave,
};
