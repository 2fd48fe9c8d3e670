// Reporting: the table of medians, and what is concluded from them.
#ifndef CGEN_BENCH_REPORT_H
#define CGEN_BENCH_REPORT_H

#include <benchmark/benchmark.h>
#include <map>
#include <ostream>
#include <string>
#include <vector>

// The median of each benchmark, by the name it was registered with.
struct Median {
    double ns = 0;
    std::string label; // what it is, in words
    benchmark::UserCounters counters;
};
using Medians = std::map<std::string, Median>;

// Interleaved benchmarks end in random order. This holds their medians until
// all have ended and prints them in the order of registration.
class MedianReporter : public benchmark::ConsoleReporter
{
  public:
    MedianReporter();
    bool ReportContext(const Context &context) override;
    void ReportRuns(const std::vector<Run> &runs) override;
    void Finalize() override;
    const Medians &medians() const;

  private:
    std::map<std::int64_t, Run> rows_;
    Medians medians_;
};

// Prints what a yield costs beside what else one could use, and the one
// sentence; before that, if asked to, the figures with their targets. What was
// not measured, because of a filter, is left out.
void print_conclusions(std::ostream &out, const Medians &medians,
                       const std::vector<std::string> &engines,
                       bool with_targets);

#endif
