#include "handlers.h"

/* Clang makes of a handler that is unwound what C++ makes of a destructor. */
bool fuzz_handlers_may_unwind(void)
{
#ifdef __clang__
    return false;
#else
    return true;
#endif
}

struct frame {
    void (*handler)(void *);
    void *arg;
};

static void leave(struct frame *frame)
{
    frame->handler(frame->arg);
}

void fuzz_with_handler(void (*inside)(void *), void (*handler)(void *),
                       void *arg)
{
    struct frame frame GEN_ON_SCOPE_EXIT(leave) = {handler, arg};

    inside(frame.arg);
}

void fuzz_loop(gen_t *source, bool (*round)(void *arg), void *arg, bool returns,
               gen_result *end)
{
    gen_foreach (void *, value, source, end) {
        if (round(arg))
            continue;
        if (returns)
            return;
        break;
    }
}
