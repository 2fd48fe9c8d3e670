/* cgen.hpp: generators in C++. */
#include <cgen/ahead.h>
#include <cgen/cgen.hpp>

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>
#if __cplusplus >= 202002L
#include <algorithm>
#include <ranges>
#endif

#include "test.h"

namespace
{

using cgen::generator;
using Pointer = std::unique_ptr<int>;

struct Noisy {
    std::string text;
    explicit Noisy(const char *what) : text(what)
    {
    }
    Noisy(const Noisy &) = delete;
    Noisy &operator=(const Noisy &) = delete;
    ~Noisy()
    {
        note("%s", text.c_str());
    }
};

/* ----------------------------------------------- What must not compile */

template <class T, class V, class = void> constexpr bool can_yield = false;
template <class T, class V>
constexpr bool can_yield<T, V,
                         std::void_t<decltype(std::declval<cgen::self<T> &>()
                                                  .yield(std::declval<V>()))>> =
    true;

static_assert(!std::is_copy_constructible_v<generator<int>>);
static_assert(!std::is_copy_assignable_v<generator<int>>);
static_assert(std::is_nothrow_move_constructible_v<generator<int>>);
static_assert(std::is_nothrow_move_assignable_v<generator<int>>);
static_assert(std::is_nothrow_swappable_v<generator<int>>);
static_assert(std::is_nothrow_default_constructible_v<generator<int>>);
static_assert(std::is_nothrow_destructible_v<generator<int>>);

static_assert(!std::is_constructible_v<generator<int>, int>);
static_assert(!std::is_constructible_v<generator<int>, void (*)()>);
static_assert(!std::is_constructible_v<generator<int, void, std::string>,
                                       void (*)(cgen::self<int> &)>);
static_assert(!std::is_constructible_v<generator<int>, generator<long>>);

static_assert(!std::is_copy_constructible_v<cgen::self<int>>);
static_assert(can_yield<int, int &> && can_yield<int, const int &> &&
              can_yield<int, int> && can_yield<int, char &>);
static_assert(can_yield<const int, const int &> && can_yield<const int, int>);
static_assert(can_yield<int &, int &> && !can_yield<int &, int> &&
              !can_yield<int &, const int &>);
static_assert(can_yield<int &&, int> && !can_yield<int &&, int &>);

static_assert(std::is_same_v<generator<int>::reference, int &>);
static_assert(std::is_same_v<generator<const int>::reference, const int &>);
static_assert(std::is_same_v<generator<int &>::reference, int &>);
static_assert(std::is_same_v<generator<int &&>::reference, int &&>);
static_assert(std::is_same_v<generator<const int &>::value_type, int>);
#if __cplusplus >= 202002L
static_assert(std::ranges::input_range<generator<int>>);
static_assert(std::ranges::input_range<generator<Pointer &&>>);
static_assert(!std::ranges::forward_range<generator<int>>);
#endif

/* ------------------------------------------------------------- Bodies */

generator<int> count(int limit)
{
    return [limit](auto &self) {
        for (int i = 0; i < limit; i++)
            self.yield(i);
    };
}

template <class T, class Sent, class Ret>
void note_all(generator<T, Sent, Ret> &g)
{
    for (auto &&value : g)
        note("%d", value);
}

/* Yields 1 and 2 between an outer and an inner object. */
void between(cgen::self<int> &self)
{
    Noisy outer("outer");
    self.yield(1);
    Noisy inner("inner");
    self.yield(2);
    note("end");
}

/* -------------------------------------------------------------- Ranges */

void range_start_gives_every_value(void **)
{
    for (int &n : count(3))
        note("%d", n);
    assert_trace("0 1 2");
}

void range_start_empty_body_gives_none(void **)
{
    generator<int> g([](auto &) { note("ran"); });

    note_all(g);
    assert_trace("ran");
    assert_true(g.done());
}

void range_done_is_empty(void **)
{
    generator<int> g = count(2);

    note_all(g);
    note_all(g);
    assert_trace("0 1");
    assert_true(g.begin() == g.end());
}

void range_suspended_goes_on(void **)
{
    generator<int> g = count(4);

    for (int n : g) {
        if (n == 1)
            break;
    }
    assert_false(g.done());
    note_all(g);
    assert_trace("2 3");
}

void range_break_of_a_temporary_closes(void **)
{
    for (int n : generator<int>(between)) {
        note("%d", n);
        if (n == 2)
            break;
    }
    assert_trace("1 2 inner outer");
}

void range_break_leaves_suspended_until_destroyed(void **)
{
    {
        generator<int> g(between);
        for (int n : g) {
            note("%d", n);
            break;
        }
        note("left");
    }
    assert_trace("1 left outer");
}

void range_left_by_an_exception_closes(void **)
{
    try {
        for (int n : generator<int>(between))
            throw n;
    } catch (int n) {
        note("caught:%d", n);
    }
    assert_trace("outer caught:1");
}

void iterator_outlives_a_move(void **)
{
    generator<int> g = count(3);
    auto at = g.begin();
    generator<int> moved = std::move(g);

    assert_int_equal(*at, 0);
    at++;
    assert_int_equal(*at, 1);
    ++at;
    assert_true(at != moved.end());
    ++at;
    assert_true(moved.end() == at);
    assert_true(moved.done());
}

void iterator_arrow_reaches_members(void **)
{
    generator<std::string> g([](auto &self) { self.yield("four"); });

    assert_int_equal(g.begin()->size(), 4);
}

#if __cplusplus >= 202002L
void range_works_with_algorithms(void **)
{
    generator<int> g = count(3);

    std::ranges::for_each(g, [](int n) { note("%d", n); });
    assert_trace("0 1 2");
}
#endif

/* ------------------------------------------------------ Values yielded */

void next_points_to_each_value_then_null(void **)
{
    generator<int> g = count(2);

    while (int *n = g.next())
        note("%d", *n);
    assert_trace("0 1");
    assert_null(g.next());
}

void next_start_runs_nothing_before(void **)
{
    generator<int> g(between);

    assert_false(g.done());
    assert_trace("");
}

void yield_lvalue_aliases_the_bodys_variable(void **)
{
    generator<int> g([](auto &self) {
        int n = 1;
        self.yield(n);
        note("%d", n);
    });

    *g.next() = 7;
    assert_null(g.next());
    assert_trace("7");
}

void yield_object_is_not_copied(void **)
{
    const void *inside = nullptr;
    generator<std::vector<int>> g([&](auto &self) {
        std::vector<int> v{1, 2, 3};
        inside = &v;
        self.yield(v);
    });

    const void *outside = g.next();
    assert_ptr_equal(outside, inside);
}

void yield_rvalue_lives_until_resumed(void **)
{
    generator<Noisy> g([](auto &self) {
        self.yield(Noisy("temporary"));
        note("resumed");
    });

    note("%s", g.next()->text.c_str());
    note("paused");
    g.next();
    assert_trace("temporary paused temporary resumed");
}

void yield_converts_and_copies_where_it_must(void **)
{
    generator<std::string> g([](auto &self) {
        const std::string constant = "const";
        self.yield("literal");
        self.yield(constant);
        self.yield({'l', 'i', 's', 't'});
        note("%s", constant.c_str());
    });

    for (std::string &s : g) {
        note("%s", s.c_str());
        s = "changed";
    }
    assert_trace("literal const list const");
}

void yield_const_copies_nothing(void **)
{
    static const std::string constant = "const";
    generator<const std::string> g([](auto &self) {
        self.yield(constant);
        self.yield("literal");
    });

    assert_ptr_equal(g.next(), &constant);
    note("%s", g.next()->c_str());
    assert_trace("literal");
}

void yield_reference_types(void **)
{
    int n = 1;
    Pointer owned(new int(3));
    generator<int &> lvalues([&](auto &self) { self.yield(n); });
    generator<Pointer &&> rvalues(
        [&](auto &self) { self.yield(std::move(owned)); });

    for (int &value : lvalues)
        value = 2;
    assert_int_equal(n, 2);
    for (Pointer &&value : rvalues) {
        Pointer taken = std::move(value);
        assert_int_equal(*taken, 3);
    }
    assert_true(owned == nullptr);
}

void yield_base_of_a_derived_object(void **)
{
    struct Base {
        int n = 0;
    };
    struct Derived : Base {
    };
    Derived object;
    generator<Base> g([&](auto &self) { self.yield(object); });

    assert_ptr_equal(g.next(), &object);
}

void yield_move_only_values_can_be_taken(void **)
{
    std::vector<Pointer> taken;
    generator<Pointer> g([](auto &self) {
        auto local = std::make_unique<int>(1);
        self.yield(local);
        note("%d", local == nullptr);
        self.yield(std::make_unique<int>(2));
    });

    for (Pointer &p : g)
        taken.push_back(std::move(p));
    assert_int_equal(taken.size(), 2);
    assert_int_equal(*taken[0] + *taken[1], 3);
    assert_trace("1");
}

/* ------------------------------------------------------------ Callables */

void function(cgen::self<int> &self)
{
    self.yield(1);
}

struct Functor {
    int n;
    void operator()(cgen::self<int> &self)
    {
        while (n-- > 0)
            self.yield(n);
    }
};

void create_from_functions_and_functors(void **)
{
    Functor functor{2};
    std::function<void(cgen::self<int> &)> erased = function;
    generator<int> a(function), b(&function), c(functor), d(erased),
        e(std::ref(functor));

    assert_int_equal(*a.next(), 1);
    assert_int_equal(*b.next(), 1);
    note_all(c);
    assert_int_equal(functor.n, 2);
    assert_int_equal(*d.next(), 1);
    assert_int_equal(*e.next(), 1);
    assert_int_equal(functor.n, 1);
    assert_trace("1 0");
}

void create_keeps_move_only_captures(void **)
{
    auto owned = std::make_unique<Noisy>("capture");
    {
        generator<const std::string> g([owned = std::move(owned)](auto &self) {
            self.yield(owned->text);
        });
        note("%s", g.next()->c_str());
        g.next();
        note("done");
    }
    assert_trace("capture done capture");
}

void create_outlives_the_original_callable(void **)
{
    generator<int> g;
    {
        std::vector<int> values{1, 2, 3};
        auto body = [values](auto &self) {
            for (const int &n : values)
                self.yield(n);
        };
        g = generator<int>(body);
    }
    note_all(g);
    assert_trace("1 2 3");
}

void destroy_start_runs_only_the_captures_destructors(void **)
{
    auto owned = std::make_unique<Noisy>("capture");
    {
        generator<int> g([owned = std::move(owned)](auto &) { note("ran"); });
    }
    assert_trace("capture");
}

struct Aligned {
    alignas(64) std::array<char, 64> bytes{};
    void operator()(cgen::self<std::uintptr_t> &self)
    {
        self.yield(reinterpret_cast<std::uintptr_t>(&bytes));
    }
};

void create_keeps_alignment(void **)
{
    generator<std::uintptr_t> g{Aligned()};

    assert_int_equal(*g.next() % 64, 0);
}

void create_with_options_passes_them_on(void **)
{
    gen_options options = {};
    options.name = "walker";
    options.stack_size = std::size_t{1} << 20;
    generator<int> g(
        [](auto &self) {
            volatile char big[512 * 1024]; /* more than the default */
            big[0] = 1;
            self.yield(big[0]);
        },
        options);

    assert_string_equal(gen_name(g.native_handle()), "walker");
    assert_int_equal(*g.next(), 1);
}

/* ------------------------------------------------------- Failed creation */

int create_errno(const gen_options &options)
{
    auto owned = std::make_unique<Noisy>("capture");

    try {
        generator<int> g([owned = std::move(owned)](auto &) {}, options);
    } catch (const std::bad_alloc &) {
        return ENOMEM;
    } catch (const std::system_error &e) {
        return e.code().value();
    }
    return 0;
}

void create_unknown_engine_throws_and_leaks_nothing(void **)
{
    gen_options options = {};

    options.engine = "steam";
    assert_int_equal(create_errno(options), ENOTSUP);
    assert_trace("capture");
}

void create_unknown_engine_names_it(void **)
{
    gen_options options = {};
    std::string what;

    options.engine = "steam";
    try {
        generator<int> g([](auto &) {}, options);
    } catch (const std::system_error &e) {
        what = e.what();
    }
    assert_true(what.find("no engine \"steam\"") != std::string::npos);
}

void create_without_memory_throws_bad_alloc(void **)
{
    gen_options options = {};

    options.stack_size = SIZE_MAX / 4;
    assert_int_equal(create_errno(options), ENOMEM);
    assert_trace("capture");
}

void create_null_function_throws(void **)
{
    void (*none)(cgen::self<int> &) = nullptr;

    try {
        generator<int> g(none);
        note("made");
    } catch (const std::system_error &e) {
        note("%d", e.code() == std::errc::invalid_argument);
    }
    assert_trace("1");
}

struct Uncopyable {
    Uncopyable() = default;
    Uncopyable(const Uncopyable &)
    {
        throw std::runtime_error("copy");
    }
    void operator()(cgen::self<int> &) const
    {
    }
};

void create_throws_what_copying_the_callable_throws(void **)
{
    Uncopyable body;

    try {
        generator<int> g(body);
    } catch (const std::runtime_error &e) {
        note("%s", e.what());
    }
    assert_trace("copy");
}

/* ------------------------------------------------------------- Ownership */

void move_leaves_a_finished_one(void **)
{
    generator<int> g = count(2);
    generator<int> moved(std::move(g));

    assert_true(g.done());
    assert_null(g.next());
    assert_null(g.native_handle());
    note_all(g);
    g.close();
    note_all(moved);
    assert_trace("0 1");
}

void move_assignment_closes_the_old(void **)
{
    generator<int> g(between);

    g.next();
    g = count(1);
    assert_trace("outer");
    note_all(g);
    assert_trace("0");
}

void move_to_itself_changes_nothing(void **)
{
    generator<int> g = count(2);
    generator<int> &same = g;

    g.next();
    g = std::move(same);
    note_all(g);
    assert_trace("1");
}

void swap_exchanges(void **)
{
    generator<int> a = count(2), b(between);

    a.next();
    b.next();
    swap(a, b);
    assert_int_equal(*a.next(), 2);
    assert_int_equal(*b.next(), 1);
    a.swap(b);
    assert_null(a.next());
    b.close();
    assert_trace("inner outer");
}

void vector_of_generators_moves_them(void **)
{
    std::vector<generator<int>> all;

    for (int i = 1; i <= 4; i++) {
        all.push_back(count(i));
        all.back().next();
    }
    for (auto &g : all)
        note_all(g);
    assert_trace("1 1 2 1 2 3");
}

/* ----------------------------------------------------- Sending, returning */

void send_suspended_gives_it_to_the_yield(void **)
{
    generator<int, std::string> g([](auto &self) {
        for (int i = 0; i < 3; i++) {
            std::optional<std::string> sent = self.yield(i);
            note("%s", sent ? sent->c_str() : "none");
        }
    });

    assert_int_equal(*g.send("dropped"), 0);
    assert_int_equal(*g.send("sent"), 1);
    assert_int_equal(*g.next(), 2);
    assert_null(g.send("last"));
    assert_null(g.send("late"));
    assert_trace("sent none last");
}

void send_move_only(void **)
{
    generator<int, Pointer> g([](auto &self) {
        auto sent = self.yield(0);
        Pointer owned = std::move(*sent);
        self.yield(*owned);
    });

    g.next();
    assert_int_equal(*g.send(std::make_unique<int>(5)), 5);
}

void send_reference_aliases_the_resumers(void **)
{
    int n = 1;
    generator<int, int &> g([](auto &self) {
        int *sent = self.yield(0);
        ++*sent;
        note("%d", self.yield(1) == nullptr);
    });

    g.next();
    g.send(n);
    assert_int_equal(n, 2);
    g.next();
    assert_trace("1");
}

void range_of_one_that_receives_sends_nothing(void **)
{
    generator<int, int> g([](auto &self) {
        for (int i = 0; i < 2; i++)
            note("%s", self.yield(i) ? "sent" : "none");
    });

    note_all(g);
    assert_trace("0 none 1 none");
}

template <class G> const char *result_error(G &g)
{
    try {
        g.result();
    } catch (const std::logic_error &) {
        return "none";
    }
    return "has";
}

void result_done_is_what_the_body_returned(void **)
{
    generator<int, void, std::string> g([](auto &self) {
        self.yield(1);
        return "finished";
    });

    assert_string_equal(result_error(g), "none");
    g.next();
    assert_string_equal(result_error(g), "none");
    g.next();
    assert_string_equal(g.result().c_str(), "finished");
    g.result() += "!";
    assert_string_equal(std::move(g).result().c_str(), "finished!");
}

void result_closed_or_empty_has_none(void **)
{
    generator<int, void, int> closed([](auto &self) {
        self.yield(1);
        return 2;
    });
    generator<int, void, int> empty;

    closed.next();
    closed.close();
    assert_true(closed.done());
    assert_string_equal(result_error(closed), "none");
    assert_string_equal(result_error(empty), "none");
}

void result_move_only_and_reference(void **)
{
    static int n = 4;
    generator<int, void, Pointer> moved(
        [](auto &) { return std::make_unique<int>(3); });
    generator<int, void, int &> referred([](auto &) -> int & { return n; });

    moved.next();
    referred.next();
    Pointer taken = std::move(moved).result();
    assert_int_equal(*taken, 3);
    assert_ptr_equal(&referred.result(), &n);
}

void result_void_checks(void **)
{
    generator<int> g = count(1);

    g.next();
    assert_string_equal(result_error(g), "none");
    g.next();
    assert_string_equal(result_error(g), "has");
}

/* --------------------------------------------------------------- Closing */

void close_suspended_runs_destructors(void **)
{
    generator<int> g(between);

    g.next();
    g.next();
    g.close();
    assert_trace("inner outer");
    assert_true(g.done());
    g.close();
    assert_null(g.next());
}

void close_start_runs_nothing(void **)
{
    generator<int> g(between);

    g.close();
    assert_true(g.done());
    assert_null(g.next());
    assert_trace("");
}

void close_passes_a_catch_that_throws_on(void **)
{
    generator<int> g([](auto &self) {
        try {
            self.yield(1);
        } catch (...) {
            note("passing");
            throw;
        }
    });

    g.next();
    g.close();
    assert_trace("passing");
}

struct YieldsAtEnd {
    cgen::self<int> &self;
    ~YieldsAtEnd()
    {
        self.yield(9);
        note("yielded");
    }
};

void close_yield_in_a_destructor_returns_at_once(void **)
{
    for (int way = 0; way < 2; way++) {
        generator<int> g([](auto &self) {
            YieldsAtEnd object{self};
            self.yield(1);
        });
        g.next();
        if (way == 0)
            g.close();
    }
    assert_trace("yielded yielded");
}

void destroy_inside_a_body_closes_the_inner(void **)
{
    generator<int> g([](auto &self) {
        generator<int> inner(between);
        for (int &n : inner)
            self.yield(n);
    });

    g.next();
    g.close();
    assert_trace("outer");
}

/* ------------------------------------------------------ Depth and nesting */

struct Tree {
    int value;
    std::unique_ptr<Tree> left, right;
};

std::unique_ptr<Tree> tree(int low, int high)
{
    const int middle = low + (high - low) / 2;

    if (low == high)
        return nullptr;
    return std::unique_ptr<Tree>(
        new Tree{middle, tree(low, middle), tree(middle + 1, high)});
}

void walk(cgen::self<int> &self, Tree *at)
{
    if (at == nullptr)
        return;
    walk(self, at->left.get());
    self.yield(at->value);
    walk(self, at->right.get());
}

void yield_from_recursion(void **)
{
    const auto root = tree(0, 100);
    int expected = 0;

    for (int n : generator<int>([&](auto &self) { walk(self, root.get()); }))
        assert_int_equal(n, expected++);
    assert_int_equal(expected, 100);
}

void range_inside_a_body(void **)
{
    generator<int> g([](auto &self) {
        for (int &n : count(4))
            self.yield(n * n);
    });

    note_all(g);
    assert_trace("0 1 4 9");
}

void yield_of_another_generators_handle_is_refused(void **)
{
    generator<int> g([](auto &outer) {
        generator<int> inner([&outer](auto &) {
            try {
                outer.yield(1);
            } catch (const cgen::error &e) {
                note("%d", e.code() == GEN_EPERM);
            }
        });
        inner.next();
    });

    assert_null(g.next());
    assert_trace("1");
}

void next_running_is_refused(void **)
{
    generator<int> g;

    g = generator<int>([&g](auto &self) {
        try {
            g.next();
        } catch (const cgen::error &e) {
            note("%d:%s", e.code() == GEN_EBUSY, e.what());
        }
        self.yield(1);
    });
    assert_int_equal(*g.next(), 1);
    assert_trace("1:the generator is running, or another delegates to it");
}

void next_c_code_below_may_yield(void **)
{
    generator<int> g([](auto &self) {
        int n = 5;
        gen_yield(gen_self(), &n);
        note("%d", n);
        self.yield(6);
    });

    ++*g.next();
    assert_int_equal(*g.next(), 6);
    assert_trace("6");
}

void next_c_code_below_may_raise(void **)
{
    static char reason[] = "reason";
    generator<int> g([](auto &self) {
        Noisy noisy("body");
        gen_raise(self.native_handle(), reason);
    });

    try {
        g.next();
    } catch (const cgen::error &e) {
        note("%d:%s", e.code() == GEN_THROWN, static_cast<char *>(e.value()));
    }
    assert_trace("body 1:reason");
    assert_true(g.done());
}

void native_handle_c_code_may_iterate(void **)
{
    generator<int> g = count(2);
    gen_result out = gen_next(g.native_handle());

    assert_int_equal(*static_cast<int *>(out.value), 0);
    assert_int_equal(*g.next(), 1);
}

/* ------------------------------------------------------------ Delegating */

using Talker = generator<int, std::string, std::string>;

std::string talk(cgen::self<int, std::string> &self)
{
    Noisy noisy("~talk");
    for (int i = 1; i <= 2; i++) {
        try {
            auto sent = self.yield(i);
            note("%s", sent ? sent->c_str() : "none");
        } catch (const std::runtime_error &e) {
            note("caught:%s", e.what());
        }
    }
    return "told";
}

Talker delegates()
{
    return [](auto &self) {
        std::string told = self.delegate(Talker(talk));
        self.yield(3);
        return told + " on";
    };
}

void delegate_passes_values_and_the_result(void **)
{
    Talker g = delegates();

    assert_int_equal(*g.next(), 1);
    assert_int_equal(*g.send("sent"), 2);
    assert_int_equal(*g.next(), 3);
    assert_null(g.next());
    assert_string_equal(g.result().c_str(), "told on");
    assert_trace("sent none ~talk");
}

void delegate_passes_exceptions_in(void **)
{
    Talker g = delegates();

    g.next();
    assert_int_equal(*g.throw_in(std::runtime_error("raised")), 2);
    assert_trace("caught:raised");
}

void delegate_closed_closes_the_inner(void **)
{
    for (int way = 0; way < 2; way++) {
        Talker g = delegates();
        g.next();
        if (way == 0)
            g.close();
    }
    assert_trace("~talk ~talk");
}

void delegate_a_finished_one_yields_nothing(void **)
{
    generator<int> g([](auto &self) {
        generator<int> inner = count(2);
        while (inner.next() != nullptr)
            ;
        self.delegate(std::move(inner));
        self.delegate(generator<int>());
        note("end");
    });

    assert_null(g.next());
    assert_trace("end");
}

/* --------------------------------------- Exceptions, inside the body only */

void body_catches_its_own(void **)
{
    generator<int> g([](auto &self) {
        try {
            self.yield(1);
            throw std::runtime_error("own");
        } catch (const std::runtime_error &e) {
            self.yield(2);
            note("%s", e.what());
        }
    });

    note_all(g);
    assert_trace("1 2 own");
}

generator<int> catches()
{
    return [](auto &self) {
        Noisy noisy("body");
        try {
            self.yield(1);
        } catch (const std::runtime_error &e) {
            note("inside:%s", e.what());
        }
        self.yield(2);
    };
}

void throw_in_suspended_appears_at_the_yield(void **)
{
    generator<int> g = catches();

    g.next();
    assert_int_equal(*g.throw_in(std::runtime_error("in")), 2);
    assert_null(g.next());
    assert_trace("inside:in body");
}

void throw_in_takes_an_exception_pointer(void **)
{
    generator<int> g = catches();

    g.next();
    try {
        throw std::runtime_error("current");
    } catch (const std::runtime_error &e) {
        g.throw_in(std::current_exception());
        note("still:%s", e.what());
    }
    assert_trace("inside:current still:current");
}

template <class G> void note_raised(G &g)
{
    try {
        Noisy noisy("resumer");
        g.throw_in(std::runtime_error("raised"));
        note("returned");
    } catch (const std::runtime_error &e) {
        note("out:%s", e.what());
    }
}

void throw_in_start_comes_out_and_finishes(void **)
{
    generator<int> g = catches();

    note_raised(g);
    assert_trace("resumer out:raised");
    assert_true(g.done());
}

void throw_in_done_or_empty_comes_out(void **)
{
    generator<int> g = catches(), empty;

    g.close();
    note_raised(g);
    note_raised(empty);
    assert_trace("resumer out:raised resumer out:raised");
}

void throw_in_null_is_refused(void **)
{
    generator<int> g = count(2);

    g.next();
    try {
        g.throw_in(std::exception_ptr());
    } catch (const cgen::error &e) {
        note("%d", e.code() == GEN_EINVAL);
    }
    assert_int_equal(*g.next(), 1);
    assert_trace("1");
}

void throw_in_paused_in_c_code_unwinds_it(void **)
{
    generator<int> g([](auto &self) {
        int n = 1;
        Noisy noisy("body");
        gen_yield(self.native_handle(), &n);
    });

    g.next();
    note_raised(g);
    assert_trace("body resumer out:raised");
    assert_true(g.done());
}

/* --------------------------------- Exceptions that leave a body (crossing) */

void throw_deep(cgen::self<int> &self, int depth)
{
    Noisy noisy("deep");
    if (depth > 0)
        return throw_deep(self, depth - 1);
    self.yield(1);
    throw std::runtime_error("thrown");
}

generator<int> throws()
{
    return [](auto &self) {
        Noisy noisy("body");
        throw_deep(self, 1);
    };
}

template <class Action> void note_thrown(Action action)
{
    try {
        Noisy noisy("resumer");
        action();
        note("returned");
    } catch (const std::runtime_error &e) {
        note("out:%s", e.what());
    }
}

void crossing_next_runs_destructors_on_both_stacks(void **)
{
    generator<int> g = throws();

    g.next();
    note_thrown([&] { g.next(); });
    assert_trace("deep deep body resumer out:thrown");
    assert_true(g.done());
    assert_null(g.next());
    assert_string_equal(result_error(g), "none");
    assert_int_equal(std::uncaught_exceptions(), 0);
}

void crossing_range_lets_it_out(void **)
{
    note_thrown([] {
        for (int n : throws())
            note("%d", n);
    });
    assert_trace("1 deep deep body resumer out:thrown");
}

void crossing_begin_lets_it_out(void **)
{
    generator<int> g([](auto &) { throw std::runtime_error("at once"); });

    note_thrown([&] { note_all(g); });
    assert_trace("resumer out:at once");
    assert_true(g.done());
}

void crossing_send_lets_it_out(void **)
{
    generator<int, int> g([](auto &self) {
        if (self.yield(1) == 2)
            throw std::runtime_error("sent 2");
    });

    g.next();
    note_thrown([&] { g.send(2); });
    assert_trace("resumer out:sent 2");
}

void crossing_throw_in_uncaught_comes_back(void **)
{
    generator<int> g(between);

    g.next();
    g.next();
    note_raised(g);
    assert_trace("inner outer resumer out:raised");
    assert_true(g.done());
}

void crossing_throw_in_may_become_another(void **)
{
    generator<int> g([](auto &self) {
        try {
            self.yield(1);
        } catch (const std::runtime_error &e) {
            throw std::runtime_error(std::string("not ") + e.what());
        }
    });

    g.next();
    note_raised(g);
    assert_trace("resumer out:not raised");
}

generator<int> throws_when_closed()
{
    return [](auto &self) {
        Noisy noisy("body");
        try {
            self.yield(1);
        } catch (...) {
            throw std::runtime_error("closing");
        }
    };
}

void crossing_close_lets_it_out(void **)
{
    generator<int> g = throws_when_closed();

    g.next();
    note_thrown([&] { g.close(); });
    assert_trace("body resumer out:closing");
    assert_true(g.done());
}

void crossing_destructor_swallows_it(void **)
{
    note_thrown([] {
        generator<int> g = throws_when_closed();
        g.next();
    });
    assert_trace("body returned resumer");
    assert_int_equal(std::uncaught_exceptions(), 0);
}

void crossing_nested_passes_through_both(void **)
{
    generator<int> g([](auto &self) {
        Noisy noisy("outer");
        for (int &n : throws())
            self.yield(n);
    });

    g.next();
    note_thrown([&] { g.next(); });
    assert_trace("deep deep body outer resumer out:thrown");
}

void crossing_nested_may_be_caught_in_the_outer(void **)
{
    generator<int> g([](auto &self) {
        try {
            for (int &n : throws())
                self.yield(n);
        } catch (const std::runtime_error &e) {
            note("outer:%s", e.what());
        }
        self.yield(2);
    });

    g.next();
    assert_int_equal(*g.next(), 2);
    assert_trace("deep deep body outer:thrown");
}

void crossing_delegate_lets_it_out(void **)
{
    generator<int> g([](auto &self) {
        Noisy noisy("outer");
        self.delegate(throws());
    });

    g.next();
    note_thrown([&] { g.next(); });
    assert_trace("deep deep body outer resumer out:thrown");
}

void crossing_delegate_throw_in_goes_through(void **)
{
    generator<int> g([](auto &self) {
        Noisy outermost("outermost");
        self.delegate(generator<int>(between));
    });

    g.next();
    note_raised(g);
    assert_trace("outer outermost resumer out:raised");
}

void crossing_keeps_the_exception_object(void **)
{
    const void *inside = nullptr;
    generator<int> g([&](auto &) {
        try {
            throw std::runtime_error("same");
        } catch (const std::exception &e) {
            inside = &e;
            throw;
        }
    });

    try {
        g.next();
    } catch (const std::exception &e) {
        note("%d", inside == &e);
    }
    assert_trace("1");
}

/* ----------------------------------------------------------- Running ahead */

const gen_options three_ahead = [] {
    gen_options options = {};
    options.ahead = 3;
    return options;
}();

void ahead_copies_objects(void **)
{
    generator<std::string> g(
        [](auto &self) {
            std::string text;

            for (int i = 0; i < 8; i++) {
                text += "x";
                self.yield(text);
                self.yield(text + "y");
                self.yield(std::as_const(text));
            }
        },
        three_ahead);
    std::string expected;
    int count = 0;

    for (const std::string &text : g) {
        if (count % 3 == 0)
            expected += "x";
        assert_string_equal(text.c_str(),
                            (expected + (count % 3 == 1 ? "y" : "")).c_str());
        count++;
    }
    assert_int_equal(count, 24);
}

void ahead_takes_what_can_only_be_moved(void **)
{
    generator<Pointer> g(
        [](auto &self) {
            self.yield(std::make_unique<int>(1));

            Pointer two = std::make_unique<int>(2);

            try {
                self.yield(two);
            } catch (const cgen::error &refused) {
                note("%d", refused.code() == GEN_EINVAL);
            }
            self.yield(std::move(two));
        },
        three_ahead);

    assert_int_equal(**g.next(), 1);
    assert_trace("1");
    assert_int_equal(**g.next(), 2);
    assert_null(g.next());
}

void ahead_keeps_what_an_inner_one_yields(void **)
{
    auto letters = [](auto &self) {
        for (const char *text = "abcde"; *text != '\0'; text++)
            self.yield(std::string(1, *text));
    };
    generator<std::string> g(
        [&](auto &self) {
            self.yield(std::string("first"));
            self.delegate(generator<std::string>(letters));
            self.yield(std::string("last"));
        },
        three_ahead);

    for (const std::string &text : g)
        note("%s", text.c_str());
    assert_trace("first a b c d e last");
}

void ahead_throws_after_the_values(void **)
{
    generator<int, int> g(
        [](auto &self) {
            self.yield(1);
            self.yield(2);
            throw std::runtime_error("late");
        },
        three_ahead);

    assert_int_equal(*g.next(), 1);
    assert_false(g.done());
    try {
        g.send(5);
        note("sent");
    } catch (const cgen::error &refused) {
        note("%d", refused.code() == GEN_EAHEAD);
    }
    assert_int_equal(*g.next(), 2);
    try {
        g.next();
    } catch (const std::runtime_error &late) {
        note("%s", late.what());
    }
    assert_trace("1 late");
    assert_true(g.done());
    assert_null(g.next());
}

void ahead_forgets_an_exception_that_was_not_reached(void **)
{
    auto throws = [](auto &self) {
        self.yield(1);
        self.yield(2);
        throw std::runtime_error("late");
    };
    generator<int> closed(throws, three_ahead);
    generator<int> destroyed(throws, three_ahead);

    closed.next();
    destroyed.next();
    closed.close();
    assert_null(closed.next());
    destroyed = generator<int>();
    assert_int_equal(std::uncaught_exceptions(), 0);
}

void ahead_in_place(void **)
{
    auto squares = [](gen_t *self, void *) -> void * {
        for (std::intptr_t n = 1; n <= 5; n++)
            gen_yield_ahead(self, reinterpret_cast<void *>(n * n));
        return nullptr;
    };
    gen_t *g = gen_create_with(squares, nullptr, &three_ahead);
    std::intptr_t sum = 0;

    for (gen_result next = gen_next_ahead(g); !next.done;
         next = gen_next_ahead(g))
        sum += reinterpret_cast<std::intptr_t>(next.value);
    assert_int_equal(sum, 55);
    gen_destroy(g);
}

void ahead_of_what_has_no_place_is_refused(void **)
{
    generator<Noisy> g(
        [](auto &self) {
            try {
                self.yield(Noisy("temporary"));
            } catch (const cgen::error &refused) {
                note("%d", refused.code() == GEN_EINVAL);
            }
        },
        three_ahead);

    assert_null(g.next());
    assert_trace("temporary 1");
}

} // namespace

