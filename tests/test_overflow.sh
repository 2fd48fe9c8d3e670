#!/usr/bin/env bash
# usage: test_overflow.sh PROGRAM [EMULATOR...]
# What is printed, and what the process ends with, when a stack overflows, and
# at faults that are none of the library's business.
set -uo pipefail
program=$1
shift
ulimit -c 0

fail() { # WHAT
    echo "FAILED: $1"
    echo "$output"
    exit 1
}

expect() { # PART STATUS [LINE...]: which are regular expressions, in any order
    part=$1 wanted=$2
    shift 2
    { output=$("${emulator[@]}" "$program" "$part" 2>&1); status=$?; } 2>/dev/null
    [ "$status" = "$wanted" ] || fail "$part: status $status, not $wanted"
    for line; do
        grep -qE "$line" <<<"$output" || fail "$part: no line \"$line\""
    done
}

expect_nothing_more() { # LINES
    [ "$(wc -l <<<"$output")" = "$1" ] || fail "$part: more lines than $1"
}

emulator=("$@")
report=(
    '^cgen: generator 0x[0-9a-f]+ "digger" has overflowed its stack$'
    '^    stack      26[0-9]{4} bytes, from 0x[0-9a-f]+ down to 0x[0-9a-f]+; touched 0x[0-9a-f]+, [0-9]+ below$'
    '^    remedy     gen_options.stack_size'
    '^    resumed by 0x[0-9a-f]+ "foreman", by its thread$'
    '^    body       test_overflow[a-z_]*\+0x'
    '^    frames     [0-9]{3,4}, innermost first'
    '^               test_overflow[a-z_]*\+0x[0-9a-f]+, [0-9]+ times$'
)
segv=139

expect overflow $segv "${report[@]}"
if [ -z "${CGEN_TEST_ALONE-}" ]; then # as need_company of test.h
    expect thread $segv "${report[@]}"
    expect many_threads 0 "^given back$"
fi
expect stray $segv
! grep -q cgen <<<"$output" || fail "a stray pointer is no overflow"
expect fault $segv
! grep -q cgen <<<"$output" || fail "a fault without generators"
expect handled_fault 7 "^program's handler"
expect_nothing_more 1
expect handled_signal 7 "^program's handler"
expect_nothing_more 1
expect handled_overflow 7 "${report[@]}" "^whole masked$"
expect handled_later 7 "^whole masked$"
expect_nothing_more 1
expect wanted 0 "^handler, stack$"
expect unwanted $segv "^no handler, no stack$"
! grep -q cgen <<<"$output" || fail "it was not wanted"
expect silenced_later $segv
! grep -q cgen <<<"$output" || fail "it was silenced"
expect ignored 0 "^went on$"
echo "all as it should be"
