/*
 * The native engine: a switch in assembly, without a system call.
 *
 * A switch keeps what the ABI says a call keeps: the callee-saved registers
 * and the stack pointer. The signal mask and the floating-point control modes
 * stay the thread's.
 *
 *      high -> +----------------------------+
 *              | struct context             |
 *              +----------------------------+  <- stack pointer in start
 *              | first frame, as if saved   |  gone once it was entered
 *              | entry, body, ...           |
 *              v                            v
 *       low -> +----------------------------+
 *
 * The side that does not run has its registers in a frame on its own stack, as
 * each architecture's file draws it. context.coroutine points to the
 * coroutine's. context.resumer points into the resumer's, to its frame record
 * (frame pointer, return address), or to an empty record while there is no
 * resumer: with the word behind it, it is itself a frame record, the last one
 * of the coroutine's chain, so that walkers of frame pointers go on into the
 * resumer's frames and end where there is none.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "engine/engine.h"
#include "engine/native.h"

enum { CONTEXT_ALIGNMENT = 64 };

struct context {
    char *coroutine;
    const void *resumer;
    void (*start)(void); /* the record's return address */
};

_Static_assert(offsetof(struct context, coroutine) == CGEN__CONTEXT_COROUTINE,
               "as in native.h");
_Static_assert(offsetof(struct context, resumer) == CGEN__CONTEXT_RESUMER,
               "as in native.h");

/* In assembly. */
gen_result cgen__native_enter(void *context, gen_resumed in);
gen_result cgen__native_enter_with(void *context, void (*fn)(void *),
                                   void *argument);
gen_resumed cgen__native_leave(void *context, gen_result out);
void *cgen__native_leave_for_value(void *context, gen_result out);
void cgen__native_finish(void *context, gen_result (*fn)(void *),
                         void *argument);
void cgen__native_start(void);
uintptr_t cgen__native_first_return(void *stack_pointer);
extern const void *const cgen__native_no_resumer[2];

static struct context *place(char *high)
{
    uintptr_t address = (uintptr_t)high - sizeof(struct context);

    return (struct context *)(address & ~(uintptr_t)(CONTEXT_ALIGNMENT - 1));
}

/* One word of a saved frame. */
static void set(char *frame, size_t offset, uintptr_t value)
{
    memcpy(frame + offset, &value, sizeof value);
}

static void *prepare(char *low, char *high, void (*entry)(void *),
                     void *argument)
{
    struct context *context = place(high);
    char *frame = (char *)context - CGEN__FRAME_SIZE;

    (void)low;
    memset(frame, 0, CGEN__FRAME_SIZE);
    set(frame, CGEN__FRAME_ENTRY, (uintptr_t)entry);
    set(frame, CGEN__FRAME_ARGUMENT, (uintptr_t)argument);
    set(frame, CGEN__FRAME_RECORD, (uintptr_t)&context->resumer);
    set(frame, CGEN__FRAME_RECORD + sizeof(void *),
        cgen__native_first_return(context));
    context->coroutine = frame;
    context->resumer = cgen__native_no_resumer;
    context->start = cgen__native_start;
    return context;
}

const struct cgen__engine cgen__engine_native = {
    .name = "native",
    .prepare = prepare,
    .enter = cgen__native_enter,
    .enter_with = cgen__native_enter_with,
    .leave = cgen__native_leave,
    .leave_for_value = cgen__native_leave_for_value,
    .finish = cgen__native_finish,
};
