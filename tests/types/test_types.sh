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
echo "$count wrong programs do not compile"
