// A tree's keys in order: one generator that recurses and yields from depth,
// against the same recursion calling back.
//
// The tree is balanced and small enough for the second-level cache, so that
// control is measured rather than memory. The consumers are the same sum; the
// generator's is a loop, and its creation and destruction are counted.
#include "bench.h"

#include <benchmark/benchmark.h>

#include "bodies.h"
#include "cgen/ahead.h"
#include "opaque.h"

// Links the nodes of [low, high), key = index, and returns their root.
static tree *link(std::vector<tree> &nodes, long low, long high)
{
    if (low == high)
        return nullptr;
    long middle = low + (high - low) / 2;
    tree *root = &nodes[static_cast<std::size_t>(middle)];
    root->key = middle;
    root->left = link(nodes, low, middle);
    root->right = link(nodes, middle + 1, high);
    return root;
}

tree *shared_tree()
{
    static std::vector<tree> nodes(SHARED_TREE_NODES);
    static tree *root = link(nodes, 0, SHARED_TREE_NODES);
    return root;
}

static void add(const tree *node, void *sum)
{
    *static_cast<long *>(sum) += node->key;
}

static void callback(benchmark::State &state)
{
    const tree *root = shared_tree();
    for (auto _ : state) {
        long sum = 0;
        opaque_tree_visit(root, add, &sum);
        benchmark::DoNotOptimize(sum);
    }
    state.SetItemsProcessed(state.iterations() * SHARED_TREE_NODES);
    state.SetLabel("recursion with a callback");
}

static void generator(benchmark::State &state, const std::string &engine,
                      std::size_t ahead)
{
    gen_options options = options_for(engine);
    options.ahead = ahead;
    tree *root = shared_tree();
    for (auto _ : state) {
        long sum = 0;
        gen_foreach (const tree *, node,
                     gen_create_with(body_tree, root, &options))
            sum += node->key;
        benchmark::DoNotOptimize(sum);
    }
    state.SetItemsProcessed(state.iterations() * SHARED_TREE_NODES);
    state.SetLabel("cgen, " + engine + " engine" +
                   (ahead != 0 ? ", running ahead" : ""));
}

static void walk_ahead(gen_t *self, const tree *root)
{
    if (root == nullptr)
        return;
    walk_ahead(self, root->left);
    gen_yield_ahead(self, root);
    walk_ahead(self, root->right);
}

static void *body_in_place(gen_t *self, void *root)
{
    walk_ahead(self, static_cast<const tree *>(root));
    return nullptr;
}

static void in_place(benchmark::State &state, const std::string &engine)
{
    gen_options options = options_for(engine);
    options.ahead = AHEAD;
    tree *root = shared_tree();
    for (auto _ : state) {
        long sum = 0;
        Generator g(gen_create_with(body_in_place, root, &options));
        for (gen_result next = gen_next_ahead(g.get()); !next.done;
             next = gen_next_ahead(g.get()))
            sum += static_cast<const tree *>(next.value)->key;
        benchmark::DoNotOptimize(sum);
    }
    state.SetItemsProcessed(state.iterations() * SHARED_TREE_NODES);
    state.SetLabel("cgen, " + engine + " engine, running ahead, in place");
}

void register_tree()
{
    add("tree_walk/callback", callback)->Unit(benchmark::kMicrosecond);
    for (const std::string &engine : engines()) {
        add("tree_walk/cgen_" + engine, generator, engine, 0)
            ->Unit(benchmark::kMicrosecond);
        add("tree_walk/cgen_" + engine + "_ahead", generator, engine, AHEAD)
            ->Unit(benchmark::kMicrosecond);
        add("tree_walk/cgen_" + engine + "_in_place", in_place, engine)
            ->Unit(benchmark::kMicrosecond);
    }
}
