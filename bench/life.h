// A whole life of cgen's: create, run to the first value, run to the end,
// destroy.
//
// In a header, as round_trip.h, since whether gen_next and gen_yield are calls
// of the library or inlined is up to how the file that includes it is compiled.
#ifndef CGEN_BENCH_LIFE_H
#define CGEN_BENCH_LIFE_H

#include "bench.h"

static inline void live(gen_t *g)
{
    benchmark::DoNotOptimize(gen_next(g).value);
    benchmark::DoNotOptimize(gen_next(g).done);
    gen_destroy(g);
}

// The process's engine is measured with gen_create, another one by its name in
// options: for gen_create with that, set CGEN_ENGINE.
static void life(benchmark::State &state, gen_fn *body,
                 const std::string &engine, const std::string &label)
{
    gen_options options = options_for(engine);
    if (is_default(engine))
        for (auto _ : state)
            live(gen_create(body, nullptr));
    else
        for (auto _ : state)
            live(gen_create_with(body, nullptr, &options));
    state.SetLabel(label);
}

#endif
