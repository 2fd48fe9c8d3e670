/*
 * What a C++ runtime remembers of a thread's exceptions: those being handled,
 * and how many are on their way (__cxa_eh_globals; Itanium C++ ABI, exception
 * handling, 2.2.2). To the language it belongs to a chain of calls, so each
 * generator has its own, put in the place of its resumer's while it runs.
 */
#ifndef CGEN_EXCEPTIONS_H
#define CGEN_EXCEPTIONS_H

#include <stddef.h>

#include "attributes.h"

struct cgen__exceptions {
    void *caught;
    unsigned uncaught;
};

/* The C++ runtime's; null in a program that has none. */
CGEN__WEAK struct cgen__exceptions *__cxa_get_globals(void);

/* exceptions.c: the same as below where there is a C++ runtime. */
void cgen__exceptions_exchange(struct cgen__exceptions *other);

/* Exchanges those of this thread with *other. */
static inline void cgen__exceptions_swap(struct cgen__exceptions *other)
{
    if (__cxa_get_globals != NULL)
        cgen__exceptions_exchange(other);
}

#endif
