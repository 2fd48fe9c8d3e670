// PCL: a coroutine is called, and resumes its caller. It carries no values, so
// those are left where its argument points.
//
// Its stack is from malloc, which keeps the one that was freed last; PCL itself
// keeps none. One whose function returns is gone by itself.
#include "bench.h"

#include <benchmark/benchmark.h>
#include <pcl.h>

static const int STACK_SIZE = 64 * 1024;

// "Portable Coroutine Library (PCL) - Version 1.12" and more lines. It is in
// the library, though not in its header.
extern "C" const char *pcl_version;

static std::string version()
{
    const std::string mark = "Version ";
    const std::string text = pcl_version;
    std::size_t begin = text.find(mark) + mark.size();
    return text.substr(begin, text.find('\n', begin) - begin);
}

static std::string name()
{
    return "PCL " + version();
}

static void count(void *argument)
{
    for (long *value = static_cast<long *>(argument);; ++*value)
        co_resume();
}

static void round_trip(benchmark::State &state)
{
    long value = 0;
    co_thread_init();
    coroutine_t counting = co_create(count, &value, nullptr, STACK_SIZE);
    for (auto _ : state) {
        co_call(counting);
        benchmark::DoNotOptimize(value);
    }
    co_delete(counting);
    co_thread_cleanup();
    state.SetLabel(name());
}

static void once(void *argument)
{
    *static_cast<long *>(argument) = 1;
    co_resume();
}

static void life(benchmark::State &state)
{
    long value = 0;
    co_thread_init();
    for (auto _ : state) {
        coroutine_t living = co_create(once, &value, nullptr, STACK_SIZE);
        co_call(living);
        benchmark::DoNotOptimize(value);
        co_call(living);
    }
    co_thread_cleanup();
    state.SetLabel(name() + ", stack from malloc");
}

void register_pcl()
{
    benchmark::AddCustomContext("pcl", version());
    add_briefly("round_trip/pcl", round_trip);
    add_briefly("lifecycle/pcl", life);
}
