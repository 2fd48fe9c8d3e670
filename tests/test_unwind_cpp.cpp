/* C++ frames in a body: destructors, catch (...), the header in C++. */
#include <string>
#include <vector>

#include "test.h"

namespace
{

struct Noisy {
    std::string text;
    explicit Noisy(const char *what) : text(what)
    {
    }
    ~Noisy()
    {
        note("%s", text.c_str());
    }
};

char *value(const char *text)
{
    return const_cast<char *>(text);
}

void inner(gen_t *self)
{
    Noisy noisy("inner");
    std::vector<int> heap(1000, 1);
    gen_yield(self, value("a"));
    note("resumed:%zu", heap.size());
}

void *destructors(gen_t *self, void *)
{
    Noisy noisy("outer");
    gen_defer(self, note_call, value("deferred"));
    inner(self);
    return value("end");
}

void return_suspended_runs_destructors(void **)
{
    gen_t *g = create(destructors, nullptr);

    gen_next(g);
    assert_returned(gen_return(g, value("v")), "v");
    assert_trace("inner outer deferred");
    gen_destroy(g);
}

void destroy_suspended_runs_destructors(void **)
{
    gen_t *g = create(destructors, nullptr);

    gen_next(g);
    assert_int_equal(gen_destroy(g), 0);
    assert_trace("inner outer deferred");
}

void next_to_the_end_runs_destructors(void **)
{
    gen_t *g = create(destructors, nullptr);

    gen_next(g);
    assert_returned(gen_next(g), "end");
    assert_trace("resumed:1000 inner outer deferred");
    gen_destroy(g);
}

void *raises(gen_t *self, void *arg)
{
    Noisy noisy("outer");
    gen_raise(self, arg);
}

void raise_runs_destructors(void **)
{
    gen_t *g = create(raises, value("e"));

    assert_threw(gen_next(g), "e");
    assert_trace("outer");
    gen_destroy(g);
}

void *catches_all(gen_t *self, void *arg)
{
    try {
        Noisy noisy("try");
        gen_yield(self, arg);
    } catch (...) {
        note("passing");
        throw;
    }
    return nullptr;
}

void return_passes_a_catch_that_throws_on(void **)
{
    gen_t *g = create(catches_all, value("a"));

    gen_next(g);
    assert_returned(gen_return(g, value("v")), "v");
    assert_trace("try passing");
    gen_destroy(g);
}

void *throws_inside(gen_t *self, void *arg)
{
    try {
        gen_yield(self, arg);
        throw std::string("own");
    } catch (const std::string &error) {
        note("caught:%s", error.c_str());
    }
    gen_yield(self, value("b"));
    return nullptr;
}

void next_exceptions_inside_a_body_are_its_own(void **)
{
    gen_t *g = create(throws_inside, value("a"));

    gen_next(g);
    assert_yielded(gen_next(g), "b");
    assert_trace("caught:own");
    gen_destroy(g);
}

void foreach_left_by_an_exception_closes(void **)
{
    try {
        gen_foreach (char *, word, gen_create(destructors, nullptr)) {
            note("%s", word);
            throw 1;
        }
    } catch (int) {
        note("caught");
    }
    assert_trace("a inner outer deferred caught");
}

void foreach_break_closes(void **)
{
    gen_result result;

    gen_foreach (char *, word, gen_create(destructors, nullptr), &result) {
        note("%s", word);
        break;
    }
    assert_false(result.done);
    assert_trace("a inner outer deferred");
}

/* What a macro expands to is on one line. */
#pragma GCC diagnostic push
#pragma GCC diagnostic error "-Wshadow"
#define FOREACH_PAIR(a, b)                                \
    gen_foreach (char *, a, create(destructors, nullptr)) \
        gen_foreach (char *, b, create(destructors, nullptr))

void foreach_nested_on_one_line_does_not_warn(void **)
{
    FOREACH_PAIR(outer, inner)
    {
        note("%s%s", outer, inner);
        break;
    }
    assert_trace("aa inner outer deferred "
                 "resumed:1000 inner outer deferred");
}

#pragma GCC diagnostic pop

} // namespace

int main()
{
    const struct CMUnitTest tests[] = {
        TEST(return_suspended_runs_destructors),
        TEST(destroy_suspended_runs_destructors),
        TEST(next_to_the_end_runs_destructors),
        TEST(raise_runs_destructors),
        TEST(return_passes_a_catch_that_throws_on),
        TEST(next_exceptions_inside_a_body_are_its_own),
        TEST(foreach_left_by_an_exception_closes),
        TEST(foreach_break_closes),
        TEST(foreach_nested_on_one_line_does_not_warn),
    };

    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
