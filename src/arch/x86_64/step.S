/*
 * The public steps for x86-64: from one plain yield to the next and back, on
 * the native engine.
 *
 * What <cgen/inline.h> compiles into its callers, as functions: the same
 * conditions, the same changes to the generator and its thread, the engine's
 * switch. Whatever else it is goes on in cgen__send and its like, with all
 * registers as they came.
 */
#include CGEN_PROBES
#include "arch/x86_64/native.inc"

        .text

        .macro  public name
        .globl  \name
        .type   \name, @function
        .balign 32
\name:
        .cfi_startproc
        endbr64
        .endm

        /* rcx becomes where this thread's struct gen_inline_thread lies. Leaves
         * for otherwise if it has exceptions. */
        .macro  find_thread otherwise
        movq    gen_inline_1_thread@gottpoff(%rip), %rcx
        movq    %fs:CGEN__THREAD_EXCEPTIONS(%rcx), %r8
        movq    8(%r8), %r9
        orq     (%r8), %r9
        jnz     \otherwise
        .endm

        /* A message that asks for nothing. */
        .macro  message
        movq    %rsi, %rax
        xorl    %edx, %edx
        .endm

/* gen_result gen_next(gen_t *g)
 * gen_result gen_send(gen_t *g, void *value) */
public gen_next
        xorl    %esi, %esi
        jmp     1f
end gen_next

public gen_send
        .cfi_remember_state
1:      testq   %rdi, %rdi
        jz      cgen__send
        cmpq    $0, CGEN__RESUMER_NEXT(%rdi)
        jne     cgen__send
        find_thread cgen__send
        movq    %fs:CGEN__THREAD_RUNNING(%rcx), %rax
        movq    %rdi, %fs:CGEN__THREAD_RUNNING(%rcx)
        /* Seldom stored: so that no load waits for the store. */
        cmpq    %rax, CGEN__OUTER(%rdi)
        jne     3f
2:      CGEN__PROBE1(resume, 8@%rdi)
        leaq    gen_yielding(%rip), %r10
        put_down_resumer gen_resuming
        message
        cmpq    %r10, %r8
        jne     4f
        .cfi_remember_state
        movq    CGEN__BODY_STACK(%rdi), %rsp
        body_waits
        .cfi_register %rbp, %r9
        movq    %r9, %rbp
        .cfi_restore %rbp
        body_returns
4:      .cfi_restore_state
        change_and_go CGEN__BODY_STACK
3:      .cfi_restore_state
        movq    %rax, CGEN__OUTER(%rdi)
        jmp     2b
end gen_send

        .macro  leave next otherwise
        find_thread \otherwise
        cmpq    %rdi, %fs:CGEN__THREAD_RUNNING(%rcx)
        jne     \otherwise
        leave_plainly \next
        .endm

        /* rcx is as find_thread leaves it. */
        .macro  leave_plainly next
        CGEN__PROBE1(suspend, 8@%rdi)
        movq    CGEN__OUTER(%rdi), %rax
        movq    %rax, %fs:CGEN__THREAD_RUNNING(%rcx)
        put_down_body \next
        pxor    %xmm0, %xmm0
        message
        go_to_resumer forget_resumer
        .endm

        .macro  forget_resumer
        movups  %xmm0, CGEN__RESUMER_FRAME(%rdi)
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
        movq    gen_inline_1_thread@gottpoff(%rip), %rcx
        movq    %fs:CGEN__THREAD_RUNNING(%rcx), %rax
        movq    %rax, CGEN__TOP(%rdi)
        leave_plainly \next
        .endm

        /* Where what was parked goes on. */
        .macro  unpark otherwise
        movq    gen_inline_1_thread@gottpoff(%rip), %rcx
        movq    CGEN__TOP(%rdi), %r8
        movq    %r8, %fs:CGEN__THREAD_RUNNING(%rcx)
        movq    $0, CGEN__TOP(%rdi)
        testl   %edx, %edx
        jnz     1f
        .cfi_remember_state
        body_returns
1:      restore_state 48
        restore_registers
        movq    %rax, %rsi
        jmp     \otherwise
        .endm

/* void *cgen__step_park(gen_t *lowest, void *value) */
function cgen__step_park
        park    gen_parking
end cgen__step_park

continuation gen_parking body_waits
        unpark  cgen__park_signalled
end gen_parking

/* gen_resumed cgen__step_park_catch(gen_t *lowest, void *value) */
function cgen__step_park_catch
        park    gen_parking_catch
end cgen__step_park_catch

continuation gen_parking_catch body_waits
        unpark  cgen__park_told
end gen_parking_catch

        /* Arguments become results. */
        .macro  return_by_jump name
function \name
        movq    %rdi, %rax
        movq    %rsi, %rdx
        return
end \name
        .endm

/* Each returns what it is given. */
return_by_jump cgen__return_result
return_by_jump cgen__return_resumed
return_by_jump cgen__return_value

        notes
