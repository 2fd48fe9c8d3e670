/*
 * What may be done on the stack that code runs on: that of the thread, or of
 * the body that is gen_self().
 *
 * A body may be unwound only where its frames allow it (the manual, on
 * Unwinding): not through a destructor, nor through a cleanup handler that was
 * not compiled by GCC as C. It must not swallow that. What GEN_ABANDON drops
 * must own nothing.
 */
#ifndef FUZZ_STACKS_HPP
#define FUZZ_STACKS_HPP

#include <cgen.h>

#include "run.hpp"

namespace fuzz
{

struct Object;

struct Stack {
    Object *body = nullptr;    /* nullptr: the thread's */
    bool is_abandoned = false; /* its frames will be dropped */
    unsigned places = 0;       /* of the fuzzer, in each other */
    unsigned held = 0;         /* frames that own something */
    unsigned sealed = 0;       /* destructors, not to be left by unwinding */
    unsigned loops = 0;        /* gen_foreach in C++ */
    unsigned handling = 0;     /* catch blocks */
    unsigned deferred = 0;     /* calls that gen_undefer would give */
    unsigned undeferring = 0;  /* its calls that make one */
    int pending = 0;           /* exceptions, when the guarded call began */
    int uncaught = 0;          /* the same, until one is dropped */
    bool unwinds = false;      /* it is being unwound, but by no exception */
    bool was_told = false;     /* a yield may be refused, and unwind */

    /* A guarded call begins, with no frame above it. */
    void start_call();

    /* True if the code that asks may be unwound to the end of its body. */
    bool may_unwind() const;

    /* True if it may yield; catching, what it is resumed with. */
    bool may_pause(bool catching) const;
};

/* That of the code that asks. */
Stack &here();

/* Counts while its scope lasts. */
class Counted
{
  public:
    explicit Counted(unsigned &count) : counter(count)
    {
        counter++;
    }
    Counted(const Counted &) = delete;
    ~Counted()
    {
        counter--;
    }

  private:
    unsigned &counter;
};

/* Notices that the scope is left by unwinding: by an exception, or to the end
 * of the body. Checks that nothing else has changed for the code around it. */
class Passage
{
  public:
    explicit Passage(const char *name);
    Passage(const Passage &) = delete;
    ~Passage();
    void done();

  private:
    void check_unwinding();

    const char *name;
    gen_t *self;
    int uncaught;
    bool is_done = false;
};

/* gen_raise and gen_exit, which are noticed. */
[[noreturn]] void raise(gen_t *self, void *error);
[[noreturn]] void exit(gen_t *self, void *value);

/* Code of the fuzzer's that the library calls: does a few things. */
class Place
{
  public:
    explicit Place(const char *name);
    void done()
    {
        passage.done();
    }

  private:
    Passage passage;
    Counted nested;
};

} // namespace fuzz

#endif
