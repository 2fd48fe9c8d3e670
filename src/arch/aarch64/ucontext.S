/*
 * What arch/portable/ucontext.c does in C, for AArch64, so that unwinders see
 * through the switch and the start of a coroutine.
 *
 * swapcontext is made of its halves, which make the same system calls: for its
 * own changes of x30 glibc has no unwind data, and unwinders go round in it.
 */
#include "arch/aarch64/macros.inc"
#include "arch/aarch64/ucontext.h"

        .text

        /* x19 becomes the context, whose parts lie too far from it for the
         * offset of a load or store: those go through x9. */
        .macro  begin
        hint    25                              /* paciasp */
        .cfi_negate_ra_state
        stp     x29, x30, [sp, -32]!
        .cfi_adjust_cfa_offset 32
        .cfi_rel_offset x29, 0
        .cfi_rel_offset x30, 8
        str     x19, [sp, 16]
        .cfi_rel_offset x19, 16
        mov     x29, sp
        .cfi_def_cfa_register x29
        ldr     x19, [x0, CGEN__BODY_STACK]
        .endm

        /* To before begin, with x0 as it was. */
        .macro  finish
        part    CGEN__SIDES
        ldr     x0, [x9]
        ldr     x19, [sp, 16]
        .cfi_restore x19
        ldp     x29, x30, [sp], 32
        .cfi_def_cfa sp, 0
        .cfi_restore x29
        .cfi_restore x30
        hint    29                              /* autiasp */
        .cfi_negate_ra_state
        .endm

        .macro  part offset
        mov     x9, \offset
        add     x9, x19, x9
        .endm

        /* To setcontext's unwind data the CFA is the context it goes on in,
         * whose address is in x0, also once x0 is loaded: so that is what x0
         * comes back as. The stack pointer, which has no place in that, is not
         * needed: the CFA of what is come back to is found by x29. Through x16,
         * for which a landing pad for calls will do. */
        .macro  swap_contexts from to
        part    \from
        mov     x0, x9
        bl      getcontext
        part    \from
        adr     x10, 1f
        str     x9, [x9, CGEN__SAVED_X0]
        str     x10, [x9, CGEN__SAVED_X30]
        str     x10, [x9, CGEN__SAVED_PC]
        part    \to
        mov     x0, x9
        bl      setcontext
1:      hint    34                              /* bti c */
        .endm

        .macro  return_message
        mov     x0, x1
        mov     x1, x2
        ret
        .endm

/* gen_result cgen__ucontext_enter(contexts, gen_resumed in)
 *
 * The record in the context leads walkers of frame pointers, and start's CFI
 * unwinders, to this frame while the coroutine runs, and nowhere else. */
function cgen__ucontext_enter
        begin
        part    CGEN__IN
        stp     x1, x2, [x9]
        part    CGEN__RECORD
        adr     x10, 1f
        stp     x29, x10, [x9]
        swap_contexts CGEN__RESUMER, CGEN__COROUTINE
        part    CGEN__RECORD
        stp     xzr, xzr, [x9]
        part    CGEN__OUT
        ldp     x1, x2, [x9]
        finish
        tst     x2, 0xff
        b.eq    2f
        load_engine_call CGEN__CALLS_OUT
        br      x16
2:      return_message
end cgen__ucontext_enter

        .macro  begin_leaving
        mov     x9, CGEN__SLOW_ENTRY
        str     x9, [x0, CGEN__RESUMER_NEXT]
        begin
        part    CGEN__OUT
        stp     x1, x2, [x9]
        .endm

        .macro  leave_for_signal
        begin_leaving
        swap_contexts CGEN__COROUTINE, CGEN__RESUMER
        part    CGEN__IN
        ldp     x1, x2, [x9]
        finish
        .endm

/* void *cgen__ucontext_leave_for_value(contexts, gen_result) */
function cgen__ucontext_leave_for_value
        leave_for_signal
        cbz     w2, 2f
        load_engine_call CGEN__CALLS_IN
        br      x16
2:      return_message
end cgen__ucontext_leave_for_value

/* gen_resumed cgen__ucontext_leave(contexts, gen_result out) */
function cgen__ucontext_leave
        leave_for_signal
        cmp     w2, CGEN__LAST_SIGNAL
        b.ls    2f
        load_engine_call CGEN__CALLS_IN
        br      x16
