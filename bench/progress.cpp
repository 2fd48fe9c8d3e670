// Shows that the benchmarks run: to standard error, a line for each when it is
// first run, and then one for each tenth of the runs that are to come. Since
// they are interleaved, all begin soon, and none ends before the others.
#include "bench.h"

#include <iostream>
#include <map>

static std::map<std::string, unsigned> runs;
static unsigned long begun;
static unsigned long done;
static unsigned long tenths;

void expect_runs_of(const std::string &name)
{
    runs[name] = 0;
}

static void show_tenths()
{
    const unsigned long all = runs.size() * repetitions();
    const unsigned long now = 10 * done / all;

    if (now <= tenths || now > 10)
        return;
    tenths = now;
    std::cerr << "about " << 10 * tenths << " % is measured\n";
}

void show_run_of(const std::string &name)
{
    done++;
    if (runs[name]++ == 0)
        std::cerr << "begun: " << name << " (" << ++begun << " of "
                  << runs.size() << ")\n";
    else
        show_tenths();
}
