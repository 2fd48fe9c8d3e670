/*
 * cgen.hpp: cgen's generators in C++
 *
 *     cgen::generator<int> count(int limit)
 *     {
 *         return [limit](auto &self) {
 *             for (int i = 0; i < limit; i++)
 *                 self.yield(i);
 *         };
 *     }
 *
 *     for (int &n : count(3))
 *         std::cout << n << '\n';
 *
 * A generator is made from a callable, its body, which gets a handle to yield
 * by. It may yield from any depth of calls: pass the handle down. This header
 * stands on the public interface of cgen.h alone and adds no library; what is
 * said there about stacks, threads and unwinding holds here. It needs C++17
 * and exceptions, not RTTI.
 *
 *     cgen::generator<T, Sent, Ret>   owns one: range-for, next, send,
 * throw_in, close, done, result cgen::self<T, Sent>             in its body:
 * yield, delegate cgen::error                     a misuse, or what C code
 * raised
 *
 * T says what a yield takes and a resumer gets, always by reference:
 *
 *     X          X &        an X that is yielded is not copied: the resumer
 *                           sees, and may change or move from, the body's
 *                           own. Only a const X is copied
 *     const X    const X &  nothing is copied
 *     X &        X &        nothing is copied; takes no temporaries
 *     X &&       X &&       takes only what may be moved from
 *
 * The reference is good until the generator is next resumed or destroyed.
 *
 * Sent is what send() hands to the yield that it resumes, Ret what the body
 * returns; both may be void, references or move-only.
 *
 * Exceptions. One that the body does not catch leaves it for whoever resumed
 * it: next, send, throw_in, close or the range-for; the generator is finished
 * then. One that is on its way through the body of another does the same
 * there. throw_in() goes the other way, into the body. The destructor reports
 * nothing: call close() first to see what cleanup throws.
 *
 * Closing a paused body unwinds its frames, so its destructors run. To the body
 * that looks like an exception which only catch (...) sees, and which must be
 * thrown on. So yield where an exception may pass: not in a destructor or a
 * noexcept function. A yield in a body that is being closed hands out nothing
 * and returns at once, as if by next().
 *
 * Running ahead (gen_options.ahead). An X is copied, or moved where it is a
 * temporary, to a place that it keeps until it has been taken and the generator
 * is resumed again; the resumer gets a reference to that. Nothing else is
 * copied: const X, X & and X && refer to what must live as long. ahead_size is
 * for C. send() throws error GEN_EAHEAD, and what leaves the body comes out of
 * the resumption that would have met it.
 *
 * Threads. A generator may move between threads, and is used by one at a time.
 * Everything here is since 0.1.
 */
#ifndef CGEN_HPP
#define CGEN_HPP

#if __cplusplus < 201703L
#error "cgen.hpp needs C++17: compile with -std=c++17 or later"
#endif
#ifndef __cpp_exceptions
#error "cgen.hpp needs exceptions: compile without -fno-exceptions"
#endif

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <exception>
#include <functional>
#include <iterator>
#include <memory>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <type_traits>
#include <utility>

#include <cgen.h>

namespace cgen
{

template <class T, class Sent = void, class Ret = void> class generator;

/**
 * What is not the body's own exception: a misuse, which changed nothing, or
 * GEN_THROWN if C code below the body called gen_raise.
 */
class GEN_API error : public std::runtime_error
{
  public:
    explicit error(int code, void *value = nullptr)
        : std::runtime_error(gen_strerror(code)), code_(code), value_(value)
    {
    }

    /** GEN_THROWN, GEN_EBUSY (resumed while it runs), GEN_EPERM (a yield for
     *  a generator that is not the one running) or GEN_EINVAL. */
    int code() const noexcept
    {
        return code_;
    }

    /** What gen_raise was given, for GEN_THROWN. */
    void *value() const noexcept
    {
        return value_;
    }

