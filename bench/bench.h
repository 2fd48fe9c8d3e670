// What the files of the benchmark offer one another.
//
// Names of benchmarks are group/subject: round_trip/swapcontext,
// round_trip/cgen_ucontext. Their labels are the same for people; a plot made
// from the JSON needs nothing else.
#ifndef CGEN_BENCH_BENCH_H
#define CGEN_BENCH_BENCH_H

#include <memory>
#include <string>
#include <vector>

#include "cgen.h"

// engines.cpp: the engines that the library has, the default first.
std::vector<std::string> engines();

// A generator that goes with its scope.
struct GenDestroy {
    void operator()(gen_t *g) const
    {
        gen_destroy(g);
    }
};
using Generator = std::unique_ptr<gen_t, GenDestroy>;

// engines.cpp: default options but for the engine.
gen_options options_for(const std::string &engine);

// Each file's own: adds its benchmarks to those that main runs.
void register_calls();     // calls.cpp
void register_switches();  // switches.cpp
void register_threads();   // threads.cpp
void register_lifecycle(); // lifecycle.cpp
void register_tree();      // tree.cpp
void register_memory();    // memory.cpp

#endif
