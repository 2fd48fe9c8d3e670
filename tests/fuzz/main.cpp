/*
 * A fuzzer of cgen's operations.
 *
 * Bodies, callbacks, what frees, deferred calls, destructors and cleanup
 * handlers themselves call every function of the interface on any object at
 * hand, and throw, raise, exit, yield and delegate; as far as the manual allows
 * it. Checked are the manual's promises at each call, and in the end that all
 * that was made is gone and all cleanup ran once.
 *
 *     fuzz SEED          one program
 *     fuzz FIRST COUNT   so many, from one seed on
 *     fuzz FILE          those of a list: numbers at the start of lines
 *
 * Prints how many operations that were, and a hash of what they did, which does
 * not depend on the engine. CGEN_FUZZ_TRACE in the environment has all of it
 * printed; CGEN_FUZZ_WITHOUT leaves actions out, by their names; and
 * CGEN_FUZZ_STEPS shortens every program.
 *
 *     run.hpp        dice, trace, values
 *     objects.hpp    what there is, and who owns it
 *     stacks.hpp     what may be done where
 *     places.hpp     what the library calls
 *     actions.hpp    what those do: making, using, consuming, body, wrong
 *     seam.cpp       how it is known what is freed
 */
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <string>

#include "actions.hpp"
#include "places.hpp"

namespace
{

using namespace fuzz;

void act_at_the_top(unsigned most)
{
    try {
        Place place("top");

        act(most);
        place.done();
    } catch (const Thrown &) {
    }
}

/* Destroys what needs nobody else to go before; one that a suspended body runs
 * does. */
bool destroy(Object &object)
{
    Operation operation("end");
    int status = gen_destroy(object.g);

    operation.done();
    return status != GEN_EBUSY;
}

/* Destroys all that is there; false if that does not get on. */
bool destroy_some()
{
    bool gets_on = false;

    for (size_t i = 0; i < object_count(); i++)
        if (may_free(object_at(i)) && destroy(object_at(i)))
            gets_on = true;
    return gets_on;
}

/* Closes bodies, which may be owned by what runs as part of them; false if
 * there is none. */
bool close_all()
{
    bool is_any = false;

    for (size_t i = 0; i < object_count(); i++) {
        Object &object = object_at(i);

        if (!object.is_alive || object.kind != Kind::body)
            continue;
        Operation operation("end", &object);
        gen_close(object.g);
        operation.done();
        is_any = true;
    }
    return is_any;
}

/* Of a body that is suspended in what it is owned by, nobody can destroy that,
 * but it can be resumed. */
void destroy_all()
{
    constexpr unsigned most_closings = 100;

    for (unsigned times = 0; times < most_closings; times++) {
        while (destroy_some())
            ;
        if (!close_all())
            return;
    }
}

void check_nobody_is_left()
{
    gen_statistics statistics;

    for (size_t i = 0; i < object_count(); i++)
        if (object_at(i).is_alive)
            fail("%u was left behind", object_at(i).id);
    gen_stats(&statistics, sizeof statistics);
    if (statistics.live_stacks != 0)
        fail("%zu stacks are left", statistics.live_stacks);
}

void check_counts()
{
    if (counts.scopes_entered != counts.scopes_left)
        fail("%u scopes were entered, %u left", counts.scopes_entered,
             counts.scopes_left);
    if (counts.calls_deferred != counts.calls_made + counts.calls_taken_back)
        fail("%u calls were deferred, %u made, %u taken back",
             counts.calls_deferred, counts.calls_made, counts.calls_taken_back);
    if (Thrown::alive != 0)
        fail("%u exceptions are left", Thrown::alive);
    if (std::uncaught_exceptions() != 0 || gen_self() != nullptr)
        fail("the thread is not as it was");
}

void run_program(uint64_t seed)
{
    begin(seed);
    while (run.steps > 0)
        act_at_the_top(4);
    run.steps = 30;
    destroy_all();
    check_nobody_is_left();
    check_counts();
    forget_objects();
}

uint64_t number(const char *text)
{
    return std::strtoull(text, nullptr, 10);
}

struct Total {
    uint64_t programs = 0, trace = 0;

    void run_one(uint64_t seed)
    {
        run_program(seed);
        programs++;
        trace = trace * 31 + run.trace;
    }
};

bool is_number(const char *text)
{
    return text[0] >= '0' && text[0] <= '9';
}

void run_list(Total &total, const char *name)
{
    std::ifstream list(name);
    std::string line;

    if (!list)
        fail("there is no list %s", name);
    while (std::getline(list, line))
        if (is_number(line.c_str()))
            total.run_one(number(line.c_str()));
}

void run_range(Total &total, uint64_t first, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++)
        total.run_one(first + i);
}

} // namespace

int main(int count, char **arguments)
{
    Total total;

    if (count < 2) {
        std::fprintf(stderr, "usage: %s SEED [COUNT] | FILE\n", arguments[0]);
        return 2;
    }
    watch();
    choose_actions();
    if (is_number(arguments[1]))
        run_range(total, number(arguments[1]),
                  count > 2 ? number(arguments[2]) : 1);
    else
        run_list(total, arguments[1]);
    std::printf("%" PRIu64 " programs, %" PRIu64
                " operations, trace %016" PRIx64 "\n",
                total.programs, run.operations, total.trace);
    return 0;
}
