/*
 * Faults: the library's handler for SIGSEGV, and the stacks it runs on.
 *
 * The stack that overflowed has no room for a handler, so each thread needs
 * another one for it (sigaltstack(2)).
 */
#ifndef CGEN_FAULT_H
#define CGEN_FAULT_H

/* Called on a fault, in a signal handler, with the address that was touched and
 * the stack pointer of the code that did, NULL if that is unknown: says what it
 * knows of it. It must touch nothing but what such a handler may. */
typedef void cgen__fault_fn(const char *touched, const char *stack_pointer);

/* Has this thread call fn on faults from now on, before what there was. Asks
 * for nothing that the thread or the process has already. What the system
 * refuses is left as it is. */
void cgen__fault_watch(cgen__fault_fn *fn);

/* In arch/: the stack pointer where the signal came, by the context of its
 * handler; NULL where arch/ has no file for the processor. */
const char *cgen__fault_stack_pointer(const void *context);

#endif
