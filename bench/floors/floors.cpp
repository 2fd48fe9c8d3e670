// The floors: what the two bare switches cost, in a round trip, in a life and
// in the walk of a tree.
//
// A life is a frame written on a ready stack and four switches: in, out with
// what would be a value, in, out for good. That of a bare generator also has a
// control block, a body that returns, and values.
#include "floors/bare.h"

#include "bench.h"

#include <benchmark/benchmark.h>

#include "floors/bare_generator.h"
#include "opaque.h"

alignas(64) static char stack[64 * 1024];
static char *const high = stack + sizeof stack;

static void *here;
static void *there;

static void answer()
{
    for (;;)
        bare_switch(&there, here);
}

static void out_of_line(benchmark::State &state)
{
    there = bare_frame(high, answer);
    for (auto _ : state)
        bare_switch(&here, there);
    state.SetLabel("bare switch, out of line");
}

static bare_side this_side;
static bare_side other_side;

static void answer_inline()
{
    for (;;)
        bare_switch_inline(&other_side, &this_side);
}

static void inlined(benchmark::State &state)
{
    other_side = {high - BARE_ENTRY_DEPTH, nullptr, answer_inline};
    for (auto _ : state)
        bare_switch_inline(&this_side, &other_side);
    state.SetLabel("bare switch, inline");
}

// The second call is the end: this side is not entered again.
static void live()
{
    bare_switch(&there, here);
    bare_switch(&there, here);
}

static void life(benchmark::State &state)
{
    for (auto _ : state) {
        there = bare_frame(high, live);
        bare_switch(&here, there);
        bare_switch(&here, there);
    }
    state.SetLabel("a frame written, four bare switches");
}

static void life_of_generator(benchmark::State &state)
{
    for (auto _ : state) {
        bare_generator *g = bare_create(bare_once, nullptr);
        benchmark::DoNotOptimize(bare_next(g));
        benchmark::DoNotOptimize(bare_next(g));
        benchmark::DoNotOptimize(g->done);
        bare_destroy(g);
    }
    state.SetLabel("bare switch, stacks from a free list");
}

// A walk of the tree that comes out with each node, and with none at the end.
static const tree *found;

static void walk(const tree *root)
{
    if (root == nullptr)
        return;
    walk(root->left);
    found = root;
    bare_switch(&there, here);
    walk(root->right);
}

static void walk_all()
{
    walk(shared_tree());
    found = nullptr;
    bare_switch(&there, here);
}

static void tree_walk(benchmark::State &state)
{
    for (auto _ : state) {
        long sum = 0;
        there = bare_frame(high, walk_all);
        for (bare_switch(&here, there); found; bare_switch(&here, there))
            sum += found->key;
        benchmark::DoNotOptimize(sum);
    }
    state.SetItemsProcessed(state.iterations() * SHARED_TREE_NODES);
    state.SetLabel("bare switch, out of line");
}

static void walk_inline(const tree *root)
{
    if (root == nullptr)
        return;
    walk_inline(root->left);
    found = root;
    bare_switch_inline(&other_side, &this_side);
    walk_inline(root->right);
}

static void walk_all_inline()
{
    walk_inline(shared_tree());
    found = nullptr;
    bare_switch_inline(&other_side, &this_side);
}

static const tree *next_inline()
{
    bare_switch_inline(&this_side, &other_side);
    return found;
}

static void tree_walk_inline(benchmark::State &state)
{
    for (auto _ : state) {
        long sum = 0;
        other_side = {high - BARE_ENTRY_DEPTH, nullptr, walk_all_inline};
        while (const tree *node = next_inline())
            sum += node->key;
        benchmark::DoNotOptimize(sum);
    }
    state.SetItemsProcessed(state.iterations() * SHARED_TREE_NODES);
    state.SetLabel("bare switch, inline");
}

void register_floors()
{
    add("round_trip/bare_inline", inlined);
    add("round_trip/bare_switch", out_of_line);
    add("lifecycle/bare_switch", life);
    add("lifecycle/bare_generator", life_of_generator);
    add("tree_walk/bare_inline", tree_walk_inline)
        ->Unit(benchmark::kMicrosecond);
    add("tree_walk/bare_switch", tree_walk)->Unit(benchmark::kMicrosecond);
}
