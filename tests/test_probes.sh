#!/usr/bin/env bash
# usage: test_probes.sh PROGRAM LIBRARY TASK_LIBRARY
# Each probe that docs/debugging.md names is there, and a debugger stops at it
# and finds its first argument, a generator.
set -euo pipefail
program=$1
shift

probes() { # LIBRARIES: the names in their notes
    readelf -n "$@" | awk '/Provider: / { own = $2 == "cgen" } own && /Name: / { print $2 }'
}

if [ -z "$(probes "$@")" ]; then
    echo "built without <sys/sdt.h>"
    exit 77
fi
expected="create destroy end park resume suspend wake"
[ "$(probes "$@" | sort -u | paste -sd' ')" = "$expected" ]
for name in $expected; do
    output=$(timeout 60 gdb -batch -nx -iex 'set debuginfod enabled off' \
        -ex 'break main' -ex run -ex "tbreak -probe-stap cgen:$name" -ex continue \
        -ex "printf \"$name of %lx\\n\", \$_probe_arg0" "$program" 2>&1)
    grep -E "^$name of [1-9a-f][0-9a-f]{7,}" <<<"$output" || {
        echo "FAILED: $name"
        echo "$output"
        exit 1
    }
done
