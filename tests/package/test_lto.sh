#!/usr/bin/env bash
# usage: test_lto.sh SOURCE_DIRECTORY CC
# Builds the library as an archive for link-time optimisation, and links and
# runs a program with it: what only assembly refers to must survive that.
set -euo pipefail
sources=$1 cc=$2
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cmake -S "$sources" -B "$work" -DCMAKE_C_COMPILER="$cc" -DBUILD_SHARED_LIBS=OFF \
    -DCMAKE_BUILD_TYPE=Release -DCMAKE_C_FLAGS="-flto -ffat-lto-objects" >/dev/null
cmake --build "$work" --target cgen >/dev/null
library=$(find "$work" -name libcgen.a)
for inlined in "" -DCGEN_INLINE; do
    # A part for each symbol: nothing is near what refers to it.
    "$cc" -std=c11 -O2 -flto -flto-partition=max -fexceptions $inlined \
        -I"$sources/include" "$here/consumer.c" "$library" -pthread -o "$work/program"
    "$work/program"
done