int main()
{
    const struct CMUnitTest tests[] = {
        TEST(range_start_gives_every_value),
        TEST(range_start_empty_body_gives_none),
        TEST(range_done_is_empty),
        TEST(range_suspended_goes_on),
        TEST(range_break_of_a_temporary_closes),
        TEST(range_break_leaves_suspended_until_destroyed),
        TEST(range_left_by_an_exception_closes),
        TEST(iterator_outlives_a_move),
        TEST(iterator_arrow_reaches_members),
#if __cplusplus >= 202002L
        TEST(range_works_with_algorithms),
#endif
        TEST(next_points_to_each_value_then_null),
        TEST(next_start_runs_nothing_before),
        TEST(yield_lvalue_aliases_the_bodys_variable),
        TEST(yield_object_is_not_copied),
        TEST(yield_rvalue_lives_until_resumed),
        TEST(yield_converts_and_copies_where_it_must),
        TEST(yield_const_copies_nothing),
        TEST(yield_reference_types),
        TEST(yield_base_of_a_derived_object),
        TEST(yield_move_only_values_can_be_taken),
        TEST(create_from_functions_and_functors),
        TEST(create_keeps_move_only_captures),
        TEST(create_outlives_the_original_callable),
        TEST(destroy_start_runs_only_the_captures_destructors),
        TEST(create_keeps_alignment),
        TEST(create_with_options_passes_them_on),
        TEST(create_unknown_engine_throws_and_leaks_nothing),
        TEST(create_unknown_engine_names_it),
        TEST(create_without_memory_throws_bad_alloc),
        TEST(create_null_function_throws),
        TEST(create_throws_what_copying_the_callable_throws),
        TEST(move_leaves_a_finished_one),
        TEST(move_assignment_closes_the_old),
        TEST(move_to_itself_changes_nothing),
        TEST(swap_exchanges),
        TEST(vector_of_generators_moves_them),
        TEST(send_suspended_gives_it_to_the_yield),
        TEST(send_move_only),
        TEST(send_reference_aliases_the_resumers),
        TEST(range_of_one_that_receives_sends_nothing),
        TEST(result_done_is_what_the_body_returned),
        TEST(result_closed_or_empty_has_none),
        TEST(result_move_only_and_reference),
        TEST(result_void_checks),
        TEST(close_suspended_runs_destructors),
        TEST(close_start_runs_nothing),
        TEST(close_passes_a_catch_that_throws_on),
        TEST(close_yield_in_a_destructor_returns_at_once),
        TEST(destroy_inside_a_body_closes_the_inner),
        TEST(yield_from_recursion),
        TEST(range_inside_a_body),
        TEST(yield_of_another_generators_handle_is_refused),
        TEST(next_running_is_refused),
        TEST(next_c_code_below_may_yield),
        TEST(next_c_code_below_may_raise),
        TEST(native_handle_c_code_may_iterate),
        TEST(delegate_passes_values_and_the_result),
        TEST(delegate_passes_exceptions_in),
        TEST(delegate_closed_closes_the_inner),
        TEST(delegate_a_finished_one_yields_nothing),
        TEST(body_catches_its_own),
        TEST(throw_in_suspended_appears_at_the_yield),
        TEST(throw_in_takes_an_exception_pointer),
        TEST(throw_in_start_comes_out_and_finishes),
        TEST(throw_in_done_or_empty_comes_out),
        TEST(throw_in_null_is_refused),
        TEST(throw_in_paused_in_c_code_unwinds_it),
        TEST(crossing_next_runs_destructors_on_both_stacks),
        TEST(crossing_range_lets_it_out),
        TEST(crossing_begin_lets_it_out),
        TEST(crossing_send_lets_it_out),
        TEST(crossing_throw_in_uncaught_comes_back),
        TEST(crossing_throw_in_may_become_another),
        TEST(crossing_close_lets_it_out),
        TEST(ahead_copies_objects),
        TEST(ahead_takes_what_can_only_be_moved),
        TEST(ahead_keeps_what_an_inner_one_yields),
        TEST(ahead_throws_after_the_values),
        TEST(ahead_forgets_an_exception_that_was_not_reached),
        TEST(ahead_in_place),
        TEST(ahead_of_what_has_no_place_is_refused),
        TEST(crossing_destructor_swallows_it),
        TEST(crossing_nested_passes_through_both),
        TEST(crossing_nested_may_be_caught_in_the_outer),
        TEST(crossing_delegate_lets_it_out),
        TEST(crossing_delegate_throw_in_goes_through),
        TEST(crossing_keeps_the_exception_object),
    };

    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
