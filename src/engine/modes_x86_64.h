/* Floating-point control modes of x86-64: MXCSR and the x87 control word. */
#ifndef CGEN_MODES_X86_64_H
#define CGEN_MODES_X86_64_H

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
