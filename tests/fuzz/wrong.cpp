/* Calls that are wrong, but have a code: they change nothing. */
#include <cerrno>

#include "actions.hpp"
#include "places.hpp"

namespace fuzz
{

namespace
{

void expect(const char *what, bool is_so)
{
    if (!is_so)
        fail("%s", what);
}

void resume_nobody()
{
    gen_result out;

    errno = dice().one_in(2) ? ENOMEM : 0;
    out = dice().one_in(2) ? gen_next(nullptr) : gen_return(nullptr, nullptr);
    expect("gen_next(NULL)", out.done && out.error == GEN_EINVAL);
    expect("gen_destroy(NULL)", gen_destroy(nullptr) == 0);
    expect("gen_state(NULL)", gen_state(nullptr) == GEN_DONE);
}

void make_nothing()
{
    gen_options options = {};

    expect("gen_create(NULL)", gen_create(nullptr, nullptr) == nullptr);
    options.engine = "steam";
    expect("an engine",
           gen_create_with(run_body, nullptr, &options) == nullptr);
    options = {};
    options.on_destroy = 7;
    expect("on_destroy",
           gen_create_with(run_body, nullptr, &options) == nullptr);
    errno = 0;
    expect("gen_borrow(NULL)", gen_borrow(nullptr) == nullptr);
    expect("gen_from(NULL)", gen_from(nullptr, nullptr) == nullptr);
}

/* Somebody who is not the one that is running here. */
gen_t *somebody_else()
{
    Object *other = dice().one_in(4) ? nullptr : any_usable();

    return other != nullptr && other->g != gen_self() ? other->g : nullptr;
}

void yield_for_another()
{
    gen_t *other = somebody_else();
    void *value = any_value();

    errno = 0;
    if (here().body == nullptr)
        expect("gen_yield for another",
               gen_yield(other, value) == nullptr && errno == EPERM);
    expect("gen_yield_catch for another",
           gen_yield_catch(other, any_value()).signal == GEN_EPERM);
    expect("gen_defer for another",
           gen_defer(other, run_deferred, nullptr) == GEN_EPERM);
    expect("gen_undefer for another", gen_undefer(other, true) == GEN_EPERM);
}

/* What it delegates to goes. */
void delegate_for_another()
{
    Object *inner = source_for(here().body);
    gen_resumed in;

    if (inner == nullptr || !may_give(*inner, here().body))
        return;
    Gift gift(*inner);
    Operation operation("delegate for another");
    in = gen_delegate_catch(somebody_else(), inner->g);
    operation.done();
    expect("gen_delegate_catch for another", in.signal == GEN_EPERM);
}

/* Which has a delegator already: it stays that one's. While a body is unwound
 * it may be destroyed without having been told. */
void delegate_twice()
{
    Object *inner = any([](const Object &object) {
        return is_usable(object) && object.is_delegated && object.endings == 0;
    });
    gen_resumed in;

    if (inner == nullptr || !here().may_unwind() || here().unwinds ||
        here().was_told || !here().may_pause(true))
        return;
    Counted contested(inner->contests);
    Operation operation("delegate twice");
    in = gen_delegate_catch(here().body->g, inner->g);
    operation.done();
    if (in.signal != GEN_EBUSY)
        fail("a second delegation to %u gave %d", inner->id, in.signal);
}

/* Ends the body that runs; but not one that is being ended. */
void yield_and_end(gen_t *other, void *value)
{
    Passage passage("yield for another");

    gen_yield(other, value);
    expect("gen_yield for another", here().unwinds);
    passage.done();
}

/* Not by the dice: programs stay what they were. */
void raise_for_another()
{
    gen_t *other;
    void *value;

    if (!here().may_unwind())
        return;
    value = any_value();
    other = somebody_else();
    if (run.operations % 2 == 0)
        raise(other, value);
    yield_and_end(other, value);
}

void fail_to_make_callbacks()
{
    Object &object = new_object(Kind::callbacks);
    gen_ops ops = {};

    object.must_release = true;
    ops.on_free = on_free;
    Operation operation("gen_from");
    expect("gen_from without on_next", gen_from(&ops, &object) == nullptr);
    operation.done();
    expect("on_free of what was not made", object.is_released);
}

} // namespace

const Action wrong_actions[] = {
    {"resume_nobody", 1, resume_nobody},
    {"make_nothing", 1, make_nothing},
    {"yield_for_another", 2, yield_for_another},
    {"delegate_for_another", 2, delegate_for_another},
    {"delegate_twice", 3, delegate_twice},
    {"raise_for_another", 1, raise_for_another},
    {"fail_to_make", 1, fail_to_make_callbacks},
    {nullptr, 0, nullptr}};

} // namespace fuzz
