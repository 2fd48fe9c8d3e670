// Round trips between two stacks: a bare pair of swapcontext calls, and
// gen_next with the gen_yield that answers it.
//
// The bare pair is the least that ucontext can do: no function lies between
// the loop and swapcontext on one side or the other, no value is handed over,
// and the stack is ready. What cgen adds to it is cgen.
#include "bench.h"

#include <benchmark/benchmark.h>
#include <ucontext.h>

#include "round_trip.h"

static ucontext_t here;
static ucontext_t there;
alignas(64) static char stack[64 * 1024];

static void answer()
{
    for (;;)
        swapcontext(&there, &here);
}

static void swapcontext_pair(benchmark::State &state)
{
    getcontext(&there);
    there.uc_stack.ss_sp = stack;
    there.uc_stack.ss_size = sizeof stack;
    makecontext(&there, answer, 0);
    for (auto _ : state)
        swapcontext(&here, &there);
    state.SetLabel("two swapcontext calls");
}

void register_switches()
{
    add("round_trip/swapcontext", swapcontext_pair);
    for (const std::string &engine : engines())
        add("round_trip/cgen_" + engine, round_trip, engine,
            "cgen, " + engine + " engine");
}