  private:
    int code_;
    void *value_;
};

/* Not for use by itself. */
namespace detail
{

/* What a yield returns. */
template <class Sent>
using received = std::conditional_t<
    std::is_void_v<Sent>, void,
    std::conditional_t<std::is_reference_v<Sent>,
                       std::remove_reference_t<Sent> *, std::optional<Sent>>>;

/* What a body's return value is kept as. */
template <class Ret>
using kept =
    std::conditional_t<std::is_void_v<Ret>, bool,
                       std::conditional_t<std::is_reference_v<Ret>,
                                          std::remove_reference_t<Ret> *, Ret>>;

/* T, where it is not to be deduced from a function's argument. */
template <class T> struct identity {
    using type = T;
};
template <class T> using same = typename identity<T>::type;

template <class T> void *address(T &object) noexcept
{
    return const_cast<void *>(
        static_cast<const volatile void *>(std::addressof(object)));
}

/* A resumption's result as a pointer to what was yielded, or null. */
inline void *settle(gen_result out)
{
    if (!out.done)
        return out.value;
    if (out.error != 0)
        throw error(out.error, out.value);
    return nullptr;
}

/* An exception travels into a body as a pointer to its resumer's pointer. */
[[noreturn]] inline void rethrow(void *thrown)
{
    std::rethrow_exception(
        std::move(*static_cast<std::exception_ptr *>(thrown)));
}

/* gen_throw, for an exception that may come back without having been thrown:
 * not begun, finished, or paused in a gen_yield of C code. */
inline gen_result throw_into(gen_t *g, void *thrown)
{
    const gen_result out = gen_throw(g, thrown);

    if (out.error == GEN_THROWN && out.value == thrown)
        rethrow(thrown);
    return out;
}

/* Where what is yielded stays while a generator runs ahead: a place for each
 * value that it may store. Each function returns where that is. References and
 * constants stay where they are; what cannot be moved has no place. */
template <class T, class = void> class places
{
  public:
    explicit places(std::size_t count) noexcept : count_(count)
    {
    }

    template <class Value> Value &put(Value &value)
    {
        return stay(value);
    }
    template <class Value> Value &put_moved(Value &value)
    {
        return stay(value);
    }
    template <class Value> Value &put_yielded(Value &value)
    {
        return stay(value);
    }

  private:
    template <class Value> Value &stay(Value &value)
    {
        if (count_ != 0 && !std::is_reference_v<T> && !std::is_const_v<T>)
            throw error(GEN_EINVAL);
        return value;
    }

    std::size_t count_;
};

template <class T>
class places<T,
             std::enable_if_t<!std::is_reference_v<T> && !std::is_const_v<T> &&
                              std::is_move_constructible_v<T>>>
{
  public:
    explicit places(std::size_t count)
        : all_(count != 0 ? new std::optional<T>[count] : nullptr),
          count_(count)
    {
    }

    /* An object that stays with whoever has it. */
    T &put(T &value)
    {
        if constexpr (std::is_copy_constructible_v<T>)
            return count_ != 0 ? next().emplace(std::as_const(value)) : value;
        if (count_ != 0)
            throw error(GEN_EINVAL);
        return value;
    }

    T &put_moved(T &value)
    {
        return count_ != 0 ? next().emplace(std::move(value)) : value;
    }

    /* What an inner generator has yielded, which its resumer may move from. */
    T &put_yielded(T &value)
    {
        if constexpr (std::is_copy_constructible_v<T>)
            return put(value);
        else
            return put_moved(value);
    }

  private:
    std::optional<T> &next() noexcept
    {
        std::size_t place = next_;

        next_ = (next_ + 1) % count_;
        return all_[place];
    }

    std::unique_ptr<std::optional<T>[]> all_;
    std::size_t count_;
    std::size_t next_ = 0;
};

/* What lives as long as a generator and does not move with it. */
template <class Ret> struct state {
    gen_t *handle = nullptr;
    std::optional<kept<Ret>> result;

    state() = default;
    state(const state &) = delete;
    state &operator=(const state &) = delete;
    virtual ~state() = default;
};

/* Ends one. One that is running stays, and is lost to its owner. */
struct closer {
    template <class Ret> void operator()(state<Ret> *owned) const noexcept
    {
        if (gen_destroy(owned->handle) != GEN_EBUSY)
            delete owned;
    }
};

} // namespace detail

/**
 * A running body's handle to its generator; made by generator, which calls the
 * body with a reference to it. Alive until the body ends; for the body and
 * what it calls, not for another generator's.
 */
template <class T, class Sent = void> class self
{
    static_assert(!std::is_void_v<T>, "a generator yields something");

    /* A T that can be yielded as a temporary, and copied to be. */
    template <class U>
    using if_plain =
        std::enable_if_t<!std::is_reference_v<U> && !std::is_const_v<U>, int>;

  public:
    /** What the resumer gets. */
    using reference = std::conditional_t<std::is_reference_v<T>, T, T &>;

    /**
     * What yield returns: nothing if Sent is void; else what send() was given,
     * or nothing if next() or a loop resumed: a std::optional<Sent>, or, where
     * Sent is a reference, a pointer.
     */
    using received = detail::received<Sent>;

    self(gen_t *handle, detail::places<T> &places) noexcept
        : handle_(handle), places_(places)
    {
    }
    self(const self &) = delete;
    self &operator=(const self &) = delete;

    /**
     * Suspends the body; its resumer gets a reference to value, which stays
     * where it is, a temporary too, until the body goes on. (yield value)
     *
     * Returns what was sent. Throws what throw_in() was given; is unwound when
     * the generator is closed; throws error GEN_EPERM where another generator,
     * or none, is running; error GEN_EINVAL where the generator runs ahead and
     * the value would have to be copied and cannot be: move it.
     */
    received yield(reference value)
    {
        return hand_over(places_.put(value));
    }
    template <class U = T, if_plain<U> = 0>
    received yield(detail::same<U> &&value)
    {
        return hand_over(places_.put_moved(value));
    }
    template <class U = T, if_plain<U> = 0>
    received yield(const detail::same<U> &value)
    {
        T copy(value);

        return hand_over(places_.put_moved(copy));
    }

    /**
     * Yields all that inner yields, hands on to it what is sent and thrown in
     * here, and closes it when this generator is closed. (yield*)
     * Returns what inner's body returns or has returned. Throws what it throws,
     * and std::logic_error if Ret is not void and there is no result, since
     * inner was finished otherwise.
     */
    template <class Ret> Ret delegate(generator<T, Sent, Ret> inner)
    {
        gen_t *g = inner.native_handle();

        if (g != nullptr)
            detail::settle(pass_on(g));
        if constexpr (!std::is_void_v<Ret>)
            return std::move(inner).result();
    }

    /** The generator in C, for gen_defer and its like. */
    gen_t *native_handle() const noexcept
    {
        return handle_;
    }

  private:
    template <class Value> received hand_over(Value &value)
    {
        return receive(suspend(detail::address(value)));
    }

    /* What inner has yielded, where it stays for as long as is needed. */
    void *keep(void *yielded)
    {
        auto &value = *static_cast<std::remove_reference_t<T> *>(yielded);

        return detail::address(places_.put_yielded(value));
    }

    gen_resumed suspend(void *value)
    {
        if (closing_)
            return {nullptr, GEN_NEXT};
        return gen_yield_catch(handle_, value);
    }

    /* All that a resumption can ask for but to go on. */
    [[noreturn]] void obey(gen_resumed in)
    {
        if (in.signal == GEN_THROW)
            detail::rethrow(in.value);
        if (in.signal != GEN_RETURN)
            throw error(in.signal);
        closing_ = true;
        gen_exit(handle_, nullptr);
    }

    received receive(gen_resumed in)
    {
        if (in.signal != GEN_NEXT)
            obey(in);
        if constexpr (std::is_reference_v<Sent>)
            return static_cast<received>(in.value);
        else if constexpr (!std::is_void_v<Sent>)
            return in.value == nullptr
                       ? received()
                       : received(std::move(*static_cast<Sent *>(in.value)));
    }

    gen_result pass_on(gen_t *inner)
    {
        gen_result out = gen_next(inner);

        while (!out.done)
            out = pass_in(inner, suspend(keep(out.value)));
        return out;
    }

    gen_result pass_in(gen_t *inner, gen_resumed in)
    {
        if (in.signal == GEN_NEXT)
            return gen_send(inner, in.value);
        if (in.signal == GEN_THROW)
            return detail::throw_into(inner, in.value);
        if (in.signal == GEN_RETURN)
            detail::settle(gen_return(inner, nullptr));
        obey(in);
    }

    gen_t *handle_;
    detail::places<T> &places_;
    bool closing_ = false;
};

namespace detail
{

/* True for a lambda or function object, whatever it takes; what has parameters
 * of type auto is asked with Self for them. */
template <class Fn, class = void> struct has_plain_call : std::false_type {
};
template <class Fn>
struct has_plain_call<Fn, decltype(void(&Fn::operator()))> : std::true_type {
};
template <class Fn, class Self, class = void>
struct has_call : has_plain_call<Fn> {
};
template <class Fn, class Self>
struct has_call<Fn, Self, decltype(void(&Fn::template operator()<Self>))>
    : std::true_type {
};

/* A state with its body, and the gen_fn that runs it. */
template <class Fn, class T, class Sent, class Ret> struct body : state<Ret> {
    Fn fn;
    places<T> kept;

    template <class F>
    body(F &&source, std::size_t ahead)
        : fn(std::forward<F>(source)), kept(ahead)
    {
    }

    void operator()(self<T, Sent> &yielder)
    {
        if constexpr (std::is_void_v<Ret>) {
            std::invoke(fn, yielder);
            this->result.emplace(true);
        } else if constexpr (std::is_reference_v<Ret>) {
            Ret returned = std::invoke(fn, yielder);
            this->result.emplace(std::addressof(returned));
        } else {
            this->result.emplace(std::invoke(fn, yielder));
        }
    }

    static void *run(gen_t *g, void *arg)
    {
        body &own = *static_cast<body *>(arg);
        self<T, Sent> handle(g, own.kept);

        own(handle);
        return nullptr;
    }

    gen_fn *entry() const noexcept
    {
        if constexpr (std::is_pointer_v<Fn> || std::is_member_pointer_v<Fn>)
            return fn == nullptr ? nullptr : run;
        else
            return run;
    }

    /* Which is the one of the options, or of the environment. */
    static std::string no_engine(const gen_options &options)
    {
        const char *name = options.engine;

        if (name == nullptr)
            name = std::getenv("CGEN_ENGINE");
        return std::string("gen_create: no engine \"") +
               (name != nullptr ? name : "") + '"';
    }

    [[noreturn]] static void fail(int code, const gen_options &options)
    {
        if (code == ENOMEM)
            throw std::bad_alloc();
        throw std::system_error(code, std::generic_category(),
                                code == ENOTSUP ? no_engine(options)
                                                : "gen_create");
    }

    void create(const gen_options &options)
    {
        this->handle = gen_create_with(entry(), this, &options);
        if (this->handle == nullptr)
            fail(errno, options);
    }
};

} // namespace detail

/**
 * A generator that this object owns. Moves, does not copy. One that was moved
 * from or default-constructed is like a finished one without a result.
 */
template <class T, class Sent, class Ret> class generator
{
    template <class F>
    using if_body = std::enable_if_t<
        !std::is_same_v<std::decay_t<F>, generator> &&
        std::is_invocable_r_v<Ret, std::decay_t<F> &, cgen::self<T, Sent> &>>;

    /* What is callable, but not so. */
    template <class F>
    using if_no_body = std::enable_if_t<
        !std::is_same_v<std::decay_t<F>, generator> &&
            !std::is_invocable_r_v<Ret, std::decay_t<F> &,
                                   cgen::self<T, Sent> &> &&
            detail::has_call<std::decay_t<F>, cgen::self<T, Sent>>::value,
        int>;

  public:
    class iterator;

    /** The end of the range. */
    struct sentinel {
    };

    /** The handle that the body gets. */
    using self = cgen::self<T, Sent>;
    using value_type = std::remove_cv_t<std::remove_reference_t<T>>;
    using reference = typename self::reference;
    using pointer = std::remove_reference_t<T> *;

    generator() noexcept = default;

    /**
     * Makes one that will run fn(self &), and runs none of it. fn is a lambda,
     * a function, any function object; it is copied or moved to where it stays
     * for as long as the generator lives, so what it captures lives as long.
     * Its return value becomes result().
     *
     * Beyond what gen_create takes, this allocates once, and once more to run
     * ahead. Throws std::bad_alloc,
     * std::system_error with the errno of gen_create_with (EINVAL: fn is a null
     * pointer, or the options are wrong; ENOTSUP: no such engine, which what()
     * names), or what the copying of fn throws.
     */
    template <class F, class = if_body<F>>
    generator(F &&fn, const gen_options &options = {})
    {
        using body = detail::body<std::decay_t<F>, T, Sent, Ret>;
        std::unique_ptr<body> made(
            new body(std::forward<F>(fn), options.ahead));

        made->create(options);
        state_.reset(made.release());
    }

    /** Not for use: says what is wrong with a body. */
    template <class F, if_no_body<F> = 0>
    generator(F &&, const gen_options & = {})
    {
        static_assert(
            !std::is_same_v<F, F>,
            "a body takes its handle by reference, as in "
            "[](auto &self) { ... }, and returns the generator's Ret");
    }

    /**
     * Closes the generator if it is paused, and frees it; exceptions of that
     * cleanup are dropped. One that is running is not freed, and leaks, so
     * that a body which destroys its own generator can go on.
     */
    ~generator() = default;

    generator(generator &&) noexcept = default;
    generator &operator=(generator &&) noexcept = default;

    void swap(generator &other) noexcept
    {
        state_.swap(other.state_);
    }
    friend void swap(generator &a, generator &b) noexcept
    {
        a.swap(b);
    }

    /**
     * Resumes the body up to its next yield. (generator.next())
     *
     * Returns a pointer to what was yielded, good until the next resumption,
     * or null: the body has ended. Throws what the body throws, error GEN_EBUSY
     * while it runs; so do all that resume.
     */
    pointer next()
    {
        return resume(native_handle());
    }

    /**
     * The same; the paused yield returns value. (generator.next(value))
     * A value that starts the body is dropped: no yield waits for it.
     */
    template <class S = Sent> pointer send(detail::same<S> value)
    {
        if (state_ == nullptr)
            return nullptr;
        return settle(gen_send(state_->handle, detail::address(value)));
    }

    /**
     * Throws an exception from the paused yield. (generator.throw(error))
     *
     * If the body catches it this returns as next() does. If not, or if the
     * body has not begun or has ended, it comes out of here and the generator
     * is finished. A null pointer is refused with error GEN_EINVAL.
     */
    pointer throw_in(std::exception_ptr exception)
    {
        if (exception == nullptr)
            throw error(GEN_EINVAL);
        if (state_ == nullptr)
            detail::rethrow(&exception);
        return settle(detail::throw_into(state_->handle, &exception));
    }
    template <class E, class = std::enable_if_t<
                           !std::is_convertible_v<E &&, std::exception_ptr>>>
    pointer throw_in(E &&exception)
    {
        return throw_in(std::make_exception_ptr(std::forward<E>(exception)));
    }

    /**
     * Finishes the generator: unwinds the paused body. (generator.return())
     * No code runs if it has not begun or has ended. What cleanup throws comes
     * out of here; the generator is finished then too.
     */
    void close()
    {
        if (state_ != nullptr)
            detail::settle(gen_return(state_->handle, nullptr));
    }

    /** The body has ended, or there is none. One that is paused at its last
     *  yield does not know yet. */
    bool done() const noexcept
    {
        return gen_state(native_handle()) == GEN_DONE;
    }

    /**
     * What the body returned; it stays here, and may be moved from. If Ret is
     * void this only checks. Throws std::logic_error if the body has not
     * returned: it goes on, has thrown or was closed.
     */
    std::add_lvalue_reference_t<Ret> result() &
    {
        if (state_ == nullptr || !state_->result)
            throw std::logic_error("the generator's body has not returned");
        if constexpr (std::is_reference_v<Ret>)
            return **state_->result;
        else if constexpr (!std::is_void_v<Ret>)
            return *state_->result;
    }
    Ret result() &&
    {
        if constexpr (std::is_void_v<Ret>)
            result();
        else
            return static_cast<Ret &&>(result());
    }

    /**
     * An input range: each begin() resumes and gives the rest, so a loop that
     * was left may be taken up by another. Leaving a loop closes nothing; the
     * destructor does. An iterator may be used while its generator lives, also
     * after that has moved; all that were made stand at the last value.
     */
    iterator begin()
    {
        return iterator(native_handle());
    }
    sentinel end() const noexcept
    {
        return {};
    }

    /**
     * The generator in C, or NULL; still owned by this object. For looking at
     * it (gen_name, gen_stack_used), and for C code that resumes it with
     * gen_next, which gives pointers to T, or gen_return. Its values and errors
     * are this header's affair, so no gen_send, gen_throw or gen_destroy.
     */
    gen_t *native_handle() const noexcept
    {
        return state_ == nullptr ? nullptr : state_->handle;
    }

  private:
    static pointer settle(gen_result out)
    {
        return static_cast<pointer>(detail::settle(out));
    }

    static pointer resume(gen_t *g)
    {
        return g == nullptr ? nullptr : settle(gen_next(g));
    }

    std::unique_ptr<detail::state<Ret>, detail::closer> state_;
};

template <class T, class Sent, class Ret>
class generator<T, Sent, Ret>::iterator
{
  public:
    using iterator_category = std::input_iterator_tag;
    using difference_type = std::ptrdiff_t;
    using value_type = generator::value_type;
    using reference = generator::reference;
    using pointer = generator::pointer;

    iterator() noexcept = default;

    reference operator*() const noexcept
    {
        return static_cast<reference>(*value_);
    }
    pointer operator->() const noexcept
    {
        return value_;
    }

    iterator &operator++()
    {
        value_ = resume(handle_);
        return *this;
    }
    void operator++(int)
    {
        ++*this;
    }

    friend bool operator==(const iterator &at, sentinel) noexcept
    {
        return at.value_ == nullptr;
    }
    friend bool operator!=(const iterator &at, sentinel) noexcept
    {
        return at.value_ != nullptr;
    }
    friend bool operator==(sentinel, const iterator &at) noexcept
    {
        return at.value_ == nullptr;
    }
    friend bool operator!=(sentinel, const iterator &at) noexcept
    {
        return at.value_ != nullptr;
    }

  private:
    friend class generator;

    explicit iterator(gen_t *handle) : handle_(handle), value_(resume(handle))
    {
    }

    gen_t *handle_ = nullptr;
    pointer value_ = nullptr;
};

} // namespace cgen

#endif
