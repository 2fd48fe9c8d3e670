#!/usr/bin/env bash
# usage: test_backtrace.sh PROGRAM
# gdb's bt from inside a generator shows its frames and its resumer's.
set -euo pipefail

trace=$(gdb -batch -nx -iex 'set debuginfod enabled off' \
    -ex 'break stop_here' -ex run -ex bt "$1" 2>&1)
echo "$trace"
# Without debug information gdb takes cgen__arrived_first for a name of Ada's.
frames=$(sed 's/cgen\.arrived_first/cgen__arrived_first/' <<<"$trace" | sed -n 's/^#[0-9]* .*\(stop_here\|traced_body\|cgen__arrived_first\|resume_it\|next_unwinder_sees_the_resumer\|main\) (.*/\1/p' |
    paste -sd ' ')
[ "$frames" = "stop_here traced_body cgen__arrived_first resume_it next_unwinder_sees_the_resumer main" ]
! grep -q 'corrupt stack\|Backtrace stopped' <<<"$trace"
