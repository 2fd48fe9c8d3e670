/* What takes a source over and has done with it: loops and consumers. */
#include <cstdlib>

#include "actions.hpp"
#include "handlers.h"
#include "places.hpp"

namespace fuzz
{

namespace
{

void no_value_is_needed(const void *)
{
}

/* The consumers whose callback may fail. */
void consume_with_callback(gen_t *source, void *arg, gen_result *end)
{
    switch (dice().below(6)) {
    case 0:
        no_value_is_needed(
            gen_fold(source, reduce_values, any_value(), arg, end));
        break;
    case 1:
        no_value_is_needed(gen_reduce(source, reduce_values, arg, end));
        break;
    case 2:
        *end = gen_for_each(source, visit_value, arg);
        break;
    case 3:
        gen_some(source, test_value, arg, end);
        break;
    case 4:
        gen_every_int(source, test_int, arg, end);
        break;
    default:
        no_value_is_needed(gen_find(source, test_value, arg, end));
    }
}

/* Those that keep values; some need strings. */
void consume_plainly(gen_t *source, gen_result *end)
{
    void *values[3];
    size_t count;

    switch (dice().below(4)) {
    case 0:
        gen_count(source, end);
        break;
    case 1:
        std::free(gen_to_array(source, &count, end));
        break;
    case 2:
        std::free(gen_to_ints(source, &count, end));
        break;
    default:
        gen_unpack(source, values, dice().below(4), end);
    }
}

void consume_wrongly(gen_t *source, gen_result *end)
{
    if (dice().one_in(2))
        gen_for_each(source, nullptr, nullptr);
    else
        gen_some(source, nullptr, nullptr, end);
}

void consume_text(gen_t *source, gen_result *end)
{
    size_t count;

    if (dice().one_in(2))
        std::free(gen_to_strings(source, &count, end));
    else
        std::free(gen_join(source, dice().one_in(2) ? "," : nullptr, end));
}

void check_end(const Failure &failure, gen_result end)
{
    if (failure.how == Failure::thrown)
        fail("a consumer's callback threw an exception, which was lost");
    if (failure.how == Failure::told &&
        (end.error != GEN_THROWN || end.value != value(failure.what)))
        fail("a consumer's callback failed, and it gave {%ld, %d}",
             index_of(end.value), end.error);
}

void check_thrown(const Failure &failure, const Thrown &thrown)
{
    if (failure.how == Failure::told)
        fail("an exception took the place of a consumer's failure");
    if (failure.how == Failure::thrown && failure.what != thrown.number)
        fail("exception %u took the place of %u", thrown.number, failure.what);
}

/* Gives a source to consume(source, arg of the callback, end). */
template <class Consume> void consume(Object &source, Consume consume)
{
    Gift gift(source);
    Failure failure;
    gen_result end = {nullptr, true, 0};

    try {
        Operation operation("consume");

        consume(source.g, &failure, &end);
        operation.done();
    } catch (const Thrown &thrown) {
        check_thrown(failure, thrown);
        throw;
    }
    trace("consumed", index_of(end.value), end.error);
    check_end(failure, end);
}

void consume_any()
{
    Object *source = source_for(here().body);

    if (source == nullptr || !may_give(*source, here().body))
        return;
    consume(*source, [](gen_t *g, Failure *failure, gen_result *end) {
        if (dice().one_in(10) && may_be_wrong())
            consume_wrongly(g, end);
        else if (dice().one_in(2))
            consume_with_callback(g, failure, end);
        else
            consume_plainly(g, end);
    });
}

/* By way of an iterator that makes strings of whatever comes. */
void consume_texts()
{
    Object *source = source_for(here().body);
    Object &texts = new_object(Kind::iterator);

    if (source == nullptr || !may_give(*source, here().body))
        return;
    give(*source, &texts);
    make_known(texts, gen_map(source->g, map_to_text, &texts.failure));
    consume(texts,
            [](gen_t *g, Failure *, gen_result *end) { consume_text(g, end); });
}

void consume_batches()
{
    Object *source = source_for(here().body);
    Object &texts = new_object(Kind::iterator);
    Object &batches = new_object(Kind::iterator);

    if (source == nullptr || !may_give(*source, here().body))
        return;
    give(*source, &texts);
    make_known(texts, gen_map(source->g, map_to_text, &texts.failure));
    give(texts, &batches);
    make_known(batches, gen_batch(texts.g, 4, 1 + dice().below(3)));
    consume(batches, [](gen_t *g, Failure *, gen_result *end) {
        consume_plainly(g, end);
    });
}

/* ------------------------------------------------------------------- Loops */

/* In C++, where the way out may be a throw that is caught around it. */
void loop_over(gen_t *source, gen_result *end)
{
    Counted looping(here().loops);

    gen_foreach (void *, v, source, end) {
        act(2);
        if (dice().one_in(4))
            return;
        if (dice().one_in(4))
            break;
        if (dice().one_in(12))
            throw_one();
    }
}

bool act_in_round(void *)
{
    Place place("round");

    act(2);
    if (dice().one_in(12))
        throw_one();
    place.done();
    return !dice().one_in(3);
}

void loop()
{
    Object *source = source_for(here().body);
    bool is_in_c = dice().one_in(2);

    if (source == nullptr || !may_give(*source, here().body))
        return;
    consume(*source, [is_in_c](gen_t *g, Failure *, gen_result *end) {
        if (is_in_c)
            fuzz_loop(g, act_in_round, nullptr, dice().one_in(2), end);
        else
            loop_over(g, end);
    });
}

} // namespace

const Action consuming_actions[] = {{"consume", 10, consume_any},
                                    {"texts", 4, consume_texts},
                                    {"batches", 3, consume_batches},
                                    {"loop", 10, loop},
                                    {nullptr, 0, nullptr}};

} // namespace fuzz
