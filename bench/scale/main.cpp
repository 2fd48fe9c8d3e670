// cgen_scale: what coroutines cost when there are many of them.
//
//   cgen_scale [MOST [DAT]]
//
// For 1, 10, 100 ... MOST (by default a million) of each kind, alive at the
// same time: what it takes to make one and run it to its first yield, to resume
// each in turn, to destroy one, and what one holds in memory. Each in a process
// of its own. DAT gets the figures for scale/plot.cmake.
#include "scale/scale.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>

static void add_peers(std::vector<Entry> &entries)
{
    (void)entries;
#ifdef BENCH_SCALE_BOOST
    add_boost(entries);
#endif
#ifdef BENCH_SCALE_PCL
    add_pcl(entries);
#endif
}

static std::vector<Entry> every_entry()
{
    std::vector<Entry> entries;
    add_floor(entries);
    add_cgen(entries);
    add_peers(entries);
    return entries;
}

static void print_head(const std::string &name)
{
    std::printf("\n%s\n%10s %12s %12s %12s %12s %14s\n", name.c_str(), "count",
                "create, ns", "resume, ns", "destroy, ns", "bytes each",
                "left over, MB");
}

static void print(std::size_t count, const Measured &measured)
{
    std::printf("%10zu", count);
    if (measured.failure[0] != '\0')
        std::printf(" after %zu: %s", measured.created, measured.failure);
    else
        std::printf(" %12.0f %12.1f %12.0f %12.0f %14.1f", measured.create_ns,
                    measured.resume_ns, measured.destroy_ns, measured.bytes,
                    measured.leftover / 1e6);
    std::printf("\n");
    std::fflush(stdout);
}

// One block for each kind, for gnuplot: its name, then the lines.
static void write(std::ostream &out, std::size_t count,
                  const Measured &measured)
{
    if (measured.failure[0] == '\0')
        out << count << '\t' << measured.create_ns << '\t' << measured.resume_ns
            << '\t' << measured.destroy_ns << '\t' << measured.bytes << '\n';
}

static void measure_all(const Entry &entry, std::size_t most, std::ostream &out)
{
    print_head(entry.name);
    out << '"' << entry.name << "\"\n";
    for (std::size_t count = 1; count <= most; count *= 10) {
        Measured measured = measure(entry, count);
        print(count, measured);
        write(out, count, measured);
        if (measured.failure[0] != '\0')
            break;
    }
    out << "\n\n";
}

int main(int argc, char **argv)
{
    std::size_t most = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 1000000;
    std::ofstream dat;
    if (argc > 2)
        dat.open(argv[2]);
    for (const Entry &entry : every_entry())
        measure_all(entry, most, dat);
    return 0;
}
