#!/usr/bin/env bash
# usage: expect.sh [-n TRIES] REGEX COMMAND...
# What the command prints, its lines joined by spaces, matches; or does when it
# is run again, at most that many times in all: for Valgrind's search for leaks,
# to which any number that it meets may be an address.
tries=1
if [ "$1" = -n ]; then
    tries=$2
    shift 2
fi
expected=$1
shift
ulimit -c 0
for ((try = 1; try <= tries; try++)); do
    output=$("$@" 2>&1)
    echo "$output"
    if tr '\n' ' ' <<<"$output" | grep -qE -- "$expected"; then
        exit
    fi
done
echo "FAILED: no \"$expected\""
exit 1