2:      return_message
end cgen__ucontext_leave

/* gen_resumed cgen__ucontext_end(contexts, gen_result out)
 * Does not return: nothing of this side is kept. */
function cgen__ucontext_end
        begin_leaving
        part    CGEN__RESUMER
        mov     x0, x9
        bl      setcontext
        brk     0
end cgen__ucontext_end

        /* A register of the caller lies in context.resumer, whose address x19
         * holds: DW_CFA_expression register, 3 bytes: DW_OP_breg19 and the
         * offset, two bytes of signed LEB128. */
        .macro  in_resumer number offset
        .cfi_escape 0x10, \number, 3, 0x83, \
            0x80 | ((CGEN__RESUMER + \offset) & 0x7f), \
            (CGEN__RESUMER + \offset) >> 7
        .endm

        /* The same for context.record, with an offset of three bytes. */
        .macro  in_record number offset
        .cfi_escape 0x10, \number, 4, 0x83, \
            0x80 | ((CGEN__RECORD + \offset) & 0x7f), \
            0x80 | ((CGEN__RECORD + \offset) >> 7 & 0x7f), \
            (CGEN__RECORD + \offset) >> 14
        .endm

/*
 * void cgen__ucontext_start(unsigned high_half, unsigned low_half)
 *
 * Where a coroutine begins, with registers as cgen__ucontext_restart has set
 * them: the context's address is in x19, for unwinders from the first
 * instruction on. To them its caller is the resumer, in the frame that the
 * record leads to, whose stack pointer is its frame pointer there; what else it
 * keeps is in the ucontext_t that getcontext saved. Marked as a signal frame,
 * since debuggers accept a change of stacks only from those. The byte before is
 * part of it, for those who take it for where a call returns to.
 */
        .cfi_startproc
        .cfi_signal_frame
        /* DW_CFA_def_cfa_expression, 5 bytes: DW_OP_breg19, the offset of the
         * record, DW_OP_deref. */
        .cfi_escape 0x0f, 5, 0x83, 0x80 | (CGEN__RECORD & 0x7f), \
            0x80 | (CGEN__RECORD >> 7 & 0x7f), CGEN__RECORD >> 14, 0x06
        in_record 29, 0
        in_record 30, 8
        .irp number, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28
        in_resumer \number, (CGEN__SAVED_X0 + 8 * \number)
        .endr
        nop
        begin_label cgen__ucontext_start
        hint    34                              /* bti c */
        part    CGEN__SIDES
        ldr     x0, [x9]
        load_engine_call CGEN__CALLS_FIRST
        blr     x16
        brk     0
end cgen__ucontext_start

        /* A register of the caller lies in context.coroutine, with an offset of
         * three bytes. */
        .macro  in_coroutine number offset
        .cfi_escape 0x10, \number, 4, 0x83, \
            0x80 | ((CGEN__COROUTINE + \offset) & 0x7f), \
            0x80 | ((CGEN__COROUTINE + \offset) >> 7 & 0x7f), \
            (CGEN__COROUTINE + \offset) >> 14
        .endm

        .macro  coroutine_is_caller
        .cfi_negate_ra_state                    /* it is not signed */
        .cfi_escape 0x0f, 5, 0x83, \
            0x80 | ((CGEN__COROUTINE + CGEN__SAVED_SP) & 0x7f), \
            0x80 | ((CGEN__COROUTINE + CGEN__SAVED_SP) >> 7 & 0x7f), \
            (CGEN__COROUTINE + CGEN__SAVED_SP) >> 14, 0x06
        in_coroutine 30, CGEN__SAVED_PC
        .irp number, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29
        in_coroutine \number, (CGEN__SAVED_X0 + 8 * \number)
        .endr
        .endm

/* void cgen__ucontext_look_at(contexts, void (*look)(void *), void *arg)
 *
 * The context is as swap_contexts leaves it. */
function cgen__ucontext_look_at
        .cfi_signal_frame
        begin
        .cfi_remember_state
        coroutine_is_caller
        mov     x0, x2
        blr     x1
        .cfi_restore_state
        finish
        ret
end cgen__ucontext_look_at

        notes
