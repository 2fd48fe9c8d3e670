#include "run.hpp"

#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <unistd.h>

/* The sanitizers', if there is one. */
extern "C" __attribute__((weak)) void
__sanitizer_set_death_callback(void (*callback)());

namespace fuzz
{

Run run;

namespace
{

constexpr unsigned seconds_for_a_program = 120;
bool is_traced;

/* Of one line, whatever state the process is in. */
void tell_seed()
{
    char line[64];
    int length = std::snprintf(line, sizeof line, "fuzz: seed %llu\n",
                               static_cast<unsigned long long>(run.seed));

    if (write(STDERR_FILENO, line, static_cast<size_t>(length)) < 0)
        _exit(1);
}

void die(int signal)
{
    tell_seed();
    std::signal(signal, SIG_DFL);
    std::raise(signal);
}

uint64_t mixed(uint64_t word)
{
    word = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9;
    word = (word ^ (word >> 27)) * 0x94d049bb133111eb;
    return word ^ (word >> 31);
}

char texts[value_count][8];

} // namespace

Dice::Dice(uint64_t seed) : state(mixed(seed + 1))
{
}

unsigned Dice::below(unsigned sides)
{
    state += 0x9e3779b97f4a7c15;
    return static_cast<unsigned>((mixed(state) >> 32) * sides >> 32);
}

void begin(uint64_t seed)
{
    alarm(seconds_for_a_program);
    run.seed = seed;
    run.dice = Dice(seed);
    run.trace = 0;
    run.steps = 20 + dice().below(800);
}

void trace(const char *what, long a, long b)
{
    for (const char *c = what; *c != '\0'; c++)
        run.trace = run.trace * 31 + static_cast<unsigned char>(*c);
    run.trace = mixed(run.trace + static_cast<uint64_t>(a) * 1000003 +
                      static_cast<uint64_t>(b));
    if (is_traced)
        std::fprintf(stderr, "%u %s %ld %ld\n", run.steps, what, a, b);
}

void fail(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    std::fputs("fuzz: ", stderr);
    std::vfprintf(stderr, format, arguments);
    std::fputc('\n', stderr);
    va_end(arguments);
    std::abort();
}

void watch()
{
    is_traced = std::getenv("CGEN_FUZZ_TRACE") != nullptr;
    for (unsigned n = 0; n < value_count; n++)
        std::snprintf(texts[n], sizeof texts[n], "v%u", n);
    for (int signal : {SIGABRT, SIGALRM})
        std::signal(signal, die);
    if (__sanitizer_set_death_callback != nullptr) {
        __sanitizer_set_death_callback(tell_seed);
        return;
    }
    for (int signal : {SIGSEGV, SIGBUS, SIGILL})
        std::signal(signal, die);
}

bool is_left_out(const char *name)
{
    const char *names = std::getenv("CGEN_FUZZ_WITHOUT");
    const size_t length = std::strlen(name);

    for (; names != nullptr; names = std::strchr(names, ',')) {
        names += *names == ',';
        if (std::strncmp(names, name, length) == 0 &&
            (names[length] == ',' || names[length] == '\0'))
            return true;
    }
    return false;
}

void *value(unsigned n)
{
    return texts[n % value_count];
}

void *any_value()
{
    return value(dice().below(value_count));
}

long index_of(const void *value)
{
    const char *text = static_cast<const char *>(value);

    if (text == nullptr)
        return -1;
    if (text < texts[0] || text >= texts[0] + sizeof texts)
        return -2;
    return (text - texts[0]) / static_cast<long>(sizeof texts[0]);
}

} // namespace fuzz
