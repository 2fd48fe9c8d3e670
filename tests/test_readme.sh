#!/usr/bin/env bash
# usage: test_readme.sh README CC INCLUDE_DIRECTORY LIBRARY
# Every C program of the README compiles without a warning, links, and runs.
set -euo pipefail
readme=$1 cc=$2 include=$3 library=$4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

awk -v work="$work" '
    /^```c$/ { file = sprintf("%s/%02d.c", work, ++n); next }
    /^```/   { file = "" }
    file     { print > file }' "$readme"

for program in "$work"/*.c; do
    $cc -std=gnu11 -Wall -Wextra -Werror -fexceptions -I "$include" "$program" \
        "$library" -Wl,-rpath,"$(dirname "$library")" -o "${program%.c}"
    echo "--- $(basename "$program")"
    "${program%.c}"
done
[ -n "$(ls "$work"/*.c)" ]
