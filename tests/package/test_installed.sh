#!/usr/bin/env bash
# usage: test_installed.sh BUILD_DIRECTORY CC CXX
# Installs the library, moves the installed tree, and builds and runs the
# consumers against it in every documented way.
set -euo pipefail
build=$1 cc=$2 cxx=$3
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cmake --install "$build" --prefix "$work/first" >/dev/null
mv first moved
tree=$work/moved
library=$(dirname "$(find "$tree" -name libcgen.so)")
export LD_LIBRARY_PATH=$library PKG_CONFIG_PATH=$library/pkgconfig

echo "pkg-config, C11 and C++17"
$cc -std=c11 -Wall -Wextra -Wpedantic -Werror "$here/consumer.c" \
    $(pkg-config --cflags --libs cgen) -o c
./c
$cxx -std=c++17 -Wall -Wextra -Wpedantic -Werror "$here/consumer.cpp" \
    $(pkg-config --cflags --libs cgen) -o cpp
./cpp
[ "$(pkg-config --modversion cgen)" = \
    "$(sed -n 's/^#define GEN_VERSION_[A-Z]* //p' "$tree/include/cgen.h" |
        paste -sd.)" ]

echo "find_package"
cmake -S "$here" -B cmake -DCMAKE_PREFIX_PATH="$tree" \
    -DCMAKE_C_COMPILER="$cc" -DCMAKE_CXX_COMPILER="$cxx" >/dev/null
cmake --build cmake >/dev/null
cmake/consumer_c
cmake/consumer_cpp

if grep -rIl "$work/first" "$tree"; then
    echo "the installed tree names the prefix it was installed to"
    exit 1
fi
echo "the installed tree works, also where it was moved to"
