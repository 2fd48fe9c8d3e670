#!/usr/bin/env bash
# usage: test_backtrace.sh PROGRAM
# gdb's bt from inside a generator shows its frames and its resumer's.
set -euo pipefail

trace=$(gdb -batch -nx -iex 'set debuginfod enabled off' \
    -ex 'break stop_here' -ex run -ex bt "$1" 2>&1)
echo "$trace"
# Without debug information gdb takes cgen__body_entry for a name of Ada's.
frames=$(sed 's/cgen\.body_entry/cgen__body_entry/' <<<"$trace" | sed -n 's/^#[0-9]* .*\(stop_here\|traced_body\|cgen__body_entry\|resume_it\|next_unwinder_sees_the_resumer\|main\) (.*/\1/p' |
    paste -sd ' ')
[ "$frames" = "stop_here traced_body cgen__body_entry resume_it next_unwinder_sees_the_resumer main" ]
! grep -q 'corrupt stack\|Backtrace stopped' <<<"$trace"
