/*
 * What one program of the fuzzer has: dice, steps that are left, a trace.
 *
 * A program follows from its seed alone: nothing else decides what is done, no
 * address, time or engine. So its trace is the same wherever it runs.
 */
#ifndef FUZZ_RUN_HPP
#define FUZZ_RUN_HPP

#include <cstdint>

namespace fuzz
{

class Dice
{
  public:
    explicit Dice(uint64_t seed);

    /* 0 to sides - 1. */
    unsigned below(unsigned sides);

    bool one_in(unsigned sides)
    {
        return below(sides) == 0;
    }

  private:
    uint64_t state;
};

struct Run {
    Dice dice{0};
    uint64_t seed = 0;
    unsigned steps = 0; /* until nothing more is done but to end */
    uint64_t operations = 0;
    uint64_t trace = 0; /* a hash of all that was traced */
};

extern Run run;

inline Dice &dice()
{
    return run.dice;
}

/* Begins the program of a seed. */
void begin(uint64_t seed);

/* Adds what happened to the trace; prints it if CGEN_FUZZ_TRACE is set. */
void trace(const char *what, long a = 0, long b = 0);

/* A promise of the manual was not kept: says so, with the seed, and aborts. */
[[noreturn]] void fail(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* Has the seed printed if the process dies, or takes too long over it. */
void watch();

/* True if the environment's CGEN_FUZZ_WITHOUT, names with commas between them,
 * has this one. Ask once: it is slow. */
bool is_left_out(const char *name);

/* Values: pointers to strings that live for ever, so that whatever reads what
 * a value points to may. */
constexpr unsigned value_count = 16;
void *value(unsigned n);
void *any_value();

/* Which value that is, for traces; a number of its own for all others. */
long index_of(const void *value);

} // namespace fuzz

#endif
