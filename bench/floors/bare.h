// The floors: two switches of stacks that do nothing else.
//
// bare_switch is a function; it saves what the ABI has a function keep.
// bare_switch_inline, in a header for each architecture, is part of its
// caller: it saves the stack, frame and instruction pointers and declares all
// other registers lost, so that the compiler saves those that live. Neither
// hands anything over, checks anything, or can be unwound.
#ifndef CGEN_BENCH_BARE_H
#define CGEN_BENCH_BARE_H

#include <cstdint>
#include <cstring>

// One side of bare_switch_inline, in the order in which its assembly knows
// these.
struct bare_side {
    char *stack;
    void *frame;
    void (*instruction)();
};

#include BENCH_BARE_ARCHITECTURE

// Saves this side's stack pointer in *from and goes on where to was saved.
extern "C" void bare_switch(void **from, void *to);

// The first frame of a side that begins with entry on the stack below high,
// which is a multiple of 16: what bare_switch would have saved.
inline void *bare_frame(char *high, void (*entry)())
{
    char *frame = high - BARE_FRAME_SIZE;
    auto address = reinterpret_cast<std::uintptr_t>(entry);
    std::memset(frame, 0, BARE_FRAME_SIZE);
    std::memcpy(frame + BARE_FRAME_RETURN, &address, sizeof address);
    return frame;
}

#endif
