// What a suspended generator holds: resident memory and page tables, by the
// kernel's books, and pages of its stack, by mincore (gen_stack_used).
//
// Counted over 10,000 live generators with default options, so that the units
// of those books (KiB, pages, whole tables) do not matter. Before that, stacks
// that the library keeps and memory that free() kept go back to the kernel, so
// that each of the 10,000 has a stack that nobody touched, and growth is
// growth.
// Pages of stack are the most that any of them has. What the kernel keeps for
// itself of a mapping is not counted, nor is time a figure here.
#include "bench.h"

#include <algorithm>
#include <benchmark/benchmark.h>
#include <fstream>
#include <malloc.h>
#include <unistd.h>

#include "bodies.h"

static const std::size_t COUNTED = 10000;

// The value of "key:  1234 kB" in a file of /proc, in bytes.
static double bytes_in(const char *path, const std::string &key)
{
    std::ifstream file(path);
    std::string word;
    double kibibytes = 0;
    while (file >> word)
        if (word == key + ":" && file >> kibibytes)
            return kibibytes * 1024;
    return 0;
}

struct Footprint {
    double resident = bytes_in("/proc/self/smaps_rollup", "Rss");
    double page_tables = bytes_in("/proc/self/status", "VmPTE");
};

using Crowd = std::vector<Generator>;

// Fills the crowd; false if the system does not have that much.
static bool create(Crowd &crowd, const gen_options &options)
{
    for (Generator &g : crowd)
        g.reset(gen_create_with(body_once, nullptr, &options));
    return std::all_of(crowd.begin(), crowd.end(),
                       [](const Generator &g) { return g != nullptr; });
}

static void resume(const Crowd &crowd)
{
    for (const Generator &g : crowd)
        gen_next(g.get());
}

static double stack_pages(const Crowd &crowd)
{
    std::size_t most = 0;
    for (const Generator &g : crowd)
        most = std::max(most, gen_stack_used(g.get()));
    return static_cast<double>(most) /
           static_cast<double>(sysconf(_SC_PAGESIZE));
}

// The vector is made, and so touched, before the first footprint.
static bool measure(const gen_options &options, benchmark::UserCounters &into)
{
    Crowd crowd(COUNTED);
    gen_trim();
    malloc_trim(0);
    Footprint before;
    if (!create(crowd, options))
        return false;
    into["created_stack_pages"] = stack_pages(crowd);
    resume(crowd);
    into["suspended_stack_pages"] = stack_pages(crowd);
    Footprint after;
    double resident = (after.resident - before.resident) / COUNTED;
    double page_tables = (after.page_tables - before.page_tables) / COUNTED;
    into["resident_bytes"] = resident;
    into["page_table_bytes"] = page_tables;
    into["bytes"] = resident + page_tables;
    return true;
}

static void suspended(benchmark::State &state, const std::string &engine)
{
    gen_options options = options_for(engine);
    for (auto _ : state)
        if (!measure(options, state.counters)) {
            state.SkipWithError("the system refused so many generators");
            break;
        }
    state.SetLabel("cgen, " + engine + " engine");
}

void register_memory()
{
    for (const std::string &engine : engines())
        add("memory/cgen_" + engine, suspended, engine)
            ->Iterations(1)
            ->Repetitions(3)
            ->Unit(benchmark::kMillisecond);
}
