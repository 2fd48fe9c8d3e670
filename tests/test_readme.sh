#!/usr/bin/env bash
# usage: test_readme.sh README CC CXX INCLUDE_DIRECTORY LIBRARY...
# Every C and C++ program of the README compiles without a warning, and runs.
set -euo pipefail
readme=$1 cc=$2 cxx=$3 include=$4
shift 4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

awk -v work="$work" '
    /^```c$/ { file = sprintf("%s/%02d.c", work, ++n); next }
    /^```cpp$/ { file = sprintf("%s/%02d.cpp", work, ++n); next }
    /^```/   { file = "" }
    file     { print > file }' "$readme"

for program in "$work"/*.c "$work"/*.cpp; do
    if grep -q '<cgen/uv.h>' "$program" && [[ "$*" != *-luv* ]]; then
        echo "--- $(basename "$program"): not without libuv"
        continue
    fi
    compile=("$cc" -std=c11)
    [ "${program##*.}" = c ] || compile=("$cxx" -std=c++17)
    "${compile[@]}" -Wall -Wextra -Werror -fexceptions -I "$include" \
        "$program" "$@" -Wl,-rpath,"$(dirname "$1")" \
        -o "$work/program"
    echo "--- $(basename "$program")"
    "$work/program"
done
