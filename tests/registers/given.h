/* The kinds of registers, as the command line gives them to functions. */
#ifdef PRAGMA
_Pragma(PRAGMA)
#endif

#include "kinds.h"
