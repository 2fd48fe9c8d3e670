/* Making generators: bodies, callbacks, views, sources and adaptors. */
#include "actions.hpp"
#include "places.hpp"

namespace fuzz
{

namespace
{

/* The states of what has a release function, by what it is given. */
const int elements[4] = {1, 2, 3, 4};

void choose_engine(gen_options *options)
{
    static const char *const engines[] = {"ucontext", "native"};

    if (dice().one_in(6))
        options->engine = engines[dice().below(2)];
    if (dice().one_in(8))
        options->fp_modes = GEN_FP_OWN;
}

gen_options any_options()
{
    static const bool may_abandon = !is_left_out("abandon");
    gen_options options = {};

    choose_engine(&options);
    if (dice().one_in(8) && may_abandon)
        options.on_destroy = GEN_ABANDON;
    if (dice().one_in(16))
        options.stack_size = size_t(128 + dice().below(1024)) << 10;
    if (dice().one_in(64))
        options.paint_stack = 1;
    if (dice().one_in(4))
        options.name = "body";
    return options;
}

/* Some of the callbacks, as they say themselves: absent ones are absent. */
gen_ops any_ops(Object &object)
{
    gen_ops ops = {};

    ops.on_next = on_next;
    if (!dice().one_in(4))
        ops.on_return = on_return;
    if (!dice().one_in(3))
        ops.on_throw = on_throw;
    if (!dice().one_in(5))
        ops.on_free = on_free;
    if (dice().one_in(3)) {
        ops.on_state = on_state;
        ops.on_frame = on_frame;
    }
    ops.name = object.name;
    return ops;
}

void make_a_view()
{
    Object *viewed = any_usable();

    if (viewed == nullptr)
        return;
    Object &view = new_object(Kind::view);
    view.viewed = viewed;
    make_known(view, gen_borrow(viewed->g));
}

/* gen_array's, which is given the state as its base. */
Object *make_array()
{
    Object &object = new_object(Kind::iterator);

    object.must_release = true;
    make_known(object, gen_array(&object, dice().below(4), 1, on_free));
    return &object;
}

gen_t *make_plain_source()
{
    switch (dice().below(5)) {
    case 0:
        return gen_range(dice().below(3), dice().below(6), 1);
    case 1:
        return gen_array(elements, dice().below(4), sizeof(int), nullptr);
    case 2:
        return gen_repeat(any_value(), dice().below(4));
    case 3:
        return gen_once(any_value());
    default:
        return gen_empty();
    }
}

/* ---------------------------------------------------------------- Adaptors */

/* Those of one source, with a callback or without; arg is for that. */
gen_t *adapt_with_callback(gen_t *source, void *arg)
{
    switch (dice().below(9)) {
    case 0:
        return gen_map(source, map_value, arg);
    case 1:
        return gen_map_int(source, map_int, arg);
    case 2:
        return gen_map_double(source, map_double, arg);
    case 3:
        return gen_filter(source, test_value, arg);
    case 4:
        return gen_filter_int(source, test_int, arg);
    case 5:
        return gen_take_while(source, test_value, arg);
    case 6:
        return gen_drop_while(source, test_value, arg);
    case 7:
        return gen_tap(source, visit_value, arg);
    default:
        return gen_map(source, map_to_text, arg);
    }
}

gen_t *adapt_plainly(gen_t *source)
{
    switch (dice().below(6)) {
    case 0:
        return gen_take(source, dice().below(4));
    case 1:
        return gen_drop(source, dice().below(3));
    case 2:
        return gen_enumerate(source);
    case 3:
        return gen_chunks(source, 1 + dice().below(3));
    case 4:
        return gen_windows(source, 1 + dice().below(3),
                           dice().one_in(2) ? GEN_ONLY_FULL
                                            : GEN_ALLOW_PARTIAL);
    default:
        return gen_drop(source, GEN_NO_LIMIT);
    }
}

/* Arguments that are wrong: the source is closed and destroyed. */
gen_t *adapt_wrongly(gen_t *source)
{
    switch (dice().below(6)) {
    case 0:
        return gen_map(source, nullptr, nullptr);
    case 1:
        return gen_take(source, -1);
    case 2:
        return gen_chunks(source, 0);
    case 3:
        return gen_batch(source, 0, 1);
    case 4:
        return gen_flat_map(source, nullptr, nullptr);
    default:
        return gen_windows(source, 0, GEN_ONLY_FULL);
    }
}

gen_t *adapt(gen_t *source, Object &object)
{
    if (dice().one_in(8) && may_be_wrong())
        return adapt_wrongly(source);
    if (dice().one_in(5))
        return gen_flat_map(source, flatten_value, &object);
    if (dice().one_in(2))
        return adapt_with_callback(source, &object.failure);
    return adapt_plainly(source);
}

/* A failure to make one ends its sources quietly: no exception comes out. */
template <class Make> void make_iterator(Object &object, Make make)
{
    try {
        Operation operation("adaptor");
        gen_t *g = make();

        make_known(object, g);
        operation.done();
    } catch (const Thrown &) {
        fail("an exception came out of making an iterator");
    }
}

void make_adaptor()
{
    Object *source = source_for(nullptr);
    Object &object = new_object(Kind::iterator);

    if (source == nullptr || !may_give(*source, nullptr))
        return;
    give(*source, &object);
    make_iterator(object, [&] { return adapt(source->g, object); });
    if (!object.is_alive && source->is_alive && source->is_given)
        fail("%u was left behind by an adaptor that was not made", source->id);
}

/* Two, or three; the third may not be there, or be one of the others. */
unsigned find_sources(Object &owner, gen_t **sources)
{
    unsigned count = 0;

    for (unsigned tries = 1 + dice().below(3); tries > 0; tries--) {
        Object *source = source_for(&owner);

        if (source == nullptr || !may_give(*source, &owner))
            continue;
        give(*source, &owner);
        sources[count++] = source->g;
    }
    if (!dice().one_in(10) || !may_be_wrong())
        return count;
    sources[count] = count != 0 && dice().one_in(2) ? sources[0] : nullptr;
    return count + 1;
}

gen_t *join_sources(gen_t *const *sources, unsigned count)
{
    static const gen_zip_mode modes[] = {GEN_SHORTEST, GEN_LONGEST, GEN_STRICT};

    if (dice().one_in(2))
        return gen_concat(sources, count);
    return gen_zip(sources, count, modes[dice().below(3)], nullptr);
}

void make_adaptor_of_several()
{
    Object &object = new_object(Kind::iterator);
    gen_t *sources[4];
    unsigned count = find_sources(object, sources);

    make_iterator(object, [&] { return join_sources(sources, count); });
    if (object.is_alive)
        return;
    for (unsigned i = 0; i < count; i++) {
        const Object *source = find(sources[i]);

        if (source != nullptr && source->owner == &object)
            fail("%u was left behind by an adaptor that was not made",
                 source->id);
    }
}

void make_something()
{
    switch (dice().below(3)) {
    case 0:
        make_body();
        break;
    case 1:
        make_callbacks();
        break;
    default:
        make_source();
    }
}

} // namespace

/* Programs of lower seeds are what they were before there was that. */
bool may_run_ahead()
{
    const uint64_t first_seed = 1000000000;

    return run.seed >= first_seed && !is_left_out("ahead");
}

Object *make_body()
{
    Object &object = new_object(Kind::body);
    gen_options options = any_options();

    if (may_run_ahead() && dice().one_in(3))
        options.ahead = 1 + dice().below(4);

    object.stack.body = &object;
    object.stack.is_abandoned = options.on_destroy == GEN_ABANDON;
    object.name = options.name != nullptr ? options.name : "";
    if (!make_known(object, dice().one_in(3) && !object.stack.is_abandoned &&
                                    options.name == nullptr
                                ? gen_create(run_body, &object)
                                : gen_create_with(run_body, &object, &options)))
        fail("no generator could be made");
    return &object;
}

Object *make_callbacks()
{
    Object &object = new_object(Kind::callbacks);

    object.name = dice().one_in(2) ? "callbacks" : "";
    object.ops = any_ops(object);
    object.is_watched = object.ops.on_state == nullptr;
    object.must_release = object.ops.on_free != nullptr;
    object.rounds = dice().below(5);
    make_known(object, gen_from(&object.ops, &object));
    return &object;
}

Object *make_source()
{
    if (dice().one_in(2))
        return make_array();
    Object &object = new_object(Kind::iterator);
    make_known(object, make_plain_source());
    return &object;
}

/* What it gives is taken over by the iterator whose callback it is. */
gen_t *flatten_value(void *value, gen_call *call)
{
    Object &object = *static_cast<Object *>(call->arg);
    gen_call failing = {&object.failure, call->index, {nullptr, false, 0}};
    Object *inner;

    map_value(value, &failing);
    call->failed = failing.failed;
    if (dice().one_in(12))
        return nullptr;
    inner = source_for(&object);
    if (inner == nullptr || !may_give(*inner, &object))
        return nullptr;
    give(*inner, &object);
    return inner->g;
}

const Action making_actions[] = {{"make", 10, make_something},
                                 {"borrow", 4, make_a_view},
                                 {"adapt", 10, make_adaptor},
                                 {"adapt_several", 5, make_adaptor_of_several},
                                 {nullptr, 0, nullptr}};

} // namespace fuzz
