/* What the native engine knows of AArch64 besides assembly. */
#ifndef CGEN_NATIVE_AARCH64_H
#define CGEN_NATIVE_AARCH64_H

/* The frame of a body that waits, as native.inc draws it: its size, and
 * where the return address lies. */
enum { WAITING_SIZE = 160, WAITING_RETURN = 152 };

/* Floating-point control modes: FPCR. */
struct cgen__modes {
    unsigned long fpcr;
};

static inline void cgen__modes_save(struct cgen__modes *modes)
{
    __asm__ volatile("mrs %0, fpcr" : "=r"(modes->fpcr));
}

static inline void cgen__modes_load(struct cgen__modes *modes)
{
    __asm__ volatile("msr fpcr, %0" : : "r"(modes->fpcr));
}

#endif
