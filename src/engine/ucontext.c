/*
 * The ucontext engine: makecontext(3) and swapcontext(3).
 *
 * The reference engine. A switch keeps callee-saved registers, the stack, the
 * floating-point control modes and the signal mask: each coroutine has a mask
 * of its own, first the one of the thread that prepared it. The mask costs a
 * system call in every switch.
 *
 *      high -> +-----------------------+
 *              | struct context        |  both sides of the switch
 *              +-----------------------+
 *              | makecontext's frame   |
 *              | entry, body, ...      |
 *              v                       v
 *       low -> +-----------------------+
 *
 * enter and leave end in swapcontext and leave no frame behind. Its result is
 * not looked at: its one cause of failure (the sigprocmask it makes, called
 * with arguments that are always right) does not arise.
 */
#include <stdint.h>
#include <stddef.h>
#include <ucontext.h>

#include "engine/engine.h"
#include "panic.h"

enum { CONTEXT_ALIGNMENT = 64 };

struct context {
    ucontext_t coroutine;
    ucontext_t resumer;
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

    swapcontext(&context->resumer, &context->coroutine);
}

static void leave(void *pointer)
{
    struct context *context = pointer;

    swapcontext(&context->coroutine, &context->resumer);
}

const struct cgen__engine cgen__engine_ucontext = {
    .name = "ucontext",
    .prepare = prepare,
    .enter = enter,
    .leave = leave,
};
