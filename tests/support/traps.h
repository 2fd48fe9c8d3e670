/*
 * A trap, SIGTRAP, at every instruction of this thread: by the processor's
 * trap flag, or by breakpoints that move on with it. A file for each
 * architecture.
 */
#ifndef CGEN_TEST_TRAPS_H
#define CGEN_TEST_TRAPS_H

#include <stdbool.h>
#include <stdint.h>
#include <ucontext.h>

/* Says what code is trapped in, the same each time; calls of other code may be
 * passed over, with what that calls. */
void traps_allow(uintptr_t low, uintptr_t high);

/* Begin and end, with a handler set; part of these two is trapped in. */
void traps_begin(void);
void traps_end(void);

/* First and last in the handler. Nothing is to be looked at, and nothing else
 * to be done, unless traps_arrive is true. */
bool traps_arrive(ucontext_t *context);
void traps_go_on(ucontext_t *context);

/* Whether it is in a linker's stub, which has no unwind data. */
bool traps_is_stub(uintptr_t address);

/* Of where it trapped: the instruction's address and the frame pointer. */
uintptr_t traps_address(const ucontext_t *context);
uintptr_t traps_frame(const ucontext_t *context);

/* Skips the test where there are no traps. */
void need_traps(void);

#endif
