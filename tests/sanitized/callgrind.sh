#!/usr/bin/env bash
# usage: callgrind.sh VALGRIND PROGRAM PART
# Who called what, and how often, as callgrind counts it.
set -euo pipefail
out=$(mktemp)
trap 'rm -f "$out"' EXIT
"$1" --tool=callgrind --callgrind-out-file="$out" "${@:2}"
callgrind_annotate --tree=caller --threshold=100 "$out"
