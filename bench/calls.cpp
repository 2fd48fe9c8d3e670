// Round trips on one stack: what control costs without a switch.
//
// Each hands a number to its caller once per iteration, and the caller uses
// it. All are in opaque.c, so that none can be inlined or specialised. The
// loop around the call, a decrement and a branch, is the same in all round
// trips of this program and is counted in all of them.
#include "bench.h"

#include <benchmark/benchmark.h>

#include "opaque.h"

static void direct_call(benchmark::State &state)
{
    for (auto _ : state)
        benchmark::DoNotOptimize(opaque_successor(1));
    state.SetLabel("function call");
}

// The optimiser may not know which function the pointer holds.
static void pointer_call(benchmark::State &state)
{
    long (*successor)(long) = opaque_successor;
    benchmark::DoNotOptimize(successor);
    for (auto _ : state)
        benchmark::DoNotOptimize(successor(1));
    state.SetLabel("call through a pointer");
}

static void iterator(benchmark::State &state)
{
    opaque_iterator *it = opaque_iterator_new(0, -1);
    long value = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(opaque_iterator_next(it, &value));
        benchmark::DoNotOptimize(value);
    }
    opaque_iterator_free(it);
    state.SetLabel("hand-written iterator");
}

// A call, setjmp in it, a call deeper, longjmp back, return: all that the
// standard lets longjmp do. It cannot come back to a function that was left,
// so it is no generator, only the price of saving and loading registers.
static void jump(benchmark::State &state)
{
    for (auto _ : state)
        benchmark::DoNotOptimize(opaque_jump_back(1));
    state.SetLabel("setjmp and longjmp");
}

void register_calls()
{
    add("round_trip/direct_call", direct_call);
    add("round_trip/pointer_call", pointer_call);
    add("round_trip/iterator", iterator);
    add("round_trip/setjmp_longjmp", jump);
}
