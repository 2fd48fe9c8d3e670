// A whole life: create, run to the first value, run to the end, destroy.
//
// The hand-written iterator allocates its state, as such iterators do. The
// ucontext life is the bare minimum: getcontext, makecontext and two pairs of
// swapcontext on a static stack that is mapped, touched and never given back.
// cgen's takes an idle stack with its control block from the library's cache
// (the one that the round before gave back), passes two values and checks
// everything it checks.
#include "bench.h"

#include <benchmark/benchmark.h>
#include <ucontext.h>

#include "bodies.h"
#include "life.h"
#include "opaque.h"

static void iterator(benchmark::State &state)
{
    long value = 0;
    for (auto _ : state) {
        opaque_iterator *it = opaque_iterator_new(0, 1);
        benchmark::DoNotOptimize(opaque_iterator_next(it, &value));
        benchmark::DoNotOptimize(value);
        benchmark::DoNotOptimize(opaque_iterator_next(it, &value));
        opaque_iterator_free(it);
    }
    state.SetLabel("hand-written iterator");
}

static ucontext_t here;
static ucontext_t there;
alignas(64) static char stack[64 * 1024];

// The second call is the end: this context is not entered again.
static void live_by_hand()
{
    swapcontext(&there, &here);
    swapcontext(&there, &here);
}

static void raw_ucontext(benchmark::State &state)
{
    for (auto _ : state) {
        getcontext(&there);
        there.uc_stack.ss_sp = stack;
        there.uc_stack.ss_size = sizeof stack;
        there.uc_link = nullptr;
        makecontext(&there, live_by_hand, 0);
        swapcontext(&here, &there);
        swapcontext(&here, &there);
    }
    state.SetLabel("getcontext, makecontext, four swapcontext calls");
}

void register_lifecycle()
{
    add("lifecycle/iterator", iterator);
    add("lifecycle/swapcontext", raw_ucontext);
    for (const std::string &engine : engines())
        add("lifecycle/cgen_" + engine, life, body_once, engine,
            "cgen, " + engine + " engine");
}
