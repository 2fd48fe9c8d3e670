// The table of medians; conclusions.cpp draws from it.
#include "report.h"

#include <unistd.h>

MedianReporter::MedianReporter()
    : ConsoleReporter(isatty(STDOUT_FILENO) ? OO_Color : OO_None)
{
}

bool MedianReporter::ReportContext(const Context &context)
{
    bool go_on = ConsoleReporter::ReportContext(context);
    GetErrorStream() << "Measuring, all interleaved; with all repetitions, "
                        "about two minutes.\n";
    return go_on;
}

// With a single repetition there is nothing but that run.
static bool is_median(const benchmark::BenchmarkReporter::Run &run)
{
    return run.aggregate_name == "median" || run.repetitions == 1;
}

// Processor time, which does not count what else the machine did, unless the
// benchmark itself asked for real time.
static double nanoseconds(const benchmark::BenchmarkReporter::Run &run)
{
    bool is_real = run.run_name.time_type == "real_time";
    double time =
        is_real ? run.GetAdjustedRealTime() : run.GetAdjustedCPUTime();
    return time * 1e9 / benchmark::GetTimeUnitMultiplier(run.time_unit);
}

void MedianReporter::ReportRuns(const std::vector<Run> &runs)
{
    for (const Run &run : runs) {
        if (!is_median(run) && !run.error_occurred)
            continue;
        rows_[run.family_index] = run;
        // Which may be its own, and only makes the table wide.
        rows_[run.family_index].run_name.min_time.clear();
        if (!run.error_occurred)
            medians_[run.run_name.function_name] = {
                nanoseconds(run), run.report_label, run.counters};
    }
}

void MedianReporter::Finalize()
{
    std::vector<Run> rows;
    for (const auto &row : rows_)
        rows.push_back(row.second);
    ConsoleReporter::ReportRuns(rows);
}

const Medians &MedianReporter::medians() const
{
    return medians_;
}
