/* What native.c and the assembly of each architecture agree on; included by
 * both. CMake gives the architecture's own part as CGEN_NATIVE_FRAME. */
#ifndef CGEN_NATIVE_H
#define CGEN_NATIVE_H

#include CGEN_NATIVE_FRAME

/* Offsets in struct context. */
#define CGEN__CONTEXT_COROUTINE 0
#define CGEN__CONTEXT_RESUMER 8

#endif
