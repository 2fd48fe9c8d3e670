#!/usr/bin/env bash
# usage: test_types.sh CC INCLUDE_DIRECTORY
# wrong.c compiles if nothing in it is wrong, and else does not.
set -euo pipefail
cc=$1 include=$2 wrong=$(dirname "$0")/wrong.c

compiles() {
    "$cc" -std=c11 -Wall -Wextra -Werror -fsyntax-only -I "$include" \
        -DWRONG="$1" "$wrong"
}

compiles 0
count=$(grep -c '^#\(el\)\?if WRONG == ' "$wrong")
for ((i = 1; i <= count; i++)); do
    if compiles "$i" 2>/dev/null; then
        echo "wrong program $i compiles" >&2
        exit 1
    fi
done

# A callback's wrong type is called that, by whatever takes callbacks.
for i in 1 2 3 4 5 9 10 11 12 13 14; do
    if ! { compiles "$i" 2>&1 || true; } |
        grep -q gen_callback_must_take_pointer_int64_or_double; then
        echo "the error of wrong program $i does not say what is wrong" >&2
        exit 1
    fi
done
echo "$count wrong programs do not compile"
