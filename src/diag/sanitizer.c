/*
 * The sanitizers' fiber interfaces (sanitizer/common_interface_defs.h,
 * asan_interface.h, lsan_interface.h, tsan_interface.h of the compilers'
 * runtimes).
 *
 * All are weak references: null unless the program brought the runtime along.
 * So a library built without any sanitizer serves an instrumented program.
 * This file itself is never instrumented: between a hook and the switch that
 * it announces, the tools and the machine disagree about the stack.
 */
#include <stdlib.h>

#include "diag/diag.h"

#define WEAK __attribute__((weak))

WEAK void __sanitizer_start_switch_fiber(void **fake_stack_save,
                                         const void *bottom, size_t size);
WEAK void __sanitizer_finish_switch_fiber(void *fake_stack_save,
                                          const void **bottom_old,
                                          size_t *size_old);
WEAK void __asan_unpoison_memory_region(void const volatile *address,
                                        size_t size);
WEAK void __asan_poison_memory_region(void const volatile *address,
                                      size_t size);
WEAK int __asan_address_is_poisoned(void const volatile *address);
WEAK void __asan_report_error(void *pc, void *bp, void *sp, const void *address,
                              int is_write, size_t size);
WEAK void __lsan_register_root_region(const void *begin, size_t size);
WEAK void __lsan_unregister_root_region(const void *begin, size_t size);
WEAK void *__tsan_get_current_fiber(void);
WEAK void *__tsan_create_fiber(unsigned flags);
WEAK void __tsan_destroy_fiber(void *fiber);
WEAK void __tsan_switch_to_fiber(void *fiber, unsigned flags);

/* One side of a switch: where its frames are, and what the tools call it. */
struct side {
    void *fake_stack; /* AddressSanitizer's, while the side is left */
    const void *bottom;
    size_t size;
    void *thread; /* ThreadSanitizer's */
};

struct cgen__fiber {
    struct side resumer; /* of the latest entering */
    struct side coroutine;
};

bool cgen__fiber_needed(void)
{
    return __sanitizer_start_switch_fiber != NULL ||
           __lsan_register_root_region != NULL || __tsan_create_fiber != NULL;
}

struct cgen__fiber *cgen__fiber_create(void)
{
    struct cgen__fiber *fiber = calloc(1, sizeof *fiber);

    if (fiber != NULL && __tsan_create_fiber != NULL)
        fiber->coroutine.thread = __tsan_create_fiber(0);
    return fiber;
}

void cgen__fiber_destroy(struct cgen__fiber *fiber)
{
    if (fiber != NULL && fiber->coroutine.thread != NULL)
        __tsan_destroy_fiber(fiber->coroutine.thread);
    free(fiber);
}

/* Announces the switch from one side to another; last: for good. */
static void depart(struct side *from, const struct side *to, bool last)
{
    if (__sanitizer_start_switch_fiber != NULL)
        __sanitizer_start_switch_fiber(last ? NULL : &from->fake_stack,
                                       to->bottom, to->size);
    if (__tsan_switch_to_fiber != NULL)
        __tsan_switch_to_fiber(to->thread, 0);
}

/* The switch is made; notes where the side that was left has its frames. */
static void arrive(const struct side *here, struct side *from)
{
    if (__sanitizer_finish_switch_fiber != NULL)
        __sanitizer_finish_switch_fiber(here->fake_stack, &from->bottom,
                                        &from->size);
}

void cgen__fiber_entering(struct cgen__fiber *fiber, char *low, char *high)
{
    fiber->coroutine.bottom = low;
    fiber->coroutine.size = (size_t)(high - low);
    if (__tsan_get_current_fiber != NULL)
        fiber->resumer.thread = __tsan_get_current_fiber();
    depart(&fiber->resumer, &fiber->coroutine, false);
}

void cgen__fiber_entered(struct cgen__fiber *fiber)
{
    arrive(&fiber->coroutine, &fiber->resumer);
}

void cgen__fiber_leaving(struct cgen__fiber *fiber, bool last)
{
    depart(&fiber->coroutine, &fiber->resumer, last);
}

void cgen__fiber_left(struct cgen__fiber *fiber)
{
    arrive(&fiber->resumer, &fiber->coroutine);
}

void cgen__fiber_exchange(struct cgen__fiber *a, struct cgen__fiber *b)
{
    const struct side coroutine = a->coroutine;

    a->coroutine = b->coroutine;
    b->coroutine = coroutine;
}

void cgen__fiber_frames_dropped(char *low, char *high)
{
    if (__asan_unpoison_memory_region != NULL)
        __asan_unpoison_memory_region(low, (size_t)(high - low));
}

/* In a block, LeakSanitizer looks at once something leads to that. */
void cgen__fiber_stack_begins(char *low, char *high, bool is_heap)
{
    cgen__fiber_frames_dropped(low, high);
    if (!is_heap && __lsan_register_root_region != NULL)
        __lsan_register_root_region(low, (size_t)(high - low));
}

void cgen__fiber_stack_ends(char *low, char *high, bool is_heap)
{
    cgen__fiber_frames_dropped(low, high);
    if (is_heap && __asan_poison_memory_region != NULL)
        __asan_poison_memory_region(low, (size_t)(high - low));
    if (!is_heap && __lsan_unregister_root_region != NULL)
        __lsan_unregister_root_region(low, (size_t)(high - low));
}

void cgen__sanitizer_check(const void *address)
{
    if (__asan_address_is_poisoned != NULL && __asan_report_error != NULL &&
        __asan_address_is_poisoned(address))
        __asan_report_error(
            __builtin_return_address(0), __builtin_frame_address(0),
            __builtin_frame_address(0), address, 0, sizeof(void *));
}
