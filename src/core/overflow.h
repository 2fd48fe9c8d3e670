/* Saying whose stack overflowed. */
#ifndef CGEN_CORE_OVERFLOW_H
#define CGEN_CORE_OVERFLOW_H

/* Has overflows on this thread reported, if the program wants that. */
void cgen__overflow_watch(void);

#endif
