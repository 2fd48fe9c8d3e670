/*
 * Around swapcontext, in portable C: for architectures that have no assembly
 * of their own for it. Backtraces end where the generator begins.
 */
#include <stdint.h>

#include "engine/ucontext.h"
#include "panic.h"

gen_result cgen__ucontext_enter(struct gen_inline_contexts *contexts,
                                gen_resumed in)
{
    struct cgen__ucontext *context = contexts->body.stack;

    context->in = in;
    cgen__ucontext_swap(&context->resumer, &context->coroutine);
    if (context->out.done)
        return cgen__engine_calls.arrived_out(contexts, context->out);
    return context->out;
}

static struct cgen__ucontext *put(struct gen_inline_contexts *contexts,
                                  gen_result out)
{
    struct cgen__ucontext *context = contexts->body.stack;

    contexts->resumer.next = (void *)(uintptr_t)CGEN__SLOW_ENTRY;
    context->out = out;
    return context;
}

static gen_resumed leave(struct gen_inline_contexts *contexts, gen_result out)
{
    struct cgen__ucontext *context = put(contexts, out);

    cgen__ucontext_swap(&context->coroutine, &context->resumer);
    return context->in;
}

gen_resumed cgen__ucontext_leave(struct gen_inline_contexts *contexts,
                                 gen_result out)
{
    gen_resumed in = leave(contexts, out);

    return in.signal > GEN_THROW ? cgen__engine_calls.arrived_in(contexts, in)
                                 : in;
}

void *cgen__ucontext_leave_for_value(struct gen_inline_contexts *contexts,
                                     gen_result out)
{
    gen_resumed in = leave(contexts, out);

    return (in.signal != GEN_NEXT ? cgen__engine_calls.arrived_in(contexts, in)
                                  : in)
        .value;
}

gen_resumed cgen__ucontext_end(struct gen_inline_contexts *contexts,
                               gen_result out)
{
    setcontext(&put(contexts, out)->resumer);
    cgen__panic("setcontext returned");
}

void cgen__ucontext_start(unsigned high_half, unsigned low_half)
{
    uintptr_t address = (uintptr_t)((uint64_t)high_half << 32 | low_half);
    struct cgen__ucontext *context = (struct cgen__ucontext *)address;

    cgen__engine_calls.arrived_first(context->contexts);
    cgen__panic("a coroutine returned from where it began");
}

uintptr_t cgen__ucontext_stack(const ucontext_t *context)
{
    (void)context;
    return 0;
}

void cgen__ucontext_restart(struct cgen__ucontext *context, unsigned high_half,
                            unsigned low_half)
{
    (void)context;
    (void)high_half;
    (void)low_half;
}

void cgen__ucontext_look_at(const struct gen_inline_contexts *contexts,
                            void (*look)(void *arg), void *arg)
{
    (void)contexts;
    (void)look;
    (void)arg;
}
