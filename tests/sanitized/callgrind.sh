#!/usr/bin/env bash
# usage: callgrind.sh VALGRIND PROGRAM PART
# How often each function was called, as callgrind counts it. Who called it is
# not told: in a program that is linked statically, callgrind takes a switch for
# a jump and names the function that switched.
set -euo pipefail
out=$(mktemp)
trap 'rm -f "$out"' EXIT
"$1" --tool=callgrind --callgrind-out-file="$out" "${@:2}"
# A function's line, with an asterisk, comes after those of its callers.
callgrind_annotate --tree=caller --threshold=100 "$out" | awk '
    / < / && match($0, /\([0-9,]+x\)/) {
        calls = substr($0, RSTART + 1, RLENGTH - 3)
        gsub(",", "", calls)
        sum += calls
    }
    / \* / && match($0, /:[^ :]+/) {
        print substr($0, RSTART + 1, RLENGTH - 1) " was called " sum + 0 " times"
        sum = 0
    }'
