/* What C and assembly agree on; included by both. */
#ifndef CGEN_ABI_H
#define CGEN_ABI_H

/* Offsets in struct gen_inline and struct gen_inline_thread, whose layout is
 * part of the ABI; native.c asserts them. */
#define CGEN__BODY_STACK 0
#define CGEN__BODY_FRAME 8
#define CGEN__BODY_NEXT 16
#define CGEN__RESUMER_STACK 24
#define CGEN__RESUMER_FRAME 32
#define CGEN__RESUMER_NEXT 40
#define CGEN__KEPT_BY_BODY 48
#define CGEN__OUTER 56
#define CGEN__THREAD_RUNNING 0
#define CGEN__THREAD_EXCEPTIONS 8

/* top in struct gen, behind its head; create.c asserts it. */
#define CGEN__TOP 80

/* What resumer.next is while the body does not run and is not to be entered by
 * a plain step; and while it runs on an engine that has no use for it. */
#define CGEN__SLOW_ENTRY 1
#define CGEN__RUNS 2

/* Offsets in struct cgen__engine_calls. */
#define CGEN__CALLS_FIRST 0
#define CGEN__CALLS_IN 8
#define CGEN__CALLS_OUT 16

/* The last gen_signal that a gen_yield_catch returns. */
#define CGEN__LAST_SIGNAL 2

#endif
