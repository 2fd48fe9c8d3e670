// GNU Pth: threads under a scheduler that takes turns. A thread that yields
// goes to the scheduler, which goes to the other thread, so a round trip is
// four switches and two looks for events. Values are left in a variable.
//
// Stacks are from malloc, which keeps the one that was freed last; Pth itself
// keeps none. It is started and ended with each repetition.
#include "bench.h"

#include <benchmark/benchmark.h>
#include <pth.h>

// "2.0.7 (08-Jun-2006)"
static std::string version()
{
    const std::string text = PTH_VERSION_STR;
    return text.substr(0, text.find(' '));
}

static std::string name()
{
    return "GNU Pth " + version();
}

static void *count(void *argument)
{
    for (long *value = static_cast<long *>(argument);; ++*value)
        pth_yield(nullptr);
    return nullptr;
}

static void round_trip(benchmark::State &state)
{
    long value = 0;
    pth_init();
    pth_t counting = pth_spawn(PTH_ATTR_DEFAULT, count, &value);
    for (auto _ : state) {
        pth_yield(nullptr);
        benchmark::DoNotOptimize(value);
    }
    pth_abort(counting);
    pth_kill();
    state.SetLabel(name() + ", two threads that yield");
}

static void *once(void *argument)
{
    *static_cast<long *>(argument) = 1;
    pth_yield(nullptr);
    return nullptr;
}

static void life(benchmark::State &state)
{
    long value = 0;
    pth_init();
    for (auto _ : state) {
        pth_t living = pth_spawn(PTH_ATTR_DEFAULT, once, &value);
        pth_yield(nullptr);
        benchmark::DoNotOptimize(value);
        pth_join(living, nullptr);
    }
    pth_kill();
    state.SetLabel(name() + ", thread, stack from malloc");
}

void register_pth()
{
    benchmark::AddCustomContext("pth", version());
    add_briefly("round_trip/pth", round_trip);
    add_briefly("lifecycle/pth", life);
}
