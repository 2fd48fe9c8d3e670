/* The saved frame of native_aarch64.S, for C and assembly; drawn there. */
#ifndef CGEN_NATIVE_AARCH64_H
#define CGEN_NATIVE_AARCH64_H

#define CGEN__FRAME_SIZE 160
#define CGEN__FRAME_ENTRY 64    /* x19 */
#define CGEN__FRAME_ARGUMENT 72 /* x20 */
#define CGEN__FRAME_RECORD 144  /* x29 and x30 */

#endif
