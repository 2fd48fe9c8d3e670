// Iterators and delegation: what an element costs that comes through a
// pipeline, or out of a generator that many others delegate to.
//
// The pipeline is range, filter, map, take, against the same by hand with
// functions of another translation unit. Neither has an end within the
// measurement, so that each round is one element.
#include "bench.h"

#include <benchmark/benchmark.h>
#include <climits>
#include <cstdlib>

#include "bodies.h"
#include "opaque.h"

const long PIPELINE_STAGES = 4;

static bool is_wanted(long n, void *)
{
    return n >= 0;
}

static long times_three(long n, void *)
{
    return 3 * n;
}

static void by_hand(benchmark::State &state)
{
    opaque_pull range = opaque_range(0, LONG_MAX);
    opaque_pull filter = opaque_filter(range, is_wanted);
    opaque_pull map = opaque_map(filter, times_three);
    opaque_pull take = opaque_take(map, LONG_MAX);
    long value = 0;
    for (auto _ : state) {
        take.next(take.state, &value);
        benchmark::DoNotOptimize(value);
    }
    for (opaque_pull made : {take, map, filter, range})
        std::free(made.state);
    state.SetLabel("iterators of function pointers, by hand");
}

static void pipeline(benchmark::State &state)
{
    gen_t *range = gen_range(0, INT64_MAX, 1);
    gen_t *filter = gen_filter_int(range, body_is_wanted, nullptr);
    gen_t *map = gen_map_int(filter, body_times_three, nullptr);
    Generator take(gen_take(map, GEN_NO_LIMIT));
    for (auto _ : state)
        benchmark::DoNotOptimize(gen_next(take.get()).value);
    state.counters["stages"] = PIPELINE_STAGES;
    state.SetLabel("cgen's iterators");
}

static void delegation(benchmark::State &state, const std::string &engine,
                       long depth)
{
    body_depth argument = {engine.c_str(), depth};
    gen_options options = options_for(engine);
    options.stack_size = 32 << 10;
    Generator g(gen_create_with(body_deep, &argument, &options));
    gen_next(g.get()); // which makes all the others
    for (auto _ : state)
        benchmark::DoNotOptimize(gen_next(g.get()).value);
    state.SetLabel("cgen, " + engine + " engine, delegating " +
                   std::to_string(depth) + " deep");
}

static void tree_of_generators(benchmark::State &state,
                               const std::string &engine)
{
    gen_options options = options_for(engine);
    tree *root = shared_tree();
    for (auto _ : state) {
        long sum = 0;
        gen_foreach (const tree *, node,
                     gen_create_with(body_tree_of_generators, root, &options))
            sum += node->key;
        benchmark::DoNotOptimize(sum);
    }
    state.SetItemsProcessed(state.iterations() * SHARED_TREE_NODES);
    state.SetLabel("cgen, " + engine + " engine, a generator for each node");
}

void register_pipeline()
{
    add("pipeline/by_hand", by_hand);
    add("pipeline/cgen", pipeline);
    for (const std::string &engine : engines()) {
        add("delegation/cgen_" + engine + "_1", delegation, engine, 1);
        add("delegation/cgen_" + engine + "_10000", delegation, engine, 10000);
        add("tree_walk/cgen_" + engine + "_generators", tree_of_generators,
            engine)
            ->Unit(benchmark::kMicrosecond);
    }
}
