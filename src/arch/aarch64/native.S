/*
 * The native engine for AArch64. The switch itself, and the frame that waits
 * for one, are in native.inc.
 */
#include "arch/aarch64/native.inc"

        .text

/* gen_result cgen__native_enter(contexts, gen_resumed in) */
begin_function cgen__native_enter
        put_down_resumer gen_resuming
        change_and_go
end cgen__native_enter

        .macro  leave_and_hold next
        put_down_body \next
        change_and_go hold
        .endm

        .macro  hold
        mov     x9, CGEN__SLOW_ENTRY
        stp     xzr, x9, [x0, CGEN__RESUMER_FRAME]
        .endm

/* void *cgen__native_leave_for_value(contexts, gen_result) */
begin_function cgen__native_leave_for_value
        leave_and_hold gen_yielding
end cgen__native_leave_for_value

/* gen_resumed cgen__native_leave(contexts, gen_result out) */
begin_function cgen__native_leave
        leave_and_hold gen_catching
end cgen__native_leave

/* gen_resumed cgen__native_end(contexts, gen_result out)
 * Does not return: nothing of this side is kept. */
function cgen__native_end
        ldp     x11, x17, [x0, CGEN__RESUMER_STACK]
        ldr     x16, [x0, CGEN__RESUMER_NEXT]
        adrp    x10, gen_resuming
        add     x10, x10, :lo12:gen_resuming
        cmp     x16, x10
        b.ne    1f
        .cfi_remember_state
        mov     sp, x11
        frame_waits
        restore_registers
        hold
        return_message
1:      .cfi_restore_state
        hint    25                              /* paciasp */
        .cfi_negate_ra_state
        change_and_go hold
end cgen__native_end

/* Where a resumer goes on. These have the names that backtraces show. */
continuation gen_resuming frame_waits
        tst     x2, 0xff
        b.ne    1f
        .cfi_remember_state
        restore_registers
        return_message
1:      restore_state FRAME_SIZE
        load_engine_call CGEN__CALLS_OUT
        blr     x16
        restore_registers
        ret
end gen_resuming

        /* A message that asks for more is a jump, as if the yield were a call
         * of what takes it: that may unwind. */
        .macro  go_on_unless condition
        b.\condition 1f
        .cfi_remember_state
        restore_registers
        return_message
1:      restore_state FRAME_SIZE
        restore_registers
        load_engine_call CGEN__CALLS_IN
        br      x16
        .endm

/* Where a body goes on: at a gen_yield, at a gen_yield_catch. */
continuation gen_yielding frame_waits
        cmp     w2, 0
        go_on_unless ne
end gen_yielding

continuation gen_catching frame_waits
        cmp     w2, CGEN__LAST_SIGNAL
        go_on_unless hi
end gen_catching

        /* A register of the caller lies at an offset in the contexts, whose
         * address base (0: x0, 19: x19) holds: DW_CFA_expression register, 2
         * bytes: DW_OP_breg. */
        .macro  in_contexts number base offset
        .cfi_escape 0x10, \number, 2, 0x70 + \base, \offset
        .endm

        /* The CFA is what a word of the contexts says:
         * DW_CFA_def_cfa_expression, 3 bytes: DW_OP_breg, DW_OP_deref. */
        .macro  resumer_is_caller base
        .cfi_escape 0x0f, 3, 0x70 + \base, CGEN__RESUMER_STACK, 0x06
        in_contexts 30, \base, CGEN__RESUMER_NEXT
        in_contexts 29, \base, CGEN__RESUMER_FRAME
        .cfi_escape 0x16, 0, 2, 0x70 + \base, 0 /* x0 is their address */
        .endm

/*
 * Where a coroutine begins, and where its frames end: the stack is empty.
 *
 * To an unwinder its caller is the resumer, as the contexts have it, which has
 * saved its other registers itself. Marked as a signal frame, since debuggers
 * accept a change of stacks only from those, and since what the contexts say is
 * where the resumer goes on, not the address behind a call. What a call may
 * change is undefined, so that debuggers do not show it as the resumer's: but
 * for x0, which inlined code relies on (DW_CFA_val_expression).
 */
        .macro  coroutine_begins
        .cfi_signal_frame
        .irp register, d8, d9, d10, d11, d12, d13, d14, d15, x19, x20, x21, \
            x22, x23, x24, x25, x26, x27, x28, x1, x2, x3, x4, x5, x6, x7, \
            x8, x9, x10, x11, x12, x13, x14, x15, x16, x17, x18
        .cfi_undefined \register
        .endr
        resumer_is_caller 0
        .endm

continuation cgen__native_start coroutine_begins
        mov     x19, x0
        resumer_is_caller 19
        load_engine_call CGEN__CALLS_FIRST
        blr     x16
        brk     0
end cgen__native_start

        /* The other way round: the body's registers, as it waits. Those that its
         * frame does not hold it does not need. */
        .macro  body_is_caller
        .irp register, d8, d9, d10, d11, d12, d13, d14, d15, x20, x21, x22, \
            x23, x24, x25, x26, x27, x28
        .cfi_undefined \register
        .endr
        .cfi_escape 0x0f, 3, 0x83, CGEN__BODY_STACK, 0x06
        in_contexts 30, 19, CGEN__BODY_NEXT
        in_contexts 29, 19, CGEN__BODY_FRAME
        in_contexts 19, 19, CGEN__KEPT_BY_BODY
        .endm

/* void cgen__native_look_at(contexts, void (*look)(void *), void *arg) */
function cgen__native_look_at
        .cfi_signal_frame
        stp     x29, x30, [sp, -32]!
        .cfi_adjust_cfa_offset 32
        .cfi_rel_offset x29, 0
        .cfi_rel_offset x30, 8
        str     x19, [sp, 16]
        .cfi_rel_offset x19, 16
        mov     x29, sp
        mov     x19, x0
        .cfi_remember_state
        body_is_caller
        mov     x0, x2
        blr     x1
        .cfi_restore_state
        ldr     x19, [sp, 16]
        .cfi_restore x19
        ldp     x29, x30, [sp], 32
        .cfi_def_cfa sp, 0
        .cfi_restore x29
        .cfi_restore x30
        ret
end cgen__native_look_at

        notes
