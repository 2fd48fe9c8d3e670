#include "stacks.hpp"

#include <exception>

#include "handlers.h"
#include "objects.hpp"

namespace fuzz
{

namespace
{

Stack stack_of_thread;

} // namespace

Stack &here()
{
    gen_t *self = gen_self();
    Object *body;

    if (self == nullptr)
        return stack_of_thread;
    body = find(self);
    if (body == nullptr)
        fail("gen_self() is nobody that is alive");
    return body->stack;
}

void Stack::start_call()
{
    places = held = sealed = loops = handling = 0;
    pending = uncaught = std::uncaught_exceptions();
    unwinds = false;
}

/* While the stack is unwound already: in a handler of C, compiled by GCC. */
static bool may_unwind_again()
{
    static const bool may =
        fuzz_handlers_may_unwind() && !is_left_out("raise_twice");

    return may;
}

bool Stack::may_unwind() const
{
    return body != nullptr && sealed == 0 &&
           std::uncaught_exceptions() == uncaught &&
           (!unwinds || (loops == 0 && may_unwind_again()));
}

bool Stack::may_pause(bool catching) const
{
    if (body == nullptr || (is_abandoned && held != 0))
        return false;
    return may_unwind() || (catching && (unwinds || !was_told));
}

Passage::Passage(const char *what)
    : name(what), self(gen_self()), uncaught(std::uncaught_exceptions())
{
}

void Passage::done()
{
    is_done = true;
    if (std::uncaught_exceptions() != uncaught)
        fail("%s: %d exceptions on their way, after it %d", name, uncaught,
             std::uncaught_exceptions());
}

Passage::~Passage()
{
    if (gen_self() != self)
        fail("%s: another body runs after it", name);
    if (!is_done && std::uncaught_exceptions() != uncaught + 1)
        check_unwinding();
}

/* Left, but by no exception. One that a deferred call found on its way is
 * dropped when the call is unwound. A catch (...) that throws the unwinding on
 * has the C++ runtime count one more. */
void Passage::check_unwinding()
{
    Stack &stack = here();
    int now = std::uncaught_exceptions();

    if (stack.body == nullptr ||
        (!stack.unwinds && now != uncaught && now != uncaught - stack.pending))
        fail("%s: %d exceptions on their way, then %d", name, uncaught, now);
    if (now < uncaught)
        stack.uncaught = 0;
    stack.unwinds = true;
}

void raise(gen_t *self, void *error)
{
    Passage passage("raise");

    gen_raise(self, error);
}

void exit(gen_t *self, void *value)
{
    Passage passage("exit");

    gen_exit(self, value);
}

Place::Place(const char *name) : passage(name), nested(here().places)
{
    trace(name);
}

} // namespace fuzz
