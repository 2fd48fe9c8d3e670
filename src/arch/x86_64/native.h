/* What the native engine knows of x86-64 besides assembly. */
#ifndef CGEN_NATIVE_X86_64_H
#define CGEN_NATIVE_X86_64_H

/* The frame of a body that waits, as native.inc draws it: its size, and
 * where the return address lies. */
enum { WAITING_SIZE = 48, WAITING_RETURN = 40 };

/* Floating-point control modes: MXCSR and the x87 control word. */
struct cgen__modes {
    unsigned mxcsr;
    unsigned short x87;
};

static inline void cgen__modes_save(struct cgen__modes *modes)
{
    __asm__ volatile("stmxcsr %0" : "=m"(modes->mxcsr));
    __asm__ volatile("fnstcw %0" : "=m"(modes->x87));
}

static inline void cgen__modes_load(struct cgen__modes *modes)
{
    __asm__ volatile("ldmxcsr %0" : : "m"(modes->mxcsr));
    __asm__ volatile("fldcw %0" : : "m"(modes->x87));
}

#endif
