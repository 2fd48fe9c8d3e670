/* The inlined path of <cgen/inline.h> for x86-64 (System V ABI). */
#ifndef CGEN_INLINE_X86_64_H
#define CGEN_INLINE_X86_64_H

#define GEN_INLINE_ARCHITECTURE "x86-64"

/* Where a thread has its struct gen_inline_thread: from its thread pointer, the
 * same for all threads (initial-exec; ELF handling for thread-local storage).
 * What lies there is reached in assembly alone: a compiler may keep the address
 * of a thread-local object for a whole function, and a body may change threads
 * at any yield. */
typedef long gen_inline_thread_at_;

GEN_INLINE_CALL_ long gen_inline_find_thread_(void)
{
    long offset;

    __asm__("movq gen_inline_1_thread@gottpoff(%%rip), %0" : "=r"(offset));
    return offset;
}

GEN_INLINE_CALL_ void *gen_inline_running_(long offset)
{
    void *running;

    __asm__ volatile("movq %%fs:(%1), %0" : "=r"(running) : "r"(offset));
    return running;
}

GEN_INLINE_CALL_ void gen_inline_set_running_(long offset, void *running)
{
    __asm__ volatile("movq %0, %%fs:(%1)" : : "r"(running), "r"(offset));
}

/* Whether that is what runs. */
GEN_INLINE_CALL_ bool gen_inline_runs_(long offset, void *running)
{
    bool is_so;

    __asm__ volatile("cmpq %1, %%fs:(%2)"
                     : "=@cce"(is_so)
                     : "r"(running), "r"(offset));
    return is_so;
}

GEN_INLINE_CALL_ bool gen_inline_has_exceptions_(long offset)
{
    unsigned long exceptions, either;
    bool has;

    __asm__ volatile("movq %%fs:8(%3), %1\n\t"
                     "movq 8(%1), %2\n\t"
                     "orq (%1), %2"
                     : "=@ccnz"(has), "=&r"(exceptions), "=&r"(either)
                     : "r"(offset));
    return has;
}

/* Registers that are lost besides those that carry something. A function may
 * have more of them than its unit, by an attribute or a pragma. Clang takes
 * every name it knows in any function, and saves what the function has. */
#define GEN_INLINE_NAMES_AVX512_                                              \
    , "xmm16", "xmm17", "xmm18", "xmm19", "xmm20", "xmm21", "xmm22", "xmm23", \
        "xmm24", "xmm25", "xmm26", "xmm27", "xmm28", "xmm29", "xmm30",        \
        "xmm31", "k0", "k1", "k2", "k3", "k4", "k5", "k6", "k7"
#define GEN_INLINE_NAMES_APX_                                               \
    , "r16", "r17", "r18", "r19", "r20", "r21", "r22", "r23", "r24", "r25", \
        "r26", "r27", "r28", "r29", "r30", "r31"
#if defined(__AVX512F__) || defined(__clang__)
#define GEN_INLINE_LOST_AVX512_ GEN_INLINE_NAMES_AVX512_
#else
#define GEN_INLINE_LOST_AVX512_
#endif
#if defined(__APX_F__) || (defined(__clang__) && __clang_major__ >= 19)
#define GEN_INLINE_LOST_APX_ GEN_INLINE_NAMES_APX_
#else
#define GEN_INLINE_LOST_APX_
#endif
#if defined(__clang__) && __clang_major__ >= 12
#define GEN_INLINE_LOST_AMX_ \
    , "tmm0", "tmm1", "tmm2", "tmm3", "tmm4", "tmm5", "tmm6", "tmm7"
#else
#define GEN_INLINE_LOST_AMX_ /* GCC leaves the tiles to the program */
#endif

/* Whether the function this is inlined into has registers that cannot be named.
 * GCC takes the names of AVX-512's in functions that have them alone. What it
 * knows of a function at that point is which constraints can be met: a mask
 * register is the cheaper choice, as the value lies in r11. The assembler makes
 * a jump of that, or nothing. */
#if defined(__AVX512F__) || defined(__clang__)
GEN_INLINE_CALL_ bool gen_inline_is_beyond_(void)
{
    return false;
}
#else
GEN_INLINE_CALL_ bool gen_inline_is_beyond_(void)
{
    register unsigned short in_r11 __asm__("r11");

    /* clang-format off */
    __asm__("" : "=r"(in_r11));
    __asm__ goto(".ifnc %0,%%si\n\t"
                 "jmp %l[beyond]\n\t"
                 ".endif"
                 : : "Yk,!S"(in_r11) : : beyond);
    /* clang-format on */
    return false;
beyond:
    return true;
}
#endif

/* Clang has rbx as base pointer in functions with a frame that is both aligned
 * and of variable size, and does not keep it, whatever is said to be lost. So
 * there each side keeps it, in the generator. */
