// State Threads: threads under a scheduler. It has no call that only yields;
// two threads hand over by condition variables, which need no system call as
// long as one of them can run. Values are left in a variable.
//
// It keeps the stacks of threads that ended.
#include "bench.h"

#include <benchmark/benchmark.h>
#include <st.h>

static std::string name()
{
    return std::string("State Threads ") + ST_VERSION;
}

// What the loop and its worker share. Each signals the other and waits.
struct Handoff {
    long value = 0;
    st_cond_t to_worker = st_cond_new();
    st_cond_t to_loop = st_cond_new();

    Handoff() = default;
    Handoff(const Handoff &) = delete;
    Handoff &operator=(const Handoff &) = delete;
    ~Handoff()
    {
        st_cond_destroy(to_worker);
        st_cond_destroy(to_loop);
    }
};

// Until it is interrupted.
static void *count(void *argument)
{
    auto handoff = static_cast<Handoff *>(argument);
    do {
        handoff->value++;
        st_cond_signal(handoff->to_loop);
    } while (st_cond_wait(handoff->to_worker) == 0);
    return nullptr;
}

static void round_trip(benchmark::State &state)
{
    st_init();
    Handoff handoff;
    st_thread_t counting = st_thread_create(count, &handoff, 1, 0);
    st_cond_wait(handoff.to_loop);
    for (auto _ : state) {
        st_cond_signal(handoff.to_worker);
        st_cond_wait(handoff.to_loop);
        benchmark::DoNotOptimize(handoff.value);
    }
    st_thread_interrupt(counting);
    st_thread_join(counting, nullptr);
    state.SetLabel(name() + ", two threads that signal");
}

static void *once(void *argument)
{
    auto handoff = static_cast<Handoff *>(argument);
    handoff->value = 1;
    st_cond_signal(handoff->to_loop);
    st_cond_wait(handoff->to_worker);
    return nullptr;
}

static void life(benchmark::State &state)
{
    st_init();
    Handoff handoff;
    for (auto _ : state) {
        st_thread_t living = st_thread_create(once, &handoff, 1, 0);
        st_cond_wait(handoff.to_loop);
        benchmark::DoNotOptimize(handoff.value);
        st_cond_signal(handoff.to_worker);
        st_thread_join(living, nullptr);
    }
    state.SetLabel(name() + ", thread, cached stack");
}

void register_state_threads()
{
    benchmark::AddCustomContext("state_threads", ST_VERSION);
    add_briefly("round_trip/state_threads", round_trip);
    add_briefly("lifecycle/state_threads", life);
}
