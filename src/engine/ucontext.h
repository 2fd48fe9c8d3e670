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

    /* The messages that cross, one in each direction. */
    gen_resumed in;
    gen_result out;

    uintptr_t first_stack; /* where the coroutine's stack pointer began, or 0 */
};

/* libc's swapcontext. AddressSanitizer has another one of that name, which
 * forgets what the stacks hold: but it is told of the switch, by who knows it.
 */
extern int (*cgen__ucontext_swap)(ucontext_t *from, const ucontext_t *to);

/* enter, leave, leave_for_value and end of struct cgen__engine. */
gen_result cgen__ucontext_enter(struct gen_inline_contexts *contexts,
                                gen_resumed in);
gen_resumed cgen__ucontext_leave(struct gen_inline_contexts *contexts,
                                 gen_result out);
void *cgen__ucontext_leave_for_value(struct gen_inline_contexts *contexts,
                                     gen_result out);
gen_resumed cgen__ucontext_end(struct gen_inline_contexts *contexts,
                               gen_result out);

/* look_at of struct cgen__engine. Calls nothing where arch/ has no file for the
 * processor. */
void cgen__ucontext_look_at(const struct gen_inline_contexts *contexts,
                            void (*look)(void *arg), void *arg);

/* The stack pointer in a context; 0 where arch/ has no file for the
 * processor. */
uintptr_t cgen__ucontext_stack(const ucontext_t *context);

/* Has the coroutine begin (again) as cgen__ucontext_start expects it. Its
 * context was made by makecontext once, and may have been overwritten by a
 * getcontext since. Does nothing where arch/ has no file for the processor. */
void cgen__ucontext_restart(struct cgen__ucontext *context, unsigned high_half,
                            unsigned low_half);

/* What makecontext calls, with the halves of the context's address: calls
 * arrived_first. */
void cgen__ucontext_start(unsigned high_half, unsigned low_half);

#endif
