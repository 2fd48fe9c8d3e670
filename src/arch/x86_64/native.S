/*
 * The native engine for x86-64. The switch itself, and the frame that waits for
 * one, are in native.inc.
 */
#include "arch/x86_64/native.inc"

        .text

/* gen_result cgen__native_enter(contexts, gen_resumed in) */
function cgen__native_enter
        put_down_resumer gen_resuming
        movq    %rsi, %rax
        change_and_go CGEN__BODY_STACK
end cgen__native_enter

        .macro  leave_and_hold next
        put_down_body \next
        movq    %rsi, %rax
        change_and_go CGEN__RESUMER_STACK, hold
        .endm

        .macro  hold
        movq    $0, CGEN__RESUMER_FRAME(%rdi)
        movq    $CGEN__SLOW_ENTRY, CGEN__RESUMER_NEXT(%rdi)
        .endm

/* void *cgen__native_leave_for_value(contexts, gen_result) */
function cgen__native_leave_for_value
        leave_and_hold gen_yielding
end cgen__native_leave_for_value

/* gen_resumed cgen__native_leave(contexts, gen_result out) */
function cgen__native_leave
        leave_and_hold gen_catching
end cgen__native_leave

/* gen_resumed cgen__native_end(contexts, gen_result out)
 * Does not return: nothing of this side is kept. */
function cgen__native_end
        movq    CGEN__RESUMER_NEXT(%rdi), %r8
        movq    CGEN__RESUMER_FRAME(%rdi), %r9
        movq    %rsi, %rax
        go_to_resumer hold
end cgen__native_end

/* Where a resumer goes on. These have the names that backtraces show. */
continuation gen_resuming resumer_waits
        testb   %dl, %dl
        jnz     1f
        .cfi_remember_state
        resumer_returns
1:      restore_state 56
        subq    $8, %rsp
        .cfi_adjust_cfa_offset 8
        movq    %rax, %rsi
        notrack call *cgen__engine_calls + CGEN__CALLS_OUT(%rip)
        addq    $8, %rsp
        .cfi_adjust_cfa_offset -8
        resumer_returns
end gen_resuming

        /* A message that asks for more is a jump, as if the yield were a call
         * of what takes it: that may unwind. */
        .macro  go_on_unless condition
        \condition 1f
        .cfi_remember_state
        body_returns
1:      restore_state 48
        restore_registers
        movq    %rax, %rsi
        notrack jmp *cgen__engine_calls + CGEN__CALLS_IN(%rip)
        .endm

/* Where a body goes on: at a gen_yield, at a gen_yield_catch. */
continuation gen_yielding body_waits
        testl   %edx, %edx
        go_on_unless jnz
end gen_yielding

continuation gen_catching body_waits
        cmpl    $CGEN__LAST_SIGNAL, %edx
        go_on_unless ja
end gen_catching

        /* A register of the caller lies at an offset in the contexts, whose
         * address base (5: rdi, 3: rbx) holds: DW_CFA_expression register, 2
         * bytes: DW_OP_breg. */
        .macro  in_contexts number base offset
        .cfi_escape 0x10, \number, 2, 0x70 + \base, \offset
        .endm

        /* The CFA is what a word of the contexts says:
         * DW_CFA_def_cfa_expression, 3 bytes: DW_OP_breg, DW_OP_deref. */
        .macro  resumer_is_caller base
        .cfi_escape 0x0f, 3, 0x70 + \base, CGEN__RESUMER_STACK, 0x06
        in_contexts 16, \base, CGEN__RESUMER_NEXT
        in_contexts 6, \base, CGEN__RESUMER_FRAME
        .cfi_escape 0x16, 5, 2, 0x70 + \base, 0 /* rdi is their address */
        .endm

/*
 * Where a coroutine begins, and where its frames end: the stack is empty.
 *
 * To an unwinder its caller is the resumer, as the contexts have it, which has
 * saved its other registers itself. Marked as a signal frame, since debuggers
 * accept a change of stacks only from those, and since what the contexts say is
 * where the resumer goes on, not the address behind a call. What a call may
 * change is undefined, so that debuggers do not show it as the resumer's: but
 * for rdi, which inlined code relies on (DW_CFA_val_expression).
 */
        .macro  coroutine_begins
        .cfi_signal_frame
        .cfi_undefined %rax
        .cfi_undefined %rcx
        .cfi_undefined %rdx
        .cfi_undefined %rsi
        .cfi_undefined %r8
        .cfi_undefined %r9
        .cfi_undefined %r10
        .cfi_undefined %r11
        .cfi_undefined %rbx
        .cfi_undefined %r12
        .cfi_undefined %r13
        .cfi_undefined %r14
        .cfi_undefined %r15
        resumer_is_caller 5
        .endm

continuation cgen__native_start coroutine_begins
        movq    %rdi, %rbx
        resumer_is_caller 3
        notrack call *cgen__engine_calls + CGEN__CALLS_FIRST(%rip)
        ud2
end cgen__native_start

        /* The other way round: the body's registers, as it waits. Those that its
         * frame does not hold it does not need; but for rbx, see inline_x86_64.h.
         */
        .macro  body_is_caller
        .cfi_escape 0x0f, 3, 0x73, CGEN__BODY_STACK, 0x06
        in_contexts 16, 3, CGEN__BODY_NEXT
        in_contexts 6, 3, CGEN__BODY_FRAME
        in_contexts 3, 3, CGEN__KEPT_BY_BODY
        .cfi_undefined %r12
        .cfi_undefined %r13
        .cfi_undefined %r14
        .cfi_undefined %r15
        .endm

/* void cgen__native_look_at(contexts, void (*look)(void *), void *arg) */
function cgen__native_look_at
        .cfi_signal_frame
        save    rbx
        movq    %rdi, %rbx
        .cfi_remember_state
        body_is_caller
        movq    %rdx, %rdi
        notrack call *%rsi
        .cfi_restore_state
        restore rbx
        ret
end cgen__native_look_at

        notes
