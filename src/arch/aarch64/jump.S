/*
 * The jump of unwind/jump.h for AArch64.
 *
 * To an unwinder this was called from where it goes, from its first instruction
 * on, whatever is loaded of it yet. Marked as a signal frame, since what is
 * said is where that goes on, not the address behind a call.
 */
#include "arch/aarch64/macros.inc"

        .text

        /* A register of the caller lies at an offset in the buffer, whose
         * address x0 holds: DW_CFA_expression register, 2 bytes: DW_OP_breg0.
         */
        .macro  in_buffer number offset
        .cfi_escape 0x10, \number, 2, 0x70, \offset
        .endm

/* void cgen__unwind_jump(void **jump) */
begin_function cgen__unwind_jump
        .cfi_signal_frame
        /* DW_CFA_def_cfa_expression, 3 bytes: DW_OP_breg0, DW_OP_deref. */
        .cfi_escape 0x0f, 3, 0x70, 16, 0x06
        in_buffer 30, 8
        in_buffer 29, 0
        hint    34                              /* bti c */
        ldp     x29, x16, [x0]
        ldr     x17, [x0, 16]
        mov     sp, x17
        br      x16
end cgen__unwind_jump

        notes
