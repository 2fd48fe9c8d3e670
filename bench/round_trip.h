// cgen's round trip: a body that counts, and a loop that takes what it yields.
//
// In a header, since whether gen_next and gen_yield are calls of the library
// or inlined is up to how the file that includes it is compiled.
#ifndef CGEN_BENCH_ROUND_TRIP_H
#define CGEN_BENCH_ROUND_TRIP_H

#include "bench.h"

// Yields a pointer to 0, 1, 2, ... and never ends.
static void *count(gen_t *self, void *)
{
    for (long i = 0;; i++)
        gen_yield(self, &i);
    return nullptr;
}

static void round_trip(benchmark::State &state, const std::string &engine,
                       const std::string &label)
{
    gen_options options = options_for(engine);
    Generator g(gen_create_with(count, nullptr, &options));
    for (auto _ : state)
        benchmark::DoNotOptimize(gen_next(g.get()).value);
    state.SetLabel(label);
}

#endif
