// Boost.Context: fibers, which resume one another. They carry no values, so
// those are left in a variable that both sides know.
//
// Stacks are Boost's default, unless one is made in each iteration: then they
// come from its pool.
#include "bench.h"
#include "peers/boost.h"

#include <benchmark/benchmark.h>
#include <boost/context/fiber.hpp>
#include <boost/context/pooled_fixedsize_stack.hpp>

using boost::context::fiber;
using boost::context::pooled_fixedsize_stack;

static std::string name()
{
    return "Boost.Context " + boost_version();
}

static void round_trip(benchmark::State &state)
{
    long value = 0;
    fiber count([&value](fiber &&loop) -> fiber {
        for (;; value++)
            loop = std::move(loop).resume();
    });
    for (auto _ : state) {
        count = std::move(count).resume();
        benchmark::DoNotOptimize(value);
    }
    state.SetLabel(name());
}

static void life(benchmark::State &state)
{
    pooled_fixedsize_stack stacks;
    long value = 0;
    for (auto _ : state) {
        fiber once(std::allocator_arg, stacks, [&value](fiber &&loop) {
            value = 1;
            return std::move(loop).resume();
        });
        once = std::move(once).resume();
        benchmark::DoNotOptimize(value);
        once = std::move(once).resume();
        benchmark::DoNotOptimize(static_cast<bool>(once));
    }
    state.SetLabel(name() + ", pooled stack");
}

// Its destructor unwinds a fiber that is suspended, by an exception.
static void destroy(benchmark::State &state)
{
    pooled_fixedsize_stack stacks;
    long cleaned = 0;
    for (auto _ : state) {
        fiber once(std::allocator_arg, stacks, [&cleaned](fiber &&loop) {
            Cleanup cleanup(cleaned);
            return std::move(loop).resume();
        });
        once = std::move(once).resume();
    }
    expect_cleaned(state, cleaned);
    state.SetLabel(name() + ", destructor, pooled stack");
}

void register_boost_context()
{
    benchmark::AddCustomContext("boost_context", boost_version());
    add("round_trip/boost_context", round_trip);
    add("lifecycle/boost_context", life);
    add("destroy/boost_context", destroy);
}
