// What the inlined path saves: this file is compiled with CGEN_INLINE, and has
// the loops and bodies of the others once more.
#include "bench.h"

#include <benchmark/benchmark.h>

#include "bodies.h"
#include "life.h"
#include "opaque.h"
#include "round_trip.h"

static const std::string native = "native";

static void walk(gen_t *self, const tree *root)
{
    if (root == nullptr)
        return;
    walk(self, root->left);
    gen_yield(self, const_cast<tree *>(root));
    walk(self, root->right);
}

static void *tree_body(gen_t *self, void *root)
{
    walk(self, static_cast<const tree *>(root));
    return nullptr;
}

static void tree_walk(benchmark::State &state)
{
    gen_options options = options_for(native);
    tree *root = shared_tree();
    for (auto _ : state) {
        long sum = 0;
        gen_foreach (const tree *, node,
                     gen_create_with(tree_body, root, &options))
            sum += node->key;
        benchmark::DoNotOptimize(sum);
    }
    state.SetItemsProcessed(state.iterations() * SHARED_TREE_NODES);
    state.SetLabel("cgen, native engine, inlined");
}

static void *once(gen_t *self, void *arg)
{
    gen_yield(self, arg);
    return nullptr;
}

void register_inlined()
{
    if (!is_available(native))
        return;
    add("round_trip/cgen_inlined", round_trip, native,
        "cgen, native engine, inlined");
    add("lifecycle/cgen_inlined", life, once, native,
        "cgen, native engine, inlined");
    add("tree_walk/cgen_inlined", tree_walk)->Unit(benchmark::kMicrosecond);
}
