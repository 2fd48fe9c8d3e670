/*
 * Diagnostics: telling tools that watch memory and threads which stack runs.
 *
 * AddressSanitizer, LeakSanitizer and ThreadSanitizer are found at run time:
 * they are there or not with the program, whatever the library was built with.
 * Valgrind is told by client requests, which are a few no-ops outside it.
 *
 * This layer knows stack bounds and switches. It does not know generators, nor
 * who maps stacks or how switching is done.
 */
#ifndef CGEN_DIAG_H
#define CGEN_DIAG_H

#include <stdbool.h>
#include <stddef.h>

/* What the tools keep about one coroutine. */
struct cgen__fiber;

/* True if a tool in this process must be told of switches. Then every
 * coroutine needs a fiber; else all of them have NULL. Any thread. */
bool cgen__fiber_needed(void);

/* Makes a fiber; NULL if there is no memory. */
struct cgen__fiber *cgen__fiber_create(void);

/* Frees it, not on its own stack. NULL is fine. */
void cgen__fiber_destroy(struct cgen__fiber *fiber);

/* The four ends of switching to the coroutine and back, each on the stack that
 * it names. The first call after an arrival must be the one of that arrival.
 *
 *      resumer                              coroutine on [low, high)
 *      cgen__fiber_entering  -------------> cgen__fiber_entered
 *      cgen__fiber_left      <------------- cgen__fiber_leaving
 *
 * last: the coroutine will not be entered again. */
void cgen__fiber_entering(struct cgen__fiber *fiber, char *low, char *high);
void cgen__fiber_entered(struct cgen__fiber *fiber);
void cgen__fiber_leaving(struct cgen__fiber *fiber, bool last);
void cgen__fiber_left(struct cgen__fiber *fiber);

/* Exchanges the stacks and names of two coroutines: the first leaves from the
 * stack of the second, and is entered there; then they are exchanged again. */
void cgen__fiber_exchange(struct cgen__fiber *a, struct cgen__fiber *b);

/* Frames on [low, high) are about to be left by a jump or by unwinding. */
void cgen__fiber_frames_dropped(char *low, char *high);

/* Memory becomes a stack in use, or stops being one, whatever was left on it.
 * For AddressSanitizer and LeakSanitizer; call it where fibers are needed.
 * is_heap: it is part of a block of the heap, which the tools know; then from
 * its end to its release nobody may touch it. */
void cgen__fiber_stack_begins(char *low, char *high, bool is_heap);
void cgen__fiber_stack_ends(char *low, char *high, bool is_heap);

/* Has AddressSanitizer, where it is, report a use of memory that is freed. */
void cgen__sanitizer_check(const void *address);

/* The same for Valgrind, where it runs the program. The first returns what the
 * second is to be given. */
bool cgen__valgrind_runs(void);
unsigned cgen__valgrind_stack_begins(char *low, char *high);
void cgen__valgrind_stack_ends(unsigned id, char *low, char *high,
                               bool is_heap);

#endif
