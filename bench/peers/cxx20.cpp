// C++20 coroutines, twice: made in another translation unit, and visible to
// the compiler, which may then inline them into the loop. It is its affair
// whether it does.
//
// Their frames are from operator new.
#include "peers/cxx20.h"

#include <benchmark/benchmark.h>

static std::string name(const std::string &kind)
{
    return "C++20 coroutine, " BENCH_COMPILER ", " + kind;
}

template <Sequence<long> (*make)()>
static void round_trip(benchmark::State &state, const std::string &kind)
{
    Sequence<long> count = make();
    for (auto _ : state) {
        count.next();
        benchmark::DoNotOptimize(count.value());
    }
    state.SetLabel(name(kind));
}

template <Sequence<long> (*make)()>
static void life(benchmark::State &state, const std::string &kind)
{
    for (auto _ : state) {
        Sequence<long> once = make();
        once.next();
        benchmark::DoNotOptimize(once.value());
        benchmark::DoNotOptimize(once.next());
    }
    state.SetLabel(name(kind));
}

template <Sequence<long> (*make)(long &)>
static void destroy(benchmark::State &state, const std::string &kind)
{
    long cleaned = 0;
    for (auto _ : state) {
        Sequence<long> once = make(cleaned);
        once.next();
        benchmark::DoNotOptimize(once.value());
    }
    expect_cleaned(state, cleaned);
    state.SetLabel(name(kind) + ", destructor");
}

template <Sequence<const tree *> (*make)(const tree *)>
static void tree_walk(benchmark::State &state, const std::string &kind)
{
    const tree *root = shared_tree();
    for (auto _ : state) {
        long sum = 0;
        for (Sequence<const tree *> nodes = make(root); nodes.next();)
            sum += nodes.value()->key;
        benchmark::DoNotOptimize(sum);
    }
    state.SetItemsProcessed(state.iterations() * SHARED_TREE_NODES);
    state.SetLabel(name(kind) + ", nested");
}

void register_cxx20()
{
    benchmark::AddCustomContext("cxx20", BENCH_COMPILER);
    add_briefly("round_trip/cxx20_visible", round_trip<visible_count>,
                "visible");
    add_briefly("round_trip/cxx20_opaque", round_trip<opaque_count>, "opaque");
    add_briefly("lifecycle/cxx20_visible", life<visible_once>, "visible");
    add_briefly("lifecycle/cxx20_opaque", life<opaque_once>, "opaque");
    add_briefly("destroy/cxx20_visible", destroy<visible_cleaning>, "visible");
    add_briefly("destroy/cxx20_opaque", destroy<opaque_cleaning>, "opaque");
    add_briefly("tree_walk/cxx20_opaque", tree_walk<opaque_walk>, "opaque")
        ->Unit(benchmark::kMicrosecond);
}
