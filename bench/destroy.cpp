// Create, run to the first value, and destroy what is suspended there: with a
// variable to clean up (__attribute__((cleanup))), with a call deferred, and
// with nothing to do.
#include "bench.h"

#include <benchmark/benchmark.h>

#include "bodies.h"

void expect_cleaned(benchmark::State &state, long cleaned)
{
    if (cleaned != state.iterations())
        state.SkipWithError("the cleanup did not run each time");
}

static long cut_short(gen_fn *body, const std::string &engine,
                      benchmark::State &state)
{
    gen_options options = options_for(engine);
    long cleaned = 0;
    for (auto _ : state) {
        gen_t *g = gen_create_with(body, &cleaned, &options);
        benchmark::DoNotOptimize(gen_next(g).value);
        gen_destroy(g);
    }
    return cleaned;
}

static void variable(benchmark::State &state, const std::string &engine)
{
    expect_cleaned(state, cut_short(body_cleanup, engine, state));
    state.SetLabel("cgen, " + engine + " engine, cleanup attribute");
}

static void deferred(benchmark::State &state, const std::string &engine)
{
    expect_cleaned(state, cut_short(body_defer, engine, state));
    state.SetLabel("cgen, " + engine + " engine, gen_defer");
}

static void nothing(benchmark::State &state, const std::string &engine)
{
    cut_short(body_once, engine, state);
    state.SetLabel("cgen, " + engine + " engine, nothing to clean up");
}

void register_destroy()
{
    for (const std::string &engine : engines()) {
        add("destroy/cgen_" + engine + "_cleanup", variable, engine);
        add("destroy/cgen_" + engine + "_defer", deferred, engine);
        add("destroy/cgen_" + engine + "_nothing", nothing, engine);
    }
}
