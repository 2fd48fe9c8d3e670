/* Between ucontext.c and what goes around swapcontext, which is in arch/: the
 * assembly of a processor, or portable C. */
#ifndef CGEN_UCONTEXT_H
#define CGEN_UCONTEXT_H

#include <stdint.h>
#include <ucontext.h>

#include "engine/engine.h"

struct cgen__ucontext {
    ucontext_t resumer; /* first, that is lowest: preparing does not touch it */
    ucontext_t coroutine;
    const void *record[2]; /* a frame record: the last of the coroutine's chain;
                              it leads to the resumer's frames */
    struct gen_inline_contexts *contexts; /* whose body.stack leads here */

    /* What crosses. */
    gen_resumed in;
    gen_result out;

    uintptr_t first_stack; /* where the coroutine's stack pointer began, or 0 */
};

/* enter, leave and leave_for_value of the seam. */
gen_result cgen__ucontext_enter(struct gen_inline_contexts *contexts,
                                gen_resumed in);
gen_resumed cgen__ucontext_leave(struct gen_inline_contexts *contexts,
                                 gen_result out);
void *cgen__ucontext_leave_for_value(struct gen_inline_contexts *contexts,
                                     gen_result out);

/* Of an architecture that is known: the stack pointer in a context; and the
 * context of the coroutine, which makecontext has made once, just gotten again
 * or not, made to begin as start expects it. 0, and nothing, of others. */
uintptr_t cgen__ucontext_stack(const ucontext_t *context);
void cgen__ucontext_restart(struct cgen__ucontext *context, unsigned high_half,
                            unsigned low_half);

/* What makecontext calls, with the halves of the context's address: calls
 * arrived_first. */
void cgen__ucontext_start(unsigned high_half, unsigned low_half);

#endif
