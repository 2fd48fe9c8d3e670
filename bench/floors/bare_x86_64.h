// What the floors are on x86-64; see bare.h and bare_x86_64.S.
#ifndef CGEN_BENCH_BARE_X86_64_H
#define CGEN_BENCH_BARE_X86_64_H

// Six registers and the return address, and a word above it where a caller's
// return address would be, for the alignment that a function may expect.
#define BARE_FRAME_SIZE 64
#define BARE_FRAME_RETURN 48

// How far below a multiple of 16 the stack is when a function begins.
#define BARE_ENTRY_DEPTH 8

// The registers are those of baseline x86-64.
__attribute__((always_inline)) inline void
bare_switch_inline(bare_side *from, const bare_side *to)
{
    asm volatile("leaq 1f(%%rip), %%rax\n\t"
                 "movq %%rsp, (%%rdi)\n\t"
                 "movq %%rbp, 8(%%rdi)\n\t"
                 "movq %%rax, 16(%%rdi)\n\t"
                 "movq (%%rsi), %%rsp\n\t"
                 "movq 8(%%rsi), %%rbp\n\t"
                 "jmp *16(%%rsi)\n"
                 "1:"
                 : "+D"(from), "+S"(to)
                 :
                 : "rax", "rbx", "rcx", "rdx", "r8", "r9", "r10", "r11", "r12",
                   "r13", "r14", "r15", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4",
                   "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11",
                   "xmm12", "xmm13", "xmm14", "xmm15", "st", "st(1)", "st(2)",
                   "st(3)", "st(4)", "st(5)", "st(6)", "st(7)", "memory", "cc");
}

#endif
