#!/usr/bin/env bash
# uv_adopt counts lines by callbacks, and its task prints their number, at the
# end too.
. "$(dirname "$0")/serving.sh"

seq 1 12345 | run >"$scratch/printed"
[ "$(tail -n 1 "$scratch/printed")" = "12345 lines" ] ||
    fail "$(cat "$scratch/printed")"
(seq 1 10; sleep 1.5; seq 1 10) | run >"$scratch/printed"
printf '10 lines\n20 lines\n' >"$scratch/expected"
[ "$slow" = 1 ] || same "each second" "$scratch/expected" "$scratch/printed"
status=0
run <"$0" 2>"$scratch/complaint" || status=$?
[ "$status" = 2 ] || fail "status $status for a file"
