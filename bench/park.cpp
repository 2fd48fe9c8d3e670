// What it costs to park a number of generators and to resume them, beside the
// way without gen_park: each of them yields what the one above it yields.
#include "bench.h"

#include <benchmark/benchmark.h>

#include "bodies.h"

static void resume(benchmark::State &state, const std::string &engine,
                   gen_fn *body, long depth, const std::string &what)
{
    body_depth argument = {engine.c_str(), depth};
    gen_options options = options_for(engine);
    Generator g(gen_create_with(body, &argument, &options));
    gen_next(g.get()); // which makes all the others
    for (auto _ : state)
        benchmark::DoNotOptimize(gen_next(g.get()).value);
    state.SetLabel("cgen, " + engine + " engine, " + what + " " +
                   std::to_string(depth) + " deep");
}

void register_park()
{
    for (const std::string &engine : engines())
        for (long depth : {0, 10, 100, 1000}) {
            std::string name = "cgen_" + engine + "_" + std::to_string(depth);
            add("park/" + name, resume, engine, body_parks, depth, "parking");
            add("yield_again/" + name, resume, engine, body_yields_again, depth,
                "yielding again");
        }
}
