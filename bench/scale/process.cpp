// One measurement in one process, so that nothing is warm that another left,
// and so that one may fail.
#include "scale/scale.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <sys/wait.h>
#include <unistd.h>

static const unsigned MOST_SECONDS = 60;
static const double FIGURE_NS = 2e7; // what one figure is measured for
static const int FIGURES = 5;        // of which the median

static double now()
{
    using namespace std::chrono;
    return duration<double, std::nano>(steady_clock::now().time_since_epoch())
        .count();
}

template <class Action> static double time_of(Action action)
{
    double begin = now();
    action();
    return now() - begin;
}

// Resident memory and page tables of this process, in bytes.
static double footprint()
{
    std::ifstream file("/proc/self/status");
    std::string word;
    double sum = 0, kibibytes = 0;
    while (file >> word)
        if ((word == "VmRSS:" || word == "VmPTE:") && file >> kibibytes)
            sum += kibibytes * 1024;
    return sum;
}

static double resume_time(Subject &subject, std::size_t count)
{
    double once = time_of([&] { subject.resume(); });
    auto passes = static_cast<std::size_t>(std::ceil(FIGURE_NS / once));
    std::vector<double> figures;
    for (int i = 0; i < FIGURES; i++)
        figures.push_back(time_of([&] {
            for (std::size_t pass = 0; pass < passes; pass++)
                subject.resume();
        }));
    std::sort(figures.begin(), figures.end());
    return figures[FIGURES / 2] / static_cast<double>(passes * count);
}

// The handles of a crowd are made room for before, so that they do not count.
static Measured measure_here(const Entry &entry, std::size_t count)
{
    Measured measured{};
    std::unique_ptr<Subject> subject = entry.make();
    double each = static_cast<double>(count);
    double before = footprint();
    double created =
        time_of([&] { measured.created = subject->create(count); });
    if (measured.created < count) {
        std::snprintf(measured.failure, sizeof measured.failure, "%s",
                      subject->refusal().c_str());
        return measured;
    }
    measured.create_ns = created / each;
    measured.bytes = (footprint() - before) / each;
    measured.resume_ns = resume_time(*subject, count);
    measured.destroy_ns = time_of([&] { subject->destroy(); }) / each;
    measured.leftover = footprint() - before;
    return measured;
}

static std::string describe(int status)
{
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
        return "takes more than " + std::to_string(MOST_SECONDS) + " s";
    if (WIFSIGNALED(status))
        return std::string("dies: ") + strsignal(WTERMSIG(status));
    return "ends";
}

Measured measure(const Entry &entry, std::size_t count)
{
    int ends[2];
    int status = 0;
    Measured measured{};
    if (pipe(ends) != 0)
        return measured;
    pid_t child = fork();
    if (child == 0) {
        alarm(MOST_SECONDS);
        measured = measure_here(entry, count);
        _exit(write(ends[1], &measured, sizeof measured) < 0);
    }
    close(ends[1]);
    bool heard = read(ends[0], &measured, sizeof measured) ==
                 static_cast<ssize_t>(sizeof measured);
    close(ends[0]);
    waitpid(child, &status, 0);
    if (!heard)
        std::snprintf(measured.failure, sizeof measured.failure, "%s",
                      describe(status).c_str());
    return measured;
}
