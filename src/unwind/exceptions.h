/*
 * What a C++ runtime remembers of a thread's exceptions: those being handled,
 * and how many are on their way (__cxa_eh_globals; Itanium C++ ABI, exception
 * handling, 2.2.2). To the language it belongs to a chain of calls, so each
 * generator has its own, put in the place of its resumer's while it runs.
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
    unsigned padding; /* of the runtime's object, which is all zero at first:
                         the second of two words may be looked at as a whole */
};

_Static_assert(sizeof(struct cgen__exceptions) == 2 * sizeof(void *),
               "two words, as <cgen/inline.h> has it");

/* Those of this thread: where its C++ runtime has them, or an empty one that
 * stays so in a program that has none. */
struct cgen__exceptions *cgen__exceptions_here(void);

static inline bool
cgen__exceptions_are_none(const struct cgen__exceptions *exceptions)
{
    return exceptions->caught == NULL && exceptions->uncaught == 0;
}

/* Exchanges them with *other. */
void cgen__exceptions_exchange(struct cgen__exceptions *other);

/* Adds to this thread's count of exceptions on their way those of *other: one
 * of them goes on here. */
void cgen__exceptions_join(struct cgen__exceptions *other);

/* Exceptions that an unwinding or another exception has taken the place of may
 * be counted as on their way still: has count be on their way. */
void cgen__exceptions_recount(unsigned count);

/* True if the runtime counts an exception as on its way: a C++ one. */
bool cgen__exceptions_counts(const struct _Unwind_Exception *exception);

/* Lets an exception that landed go on from here, to the handlers of the calling
 * stack; if there are none, the program ends as the language says. */
CGEN__NORETURN void cgen__exceptions_raise(struct _Unwind_Exception *exception);

/* Ends an exception that landed, as a handler that does nothing. */
void cgen__exceptions_drop(struct _Unwind_Exception *exception);

#endif
