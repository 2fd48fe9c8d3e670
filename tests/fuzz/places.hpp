/*
 * Where the library calls the fuzzer: bodies, callbacks, what frees, deferred
 * calls, destructors and cleanup handlers. Each does a few things (actions.hpp)
 * and then what it is there for, or not.
 */
#ifndef FUZZ_PLACES_HPP
#define FUZZ_PLACES_HPP

#include "objects.hpp"

namespace fuzz
{

/* What the fuzzer throws. */
class Thrown
{
  public:
    explicit Thrown(unsigned number);
    Thrown(const Thrown &other);
    ~Thrown();

    unsigned number;

    static unsigned made;  /* so far, by which they are numbered */
    static unsigned alive; /* copies */
};

/* What is counted, to be even in the end. */
struct Counts {
    unsigned scopes_entered, scopes_left;
    unsigned calls_deferred, calls_made, calls_taken_back;
};

extern Counts counts;

[[noreturn]] void throw_one();

void *run_body(gen_t *self, void *object);
void run_deferred(void *unused);

/* Those of gen_ops and of gen_array; state is an Object. */
gen_result on_next(void *state, void *sent);
gen_result on_return(void *state, void *value);
gen_result on_throw(void *state, void *error);
void on_free(void *state);
gen_status on_state(const void *state);
const void *on_frame(const void *state);

/* Those of iterators and consumers; call->arg is a Failure. */
void *map_value(void *value, gen_call *call);
int64_t map_int(int64_t n, gen_call *call);
double map_double(double x, gen_call *call);
bool test_value(void *value, gen_call *call);
bool test_int(int64_t n, gen_call *call);
void visit_value(void *value, gen_call *call);
gen_t *flatten_value(void *value, gen_call *call);
void *reduce_values(void *sum, void *value, gen_call *call);

/* Gives a value that is a string, whatever it gets. */
void *map_to_text(void *value, gen_call *call);

/* Blocks that do things: in a scope with a destructor, in a frame with a
 * handler, in try and catch. */
void act_in_scope();
void act_in_frame_with_handler();
void act_in_try();

} // namespace fuzz

#endif
