#include "places.hpp"

#include <exception>

#include "actions.hpp"
#include "handlers.h"

namespace fuzz
{

unsigned Thrown::made;
unsigned Thrown::alive;
Counts counts;

Thrown::Thrown(unsigned n) : number(n)
{
    alive++;
}

Thrown::Thrown(const Thrown &other) : number(other.number)
{
    alive++;
}

Thrown::~Thrown()
{
    alive--;
}

void throw_one()
{
    throw Thrown(++Thrown::made);
}

namespace
{

Object &object_of(void *state)
{
    return *static_cast<Object *>(state);
}

/* ------------------------------------------------------------- Callbacks */

/* A callback of gen_ops on its way. An object that keeps its own state says
 * with on_state that it is running; one whose callback is unwound is done. */
class Visit
{
  public:
    Visit(Object &visited, const void *frame)
        : object(visited), place("callback")
    {
        if (object.is_watched && object.calls != 0)
            fail("%u is called while it is called", object.id);
        if (object.is_watched && object.has_finished)
            fail("%u is called after its end", object.id);
        if (object.is_released)
            fail("%u is called after on_free", object.id);
        object.calls++;
        object.status = GEN_RUNNING;
        object.frame = frame;
    }
    Visit(const Visit &) = delete;
    ~Visit()
    {
        object.calls--;
        object.status = is_done ? GEN_SUSPENDED : GEN_DONE;
        object.has_finished = object.has_finished || !is_done;
    }

    gen_result give(gen_result result)
    {
        is_done = true;
        if (result.done) {
            object.status = GEN_DONE;
            is_done = false;
        }
        place.done();
        return result;
    }

  private:
    Object &object;
    Place place;
    bool is_done = false;
};

gen_result give_something(Object &object)
{
    if (run.steps == 0 || object.rounds == 0)
        return {any_value(), true, 0};
    object.rounds--;
    if (dice().one_in(8))
        return {any_value(), true, GEN_THROWN};
    return {any_value(), false, 0};
}

/* A call that an object which keeps its own state does not take now. */
bool is_refused(const Object &object, gen_result *result)
{
    if (object.is_watched)
        return false;
    *result = {nullptr, true, object.status == GEN_DONE ? 0 : GEN_EBUSY};
    return object.status == GEN_DONE || object.status == GEN_RUNNING;
}

/* What was dropped in the middle of a callback is not closed any more. */
void check_it_was_closed(const Object &object)
{
    if (object.is_alive && object.calls == 0 && !object.has_finished &&
        !object.was_closed && object.ops.on_return != nullptr)
        fail("%u is freed, but was not closed", object.id);
}

/* A callback of an iterator or consumer fails, or not. */
void perhaps_fail(gen_call *call)
{
    Failure &failure = *static_cast<Failure *>(call->arg);

    if (!dice().one_in(10))
        return;
    if (dice().one_in(2)) {
        failure = {Failure::thrown, ++Thrown::made};
        throw Thrown(failure.what);
    }
    failure = {Failure::told, dice().below(value_count)};
    gen_fail(call, value(failure.what));
}

template <class Value> Value call_back(Value value, gen_call *call)
{
    Place place("call");

    act(2);
    perhaps_fail(call);
    place.done();
    return value;
}

/* ---------------------------------------------------------------- Blocks */

/* Does things where no exception may come out. */
void act_contained(unsigned most)
{
    try {
        act(most);
    } catch (const Thrown &) {
    }
}

class Scope
{
  public:
    Scope() : stack(here())
    {
        counts.scopes_entered++;
        stack.held++;
    }
    Scope(const Scope &) = delete;
    ~Scope()
    {
        Counted sealed(stack.sealed);
        Place place("destructor");

        counts.scopes_left++;
        act_contained(2);
        place.done();
        stack.held--;
    }

