/*
 * Around swapcontext, in portable C: for architectures that have no assembly
 * of their own for it. Backtraces end where the generator begins.
 */
#include <stdint.h>

#include "engine/ucontext.h"
#include "panic.h"

gen_result cgen__ucontext_enter(void *pointer, gen_resumed in)
{
    struct cgen__ucontext *context = pointer;

    context->in = in;
    swapcontext(&context->resumer, &context->coroutine);
    if (context->call_out != NULL)
        return context->call_out(context->argument);
    return context->out;
}

gen_resumed cgen__ucontext_leave(void *pointer, gen_result out)
{
    struct cgen__ucontext *context = pointer;
    void (*call_in)(void *);

    context->out = out;
    swapcontext(&context->coroutine, &context->resumer);
    call_in = context->call_in;
    context->call_in = NULL;
    if (call_in != NULL)
        call_in(context->argument);
    return context->in;
}

void *cgen__ucontext_leave_for_value(void *context, gen_result out)
{
    return cgen__ucontext_leave(context, out).value;
}

void cgen__ucontext_start(unsigned high_half, unsigned low_half)
{
    uintptr_t address = (uintptr_t)((uint64_t)high_half << 32 | low_half);
    struct cgen__ucontext *context = (struct cgen__ucontext *)address;

    context->entry(context->argument);
    cgen__panic("a coroutine returned from its entry");
}
