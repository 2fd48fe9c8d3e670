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
 * The result of swapcontext is not looked at: its one cause of failure (the
 * sigprocmask it makes, called with arguments that are always right) does not
 * arise.
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
    void *argument; /* of entry, then of whatever fn crosses */

    /* What crosses. */
    gen_resumed in;
    gen_result out;
    void (*call_in)(void *);        /* or NULL */
    gen_result (*call_out)(void *); /* or NULL */
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
    context->call_in = NULL;
    context->call_out = NULL;
    if (getcontext(&context->coroutine) != 0)
        cgen__panic("getcontext failed");
    context->coroutine.uc_stack.ss_sp = low;
    context->coroutine.uc_stack.ss_size = (size_t)((char *)context - low);
    context->coroutine.uc_link = NULL;
    makecontext(&context->coroutine, (void (*)(void))start, 2,
                (unsigned)(address >> 32), (unsigned)address);
    return context;
}

static gen_result enter(void *pointer, gen_resumed in)
{
    struct context *context = pointer;

    context->in = in;
    swapcontext(&context->resumer, &context->coroutine);
    if (context->call_out != NULL)
        return context->call_out(context->argument);
    return context->out;
}

static gen_result enter_with(void *pointer, void (*fn)(void *), void *argument)
{
    struct context *context = pointer;

    context->call_in = fn;
    context->argument = argument;
    return enter(context, (gen_resumed){NULL, GEN_NEXT});
}

static void switch_out(struct context *context, gen_result out)
{
    void (*call_in)(void *);

    context->out = out;
    swapcontext(&context->coroutine, &context->resumer);
    call_in = context->call_in;
    context->call_in = NULL;
    if (call_in != NULL)
        call_in(context->argument);
}

static gen_resumed leave(void *pointer, gen_result out)
{
    struct context *context = pointer;

    switch_out(context, out);
    return context->in;
}

static void *leave_for_value(void *pointer, gen_result out)
{
    struct context *context = pointer;

    switch_out(context, out);
    return context->in.value;
}

static void finish(void *pointer, gen_result (*fn)(void *), void *argument)
{
    struct context *context = pointer;

    context->call_out = fn;
    context->argument = argument;
    setcontext(&context->resumer);
    cgen__panic("setcontext failed");
}

const struct cgen__engine cgen__engine_ucontext = {
    .name = "ucontext",
    .prepare = prepare,
    .enter = enter,
    .enter_with = enter_with,
    .leave = leave,
    .leave_for_value = leave_for_value,
    .finish = finish,
};