  private:
    Stack &stack;
};

void act_inside(void *)
{
    Place place("frame");

    act(3);
    place.done();
}

/* Seals the stack if a handler must not be unwound. */
void handle(void *)
{
    Stack &stack = here();
    unsigned none = 0;
    Counted sealed(fuzz_handlers_may_unwind() ? none : stack.sealed);
    Place place("handler");

    counts.scopes_left++;
    act_contained(2);
    place.done();
    stack.held--;
}

void act_and_catch()
{
    Stack &stack = here();

    try {
        act(3);
    } catch (const Thrown &) {
        Counted handling(stack.handling);

        act(2);
        if (dice().one_in(3))
            throw;
    }
}

/* The C++ runtime allows no handler of what is not C++'s while another one is
 * entered: see act_in_try. */
void act_and_catch_all()
{
    Stack &stack = here();

    try {
        act_and_catch();
    } catch (const Thrown &) {
        throw;
    } catch (...) {
        Counted handling(stack.handling);

        act_contained(2);
        throw;
    }
}

/* ---------------------------------------------------------------- Bodies */

/* The deferred call that is made last: unless others are deferred by those. */
void note_end(void *state)
{
    Object &object = object_of(state);

    if (object.has_ended)
        fail("%u ends twice", object.id);
    object.has_ended = true;
    counts.calls_made++;
}

void begin_body(Object &object, const gen_t *self)
{
    if (object.has_begun)
        fail("the body of %u is entered twice", object.id);
    if (self != object.g || gen_self() != self)
        fail("the body of %u runs as somebody else", object.id);
    object.has_begun = true;
    object.stack.start_call();
    if (std::uncaught_exceptions() != 0)
        fail("%u begins with an exception on its way", object.id);
    if (gen_defer(object.g, note_end, &object) != 0)
        fail("gen_defer");
    counts.calls_deferred++;
}

} // namespace

void *run_body(gen_t *self, void *state)
{
    Object &object = object_of(state);

    begin_body(object, self);
    {
        Place place("body");

        for (unsigned rounds = 1 + dice().below(8); rounds > 0; rounds--)
            act(2);
        place.done();
    }
    return any_value();
}

void run_deferred(void *)
{
    Stack &stack = here();

    counts.calls_made++;
    if (stack.undeferring == 0) {
        stack.deferred--;
        stack.start_call();
        stack.was_told = true;
    }
    {
        Place place("deferred");

        act(3);
        place.done();
    }
}

gen_result on_next(void *state, void *)
{
    Object &object = object_of(state);
    gen_result result;

    if (is_refused(object, &result))
        return result;
    Visit visit(object, __builtin_frame_address(0));
    act(2);
    object.was_closed = false;
    return visit.give(give_something(object));
}

gen_result on_return(void *state, void *value)
{
    Object &object = object_of(state);
    gen_result result;

    here().was_told = true; /* the body may have been, which delegates */
    if (is_refused(object, &result))
        return result;
    object.was_closed = true;
    Visit visit(object, __builtin_frame_address(0));
    act(2);
    if (dice().one_in(4))
        return visit.give(give_something(object));
    return visit.give({value, true, 0});
}

gen_result on_throw(void *state, void *error)
{
    Object &object = object_of(state);
    gen_result result;

    if (is_refused(object, &result))
        return result;
    Visit visit(object, __builtin_frame_address(0));
    act(2);
    object.was_closed = false;
    if (dice().one_in(3))
        return visit.give(give_something(object));
    return visit.give({error, true, GEN_THROWN});
}

void on_free(void *state)
{
    Object &object = object_of(state);

    if (object.is_released)
        fail("the state of %u is freed twice", object.id);
    here().was_told = true;
    check_it_was_closed(object);
    object.is_released = true;
    Place place("on_free");
    act(2);
    place.done();
}

gen_status on_state(const void *state)
{
    return static_cast<const Object *>(state)->status;
}

const void *on_frame(const void *state)
{
    return static_cast<const Object *>(state)->frame;
}

void *map_value(void *value, gen_call *call)
{
    return call_back(value, call);
}

int64_t map_int(int64_t n, gen_call *call)
{
    return call_back(n, call);
}

double map_double(double x, gen_call *call)
{
    return call_back(x, call);
}

bool test_value(void *, gen_call *call)
{
    return call_back(dice().one_in(2), call);
}

bool test_int(int64_t, gen_call *call)
{
    return call_back(dice().one_in(2), call);
}

void visit_value(void *value, gen_call *call)
{
    call_back(value, call);
}

void *reduce_values(void *sum, void *, gen_call *call)
{
    return call_back(sum, call);
}

void *map_to_text(void *value, gen_call *call)
{
    call_back(value, call);
    return any_value();
}

void act_in_scope()
{
    Scope scope;

    act(3);
}

void act_in_frame_with_handler()
{
    counts.scopes_entered++;
    here().held++;
    fuzz_with_handler(act_inside, handle, nullptr);
}

void act_in_try()
{
    static const bool may_catch_all = !is_left_out("catch_all");
    Counted holding(here().held);

    if (here().handling == 0 && may_catch_all && dice().one_in(2))
        act_and_catch_all();
    else
        act_and_catch();
}

} // namespace fuzz
