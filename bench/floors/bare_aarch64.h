// What the floors are on AArch64; see bare.h and bare_aarch64.S.
#ifndef CGEN_BENCH_BARE_AARCH64_H
#define CGEN_BENCH_BARE_AARCH64_H

// x19 to x30 and d8 to d15; the return address is x30.
#define BARE_FRAME_SIZE 160
#define BARE_FRAME_RETURN 88

// How far below a multiple of 16 the stack is when a function begins.
#define BARE_ENTRY_DEPTH 0

__attribute__((always_inline)) inline void
bare_switch_inline(bare_side *from, const bare_side *to)
{
    register bare_side *side asm("x0") = from;
    register const bare_side *other asm("x1") = to;
    asm volatile("mov x2, sp\n\t"
                 "adr x3, 1f\n\t"
                 "stp x2, x29, [x0]\n\t"
                 "str x3, [x0, #16]\n\t"
                 "ldp x2, x29, [x1]\n\t"
                 "ldr x3, [x1, #16]\n\t"
                 "mov sp, x2\n\t"
                 "br x3\n"
                 "1:"
                 : "+r"(side), "+r"(other)
                 :
                 : "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11",
                   "x12", "x13", "x14", "x15", "x16", "x17", "x18", "x19",
                   "x20", "x21", "x22", "x23", "x24", "x25", "x26", "x27",
                   "x28", "x30", "v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7",
                   "v8", "v9", "v10", "v11", "v12", "v13", "v14", "v15", "v16",
                   "v17", "v18", "v19", "v20", "v21", "v22", "v23", "v24",
                   "v25", "v26", "v27", "v28", "v29", "v30", "v31", "memory",
                   "cc");
}

#endif
