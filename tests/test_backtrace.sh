#!/usr/bin/env bash
# usage: test_backtrace.sh PROGRAM
# gdb's bt from inside a generator shows its frames and its resumer's.
set -euo pipefail

trace=$(gdb -batch -nx -iex 'set debuginfod enabled off' \
    -ex 'break stop_here' -ex run -ex bt "$1" 2>&1)
echo "$trace"
expected="stop_here traced_body arrived_first resume_it \
next_unwinder_sees_the_resumer main"
frames=$(sed -n "s/^#[0-9]* .*\\b\\(${expected// /\\|}\\) (.*/\\1/p" <<<"$trace" |
    paste -sd ' ')
[ "$frames" = "$expected" ]
! grep -q 'corrupt stack\|Backtrace stopped' <<<"$trace"
