/* C++ exceptions that leave a body: out of whatever resumed it. */
#include <cstring>
#include <exception>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

#include "test.hpp"

namespace
{

void throw_deep(int depth)
{
    Noisy noisy{"deep"};
    if (depth == 0)
        throw std::runtime_error("thrown");
    throw_deep(depth - 1);
}

void *throws(gen_t *self, void *)
{
    Noisy noisy{"body"};
    gen_defer(self, note_call, value("deferred"));
    gen_yield(self, value("a"));
    throw_deep(1);
    return nullptr;
}

/* What comes out of resume(g), on a stack with something to destroy. */
void note_thrown(gen_t *g, gen_result (*resume)(gen_t *g))
{
    try {
        Noisy noisy{"resumer"};
        resume(g);
        note("returned");
    } catch (const std::exception &e) {
        note("caught:%s", e.what());
    }
}

void next_exception_comes_out_of_next(void **)
{
    gen_t *g = create(throws, nullptr);

    gen_next(g);
    note_thrown(g, gen_next);
    assert_trace("deep deep body deferred resumer caught:thrown");
    assert_int_equal(std::uncaught_exceptions(), 0);
    assert_int_equal(gen_state(g), GEN_DONE);
    assert_true(gen_self() == nullptr);
    assert_returned(gen_next(g), nullptr);
    assert_int_equal(gen_destroy(g), 0);
}

void *throws_when_told(gen_t *self, void *)
{
    gen_resumed resumed = gen_yield_catch(self, value("a"));
    if (resumed.signal == GEN_RETURN)
        throw std::runtime_error("at return");
    if (resumed.signal == GEN_THROW)
        throw std::runtime_error("at throw");
    return nullptr;
}

gen_result return_nothing(gen_t *g)
{
    return gen_return(g, nullptr);
}

gen_result throw_nothing(gen_t *g)
{
    return gen_throw(g, nullptr);
}

void return_and_throw_let_an_exception_out(void **)
{
    for (auto resume : {return_nothing, throw_nothing}) {
        gen_t *g = create(throws_when_told, nullptr);
        gen_next(g);
        note_thrown(g, resume);
        gen_destroy(g);
    }
    assert_trace("resumer caught:at return resumer caught:at throw");
}

void destroy_swallows_an_exception_and_tells(void **)
{
    gen_t *g = create(throws_when_told, nullptr);

    gen_next(g);
    assert_int_equal(gen_destroy(g), GEN_THROWN);
    assert_int_equal(std::uncaught_exceptions(), 0);
}

void *resumes_inner(gen_t *self, void *inner)
{
    Noisy noisy{"outer"};
    gen_next(static_cast<gen_t *>(inner));
    gen_yield(self, nullptr);
    return nullptr;
}

void next_exception_passes_through_several_generators(void **)
{
    gen_t *inner = create(throws, nullptr);
    gen_t *outer = create(resumes_inner, inner);

    gen_next(inner);
    note_thrown(outer, gen_next);
    assert_trace("deep deep body deferred outer resumer caught:thrown");
    assert_int_equal(gen_state(outer), GEN_DONE);
    gen_destroy(outer);
    gen_destroy(inner);
}

void throw_in_cleanup(void *text)
{
    throw std::runtime_error(static_cast<char *>(text));
}

void *throws_twice(gen_t *self, void *)
{
    gen_defer(self, note_call, value("last"));
    gen_defer(self, throw_in_cleanup, value("second"));
    throw std::runtime_error("first");
}

void next_exception_of_a_deferred_call_wins(void **)
{
    gen_t *g = create(throws_twice, nullptr);

    note_thrown(g, gen_next);
    assert_trace("last resumer caught:second");
    assert_int_equal(std::uncaught_exceptions(), 0);
    gen_destroy(g);
}

void exit_in_cleanup(void *text)
{
    gen_exit(gen_self(), text);
}

void *exits_over_an_exception(gen_t *self, void *arg)
{
    gen_defer(self, exit_in_cleanup, arg);
    throw std::runtime_error("lost");
}

void next_exit_in_a_deferred_call_swallows_an_exception(void **)
{
    gen_t *g = create(exits_over_an_exception, value("v"));

    assert_returned(gen_next(g), "v");
    assert_int_equal(std::uncaught_exceptions(), 0);
    gen_destroy(g);
}

void yield_in_cleanup(void *text)
{
    gen_yield(gen_self(), text);
}

void *yields_over_an_exception(gen_t *self, void *arg)
{
    gen_defer(self, yield_in_cleanup, arg);
    throw std::runtime_error("pending");
}

void next_exception_is_pending_while_cleanup_yields(void **)
{
    gen_t *g = create(yields_over_an_exception, value("f"));

    assert_yielded(gen_next(g), "f");
    assert_int_equal(std::uncaught_exceptions(), 0);
    note_thrown(g, gen_next);
    assert_trace("resumer caught:pending");
    gen_destroy(g);
}

void return_replaces_a_pending_exception(void **)
{
    gen_t *g = create(yields_over_an_exception, value("f"));

    assert_yielded(gen_next(g), "f");
    assert_returned(gen_return(g, value("v")), "v");
    assert_int_equal(std::uncaught_exceptions(), 0);
    gen_destroy(g);
}

void foreach_lets_an_exception_of_its_source_out(void **)
{
    try {
        gen_foreach (char *, word, gen_create(throws, nullptr))
            note("%s", word);
    } catch (const std::exception &e) {
        note("caught:%s", e.what());
    }
    assert_trace("a deep deep body deferred caught:thrown");
}

void *throws_an_int(gen_t *, void *)
{
    throw 42;
}

void next_stack_is_reused_after_an_exception(void **)
{
    int sum = 0;

    for (int i = 0; i < 1000; i++) {
        gen_t *g = create(throws_an_int, nullptr);
        try {
            gen_next(g);
        } catch (int n) {
            sum += n;
        }
        gen_destroy(g);
    }
    assert_int_equal(sum, 42000);
}

void next_uncaught_exception_terminates(void **)
{
    need_company();
    int status = 0, ends[2];
    char told[512] = "";

    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        gen_options options{};
        options.name = "thrower";
        static gen_t *g = gen_create_with(throws_an_int, nullptr, &options);
        std::set_terminate([] { _exit(42); });
        dup2(ends[1], STDERR_FILENO);
        gen_next(g);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(read(ends[0], told, sizeof told - 1) > 0);
    assert_non_null(
        strstr(told, "has left a generator, \"thrower\", body test_"));
    close(ends[0]);
    close(ends[1]);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 42);
}

} // namespace

int main()
{
    const struct CMUnitTest tests[] = {
        TEST(next_exception_comes_out_of_next),
        TEST(return_and_throw_let_an_exception_out),
        TEST(destroy_swallows_an_exception_and_tells),
        TEST(next_exception_passes_through_several_generators),
        TEST(next_exception_of_a_deferred_call_wins),
        TEST(next_exit_in_a_deferred_call_swallows_an_exception),
        TEST(next_exception_is_pending_while_cleanup_yields),
        TEST(return_replaces_a_pending_exception),
        TEST(foreach_lets_an_exception_of_its_source_out),
        TEST(next_stack_is_reused_after_an_exception),
        TEST(next_uncaught_exception_terminates),
    };

    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
