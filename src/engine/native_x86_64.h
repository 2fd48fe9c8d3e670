/* The saved frame of native_x86_64.S, for C and assembly; drawn there. */
#ifndef CGEN_NATIVE_X86_64_H
#define CGEN_NATIVE_X86_64_H

#define CGEN__FRAME_SIZE 56
#define CGEN__FRAME_ARGUMENT 24 /* r12 */
#define CGEN__FRAME_ENTRY 32    /* rbx */
#define CGEN__FRAME_RECORD 40   /* rbp and the return address */

#endif
