/* Parking and C++: exceptions that are handled or under way on both sides of a
 * park, and destructors when all that was parked ends. */
#include <exception>
#include <stdexcept>

#include "test.hpp"

namespace
{

gen_t *inner_of(gen_fn *body)
{
    return create(body, nullptr);
}

/* Loops over a generator of that body; what it yields is noted. */
template <gen_fn *body> void *loops(gen_t *, void *)
{
    Noisy noisy{"outer"};
    gen_foreach (char *, text, inner_of(body))
        note("<%s>", text);
    return nullptr;
}

void *parks(gen_t *, void *)
{
    Noisy noisy{"inner"};
    note("%s", static_cast<const char *>(gen_park(nullptr, "parked")));
    return nullptr;
}

void destructors_run_when_all_end(void **)
{
    gen_t *g = create(loops<parks>, nullptr);
    assert_yielded(gen_next(g), "parked");
    assert_returned(gen_return(g, value("value")), "value");
    assert_trace("inner outer");
    gen_destroy(g);

    g = create(loops<parks>, nullptr);
    gen_next(g);
    assert_int_equal(gen_destroy(g), 0);
    assert_trace("inner outer");
}

void *throws_on(gen_t *, void *)
{
    try {
        Noisy noisy{"inner"};
        gen_park(nullptr, "parked");
    } catch (...) {
        note("seen:%d", std::uncaught_exceptions());
        throw;
    }
    return nullptr;
}

void the_end_passes_handlers_that_throw_on(void **)
{
    gen_t *g = create(loops<throws_on>, nullptr);
    gen_next(g);
    assert_threw(gen_throw(g, value("error")), "error");
    assert_trace("inner seen:0 outer");
    assert_int_equal(std::uncaught_exceptions(), 0);
    gen_destroy(g);
}

void *parks_in_handler(gen_t *, void *)
{
    try {
        throw std::runtime_error("inner's");
    } catch (const std::exception &) {
        gen_park(nullptr, "parked");
        try {
            throw;
        } catch (const std::exception &e) {
            note("%s", e.what());
        }
    }
    return nullptr;
}

void exceptions_of_both_sides_do_not_mix(void **)
{
    gen_t *a = create(loops<parks_in_handler>, nullptr);
    gen_t *b = create(loops<parks_in_handler>, nullptr);
    try {
        throw std::runtime_error("resumer's");
    } catch (const std::exception &) {
        assert_yielded(gen_next(a), "parked");
        try {
            throw;
        } catch (const std::exception &e) {
            note("%s", e.what());
        }
    }
    assert_yielded(gen_next(b), "parked");
    assert_returned(gen_next(a), nullptr);
    assert_null(std::current_exception().operator bool() ? a : nullptr);
    assert_returned(gen_return(b, value("value")), "value");
    assert_trace("resumer's inner's outer outer");
    gen_destroy(a);
    gen_destroy(b);
}

/* A destructor parks while an exception is under way. */
struct ParksAtEnd {
    ~ParksAtEnd()
    {
        note("%d", std::uncaught_exceptions());
        gen_park(nullptr, "parked");
        note("%d", std::uncaught_exceptions());
    }
};

void *parks_while_thrown(gen_t *, void *)
{
    try {
        ParksAtEnd parks;
        throw std::runtime_error("thrown");
    } catch (const std::exception &e) {
        note("%s", e.what());
    }
    return nullptr;
}

void an_exception_under_way_stays_so(void **)
{
    gen_t *g = create(loops<parks_while_thrown>, nullptr);
    assert_yielded(gen_next(g), "parked");
    assert_int_equal(std::uncaught_exceptions(), 0);
    assert_returned(gen_next(g), nullptr);
    assert_trace("1 1 thrown outer");
    gen_destroy(g);
}

void *yields_after(gen_t *self, void *)
{
    gen_park(nullptr, "parked");
    gen_yield(self, "inner's");
    return nullptr;
}

void *counts_and_yields(gen_t *self, void *)
{
    gen_foreach (char *, text, inner_of(yields_after)) {
        note("%d", std::uncaught_exceptions());
        gen_yield(self, text);
        note("%d", std::uncaught_exceptions());
    }
    return nullptr;
}

/* Resumes a generator while an exception is under way here. */
struct ResumesAtEnd {
    gen_t *g;
    ~ResumesAtEnd()
    {
        note("<%s>", static_cast<const char *>(gen_next(g).value));
        note("%d", std::uncaught_exceptions());
    }
};

void what_was_parked_may_be_resumed_while_unwinding(void **)
{
    gen_t *g = create(counts_and_yields, nullptr);
    assert_yielded(gen_next(g), "parked");
    try {
        ResumesAtEnd resumes{g};
        throw std::runtime_error("resumer's");
    } catch (const std::exception &e) {
        note("%s", e.what());
    }
    assert_trace("0 <inner's> 1 resumer's");
    assert_returned(gen_next(g), nullptr);
    assert_trace("0");
    assert_int_equal(std::uncaught_exceptions(), 0);
    gen_destroy(g);
}

void *throws_after(gen_t *, void *)
{
    gen_park(nullptr, "parked");
    throw std::runtime_error("thrown");
}

void *catches(gen_t *, void *)
{
    Noisy noisy{"outer"};
    try {
        gen_foreach (char *, text, inner_of(throws_after))
            note("%s", text);
    } catch (const std::exception &e) {
        note("caught:%s", e.what());
    }
    return nullptr;
}

void an_exception_after_it_goes_to_the_resumer_within(void **)
{
    gen_t *g = create(catches, nullptr);
    assert_yielded(gen_next(g), "parked");
    assert_returned(gen_next(g), nullptr);
    assert_trace("caught:thrown outer");
    gen_destroy(g);
}

void *yields_in_cleanup(gen_t *self, void *)
{
    gen_defer(self, yield_in_finally, value("cleanup"));
    gen_park(nullptr, "parked");
    return nullptr;
}

void *throws_in_round(gen_t *, void *)
{
    try {
        gen_foreach (char *, text, inner_of(yields_in_cleanup)) {
            note("<%s>", text);
            throw std::runtime_error("thrown");
        }
    } catch (const std::exception &e) {
        note("caught:%s", e.what());
    }
    return value("end");
}

/* Cleanup of one that is ended yields, and what takes that throws. */
void an_exception_of_the_resumer_takes_the_place_of_its_end(void **)
{
    gen_t *g = create(throws_in_round, nullptr);
    gen_next(g);
    assert_returned(gen_return(g, value("value")), "end");
    assert_trace("<cleanup> caught:thrown");
    assert_int_equal(std::uncaught_exceptions(), 0);
    gen_destroy(g);
}

void throw_in_finally(void *)
{
    throw std::runtime_error("finally");
}

void *throws_in_cleanup(gen_t *self, void *)
{
    gen_defer(self, throw_in_finally, nullptr);
    gen_park(nullptr, "parked");
    return nullptr;
}

void an_exception_of_cleanup_takes_the_place_of_the_end(void **)
{
    gen_t *g = create(loops<throws_in_cleanup>, nullptr);
    gen_next(g);
    try {
        gen_return(g, value("value"));
        note("returned");
    } catch (const std::exception &e) {
        note("caught:%s", e.what());
    }
    assert_trace("outer caught:finally");
    gen_destroy(g);

    g = create(loops<throws_in_cleanup>, nullptr);
    gen_next(g);
    assert_int_equal(gen_destroy(g), GEN_THROWN);
    assert_trace("outer");
}

} // namespace

int main()
{
    const struct CMUnitTest tests[] = {
        TEST(destructors_run_when_all_end),
        TEST(the_end_passes_handlers_that_throw_on),
        TEST(exceptions_of_both_sides_do_not_mix),
        TEST(an_exception_under_way_stays_so),
        TEST(what_was_parked_may_be_resumed_while_unwinding),
        TEST(an_exception_after_it_goes_to_the_resumer_within),
        TEST(an_exception_of_the_resumer_takes_the_place_of_its_end),
        TEST(an_exception_of_cleanup_takes_the_place_of_the_end),
    };

    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
