/* Between ucontext.c and what goes around swapcontext: ucontext_switch.c, or
 * the assembly of an architecture. */
#ifndef CGEN_UCONTEXT_H
#define CGEN_UCONTEXT_H

#include <ucontext.h>

#include "engine/engine.h"

struct cgen__ucontext {
    ucontext_t resumer; /* first, that is lowest: preparing does not touch it */
    ucontext_t coroutine;
    const void *record[2]; /* a frame record: the last of the coroutine's chain;
                              it leads to the resumer's frames */
    struct gen_inline_sides *sides; /* whose body.stack leads here */

    /* What crosses. */
    gen_resumed in;
    gen_result out;
};

/* enter, leave and leave_for_value of the seam. */
gen_result cgen__ucontext_enter(struct gen_inline_sides *sides, gen_resumed in);
gen_resumed cgen__ucontext_leave(struct gen_inline_sides *sides,
                                 gen_result out);
void *cgen__ucontext_leave_for_value(struct gen_inline_sides *sides,
                                     gen_result out);

/* What makecontext calls, with the halves of the context's address: calls
 * cgen__arrived_first. */
void cgen__ucontext_start(unsigned high_half, unsigned low_half);

#endif
