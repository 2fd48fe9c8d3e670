/* Exceptions that come of closing: nobody's frees are missed, the first error
 * wins, and the thread is as before. */
#include "test.hpp"

#include <cgen/iter.h>
#include <exception>
#include <sys/wait.h>
#include <unistd.h>
#include <unwind.h>

namespace
{

size_t live()
{
    gen_statistics statistics;

    gen_stats(&statistics, sizeof statistics);
    return statistics.live_stacks;
}

void *throws_when_closed(gen_t *self, void *value)
{
    for (;;)
        if (gen_yield_catch(self, value).signal != GEN_NEXT)
            throw 5;
}

void *raises_when_closed(gen_t *self, void *)
{
    for (;;)
        if (gen_yield_catch(self, nullptr).signal != GEN_NEXT)
            gen_raise(self, "raised");
}

void *leaves_a_loop(gen_t *, void *)
{
    gen_foreach (void *, unused, gen_create(raises_when_closed, nullptr))
        break;
    note("goes on");
    return nullptr;
}

/* Of a loop without a gen_result, which is left by break. */
void test_error_of_closing_ends_the_body(void **)
{
    gen_t *g = gen_create(leaves_a_loop, nullptr);
    size_t before = live() - 1;

    assert_threw(gen_next(g), "raised");
    gen_destroy(g);
    assert_int_equal(live(), before);
    assert_int_equal(std::uncaught_exceptions(), 0);
    assert_trace("");
}

bool yes(int64_t, gen_call *)
{
    return true;
}

int64_t same(int64_t n, gen_call *)
{
    return n;
}

int64_t fails_by_exception(int64_t, gen_call *)
{
    throw 1;
}

int64_t fails(int64_t n, gen_call *call)
{
    gen_fail(call, value("failed"));
    return n;
}

template <class Fn> int caught_of(Fn fn)
{
    try {
        fn();
    } catch (int error) {
        return error;
    }
    return 0;
}

void test_loop_frees(void **)
{
    assert_int_equal(caught_of([] {
                         gen_foreach (void *, v,
                                      gen_create(throws_when_closed, nullptr))
                             break;
                     }),
                     5);
    assert_int_equal(live(), 0);
    assert_int_equal(std::uncaught_exceptions(), 0);
}

void test_first_exception_wins_in_loop(void **)
{
    assert_int_equal(caught_of([] {
                         gen_foreach (void *, v,
                                      gen_create(throws_when_closed, nullptr))
                             throw 1;
                     }),
                     1);
    assert_int_equal(live(), 0);
    assert_int_equal(std::uncaught_exceptions(), 0);
}

void test_consumer_frees(void **)
{
    assert_int_equal(caught_of([] {
                         gen_some_int(gen_create(throws_when_closed, nullptr),
                                      yes, nullptr, nullptr);
                     }),
                     5);
    assert_int_equal(live(), 0);
}

void test_destroy_gives_a_code(void **)
{
    gen_t *g = gen_map_int(create(throws_when_closed, nullptr), same, nullptr);

    gen_next(g);
    assert_int_equal(gen_destroy(g), GEN_THROWN);
    assert_int_equal(live(), 0);
    assert_int_equal(std::uncaught_exceptions(), 0);
}

void test_callbacks_error_wins(void **)
{
    gen_t *g = gen_map_int(create(throws_when_closed, nullptr),
                           fails_by_exception, nullptr);

    assert_int_equal(caught_of([g] { gen_next(g); }), 1);
    assert_int_equal(std::uncaught_exceptions(), 0);
    assert_int_equal(gen_destroy(g), 0);
    g = gen_map_int(create(throws_when_closed, nullptr), fails, nullptr);
    assert_threw(gen_next(g), "failed");
    assert_int_equal(gen_destroy(g), 0);
    assert_int_equal(live(), 0);
}

void test_all_of_a_zip_are_closed(void **)
{
    gen_t *a = create(throws_when_closed, nullptr);
    gen_t *b = create(throws_when_closed, nullptr);
    gen_t *g = gen_zip(GEN_SOURCES(a, b), GEN_SHORTEST, nullptr);

    gen_next(g);
    assert_int_equal(caught_of([g] { gen_return(g, nullptr); }), 5);
    assert_int_equal(gen_state(a), GEN_DONE);
    assert_int_equal(gen_destroy(g), 0);
    assert_int_equal(live(), 0);
}

_Unwind_Exception foreign;
int deleted;

void count_deletion(_Unwind_Reason_Code, _Unwind_Exception *)
{
    deleted++;
}

void throw_foreign(void *)
{
    foreign = {};
    foreign.exception_class = 0x464f5245;
    foreign.exception_cleanup = count_deletion;
    _Unwind_RaiseException(&foreign);
}

void *defers_foreign(gen_t *self, void *value)
{
    gen_defer(self, throw_foreign, nullptr);
    return gen_yield(self, value);
}

void test_foreign_exception_in_a_handler(void **)
{
    gen_t *g = create(defers_foreign, nullptr);
    int status = 0;

    gen_next(g);
    try {
        throw 1;
    } catch (int) {
        status = gen_destroy(g);
    }
    assert_int_equal(status, GEN_THROWN);
    assert_int_equal(deleted, 1);
}

void *swallows(gen_t *self, void *value)
{
    for (;;) {
        try {
            gen_yield(self, value);
        } catch (...) {
        }
    }
}

/* The inner handler throws on, as it must; the outer one does not. */
void *swallows_what_was_thrown_on(gen_t *self, void *value)
{
    for (;;) {
        try {
            try {
                gen_yield(self, value);
            } catch (...) {
                throw;
            }
        } catch (...) {
        }
    }
}

int seen;

void see_uncaught(void *)
{
    seen = std::uncaught_exceptions();
}

void see_and_throw(void *)
{
    see_uncaught(nullptr);
    throw 5;
}

void *throws_on(gen_t *self, void *deferred)
{
    gen_defer(self, deferred != nullptr ? see_and_throw : see_uncaught,
              nullptr);
    try {
        try {
            return gen_yield(self, deferred);
        } catch (...) {
            throw;
        }
    } catch (...) {
        throw;
    }
}

void test_throwing_on_leaves_no_count(void **)
{
    gen_t *g = gen_create(throws_on, nullptr);

    seen = 9;
    gen_next(g);
    assert_int_equal(gen_destroy(g), 0);
    assert_int_equal(seen, 0);
    g = gen_create(throws_on, value("throws"));
    gen_next(g);
    assert_int_equal(caught_of([g] { gen_return(g, nullptr); }), 5);
    assert_int_equal(seen, 0);
    assert_int_equal(std::uncaught_exceptions(), 0);
    assert_int_equal(gen_destroy(g), 0);
}

void *throws_one_when_closed(gen_t *self, void *value)
{
    if (gen_yield_catch(self, value).signal != GEN_NEXT)
        throw 7;
    return nullptr;
}

void fails_at_once(void *, gen_call *call)
{
    gen_fail(call, value("failed"));
}

void test_failed_callback_wins_over_exception(void **)
{
    gen_result end = {nullptr, false, 0};
    size_t before = live();
    int caught = caught_of([&end] {
        end = gen_for_each(gen_create(throws_one_when_closed, nullptr),
                           fails_at_once, nullptr);
    });

    assert_int_equal(caught, 0);
    assert_threw(end, "failed");
    assert_int_equal(live(), before);
}

void *yields_for_ever(gen_t *self, void *value)
{
    struct Yielding {
        gen_t *self;
        ~Yielding()
        {
            for (;;)
                gen_yield(self, nullptr);
        }
    } yielding{self};

    return gen_yield(self, value);
}

/* What destroying one that does not let itself be ended prints as it aborts. */
void check_gives_up(gen_fn *fn, const char *expected)
{
    gen_options options = {};
    char text[512] = "";
    int ends[2];
    int status;
    pid_t child;

    need_company();
    assert_int_equal(pipe(ends), 0);
    child = fork();
    if (child == 0) {
        options.name = "stubborn";
        dup2(ends[1], STDERR_FILENO);
        gen_t *g = gen_create_with(fn, nullptr, &options);
        gen_next(g);
        gen_destroy(g);
        _exit(0);
    }
    close(ends[1]);
    assert_true(read(ends[0], text, sizeof text - 1) > 0);
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_non_null(strstr(text, "stubborn"));
    assert_non_null(strstr(text, expected));
}

void test_swallowed_closing_is_told(void **)
{
    need_solitude();
    check_gives_up(swallows, "catch (...)");
    check_gives_up(swallows_what_was_thrown_on, "catch (...)");
    check_gives_up(yields_for_ever, "goes on yielding");
}

} // namespace

int main()
{
    const CMUnitTest tests[] = {
        TEST(test_loop_frees),
        TEST(test_first_exception_wins_in_loop),
        TEST(test_consumer_frees),
        TEST(test_destroy_gives_a_code),
        TEST(test_callbacks_error_wins),
        TEST(test_all_of_a_zip_are_closed),
        TEST(test_foreign_exception_in_a_handler),
        TEST(test_throwing_on_leaves_no_count),
        TEST(test_failed_callback_wins_over_exception),
        TEST(test_swallowed_closing_is_told),
        TEST(test_error_of_closing_ends_the_body),
    };

    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
