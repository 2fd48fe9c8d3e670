// cgen_bench: what a yield costs, beside what else moves control.
//
// An ordinary Google Benchmark program (see --help) with other defaults: all
// benchmarks interleaved in random order, many short repetitions, medians, and
// the whole in bench.json. Figures that are compared come from the same run,
// and its repetitions are short, so that whatever else the machine does meets
// both alike.
//
// Two options are its own: --iterations=N, for bench/instructions, runs each
// benchmark just that often; --targets, for maintainers, also prints the ratios
// that have targets.
#include <benchmark/benchmark.h>
#include <cstdlib>
#include <iostream>

#include "bench.h"
#include "report.h"

// As if given before the arguments that were: of two, the last one counts.
static std::vector<std::string> with_defaults(int argc, char **argv)
{
    std::vector<std::string> arguments = {
        argv[0],
        "--benchmark_enable_random_interleaving=true",
        "--benchmark_repetitions=201",
        "--benchmark_min_time=0.01",
        "--benchmark_report_aggregates_only=true",
        "--benchmark_out=bench.json",
        "--benchmark_out_format=json",
    };
    arguments.insert(arguments.end(), argv + 1, argv + argc);
    return arguments;
}

static benchmark::IterationCount fixed;
static bool shows_targets;

benchmark::IterationCount fixed_iterations()
{
    return fixed;
}

// The last one given counts.
static unsigned long repetitions_of(const std::vector<std::string> &arguments)
{
    const std::string option = "--benchmark_repetitions=";
    unsigned long number = 1;
    for (const std::string &argument : arguments)
        if (argument.compare(0, option.size(), option) == 0)
            number = std::stoul(argument.substr(option.size()));
    return number;
}

static unsigned long repeated;

unsigned long repetitions()
{
    return repeated;
}

// Takes our own options out of the arguments.
static std::vector<std::string>
take_ours(const std::vector<std::string> &arguments)
{
    const std::string iterations = "--iterations=";
    std::vector<std::string> others;
    for (const std::string &argument : arguments)
        if (argument.compare(0, iterations.size(), iterations) == 0)
            fixed = std::stoll(argument.substr(iterations.size()));
        else if (argument == "--targets")
            shows_targets = true;
        else
            others.push_back(argument);
    return others;
}

// False if there is an argument that Google Benchmark does not know. It keeps
// the first, the program's name, without a copy.
static bool initialize(std::vector<std::string> &arguments)
{
    std::vector<char *> argv;
    for (std::string &argument : arguments)
        argv.push_back(argument.data());
    int argc = static_cast<int>(argv.size());
    argv.push_back(nullptr);
    benchmark::Initialize(&argc, argv.data());
    return !benchmark::ReportUnrecognizedArguments(argc, argv.data());
}

static std::string version()
{
    int number = gen_version();
    return std::to_string(number / 10000) + "." +
           std::to_string(number / 100 % 100) + "." +
           std::to_string(number % 100);
}

static void add_context(const std::vector<std::string> &engine_names)
{
    std::string list;
    for (const std::string &name : engine_names)
        list += (list.empty() ? "" : " ") + name;
    benchmark::AddCustomContext("cgen_version", version());
    benchmark::AddCustomContext("cgen_engines", list);
}

// What goes wrong is not to be measured.
static void give_up(const gen_unhandled *unhandled)
{
    std::cerr << unhandled->function << ": "
              << gen_strerror(unhandled->result.error) << "\n";
    std::_Exit(1);
}

int main(int argc, char **argv)
{
    gen_set_on_unhandled(give_up);
    std::vector<std::string> arguments = take_ours(with_defaults(argc, argv));
    repeated = repetitions_of(arguments);
    if (!initialize(arguments))
        return 1;
    add_context(engines());
    register_calls();
    register_switches();
    register_inlined();
    register_threads();
    register_lifecycle();
    register_destroy();
    register_tree();
    register_pipeline();
    register_park();
    register_memory();
    register_peers();
    MedianReporter reporter;
    benchmark::RunSpecifiedBenchmarks(&reporter);
    benchmark::Shutdown();
    if (!reporter.medians().empty())
        print_conclusions(std::cout, reporter.medians(), engines(),
                          shows_targets);
    return 0;
}
