/* Resuming, destroying and looking at generators: whatever is alive. */
#include <cerrno>
#include <cstring>

#include "actions.hpp"
#include "places.hpp"

namespace fuzz
{

namespace
{

enum class Way { next, send, give_back, raise, close, pull };

gen_result resume(gen_t *g, Way way, void *value)
{
    gen_pull pull;

    switch (way) {
    case Way::next:
        return gen_next(g);
    case Way::send:
        return gen_send(g, value);
    case Way::give_back:
        return gen_return(g, value);
    case Way::raise:
        return gen_throw(g, value);
    case Way::close:
        return {nullptr, true, gen_close(g)};
    default:
        pull = gen_pull_of(g);
        return pull.next(pull.state, value);
    }
}

/* True if the library keeps its state, so that all that the manual says of a
 * state holds. */
bool is_kept(const Object &object)
{
    return object.kind != Kind::view && object.is_watched;
}

bool equal(gen_result a, gen_result b)
{
    return a.value == b.value && a.done == b.done && a.error == b.error;
}

[[noreturn]] void fail_resumed(const Object &object, const char *why,
                               gen_result out)
{
    fail("%u, %s, gave {%ld, %d, %d}", object.id, why, index_of(out.value),
         out.done, out.error);
}

/* What a body that has ended, or not begun, is to give; false if that is for
 * others to say. */
bool is_foretold(const Object &object, gen_status before, Way way, void *value,
                 gen_result *out)
{
    bool is_next = way == Way::next || way == Way::send || way == Way::pull;

    if (object.kind != Kind::body || way == Way::close)
        return false;
    if (before != GEN_DONE && (before != GEN_START || is_next))
        return false;
    *out = {is_next ? nullptr : value, true,
            way == Way::raise ? GEN_THROWN : 0};
    return true;
}

void check_foretold(const Object &object, gen_status before, Way way,
                    void *value, gen_result out)
{
    gen_result expected;

    if (is_kept(object) && before == GEN_RUNNING && out.error != GEN_EBUSY)
        fail_resumed(object, "running", out);
    if (is_foretold(object, before, way, value, &expected) &&
        !equal(out, expected))
        fail_resumed(object, before == GEN_START ? "not begun" : "done", out);
}

/* What is true of any result, and of the state after it. */
void check_result(const Object &object, gen_status before, Way way,
                  gen_result out)
{
    gen_status after;

    if (!out.done && out.error != 0)
        fail_resumed(object, "not done", out);
    if (!is_kept(object) || before == GEN_RUNNING || way == Way::close ||
        out.error == GEN_ENOTHROW || out.error == GEN_EAHEAD)
        return;
    after = gen_state(object.g);
    if (out.done ? after != GEN_DONE && after != GEN_RUNNING
                 : after == GEN_DONE || after == GEN_START)
        fail("%u: state %d after {%d, %d}", object.id, after, out.done,
             out.error);
}

/* The error of a callback wins over what it caused. */
void check_failure(const Object &object, gen_result out)
{
    const Failure &failure = object.failure;

    if (failure.how == Failure::thrown)
        fail_resumed(object, "whose callback threw an exception", out);
    if (failure.how == Failure::told &&
        (out.value != value(failure.what) || out.error != GEN_THROWN))
        fail_resumed(object, "whose callback failed", out);
}

void check_failure(const Object &object, const Thrown &thrown)
{
    const Failure &failure = object.failure;

    if (failure.how == Failure::told)
        fail("%u: an exception took the place of a failure", object.id);
    if (failure.how == Failure::thrown && failure.what != thrown.number)
        fail("%u: exception %u took the place of %u", object.id, thrown.number,
             failure.what);
}

gen_result resume_checked(Object &object, Way way, void *value,
                          gen_status before)
{
    Operation operation("resume", &object);
    gen_result out = resume(object.g, way, value);

    operation.done();
    check_foretold(object, before, way, value, out);
    check_result(object, before, way, out);
    return out;
}

void resume_any(Way way)
{
    Object *object = any_usable();
    gen_status before;
    bool is_outermost;
    gen_result out;

    if (object == nullptr)
        return;
    before = gen_state(object->g);
    is_outermost = object->users == 0;
    if (is_outermost)
        object->failure = {};
    try {
        out = resume_checked(*object, way, any_value(), before);
        trace("gave", index_of(out.value), out.done ? 100 + out.error : 0);
        if (is_outermost && object->is_alive)
            check_failure(*object, out);
    } catch (const Thrown &thrown) {
        if (way == Way::close)
            fail("an exception came out of gen_close");
        if (is_outermost && object->is_alive)
            check_failure(*object, thrown);
        throw;
    }
}

void next_any()
{
    resume_any(dice().one_in(4) ? Way::pull : Way::next);
}

void send_any()
{
    resume_any(Way::send);
}

void return_any()
{
    resume_any(Way::give_back);
}

void throw_into_any()
{
    resume_any(Way::raise);
}

void close_any()
{
    resume_any(Way::close);
}

/* ---------------------------------------------------------------- The end */

/* True if it runs, or what it delegates to, which may have been resumed by
 * itself. */
bool runs(const Object &object)
{
    auto is_inner = [&object](const Object &inner) {
        return inner.is_alive && inner.is_delegated && inner.owner == &object &&
               inner.kind == Kind::body && runs(inner);
    };

    return gen_state(object.g) == GEN_RUNNING || any(is_inner) != nullptr;
}

/* True if gen_destroy must refuse it. */
bool is_busy(const Object &object)
{
    return object.is_delegated || object.endings != 0 || runs(object);
}

bool may_ask_to_free(const Object &object)
{
    return is_usable(object) &&
           (may_free(object) || object.is_delegated || object.endings != 0);
}

int destroy(Object &object)
{
    Counted contested(object.contests);
    trace("destroy", object.id);
    Operation operation("destroy");
    int status = gen_destroy(object.g);

    operation.done();
    return status;
}

void check_destroyed(const Object &object, bool was_busy, int status)
{
    if (status != 0 && status != GEN_THROWN && status != GEN_EBUSY)
        fail("gen_destroy of %u gave %d", object.id, status);
    if (object.is_alive != (status == GEN_EBUSY))
        fail("gen_destroy of %u gave %d, but alive: %d", object.id, status,
             object.is_alive);
    if (object.kind == Kind::view || was_busy == (status == GEN_EBUSY))
        return;
    /* What is closed before it begins is done meanwhile, but runs. */
    if (was_busy || object.kind == Kind::body ||
        gen_state(object.g) != GEN_DONE)
        fail("gen_destroy of %u gave %d, busy: %d", object.id, status,
             was_busy);
}

void destroy_any()
{
    Object *object = any(may_ask_to_free);
    bool was_busy;
    int status;

    if (object == nullptr)
        return;
    was_busy = is_busy(*object);
    try {
        status = destroy(*object);
    } catch (const Thrown &) {
        fail("an exception came out of gen_destroy");
    }
    trace("destroyed", object->id, status);
    check_destroyed(*object, was_busy, status);
}

/* ---------------------------------------------------------------- Looking */

void look_at_all()
{
    gen_statistics statistics;

    if (gen_stats(&statistics, sizeof statistics) != 0)
        fail("gen_stats");
    if (dice().one_in(4))
        gen_trim();
    if (gen_version() != GEN_VERSION)
        fail("gen_version");
}

void look_at_any()
{
    const Object *object = any_usable();

    if (object == nullptr || dice().one_in(8)) {
        look_at_all();
        return;
    }
    trace("state", gen_state(object->g));
    if (object->viewed == nullptr &&
        std::strcmp(gen_name(object->g), object->name) != 0)
        fail("%u is named %s", object->id, gen_name(object->g));
    if (gen_engine_name(object->g) == nullptr)
        fail("%u has no engine", object->id);
    if (dice().one_in(8))
        gen_stack_used(object->g);
}

} // namespace

const Action using_actions[] = {
    {"next", 30, next_any},    {"send", 8, send_any},
    {"return", 6, return_any}, {"throw_into", 6, throw_into_any},
    {"close", 3, close_any},   {"destroy", 8, destroy_any},
    {"look", 3, look_at_any},  {nullptr, 0, nullptr}};

} // namespace fuzz
