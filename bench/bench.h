// What the files of the benchmark offer one another.
//
// Names of benchmarks are group/subject: round_trip/swapcontext,
// round_trip/cgen_ucontext. Their labels are the same for people; a plot made
// from the JSON needs nothing else.
#ifndef CGEN_BENCH_BENCH_H
#define CGEN_BENCH_BENCH_H

#include <benchmark/benchmark.h>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cgen.h"

// engines.cpp: the engines that the library has, the default first.
std::vector<std::string> engines();
bool is_available(const std::string &engine);
bool is_default(const std::string &engine);

struct tree;

// A generator that goes with its scope.
struct GenDestroy {
    void operator()(gen_t *g) const
    {
        gen_destroy(g);
    }
};
using Generator = std::unique_ptr<gen_t, GenDestroy>;

// engines.cpp: default options but for the engine, whose name must live as long
// as they do.
gen_options options_for(const std::string &engine);
gen_options options_for(std::string &&engine) = delete;

// main.cpp: how often each benchmark is to run instead of as long as Google
// Benchmark finds right; 0: as long.
benchmark::IterationCount fixed_iterations();

// progress.cpp: a benchmark of that name is there; it is run now, once more.
void expect_runs_of(const std::string &name);
void show_run_of(const std::string &name);

// main.cpp: how many times each benchmark is run.
unsigned long repetitions();

// Adds a benchmark, as benchmark::RegisterBenchmark does.
template <class Fn, class... Rest>
auto add(const std::string &name, Fn fn, Rest... rest)
{
    expect_runs_of(name);
    auto added = benchmark::RegisterBenchmark(name.c_str(),
                                              [=](benchmark::State &state) {
                                                  show_run_of(name);
                                                  fn(state, rest...);
                                              });
    if (fixed_iterations() != 0)
        added->Iterations(fixed_iterations());
    return added;
}

// The same for less time, where no ratio is concluded from it.
template <class... Rest> auto add_briefly(const std::string &name, Rest... rest)
{
    auto added = add(name, rest...);
    if (fixed_iterations() == 0)
        added->MinTime(0.003);
    return added;
}

// How far those run ahead that do.
const std::size_t AHEAD = 64;

// tree.cpp: the tree that is walked, balanced.
const long SHARED_TREE_NODES = 4095;
tree *shared_tree();

// What is to be cleaned up in C++: counts that it was.
class Cleanup
{
  public:
    explicit Cleanup(long &count) : count_(count)
    {
    }
    Cleanup(const Cleanup &) = delete;
    Cleanup &operator=(const Cleanup &) = delete;
    ~Cleanup()
    {
        count_++;
    }

  private:
    long &count_;
};

// destroy.cpp: after the loop; makes it an error if the count is not that of
// the iterations.
void expect_cleaned(benchmark::State &state, long cleaned);

// Each file's own: adds its benchmarks to those that main runs.
void register_calls();     // calls.cpp
void register_switches();  // switches.cpp
void register_inlined();   // inlined.cpp
void register_threads();   // threads.cpp
void register_lifecycle(); // lifecycle.cpp
void register_destroy();   // destroy.cpp
void register_tree();      // tree.cpp
void register_pipeline();
void register_park();   // pipeline.cpp
void register_memory(); // memory.cpp
void register_peers();  // floors/ and peers/, those that CMake found

#endif
