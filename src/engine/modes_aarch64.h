/* Floating-point control modes of AArch64: FPCR. */
#ifndef CGEN_MODES_AARCH64_H
#define CGEN_MODES_AARCH64_H

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
