// Generators made of C++20 coroutines, for both C++20 peers.
//
// A coroutine suspends only itself, not what calls it, so a walk of a tree is a
// generator in a generator, and each element passes through all of them.
#ifndef CGEN_BENCH_CXX20_H
#define CGEN_BENCH_CXX20_H

#include <coroutine>
#include <exception>
#include <utility>

#include "bench.h"
#include "opaque.h"

// What the standard library calls a generator from C++23 on, at its least.
template <class T> class Sequence
{
  public:
    struct promise_type {
        T value{};

        Sequence get_return_object()
        {
            return Sequence(Handle::from_promise(*this));
        }
        std::suspend_always initial_suspend() noexcept
        {
            return {};
        }
        std::suspend_always final_suspend() noexcept
        {
            return {};
        }
        std::suspend_always yield_value(T next) noexcept
        {
            value = next;
            return {};
        }
        void return_void() noexcept
        {
        }
        void unhandled_exception()
        {
            std::terminate();
        }
    };

    Sequence(Sequence &&other) noexcept
        : handle_(std::exchange(other.handle_, nullptr))
    {
    }
    Sequence &operator=(Sequence &&) = delete;
    ~Sequence()
    {
        if (handle_)
            handle_.destroy();
    }

    // False at the end; else value has the next one.
    bool next()
    {
        handle_.resume();
        return !handle_.done();
    }
    T value() const
    {
        return handle_.promise().value;
    }

  private:
    using Handle = std::coroutine_handle<promise_type>;

    explicit Sequence(Handle handle) : handle_(handle)
    {
    }

    Handle handle_;
};

inline Sequence<long> visible_count()
{
    for (long i = 0;; i++)
        co_yield i;
}

inline Sequence<long> visible_once()
{
    co_yield 1;
}

inline Sequence<long> visible_cleaning(long &cleaned)
{
    Cleanup cleanup(cleaned);
    co_yield 1;
}

inline Sequence<const tree *> visible_walk(const tree *root)
{
    if (root == nullptr)
        co_return;
    for (auto left = visible_walk(root->left); left.next();)
        co_yield left.value();
    co_yield root;
    for (auto right = visible_walk(root->right); right.next();)
        co_yield right.value();
}

// cxx20_opaque.cpp: the same, made where the loop's compiler cannot look.
Sequence<long> opaque_count();
Sequence<long> opaque_once();
Sequence<long> opaque_cleaning(long &cleaned);
Sequence<const tree *> opaque_walk(const tree *root);

#endif
