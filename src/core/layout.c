/*
 * What a debugger needs to find the generators of a process and to read them,
 * without debug data of the library, in a core file too. The script of src/gdb
 * reads it, by the name gen_debug_1 and in this order: every member is a word.
 * What is changed here changes there; the name's number changes when programs
 * that were stopped with one are not to be read by the script of another.
 */
#define _GNU_SOURCE /* ucontext_t, with musl */
#include "core/gen.h"
#include "core/thread.h"
#include "engine/ucontext.h"
#include "stack/layout.h"

#define OFFSET(member) offsetof(struct gen, member)

struct layout {
    const struct cgen__pool_layout *pool;
    const struct cgen__slab_layout *slab;
    const struct cgen__block_layout *block;
    size_t stack_low, stack_high, stack_owner;
    size_t body_stack, body_frame, body_next, resumer_next, outer;
    size_t marks, engine, stack, fn, arg, name, inner, end_value, end_error;
    size_t begun, done, slow_entry;
    size_t engine_name, engine_begins, coroutine;
};

extern const struct layout gen_debug_1;

GEN_API CGEN__USED const struct layout gen_debug_1 = {
    .pool = &cgen__pool_layout,
    .slab = &cgen__slab_layout,
    .block = &cgen__block_layout,
    .stack_low = offsetof(struct cgen__stack, low),
    .stack_high = offsetof(struct cgen__stack, high),
    .stack_owner = offsetof(struct cgen__stack, owner),
    .body_stack = OFFSET(head.contexts.body.stack),
    .body_frame = OFFSET(head.contexts.body.frame),
    .body_next = OFFSET(head.contexts.body.next),
    .resumer_next = OFFSET(head.contexts.resumer.next),
    .outer = OFFSET(head.outer),
    .marks = OFFSET(marks),
    .engine = OFFSET(engine),
    .stack = OFFSET(stack),
    .fn = OFFSET(fn),
    .arg = OFFSET(arg),
    .name = OFFSET(name),
    .inner = OFFSET(inner),
    .end_value = OFFSET(end.value),
    .end_error = OFFSET(end.error),
    .begun = CGEN__BEGUN,
    .done = CGEN__DONE,
    .slow_entry = CGEN__SLOW_ENTRY,
    .engine_name = offsetof(struct cgen__engine, name),
    .engine_begins = offsetof(struct cgen__engine, begins),
    .coroutine = offsetof(struct cgen__ucontext, coroutine),
};
