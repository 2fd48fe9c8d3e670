/* What only a body may do, on whatever stack of calls; and blocks, which any
 * place may have. */
#include "actions.hpp"
#include "places.hpp"

namespace fuzz
{

namespace
{

gen_t *self()
{
    return here().body->g;
}

void yield()
{
    if (!here().may_pause(false))
        return;
    Passage passage("yield");
    run.operations++;
    trace("sent", index_of(gen_yield(self(), any_value())));
    passage.done();
}

/* A body that is told to return, or of an error, complies or does not. One that
 * is being destroyed while it delegates may be told of an error of that. */
void comply(gen_resumed in)
{
    trace("told", index_of(in.value), in.signal);
    if (in.signal == GEN_RETURN || here().body->endings != 0)
        here().was_told = true;
    if (!here().may_unwind() || dice().one_in(2))
        return;
    if (in.signal == GEN_RETURN)
        exit(self(), in.value);
    if (in.signal == GEN_THROW)
        raise(self(), in.value);
}

void yield_catching()
{
    gen_resumed in;

    if (!here().may_pause(true))
        return;
    {
        Passage passage("yield_catch");

        run.operations++;
        in = gen_yield_catch(self(), any_value());
        passage.done();
    }
    if (in.signal < 0)
        fail("gen_yield_catch did not take place: %d", in.signal);
    comply(in);
}

/* What is given to the body, and not to a frame of it: it may be dropped. */
void delegate_to(Object &inner)
{
    Passage passage("delegate");

    run.operations++;
    give(inner, here().body);
    inner.is_delegated = true;
    trace("delegated", index_of(gen_delegate(self(), inner.g)));
    passage.done();
}

gen_resumed delegate_catching_to(Object &inner)
{
    Passage passage("delegate_catch");
    gen_resumed in;

    run.operations++;
    give(inner, here().body);
    inner.is_delegated = true;
    in = gen_delegate_catch(self(), inner.g);
    passage.done();
    return in;
}

void check_done_with(const Object &inner)
{
    if (inner.is_alive && inner.is_given)
        fail("%u was left behind by a delegation", inner.id);
}

/* Whom to delegate to, or nullptr. */
Object *any_inner()
{
    Object *inner = source_for(here().body);

    if (inner == nullptr || !may_give(*inner, here().body) ||
        (here().is_abandoned && !may_drop(*inner)))
        return nullptr;
    return inner;
}

void delegate()
{
    Object *inner;

    if (!here().may_pause(false))
        return;
    inner = any_inner();
    if (inner == nullptr)
        return;
    delegate_to(*inner);
    check_done_with(*inner);
}

void delegate_catching()
{
    Object *inner;
    gen_resumed in;

    if (!here().may_pause(true))
        return;
    inner = any_inner();
    if (inner == nullptr)
        return;
    in = delegate_catching_to(*inner);
    check_done_with(*inner);
    comply(in);
}

/* ------------------------------------------------------------- Cleaning up */

void defer()
{
    if (here().body == nullptr)
        return;
    if (gen_defer(self(), run_deferred, nullptr) != 0)
        fail("gen_defer");
    here().deferred++;
    counts.calls_deferred++;
}

void undefer()
{
    Stack &stack = here();
    bool runs = dice().one_in(2);

    if (stack.deferred == 0)
        return;
    Operation operation("undefer");
    Counted undeferring(stack.undeferring);
    stack.deferred--;
    counts.calls_taken_back += !runs;
    if (gen_undefer(self(), runs) != 0)
        fail("gen_undefer");
    operation.done();
}

/* ---------------------------------------------------------------- Leaving */

void leave_by_exception()
{
    throw_one();
}

void leave_by_raise()
{
    if (here().may_unwind())
        raise(self(), any_value());
}

void leave_by_exit()
{
    if (here().may_unwind())
        exit(self(), any_value());
}

} // namespace

const Action body_actions[] = {{"yield", 20, yield},
                               {"yield_catch", 12, yield_catching},
                               {"delegate", 8, delegate},
                               {"delegate_catch", 6, delegate_catching},
                               {"defer", 8, defer},
                               {"undefer", 3, undefer},
                               {"throw", 2, leave_by_exception},
                               {"raise", 2, leave_by_raise},
                               {"exit", 2, leave_by_exit},
                               {"scope", 5, act_in_scope},
                               {"handler", 5, act_in_frame_with_handler},
                               {"try", 6, act_in_try},
                               {nullptr, 0, nullptr}};

} // namespace fuzz
