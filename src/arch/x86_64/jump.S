/*
 * The jump of unwind/jump.h for x86-64.
 *
 * To an unwinder this was called from where it goes, from its first instruction
 * on, whatever is loaded of it yet. Marked as a signal frame, since what is
 * said is where that goes on, not the address behind a call.
 */
#include "arch/x86_64/macros.inc"

        .text

        /* A register of the caller lies at an offset in the buffer, whose
         * address rdi holds: DW_CFA_expression register, 2 bytes: DW_OP_breg5.
         */
        .macro  in_buffer number offset
        .cfi_escape 0x10, \number, 2, 0x75, \offset
        .endm

/* void cgen__unwind_jump(void **jump) */
begin_label cgen__unwind_jump
        .cfi_startproc
        .cfi_signal_frame
        /* DW_CFA_def_cfa_expression, 3 bytes: DW_OP_breg5, DW_OP_deref. */
        .cfi_escape 0x0f, 3, 0x75, 16, 0x06
        in_buffer 16, 8
        in_buffer 6, 0
        movq    (%rdi), %rbp
        movq    8(%rdi), %rax
        movq    16(%rdi), %rsp
        notrack jmp *%rax
end cgen__unwind_jump

        notes
