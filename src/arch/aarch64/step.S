/*
 * The public steps for AArch64: from one plain yield to the next and back, on
 * the native engine.
 *
 * What <cgen/inline.h> compiles into its callers, as functions: the same
 * conditions, the same changes to the generator and its thread, the engine's
 * switch. Whatever else it is goes on in cgen__send and its like, with
 * all registers of the call as they came.
 */
#include CGEN_PROBES
#include "arch/aarch64/native.inc"

        .text

        .macro  public name
        .globl  \name
        .type   \name, %function
        .balign 32
\name:
        .cfi_startproc
        hint    34                              /* bti c */
        .endm

        /* x9 becomes the address of this thread's struct gen_inline_thread. */
        .macro  this_thread
        adrp    x9, :gottprel:gen_inline_1_thread
        ldr     x9, [x9, :gottprel_lo12:gen_inline_1_thread]
        mrs     x10, tpidr_el0
        add     x9, x9, x10
        .endm

        /* The same; leaves for otherwise if the thread has exceptions. */
        .macro  find_thread otherwise
        this_thread
        ldr     x10, [x9, CGEN__THREAD_EXCEPTIONS]
        ldp     x10, x11, [x10]
        orr     x10, x10, x11
        cbnz    x10, \otherwise
        .endm

/* gen_result gen_next(gen_t *g)
 * gen_result gen_send(gen_t *g, void *value) */
public gen_next
        mov     x1, 0
        b       gen_send_
end gen_next

public gen_send
gen_send_:
        cbz     x0, 1f
        ldr     x9, [x0, CGEN__RESUMER_NEXT]
        cbnz    x9, 1f
        find_thread 1f
        ldr     x10, [x9, CGEN__THREAD_RUNNING]
        str     x0, [x9, CGEN__THREAD_RUNNING]
        str     x10, [x0, CGEN__OUTER]
        CGEN__PROBE1(resume, 8@x0)
        .cfi_remember_state
        put_down_resumer gen_resuming
        mov     x2, 0
        change_and_go
1:      .cfi_restore_state
        b       cgen__send
end gen_send

        .macro  leave next otherwise
        find_thread 1f
        ldr     x10, [x9, CGEN__THREAD_RUNNING]
        cmp     x10, x0
        b.ne    1f
        .cfi_remember_state
        leave_plainly \next
1:      .cfi_restore_state
        b       \otherwise
        .endm

        /* x9 is as find_thread leaves it. */
        .macro  leave_plainly next
        CGEN__PROBE1(suspend, 8@x0)
        ldr     x10, [x0, CGEN__OUTER]
        str     x10, [x9, CGEN__THREAD_RUNNING]
        put_down_body \next
        mov     x2, 0
        change_and_go forget_resumer
        .endm

        .macro  forget_resumer
        stp     xzr, xzr, [x0, CGEN__RESUMER_FRAME]
        .endm

/* void *gen_yield(gen_t *self, void *value) */
public gen_yield
        leave   gen_yielding, gen_inline_1_yield
end gen_yield

/* gen_resumed gen_yield_catch(gen_t *self, void *value) */
public gen_yield_catch
        leave   gen_catching, gen_inline_1_yield_catch
end gen_yield_catch

        /* The contexts are those of lowest, the stack that of the generator that
         * runs: lowest leaves with the one as its body on the other. */
        .macro  park next
        this_thread
        ldr     x10, [x9, CGEN__THREAD_RUNNING]
        str     x10, [x0, CGEN__TOP]
        leave_plainly \next
        .endm

        /* Where what was parked goes on. */
        .macro  unpark otherwise
        this_thread
        ldr     x10, [x0, CGEN__TOP]
        str     x10, [x9, CGEN__THREAD_RUNNING]
        str     xzr, [x0, CGEN__TOP]
        cbnz    w2, 1f
        .cfi_remember_state
        restore_registers
        return_message
1:      restore_state FRAME_SIZE
        restore_registers
        b       \otherwise
        .endm

/* void *cgen__step_park(gen_t *lowest, void *value) */
begin_function cgen__step_park
        park    gen_parking
end cgen__step_park

continuation gen_parking frame_waits
        unpark  cgen__park_signalled
end gen_parking

/* gen_resumed cgen__step_park_catch(gen_t *lowest, void *value) */
begin_function cgen__step_park_catch
        park    gen_parking_catch
end cgen__step_park_catch

continuation gen_parking_catch frame_waits
        unpark  cgen__park_told
end gen_parking_catch

        /* Arguments and results have the same registers. */
        .macro  return_as_given name
function \name
        ret
end \name
        .endm

/* Each returns what it is given. */
return_as_given cgen__return_result
return_as_given cgen__return_resumed
return_as_given cgen__return_value

        notes
