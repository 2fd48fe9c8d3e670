// Boost.Coroutine2: a pull_type is a generator. Making one runs it to its first
// value; destroying one that is suspended unwinds it by an exception. So it
// does one that has ended: that is suspended in what Boost runs behind its end.
//
// Stacks are as in boost_context.cpp.
#include "bench.h"
#include "peers/boost.h"

#include <benchmark/benchmark.h>
#include <boost/coroutine2/coroutine.hpp>
#include <boost/coroutine2/pooled_fixedsize_stack.hpp>

#include "opaque.h"

using boost::coroutines2::pooled_fixedsize_stack;
using Numbers = boost::coroutines2::coroutine<long>;
using Nodes = boost::coroutines2::coroutine<const tree *>;

static std::string name()
{
    return "Boost.Coroutine2 " + boost_version();
}

static void round_trip(benchmark::State &state)
{
    Numbers::pull_type count([](Numbers::push_type &yield) {
        for (long i = 0;; i++)
            yield(i);
    });
    for (auto _ : state) {
        count();
        benchmark::DoNotOptimize(count.get());
    }
    state.SetLabel(name());
}

static void life(benchmark::State &state)
{
    pooled_fixedsize_stack stacks;
    for (auto _ : state) {
        Numbers::pull_type once(stacks,
                                [](Numbers::push_type &yield) { yield(1); });
        benchmark::DoNotOptimize(once.get());
        once();
        benchmark::DoNotOptimize(static_cast<bool>(once));
    }
    state.SetLabel(name() + ", pooled stack");
}

static void destroy(benchmark::State &state)
{
    pooled_fixedsize_stack stacks;
    long cleaned = 0;
    for (auto _ : state) {
        Numbers::pull_type once(stacks, [&](Numbers::push_type &yield) {
            Cleanup cleanup(cleaned);
            yield(1);
        });
        benchmark::DoNotOptimize(once.get());
    }
    expect_cleaned(state, cleaned);
    state.SetLabel(name() + ", destructor, pooled stack");
}

static void walk(Nodes::push_type &yield, const tree *root)
{
    if (root == nullptr)
        return;
    walk(yield, root->left);
    yield(root);
    walk(yield, root->right);
}

static void tree_walk(benchmark::State &state)
{
    pooled_fixedsize_stack stacks;
    const tree *root = shared_tree();
    for (auto _ : state) {
        long sum = 0;
        Nodes::pull_type nodes(
            stacks, [root](Nodes::push_type &yield) { walk(yield, root); });
        for (const tree *node : nodes)
            sum += node->key;
        benchmark::DoNotOptimize(sum);
    }
    state.SetItemsProcessed(state.iterations() * SHARED_TREE_NODES);
    state.SetLabel(name() + ", pooled stack");
}

void register_boost_coroutine2()
{
    benchmark::AddCustomContext("boost_coroutine2", boost_version());
    add("round_trip/boost_coroutine2", round_trip);
    add("lifecycle/boost_coroutine2", life);
    add("destroy/boost_coroutine2", destroy);
    add("tree_walk/boost_coroutine2", tree_walk)->Unit(benchmark::kMicrosecond);
}
