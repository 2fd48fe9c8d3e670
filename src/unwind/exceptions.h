/*
 * What a C++ runtime keeps about a thread's exceptions: a list of those being
 * handled, and the number of uncaught ones (__cxa_eh_globals; Itanium C++ ABI,
 * exception handling, 2.2.2). In the language these belong to a chain of calls,
 * so each generator has its own, which take the place of its resumer's while it
 * runs.
 */
#ifndef CGEN_EXCEPTIONS_H
#define CGEN_EXCEPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <unwind.h>

#include "attributes.h"

struct cgen__exceptions {
    void *caught;
    unsigned uncaught;
    unsigned padding; /* zero, as in the runtime's own object: so the second
                         word can be compared as a whole */
};

_Static_assert(sizeof(struct cgen__exceptions) == 2 * sizeof(void *),
               "two words, as <cgen/inline.h> has it");

/* This thread's, in its C++ runtime; or an empty constant one, in a program
 * without a C++ runtime. */
struct cgen__exceptions *cgen__exceptions_here(void);

static inline bool
cgen__exceptions_are_none(const struct cgen__exceptions *exceptions)
{
    return exceptions->caught == NULL && exceptions->uncaught == 0;
}

/* Exchanges this thread's with *other. */
void cgen__exceptions_exchange(struct cgen__exceptions *other);

/* Adds the count of uncaught exceptions in *other to this thread's, and clears
 * it there: one of them goes on here. */
void cgen__exceptions_join(struct cgen__exceptions *other);

/* Sets the count of uncaught exceptions: the runtime still counts those that an
 * unwinding or another exception has replaced. */
void cgen__exceptions_recount(unsigned count);

/* True if the runtime counts that exception as uncaught: it is a C++ one. */
bool cgen__exceptions_counts(const struct _Unwind_Exception *exception);

/* Throws an exception that has landed on from here, to the handlers of the
 * calling stack. Returns if there are none. */
void cgen__exceptions_raise(struct _Unwind_Exception *exception);

/* Calls std::terminate for such an exception. */
CGEN__NORETURN void
cgen__exceptions_terminate(struct _Unwind_Exception *exception);

/* Destroys an exception that has landed, as an empty handler would. */
void cgen__exceptions_drop(struct _Unwind_Exception *exception);

#endif