#ifdef __clang__
#define GEN_INLINE_KEEP_BODY_ "movq %%rbx, 48(%%rdi)\n\t"
#define GEN_INLINE_GET_BODY_ "\n\tmovq 48(%%rdi), %%rbx"
#define GEN_INLINE_KEEP_RESUMER_ "movq %%rbx, 64(%%rdi)\n\t"
#define GEN_INLINE_GET_RESUMER_ "\n\tmovq 64(%%rdi), %%rbx"
#define GEN_INLINE_LOST_BASE_
#else
#define GEN_INLINE_KEEP_BODY_
#define GEN_INLINE_GET_BODY_
#define GEN_INLINE_KEEP_RESUMER_
#define GEN_INLINE_GET_RESUMER_
#define GEN_INLINE_LOST_BASE_ "rbx",
#endif
#define GEN_INLINE_LOST_                                                     \
    GEN_INLINE_LOST_BASE_ "rcx", "rsi", "r8", "r9", "r10", "r11", "r12",     \
        "r13", "r14", "r15", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", \
        "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13",  \
        "xmm14", "xmm15", "st", "st(1)", "st(2)", "st(3)", "st(4)", "st(5)", \
        "st(6)", "st(7)", "mm0", "mm1", "mm2", "mm3", "mm4", "mm5", "mm6",   \
        "mm7", "memory",                                                     \
        "cc" GEN_INLINE_LOST_AVX512_ GEN_INLINE_LOST_APX_ GEN_INLINE_LOST_AMX_

/* For unwinders, where the compiler writes unwind data with the assembler's
 * help: from the load of rbp to the jump what it says of this function's frame
 * is wrong. There, and whether rsp is loaded yet or not, this was called by the
 * other side, which has saved its own registers: the CFA is the word of the
 * generator at stack, and where it goes on is what rip says. Its address is in
 * rdi. In bytes, since no assembler is to draw conclusions:
 * DW_CFA_remember_state; DW_CFA_def_cfa_expression, 3 bytes: DW_OP_breg5 (rdi),
 * DW_OP_deref; the rule of rip (16); DW_CFA_same_value of rbx (3), rbp (6) and
 * r12 to r15. Behind the jump DW_CFA_restore_state; and an instruction, since
 * unwinders look for who has called one byte before where the call returns.
 * (Told to write unwind data just for what may throw, Clang refuses this in a
 * function that is declared not to.) */
#ifdef __GCC_HAVE_DWARF2_CFI_ASM
#define GEN_INLINE_LEFT_(stack, rip)                                          \
    ".cfi_escape 0x0a, 0x0f, 3, 0x75, " stack ", 0x06, " rip ", 8, 3, 8, 6, " \
    "8, 12, 8, 13, 8, 14, 8, 15\n\t"
#define GEN_INLINE_BACK_ ".cfi_escape 0x0b\n\tnop\n"
#else
#define GEN_INLINE_LEFT_(stack, rip)
#define GEN_INLINE_BACK_
#endif
/* DW_CFA_expression, 2 bytes: DW_OP_breg5; DW_CFA_register: rsi (4). */
#define GEN_INLINE_RIP_IN_BODY_ "0x10, 16, 2, 0x75, 16"
#define GEN_INLINE_RIP_IN_RSI_ "0x09, 16, 4"

/* Each changes sides; returns what it is come back to with. rdi comes back as
 * it was, so that the generator's address need not wait for any load. What
 * leads to the resumer is taken back last, when nothing of this side's is in
 * use any more. */
GEN_INLINE_CALL_ unsigned long gen_inline_enter_(struct gen_inline *head,
                                                 void **value)
{
    unsigned long word = 0;

    /* clang-format off */
    __asm__ volatile(GEN_INLINE_KEEP_RESUMER_
                     "leaq 1f(%%rip), %%rcx\n\t"
                     "movq %%rsp, 24(%%rdi)\n\t"
                     "movq %%rbp, 32(%%rdi)\n\t"
                     "movq %%rcx, 40(%%rdi)\n\t"
                     "movq 8(%%rdi), %%rbp\n\t"
                     GEN_INLINE_LEFT_("0", GEN_INLINE_RIP_IN_BODY_)
                     "movq (%%rdi), %%rsp\n\t"
                     "notrack jmp *16(%%rdi)\n"
                     GEN_INLINE_BACK_
                     "1:" GEN_INLINE_GET_RESUMER_
                     : "+a"(*value), "+d"(word)
                     : "D"(head)
                     : GEN_INLINE_LOST_);
    /* clang-format on */
    return word;
}

GEN_INLINE_CALL_ unsigned long gen_inline_leave_(struct gen_inline *head,
                                                 void **value)
{
    unsigned long word = 0;

    /* clang-format off */
    __asm__ volatile(GEN_INLINE_KEEP_BODY_
                     "leaq 1f(%%rip), %%rcx\n\t"
                     "movq 40(%%rdi), %%rsi\n\t"
                     "pxor %%xmm0, %%xmm0\n\t"
                     "movq %%rsp, (%%rdi)\n\t"
                     "movq %%rbp, 8(%%rdi)\n\t"
                     "movq %%rcx, 16(%%rdi)\n\t"
                     "movq 32(%%rdi), %%rbp\n\t"
                     GEN_INLINE_LEFT_("24", GEN_INLINE_RIP_IN_RSI_)
                     "movq 24(%%rdi), %%rsp\n\t"
                     "movups %%xmm0, 32(%%rdi)\n\t"
                     "notrack jmp *%%rsi\n"
                     GEN_INLINE_BACK_
                     "1:" GEN_INLINE_GET_BODY_
                     : "+a"(*value), "+d"(word)
                     : "D"(head)
                     : GEN_INLINE_LOST_);
    /* clang-format on */
    return word;
}

#endif
