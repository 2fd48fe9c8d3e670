/*
 * void bare_switch(void **from, void *to), for x86-64: the six registers that
 * a function must keep, and the stack pointer.
 *
 *       0   r15, r14, r13, r12, rbx, rbp
 *      48   return address
 *
 * It leaves by a jump: after a switch, the processor would mispredict ret.
 */
        .text
        .globl  bare_switch
        .type   bare_switch, @function
        .balign 32
bare_switch:
        pushq   %rbp
        pushq   %rbx
        pushq   %r12
        pushq   %r13
        pushq   %r14
        pushq   %r15
        movq    %rsp, (%rdi)
        movq    %rsi, %rsp
        popq    %r15
        popq    %r14
        popq    %r13
        popq    %r12
        popq    %rbx
        popq    %rbp
        popq    %rcx
        jmp     *%rcx
        .size   bare_switch, . - bare_switch

        .section .note.GNU-stack, "", @progbits
