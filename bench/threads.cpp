// A round trip between two threads: what one would use if there were neither
// generators nor a way to write the producer inside out.
//
// They hand over through one futex, the least that the kernel offers: each
// sets whose turn it is, wakes the other and sleeps. Neither spins, and the
// scheduler places them as it likes, as in a program that does the same. Real
// time is counted, since the time of the round trip is spent in two threads.
#include "bench.h"

#include <atomic>
#include <benchmark/benchmark.h>
#include <cstdint>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>

enum Turn : std::uint32_t { CALLER, WORKER, NOBODY };

static std::atomic<std::uint32_t> turn;
static_assert(sizeof turn == 4 && decltype(turn)::is_always_lock_free,
              "a futex is a plain word of 32 bits");

static void futex(int operation, std::uint32_t value)
{
    syscall(SYS_futex, &turn, operation, value, nullptr, nullptr, 0);
}

static void pass(Turn next)
{
    turn.store(next);
    futex(FUTEX_WAKE_PRIVATE, 1);
}

// Waits until it is not that one's turn; whose it is then.
static std::uint32_t wait_while(Turn other)
{
    std::uint32_t now;
    while ((now = turn.load()) == other)
        futex(FUTEX_WAIT_PRIVATE, other);
    return now;
}

static void work()
{
    while (wait_while(CALLER) == WORKER)
        pass(CALLER);
}

static void handoff(benchmark::State &state)
{
    turn = CALLER;
    std::thread worker(work);
    for (auto _ : state) {
        pass(WORKER);
        benchmark::DoNotOptimize(wait_while(WORKER));
    }
    pass(NOBODY);
    worker.join();
    state.SetLabel("two threads and a futex");
}

void register_threads()
{
    add("round_trip/threads", handoff)->UseRealTime();
}
