/* The inlined path of <cgen/inline.h> for AArch64 (AAPCS64). */
#ifndef CGEN_INLINE_AARCH64_H
#define CGEN_INLINE_AARCH64_H

#define GEN_INLINE_ARCHITECTURE "AArch64"

/* Where a thread has its struct gen_inline_thread: from its thread pointer, the
 * same for all threads (initial-exec; ELF for AArch64, thread-local storage).
 * What lies there is reached in assembly alone: a compiler may keep the address
 * of a thread-local object for a whole function, and a body may change threads
 * at any yield. */
typedef long gen_inline_thread_at_;

GEN_INLINE_CALL_ long gen_inline_find_thread_(void)
{
    long offset;

    __asm__("adrp %0, :gottprel:gen_inline_1_thread\n\t"
            "ldr %0, [%0, :gottprel_lo12:gen_inline_1_thread]"
            : "=r"(offset));
    return offset;
}

GEN_INLINE_CALL_ void *gen_inline_running_(long offset)
{
    void *running;

    __asm__ volatile("mrs %0, tpidr_el0\n\t"
                     "ldr %0, [%0, %1]"
                     : "=&r"(running)
                     : "r"(offset));
    return running;
}

GEN_INLINE_CALL_ void gen_inline_set_running_(long offset, void *running)
{
    long pointer;

    __asm__ volatile("mrs %0, tpidr_el0\n\t"
                     "str %1, [%0, %2]"
                     : "=&r"(pointer)
                     : "r"(running), "r"(offset));
}

/* Whether that is what runs. */
GEN_INLINE_CALL_ bool gen_inline_runs_(long offset, void *running)
{
    return gen_inline_running_(offset) == running;
}

GEN_INLINE_CALL_ bool gen_inline_has_exceptions_(long offset)
{
    unsigned long exceptions, count;

    __asm__ volatile("mrs %0, tpidr_el0\n\t"
                     "add %0, %0, %2\n\t"
                     "ldr %0, [%0, 8]\n\t"
                     "ldp %0, %1, [%0]\n\t"
                     "orr %0, %0, %1"
                     : "=&r"(exceptions), "=&r"(count)
                     : "r"(offset));
    return exceptions != 0;
}

/* Registers that are lost besides those that carry something. A function may
 * have more of them than its unit, by an attribute or a pragma; both compilers
 * take the names in any function. A vector register's is that of the whole of
 * it. Clang has no name for the first-fault register, and keeps nothing there.
 */
#define GEN_INLINE_LOST_PREDICATES_                                      \
    , "p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8", "p9", "p10", \
        "p11", "p12", "p13", "p14", "p15"
#ifdef __clang__
#define GEN_INLINE_LOST_SVE_ GEN_INLINE_LOST_PREDICATES_
#elif __GNUC__ >= 10
#define GEN_INLINE_LOST_SVE_ GEN_INLINE_LOST_PREDICATES_, "ffr", "ffrt"
#else
#define GEN_INLINE_LOST_SVE_ /* no intrinsics yet: only whole units have it */
#endif

/* Whether the function this is inlined into has registers that cannot be named:
 * none has. */
GEN_INLINE_CALL_ bool gen_inline_is_beyond_(void)
{
    return false;
}

/* Clang has x19 as base pointer in functions with a frame that is both aligned
 * and of variable size, and does not keep it, whatever is said to be lost. So
 * there each side keeps it, in the generator. */
#ifdef __clang__
#define GEN_INLINE_KEEP_BODY_ "str x19, [x0, 48]\n\t"
#define GEN_INLINE_GET_BODY_ "\n\tldr x19, [x0, 48]"
#define GEN_INLINE_KEEP_RESUMER_ "str x19, [x0, 64]\n\t"
#define GEN_INLINE_GET_RESUMER_ "\n\tldr x19, [x0, 64]"
#define GEN_INLINE_LOST_BASE_
#else
#define GEN_INLINE_KEEP_BODY_
#define GEN_INLINE_GET_BODY_
#define GEN_INLINE_KEEP_RESUMER_
#define GEN_INLINE_GET_RESUMER_
#define GEN_INLINE_LOST_BASE_ "x19",
#endif
#define GEN_INLINE_LOST_                                                      \
    GEN_INLINE_LOST_BASE_ "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10",    \
        "x11", "x12", "x13", "x14", "x15", "x16", "x17", "x18", "x20", "x21", \
        "x22", "x23", "x24", "x25", "x26", "x27", "x28", "x30", "v0", "v1",   \
        "v2", "v3", "v4", "v5", "v6", "v7", "v8", "v9", "v10", "v11", "v12",  \
        "v13", "v14", "v15", "v16", "v17", "v18", "v19", "v20", "v21", "v22", \
        "v23", "v24", "v25", "v26", "v27", "v28", "v29", "v30", "v31",        \
        "memory", "cc" GEN_INLINE_LOST_SVE_

