/*
 * The native switch for AArch64 (AAPCS64 6.1.1 and 6.1.2).
 *
 * The frame of a side that does not run, from its stack pointer upwards:
 *
 *       0   d8   d9
 *      16   d10  d11
 *      32   d12  d13
 *      48   d14  d15
 *      64   x19  x20            entry and argument, in a first frame
 *      80   x21  x22
 *      96   x23  x24
 *     112   x25  x26
 *     128   x27  x28
 *     144   x29  x30        <-- frame record; x30 is signed with 160 + sp
 *     160   what it had on its stack before the call
 *
 * Kept: these, and the stack pointer. Not kept, since the ABI has calls
 * destroy them: all other general registers, the rest of the vector registers,
 * the flags. Left to the thread: FPCR, the signal mask.
 *
 * A message arrives in x1 and x2, the second argument, and leaves in x0 and
 * x1, as a structure of two words is returned.
 *
 * Hints that older processors take for no operation: return addresses are
 * signed while they are in memory (pointer authentication), and every way in
 * is a landing pad (branch target identification), for which paciasp counts.
 */
#include "engine/native.h"

        .text

        .macro  function name
        .globl  \name
        .hidden \name
        .type   \name, %function
        .balign 32
\name:
        .cfi_startproc
        .endm

        .macro  end name
        .cfi_endproc
        .size   \name, . - \name
        .endm

        .macro  save offset first second
        stp     \first, \second, [sp, \offset]
        .cfi_rel_offset \first, \offset
        .cfi_rel_offset \second, \offset + 8
        .endm

        .macro  restore offset first second
        ldp     \first, \second, [sp, \offset]
        .cfi_restore \first
        .cfi_restore \second
        .endm

        .macro  save_all
        hint    25                              /* paciasp */
        .cfi_negate_ra_state
        sub     sp, sp, CGEN__FRAME_SIZE
        .cfi_adjust_cfa_offset CGEN__FRAME_SIZE
        save    144, x29, x30
        save    0, d8, d9
        save    16, d10, d11
        save    32, d12, d13
        save    48, d14, d15
        save    64, x19, x20
        save    80, x21, x22
        save    96, x23, x24
        save    112, x25, x26
        save    128, x27, x28
        .endm

        .macro  restore_all
        restore 0, d8, d9
        restore 16, d10, d11
        restore 32, d12, d13
        restore 48, d14, d15
        restore 64, x19, x20
        restore 80, x21, x22
        restore 96, x23, x24
        restore 112, x25, x26
        restore 128, x27, x28
        restore 144, x29, x30
        add     sp, sp, CGEN__FRAME_SIZE
        .cfi_adjust_cfa_offset -CGEN__FRAME_SIZE
        hint    29                              /* autiasp */
        .cfi_negate_ra_state
        .endm

        /* The stack changes here: the other one holds a frame just like the
         * one that this function has saved, so the CFI holds for both. */
        .macro  to_coroutine
        add     x9, sp, CGEN__FRAME_RECORD
        ldr     x10, [x0, CGEN__CONTEXT_COROUTINE]
        str     x9, [x0, CGEN__CONTEXT_RESUMER]
        mov     sp, x10
        .endm

        .macro  to_resumer
        mov     x9, sp
        ldr     x10, [x0, CGEN__CONTEXT_RESUMER]
        str     x9, [x0, CGEN__CONTEXT_COROUTINE]
        adrp    x11, cgen__native_no_resumer
        add     x11, x11, :lo12:cgen__native_no_resumer
        str     x11, [x0, CGEN__CONTEXT_RESUMER]
        sub     sp, x10, CGEN__FRAME_RECORD
        .endm

        .macro  return_message
        mov     x0, x1
        mov     x1, x2
        ret
        .endm

        /* Instead of returning, calls fn(argument) there, which returns for
         * it or does not return. Through x16, as a call: a landing pad for
         * calls will do. */
        .macro  call_instead
        mov     x16, x1
        mov     x0, x2
        br      x16
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
        .cfi_negate_ra_state
        /* DW_CFA_def_cfa_expression, 5 bytes: DW_OP_breg31 (sp)
         * CGEN__CONTEXT_RESUMER, DW_OP_deref, DW_OP_plus_uconst 16. */
        .cfi_escape 0x0f, 5, 0x8f, CGEN__CONTEXT_RESUMER, 0x06, 0x23, 16
        .cfi_offset x30, -8
        .cfi_offset x29, -16
        .cfi_offset x28, -24
        .cfi_offset x27, -32
        .cfi_offset x26, -40
        .cfi_offset x25, -48
        .cfi_offset x24, -56
        .cfi_offset x23, -64
        .cfi_offset x22, -72
        .cfi_offset x21, -80
        .cfi_offset x20, -88
        .cfi_offset x19, -96
        .cfi_offset d15, -104
        .cfi_offset d14, -112
        .cfi_offset d13, -120
        .cfi_offset d12, -128
        .cfi_offset d11, -136
        .cfi_offset d10, -144
        .cfi_offset d9, -152
        .cfi_offset d8, -160
        mov     x0, x20
        blr     x19
        brk     0
end cgen__native_start

/* uintptr_t cgen__native_first_return(void *stack_pointer): the address of
 * start, signed as a first frame below that stack pointer needs it. */
function cgen__native_first_return
        hint    34                              /* bti c */
        mov     x16, x0
        adrp    x17, cgen__native_start
        add     x17, x17, :lo12:cgen__native_start
        hint    8                               /* pacia1716 */
        mov     x0, x17
        ret
end cgen__native_first_return

/* The frame record of no one, and, below it, the rest of its frame. */
        .section .rodata
        .balign 8
        .fill   18, 8, 0
        .globl  cgen__native_no_resumer
        .hidden cgen__native_no_resumer
        .type   cgen__native_no_resumer, %object
        .size   cgen__native_no_resumer, 16
cgen__native_no_resumer:
        .fill   2, 8, 0

        .section .note.GNU-stack, "", %progbits

/* GNU_PROPERTY_AARCH64_FEATURE_1_AND: branch target identification and pointer
 * authentication (ELF for AArch64, program property). */
        .section .note.gnu.property, "a"
        .balign 8
        .word   4, 2f - 1f, 5
        .asciz  "GNU"
1:      .word   0xc0000000, 4, 3
        .balign 8
2:
