// What is concluded from the medians: ratios of one run, each with its target,
// and what a yield costs.
#include "report.h"

#include <cmath>
#include <iomanip>

// Not a number where something was not measured, which any arithmetic keeps.
static double time_of(const Medians &medians, const std::string &name)
{
    auto it = medians.find(name);
    return it == medians.end() ? NAN : it->second.ns;
}

static double counter_of(const Medians &medians, const std::string &name,
                         const std::string &counter)
{
    auto it = medians.find(name);
    if (it == medians.end())
        return NAN;
    auto found = it->second.counters.find(counter);
    return found == it->second.counters.end() ? NAN : found->second.value;
}

struct Figure {
    std::string what;
    double value;
    int decimals;
    double target; // at most that; 0: none
};

static void print(std::ostream &out, const Figure &figure)
{
    out << "  " << std::left << std::setw(56) << figure.what << std::right
        << std::fixed << std::setprecision(figure.decimals) << std::setw(9)
        << figure.value;
    if (figure.target != 0)
        out << "  target <= " << figure.target << ": "
            << (figure.value <= figure.target ? "reached" : "missed");
    out << "\n";
}

// One benchmark's time over another's.
struct Ratio {
    const char *engine;
    const char *what;
    const char *measured;
    const char *against;
    double target;
};

static const Ratio RATIOS[] = {
    {"ucontext", "round trip / two swapcontext calls",
     "round_trip/cgen_ucontext", "round_trip/swapcontext", 1.03},
    {"ucontext", "create, run, destroy / the same in bare ucontext",
     "lifecycle/cgen_ucontext", "lifecycle/swapcontext", 1.05},
    {"native", "round trip / two bare switches out of line",
     "round_trip/cgen_native", "round_trip/bare_switch", 1.15},
    {"native", "inlined round trip / two bare switches inline",
     "round_trip/cgen_inlined", "round_trip/bare_inline", 1.1},
    {"native", "round trip / Boost.Context", "round_trip/cgen_native",
     "round_trip/boost_context", 1},
    {"native", "create, run, destroy / a bare switch with a free list",
     "lifecycle/cgen_native", "lifecycle/bare_generator", 1.3},
    {"native", "inlined create, run, destroy / the same",
     "lifecycle/cgen_inlined", "lifecycle/bare_generator", 1},
    {"native", "tree walk / recursion with a callback", "tree_walk/cgen_native",
     "tree_walk/callback", 1.25},
    {"native", "inlined tree walk / recursion with a callback",
     "tree_walk/cgen_inlined", "tree_walk/callback", 1.25},
    {"ucontext", "tree walk, running ahead / the same without",
     "tree_walk/cgen_ucontext_ahead", "tree_walk/cgen_ucontext", 0},
    {"ucontext", "tree walk, running ahead in place / without",
     "tree_walk/cgen_ucontext_in_place", "tree_walk/cgen_ucontext", 0},
    {"native", "tree walk, running ahead in place / without",
     "tree_walk/cgen_native_in_place", "tree_walk/cgen_native", 0},
    {"native", "tree walk, running ahead in place / with a callback",
     "tree_walk/cgen_native_in_place", "tree_walk/callback", 0.9},
    {"native", "inlined tree walk / the same in bare switches inline",
     "tree_walk/cgen_inlined", "tree_walk/bare_inline", 0},
    {"native", "tree walk / the same in bare switches", "tree_walk/cgen_native",
     "tree_walk/bare_switch", 0},
    {"native", "tree walk / Boost.Coroutine2", "tree_walk/cgen_native",
     "tree_walk/boost_coroutine2", 0},
    {"native", "tree walk, a generator a node / C++20 coroutines",
     "tree_walk/cgen_native_generators", "tree_walk/cxx20_opaque", 1},
    {"native", "delegation 10,000 deep / once", "delegation/cgen_native_10000",
     "delegation/cgen_native_1", 1.2},
    {"native", "park / yield", "park/cgen_native_0", "round_trip/cgen_native",
     1.6},
    {"native", "park 10 deep / yield", "park/cgen_native_10",
     "round_trip/cgen_native", 1.6},
    {"native", "park 100 deep / yield", "park/cgen_native_100",
     "round_trip/cgen_native", 1.6},
    {"native", "park 1,000 deep / yield", "park/cgen_native_1000",
     "round_trip/cgen_native", 1.6},
    {"native", "  yield again at each level instead",
     "yield_again/cgen_native_1000", "round_trip/cgen_native", 0},
    {"native", "create, next, destroy with cleanup / Coroutine2",
     "destroy/cgen_native_cleanup", "destroy/boost_coroutine2", 0.5},
    {"native", "  with a deferred call instead", "destroy/cgen_native_defer",
     "destroy/boost_coroutine2", 0.5},
    {"native", "  with nothing to clean up", "destroy/cgen_native_nothing",
     "destroy/boost_coroutine2", 0},
};

static std::vector<Figure> ratios(const Medians &medians,
                                  const std::string &engine)
{
    std::vector<Figure> figures;
    for (const Ratio &ratio : RATIOS)
        if (engine == ratio.engine)
            figures.push_back({ratio.what,
                               time_of(medians, ratio.measured) /
                                   time_of(medians, ratio.against),
                               3, ratio.target});
    return figures;
}

static std::vector<Figure> times(const Medians &medians,
                                 const std::string &engine)
{
    auto per_element = [&](const std::string &subject) {
        return 1e9 /
               counter_of(medians, "tree_walk/" + subject, "items_per_second");
    };
    return {
        {"tree walk, ns per element", per_element("cgen_" + engine), 1, 0},
        {"  recursion with a callback", per_element("callback"), 1, 0},
    };
}

// What a stage of a pipeline adds to one by hand, per element.
static std::vector<Figure> iterators(const Medians &medians)
{
    double more = time_of(medians, "pipeline/cgen") -
                  time_of(medians, "pipeline/by_hand");
    double stages = counter_of(medians, "pipeline/cgen", "stages");
    return {
        {"ns per element and stage beyond iterators by hand", more / stages, 2,
         1.5},
    };
}

static std::vector<Figure> sizes(const Medians &medians,
                                 const std::string &engine)
{
    auto counter = [&](const std::string &name) {
        return counter_of(medians, "memory/cgen_" + engine, name);
    };
    return {
        {"pages of a fresh stack that gen_create touches",
         counter("created_stack_pages"), 0, 2},
        {"  touched once it is suspended", counter("suspended_stack_pages"), 0,
         0},
        {"bytes per suspended generator", counter("bytes"), 0, 0},
        {"  resident", counter("resident_bytes"), 0, 0},
        {"  page tables", counter("page_table_bytes"), 0, 0},
    };
}

static std::vector<Figure> measured(const Medians &medians,
                                    const std::string &engine)
{
    std::vector<Figure> figures;
    for (const auto &topic : {ratios(medians, engine), times(medians, engine),
                              iterators(medians), sizes(medians, engine)})
        for (const Figure &figure : topic)
            if (!std::isnan(figure.value))
                figures.push_back(figure);
    return figures;
}

static void print_sentence(std::ostream &out, const Medians &medians,
                           const std::string &engine)
{
    double yield = time_of(medians, "round_trip/cgen_" + engine);
    double call = time_of(medians, "round_trip/direct_call");
    if (std::isnan(yield / call))
        return;
    out << std::fixed << std::setprecision(yield < 100 ? 1 : 0)
        << "\nOn this machine a yield and the gen_next that it answers cost "
        << yield << " ns on the " << engine << " engine, as much as "
        << std::setprecision(0) << yield / call << " function calls.\n";
}

// For who wants to know what to use: every way to go there and back, the
// cheapest first.
static void print_choices(std::ostream &out, const Medians &medians)
{
    const std::string prefix = "round_trip/";
    const double call = time_of(medians, "round_trip/direct_call");
    std::multimap<double, std::string> choices;
    for (const auto &[name, median] : medians)
        if (name.compare(0, prefix.size(), prefix) == 0 && median.ns > 0)
            choices.emplace(median.ns, median.label);
    if (choices.empty() || std::isnan(call))
        return;
    out << "\nTo ask for the next value and get it, by                    ns"
           "   function calls\n";
    for (const auto &[ns, label] : choices)
        out << "  " << std::left << std::setw(46) << label << std::right
            << std::fixed << std::setprecision(ns < 100 ? 1 : 0)
            << std::setw(12) << ns << std::setprecision(ns < 20 * call ? 1 : 0)
            << std::setw(17) << ns / call << "\n";
}

static void print_figures(std::ostream &out, const Medians &medians,
                          const std::vector<std::string> &engines)
{
    for (const std::string &engine : engines) {
        std::vector<Figure> figures = measured(medians, engine);
        if (figures.empty())
            continue;
        out << "\ncgen, " << engine << " engine (medians)\n";
        for (const Figure &figure : figures)
            print(out, figure);
    }
}

void print_conclusions(std::ostream &out, const Medians &medians,
                       const std::vector<std::string> &engines,
                       bool with_targets)
{
    if (with_targets)
        print_figures(out, medians, engines);
    print_choices(out, medians);
    if (!engines.empty())
        print_sentence(out, medians, engines.front());
}