/* For unwinders, where the compiler writes unwind data with the assembler's
 * help: from the load of x29 to the jump what it says of this function's frame
 * is wrong. There this was called by the other side, which has saved its own
 * registers, with the stack pointer that is in x11, from where x16 says. In
 * bytes, since no assembler is to draw conclusions: DW_CFA_remember_state;
 * DW_CFA_def_cfa x11, 0; DW_CFA_register x30, x16; that its address is not
 * signed, whether this function's is or not: DW_CFA_val_offset of
 * RA_SIGN_STATE (34), 0, and since some unwinders take no rule of that but
 * keep the 0, DW_CFA_restore_extended; DW_CFA_same_value of x19 to x29 and of
 * v8 to v15 (72 to 79). Behind the jump DW_CFA_restore_state; and an
 * instruction, since unwinders look for who has called one byte before where
 * the call returns. (Told to write unwind data just for what may throw, Clang
 * refuses this in a function that is declared not to.) */
#ifdef __GCC_HAVE_DWARF2_CFI_ASM
#define GEN_INLINE_LEFT_                                                     \
    ".cfi_escape 0x0a, 0x0c, 11, 0, 0x09, 30, 16, 0x14, 34, 0, 0x06, 34, "   \
    "8, 19, 8, 20, 8, 21, 8, 22, 8, 23, 8, 24, 8, 25, 8, 26, 8, 27, 8, 28, " \
    "8, 29, 8, 72, 8, 73, 8, 74, 8, 75, 8, 76, 8, 77, 8, 78, 8, 79\n\t"
#define GEN_INLINE_BACK_ ".cfi_escape 0x0b\n\tnop\n"
#else
#define GEN_INLINE_LEFT_
#define GEN_INLINE_BACK_
#endif

/* Each changes sides; returns what it is come back to with. x0 comes back as it
 * was, so that the generator's address need not wait for any load. They come
 * back by a jump through x16, to a landing pad of any kind. What leads to the
 * resumer is taken back last, when nothing of this side's is in use any more.
 */
GEN_INLINE_CALL_ unsigned long gen_inline_enter_(struct gen_inline *head,
                                                 void **value)
{
    register struct gen_inline *x0 __asm__("x0") = head;
    register void *x1 __asm__("x1") = *value;
    register unsigned long x2 __asm__("x2") = 0;

    /* clang-format off */
    __asm__ volatile(GEN_INLINE_KEEP_RESUMER_
                     "adr x9, 1f\n\t"
                     "mov x10, sp\n\t"
                     "ldp x11, x17, [x0]\n\t"
                     "ldr x16, [x0, 16]\n\t"
                     "stp x10, x29, [x0, 24]\n\t"
                     "str x9, [x0, 40]\n\t"
                     "mov x29, x17\n\t"
                     GEN_INLINE_LEFT_
                     "mov sp, x11\n\t"
                     "br x16\n"
                     GEN_INLINE_BACK_
                     "1:\n\t"
                     "hint 36" /* bti j */ GEN_INLINE_GET_RESUMER_
                     : "+r"(x1), "+r"(x2)
                     : "r"(x0)
                     : GEN_INLINE_LOST_);
    /* clang-format on */
    *value = x1;
    return x2;
}

GEN_INLINE_CALL_ unsigned long gen_inline_leave_(struct gen_inline *head,
                                                 void **value)
{
    register struct gen_inline *x0 __asm__("x0") = head;
    register void *x1 __asm__("x1") = *value;
    register unsigned long x2 __asm__("x2") = 0;

    /* clang-format off */
    __asm__ volatile(GEN_INLINE_KEEP_BODY_
                     "adr x9, 1f\n\t"
                     "mov x10, sp\n\t"
                     "ldp x11, x17, [x0, 24]\n\t"
                     "ldr x16, [x0, 40]\n\t"
                     "stp x10, x29, [x0]\n\t"
                     "str x9, [x0, 16]\n\t"
                     "mov x29, x17\n\t"
                     GEN_INLINE_LEFT_
                     "mov sp, x11\n\t"
                     "stp xzr, xzr, [x0, 32]\n\t"
                     "br x16\n"
                     GEN_INLINE_BACK_
                     "1:\n\t"
                     "hint 36" /* bti j */ GEN_INLINE_GET_BODY_
                     : "+r"(x1), "+r"(x2)
                     : "r"(x0)
                     : GEN_INLINE_LOST_);
    /* clang-format on */
    *value = x1;
    return x2;
}

#endif
