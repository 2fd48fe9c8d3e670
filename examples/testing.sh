# shellcheck shell=bash
# What the test scripts of the examples share. Each gets the example's command,
# after an emulator's if there is one. SLOW=1 says that a tool watches it: the
# files are smaller, and memory is not limited.
set -euo pipefail
export LC_ALL=C
command=("$@")
slow=${SLOW:-0}
source_dir=$(cd "$(dirname "$0")/.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

fail() {
    echo "FAILED: $*" >&2
    exit 1
}

run() {
    "${command[@]}" "$@"
}

# same WHAT EXPECTED ACTUAL: the two files are equal.
same() {
    diff "$2" "$3" >"$scratch/difference" && return
    head -n 20 "$scratch/difference" >&2
    fail "$1"
}

# prints TEXT ARGUMENT...: it succeeds and prints just that.
prints() {
    local text=$1
    shift
    run "$@" >"$scratch/printed" || fail "status $? for: $*"
    printf '%s' "$text" >"$scratch/expected"
    same "output for: $*" "$scratch/expected" "$scratch/printed"
}

# refuses STATUS MESSAGE ARGUMENT...: it fails with that message.
refuses() {
    local status=$1 message=$2 got=0
    shift 2
    run "$@" >"$scratch/printed" 2>"$scratch/complaint" || got=$?
    [ "$got" = "$status" ] || fail "status $got, not $status, for: $*"
    grep -qF -- "$message" "$scratch/complaint" ||
        fail "'$message' is not in '$(cat "$scratch/complaint")' for: $*"
    [ ! -s "$scratch/printed" ] || fail "output besides the error for: $*"
}

# within KIB COMMAND...: runs it with that much address space, where no tool
# needs more.
within() {
    local kib=$1
    shift
    if [ "$slow" = 1 ]; then
        echo "not limited to $kib KiB, since a tool watches" >&2
        "$@"
    else
        (ulimit -v "$kib" && "$@")
    fi
}
