/*
 * The native switch for x86-64, System V ABI (psABI 3.2.1 and 3.2.3).
 *
 * The frame of a side that does not run, from its stack pointer upwards:
 *
 *       0   r15
 *       8   r14
 *      16   r13
 *      24   r12                 argument, in a first frame
 *      32   rbx                 entry, in a first frame
 *      40   rbp             <-- frame record
 *      48   return address
 *      56   what it had on its stack before the call
 *
 * Kept: these, and the stack pointer. Not kept, since the ABI has calls
 * destroy them: all other general and vector registers, the flags. Left to the
 * thread: MXCSR, the x87 control word, the signal mask.
 *
 * A message arrives in rsi and rdx, the second and third argument, and leaves
 * in rax and rdx, as a structure of two words is returned.
 */
#include "engine/native.h"
#include "engine/x86_64.inc"

#define CONTEXT %rdi

        .text

        .macro  save_all
        save    rbp
        save    rbx
        save    r12
        save    r13
        save    r14
        save    r15
        .endm

        .macro  restore_all
        restore r15
        restore r14
        restore r13
        restore r12
        restore rbx
        restore rbp
        .endm

        /* The stack changes here: the other one holds a frame just like the
         * one that this function has saved, so the CFI holds for both. */
        .macro  to_coroutine
        leaq    CGEN__FRAME_RECORD(%rsp), %rcx
        movq    %rcx, CGEN__CONTEXT_RESUMER(CONTEXT)
        movq    CGEN__CONTEXT_COROUTINE(CONTEXT), %rsp
        .endm

        .macro  to_resumer
        leaq    cgen__native_no_resumer(%rip), %rcx
        movq    %rsp, CGEN__CONTEXT_COROUTINE(CONTEXT)
        movq    CGEN__CONTEXT_RESUMER(CONTEXT), %rsp
        movq    %rcx, CGEN__CONTEXT_RESUMER(CONTEXT)
        subq    $CGEN__FRAME_RECORD, %rsp
        .endm

        .macro  return_message
        movq    %rsi, %rax
        return
        .endm

        /* Instead of returning, calls fn(argument) there, which returns for
         * it or does not return. */
        .macro  call_instead
        movq    %rdx, %rdi
        jmp     *%rsi
        .endm

#include "engine/native_switch.inc"

/*
 * Where a coroutine begins, and where its frames end. The stack pointer is the
 * address of its context.
 *
 * To an unwinder, the caller of this is the resumer, whose saved frame
 * context.resumer points into: the CFA, what the stack pointer was before that
 * frame's call, lies one record above where it points. Marked as a signal
 * frame, since debuggers accept a change of stacks only from those.
 */
function cgen__native_start
        .cfi_signal_frame
        /* DW_CFA_def_cfa_expression, 5 bytes: DW_OP_breg7 (rsp)
         * CGEN__CONTEXT_RESUMER, DW_OP_deref, DW_OP_plus_uconst 16. */
        .cfi_escape 0x0f, 5, 0x77, CGEN__CONTEXT_RESUMER, 0x06, 0x23, 16
        .cfi_offset %rip, -8
        .cfi_offset %rbp, -16
        .cfi_offset %rbx, -24
        .cfi_offset %r12, -32
        .cfi_offset %r13, -40
        .cfi_offset %r14, -48
        .cfi_offset %r15, -56
        movq    %r12, %rdi
        call    *%rbx
        ud2
end cgen__native_start

/* uintptr_t cgen__native_first_return(void *stack_pointer): the address of
 * start, as a first frame below that stack pointer needs it. */
function cgen__native_first_return
        leaq    cgen__native_start(%rip), %rax
        ret
end cgen__native_first_return

/* The frame record of no one, and, below it, the rest of its frame. */
        .section .rodata
        .balign 8
        .fill   5, 8, 0
        .globl  cgen__native_no_resumer
        .hidden cgen__native_no_resumer
        .type   cgen__native_no_resumer, @object
        .size   cgen__native_no_resumer, 16
cgen__native_no_resumer:
        .fill   2, 8, 0

        notes
