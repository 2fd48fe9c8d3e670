/* Exceptions of a body and of its resumer do not mix. */
#include <exception>
#include <stdexcept>

#include "test.h"

namespace
{

void note_current()
{
    try {
        throw;
    } catch (const std::exception &e) {
        note("%s", e.what());
    }
}

void *yields_in_catch(gen_t *self, void *)
{
    try {
        throw std::runtime_error("generator's");
    } catch (...) {
        gen_yield(self, nullptr);
        note_current();
    }
    note("%d", std::current_exception() != nullptr);
    gen_yield(self, nullptr);
    return nullptr;
}

void yield_in_a_catch_block_keeps_each_sides_exception(void **)
{
    gen_t *g = create(yields_in_catch, nullptr);

    gen_next(g);
    assert_true(std::current_exception() == nullptr);
    try {
        throw std::logic_error("resumer's");
    } catch (...) {
        gen_next(g);
        note_current();
    }
    assert_trace("generator's 0 resumer's");
    gen_destroy(g);
}

struct YieldsWhenDestroyed {
    gen_t *self;
    ~YieldsWhenDestroyed() noexcept(false)
    {
        gen_yield(self, nullptr);
    }
};

void *yields_while_throwing(gen_t *self, void *)
{
    try {
        YieldsWhenDestroyed object{self};
        throw 1;
    } catch (int) {
        note("caught");
    }
    return nullptr;
}

void yield_while_an_exception_is_on_its_way(void **)
{
    gen_t *g = create(yields_while_throwing, nullptr);

    gen_next(g);
    assert_int_equal(std::uncaught_exceptions(), 0);
    gen_next(g);
    assert_int_equal(std::uncaught_exceptions(), 0);
    assert_trace("caught");
    gen_destroy(g);
}

void *passes_a_catch(gen_t *self, void *)
{
    try {
        gen_yield(self, nullptr);
    } catch (...) {
        note("cleanup");
        throw;
    }
    return nullptr;
}

void destroy_in_a_catch_block(void **)
{
    gen_t *g = create(passes_a_catch, nullptr);

    gen_next(g);
    try {
        throw std::runtime_error("resumer's");
    } catch (...) {
        gen_destroy(g);
        note_current();
    }
    assert_trace("cleanup resumer's");
}

void *paused_in_destructor(gen_t *self, void *)
{
    YieldsWhenDestroyed object{self};

    gen_defer(self, note_call, const_cast<char *>("deferred"));
    gen_yield(self, nullptr);
    return nullptr;
}

void destroy_paused_in_a_destructor_goes_on(void **)
{
    gen_t *g = create(paused_in_destructor, nullptr);

    gen_next(g);
    assert_false(gen_return(g, nullptr).done);
    assert_int_equal(gen_destroy(g), 0);
    assert_trace("deferred");
}

} // namespace

int main()
{
    const struct CMUnitTest tests[] = {
        TEST(yield_in_a_catch_block_keeps_each_sides_exception),
        TEST(yield_while_an_exception_is_on_its_way),
        TEST(destroy_in_a_catch_block),
        TEST(destroy_paused_in_a_destructor_goes_on),
    };

    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
