/* C++ exceptions and delegation: one that leaves the inner generator goes on in
 * the body that delegates. */
#include <exception>
#include <stdexcept>

#include "test.hpp"

namespace
{

/* Throws at its first resumption, or the one after. */
void *throws(gen_t *self, void *later)
{
    Noisy noisy{"inner"};
    if (later != nullptr)
        gen_yield(self, later);
    throw std::runtime_error("thrown");
}

void *catches(gen_t *self, void *inner)
{
    Noisy noisy{"outer"};
    try {
        gen_delegate(self, static_cast<gen_t *>(inner));
    } catch (const std::exception &e) {
        note("caught:%s:%d", e.what(), std::uncaught_exceptions());
    }
    gen_yield(self, value("after"));
    return nullptr;
}

void *passes(gen_t *self, void *inner)
{
    Noisy noisy{"middle"};
    gen_delegate(self, static_cast<gen_t *>(inner));
    return nullptr;
}

void *is_told(gen_t *self, void *inner)
{
    try {
        gen_delegate_catch(self, static_cast<gen_t *>(inner));
    } catch (const std::exception &e) {
        note("caught:%s", e.what());
    }
    return nullptr;
}

void caught_at_the_first_step(void **)
{
    gen_t *g = create(catches, create(throws, nullptr));

    assert_yielded(gen_next(g), "after");
    assert_trace("inner caught:thrown:0");
    gen_destroy(g);
    assert_trace("outer");
}

void caught_later(void **)
{
    gen_t *g = create(catches, create(throws, value("a")));

    assert_yielded(gen_next(g), "a");
    assert_yielded(gen_next(g), "after");
    assert_trace("inner caught:thrown:0");
    assert_int_equal(std::uncaught_exceptions(), 0);
    gen_destroy(g);
    assert_trace("outer");
}

void caught_in_a_chain(void **)
{
    gen_t *middle = create(passes, create(throws, value("a")));
    gen_t *g = create(catches, create(passes, middle));

    assert_yielded(gen_next(g), "a");
    assert_yielded(gen_next(g), "after");
    assert_trace("inner middle middle caught:thrown:0");
    gen_destroy(g);
    assert_trace("outer");
}

void caught_where_signals_are_told(void **)
{
    gen_t *g = create(is_told, create(throws, value("a")));

    gen_next(g);
    assert_returned(gen_next(g), nullptr);
    assert_trace("inner caught:thrown");
    gen_destroy(g);
}

void comes_out_if_nobody_catches(void **)
{
    gen_t *g = create(passes, create(throws, value("a")));

    gen_next(g);
    try {
        gen_next(g);
    } catch (const std::exception &e) {
        note("out:%s", e.what());
    }
    assert_trace("inner middle out:thrown");
    assert_int_equal(gen_state(g), GEN_DONE);
    gen_destroy(g);
}

/* A link that is resumed by itself throws to who resumed it. */
void comes_out_of_a_link(void **)
{
    gen_t *inner = create(throws, value("a"));
    gen_t *g = create(catches, inner);

    gen_next(g);
    try {
        gen_next(inner);
    } catch (const std::exception &e) {
        note("out:%s", e.what());
    }
    assert_trace("inner out:thrown");
    assert_yielded(gen_next(g), "after");
    gen_destroy(g);
    assert_trace("outer");
}

} // namespace

int main()
{
    const CMUnitTest tests[] = {
        TEST(caught_at_the_first_step),    TEST(caught_later),
        TEST(caught_in_a_chain),           TEST(caught_where_signals_are_told),
        TEST(comes_out_if_nobody_catches), TEST(comes_out_of_a_link),
    };

    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
