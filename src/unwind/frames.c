/* Walking frames by the compiler's unwinder. */
#include <stdbool.h>
#include <stdint.h>
#include <unwind.h>

#include "unwind/frames.h"

struct walk {
    const struct cgen__frames_wanted *wanted;
    struct cgen__frames_found *found;
};

/* By the stack pointer at the frame's own last call: of the innermost frame on
 * a stack, that is where it waits. */
static bool is_wanted(const struct cgen__frames_wanted *wanted,
                      uintptr_t stack_pointer)
{
    return stack_pointer > (uintptr_t)wanted->low &&
           stack_pointer <= (uintptr_t)wanted->high;
}

/* True in that function, whose unwind data may begin before it. */
static bool is_in(struct _Unwind_Context *frame, void (*function)(void))
{
    return _Unwind_GetRegionStart(frame) <= (uintptr_t)function &&
           (uintptr_t)function <= _Unwind_GetIP(frame);
}

/* The last one is not unwound: what its caller is said to be may be stale. */
static _Unwind_Reason_Code visit(struct _Unwind_Context *frame, void *argument)
{
    const struct walk *walk = argument;
    struct cgen__frames_found *found = walk->found;

    if (!is_wanted(walk->wanted, _Unwind_GetCFA(frame)))
        return _URC_NO_REASON;
    if (is_in(frame, walk->wanted->begins) || _Unwind_GetIP(frame) == 0)
        return _URC_END_OF_STACK;
    if (found->count < found->room)
        found->places[found->count] = (void *)_Unwind_GetIP(frame);
    found->count++;
    return _URC_NO_REASON;
}

/* False where the unwinder finds no unwind data, not even its caller's, as one
 * made for another libc in a static program: it would abort. */
static bool can_unwind(void)
{
    return _Unwind_FindEnclosingFunction(__builtin_return_address(0)) != NULL;
}

void cgen__frames_find(const struct cgen__frames_wanted *wanted,
                       struct cgen__frames_found *found)
{
    struct walk walk = {wanted, found};

    if (can_unwind())
        _Unwind_Backtrace(visit, &walk);
}

static _Unwind_Reason_Code add(struct _Unwind_Context *frame, void *argument)
{
    struct cgen__frames_found *found = argument;

    if (found->count == found->room || _Unwind_GetIP(frame) == 0)
        return _URC_END_OF_STACK;
    found->places[found->count++] = (void *)_Unwind_GetIP(frame);
    return _URC_NO_REASON;
}

void cgen__frames_find_callers(struct cgen__frames_found *found)
{
    if (found->room != 0 && can_unwind())
        _Unwind_Backtrace(add, found);
}
