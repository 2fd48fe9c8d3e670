// Boost's version, for the names of the peers that are from it.
#ifndef CGEN_BENCH_BOOST_H
#define CGEN_BENCH_BOOST_H

#include <boost/version.hpp>
#include <string>

inline std::string boost_version()
{
    return std::to_string(BOOST_VERSION / 100000) + "." +
           std::to_string(BOOST_VERSION / 100 % 1000) + "." +
           std::to_string(BOOST_VERSION % 100);
}

#endif
