/* The kinds of registers, as the command line gives them to functions. */
#ifdef PRAGMA
_Pragma(PRAGMA)
#endif

/* A value of a kind is in no argument: Clang 14 without optimisation misaligns
 * an argument of 64 bytes in a frame of variable size. */
#define ALWAYS __attribute__((always_inline))

#include "kinds.h"
