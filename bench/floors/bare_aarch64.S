/*
 * void bare_switch(void **from, void *to), for AArch64: the registers that a
 * function must keep, and the stack pointer.
 *
 *       0   x19 to x28
 *      80   x29, x30 (return address)
 *      96   d8 to d15
 *
 * It leaves by a plain branch: after a switch, the processor would mispredict
 * ret.
 */
        .text
        .globl  bare_switch
        .type   bare_switch, %function
        .balign 32
bare_switch:
        stp     x19, x20, [sp, #-160]!
        stp     x21, x22, [sp, #16]
        stp     x23, x24, [sp, #32]
        stp     x25, x26, [sp, #48]
        stp     x27, x28, [sp, #64]
        stp     x29, x30, [sp, #80]
        stp     d8, d9, [sp, #96]
        stp     d10, d11, [sp, #112]
        stp     d12, d13, [sp, #128]
        stp     d14, d15, [sp, #144]
        mov     x2, sp
        str     x2, [x0]
        mov     sp, x1
        ldp     d14, d15, [sp, #144]
        ldp     d12, d13, [sp, #128]
        ldp     d10, d11, [sp, #112]
        ldp     d8, d9, [sp, #96]
        ldp     x29, x30, [sp, #80]
        ldp     x27, x28, [sp, #64]
        ldp     x25, x26, [sp, #48]
        ldp     x23, x24, [sp, #32]
        ldp     x21, x22, [sp, #16]
        ldp     x19, x20, [sp], #160
        br      x30
        .size   bare_switch, . - bare_switch

        .section .note.GNU-stack, "", %progbits
