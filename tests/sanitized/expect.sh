#!/usr/bin/env bash
# usage: expect.sh REGEX COMMAND...
# What the command prints, its lines joined by spaces, matches.
expected=$1
shift
ulimit -c 0
output=$("$@" 2>&1)
echo "$output"
tr '\n' ' ' <<<"$output" | grep -qE -- "$expected" || {
    echo "FAILED: no \"$expected\""
    exit 1
}
