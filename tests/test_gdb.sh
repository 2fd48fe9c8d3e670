#!/usr/bin/env bash
# usage: test_gdb.sh PROGRAM SCRIPT ENGINE
# What gdb shows of generators with cgen's script: of a process, and of its core
# file; and that the process goes on as if nobody had looked.
set -euo pipefail
program=$(realpath "$1") script=$2 engine=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
    echo "FAILED: $1"
    exit 1
}

expect() { # REGEX: in the output, whose lines are joined where they go on
    grep -qE -- "$1" <<<"$output" || fail "no \"$1\""
}

ask() { # GDB ARGUMENTS...: with every question
    output=$(timeout 100 gdb -batch -nx -iex 'set debuginfod enabled off' \
        -iex 'set width 0' "$@" -ex "source $script" \
        -ex 'info generators' -ex 'echo \n--sum\n' -ex 'info generators --sum' \
        -ex 'echo \n--one\n' -ex 'generator one bt' \
        -ex 'echo \n--catcher\n' -ex 'info generators -b catches -q' \
        -ex 'echo \n--frame\n' -ex 'generator one frame function go_deep' \
        -ex 'echo \n--kept\n' -ex 'generator one' -ex bt -ex 'generator thread' -ex bt \
        -ex 'echo \n--all\n' -ex 'generator apply all bt' \
        -ex 'echo \n--resumer\n' -ex 'frame function resumes' -ex 'info locals' \
        -ex 'echo \n--print\n' -ex 'p one' -ex 'p first' -ex 'p last' \
        -ex 'echo \n--tasks\n' -ex 'info tasks' \
        -ex 'echo \n--end\n' "${after[@]}" 2>&1)
    echo "$output"
}

part() { # FROM TO: of what was asked, with each generator on one line
    sed -n "/^--$1\$/,/^--$2\$/p" <<<"$whole" | sed '1d;$d'
}

check() { # BY_DELEGATE: how one waits, where gdb can know that
    whole=$output
    output=$(sed '/^--sum$/,$d' <<<"$whole" | tr '\n' '~' | sed 's/~  */ /g' | tr '~' '\n')
    expect "suspended +$engine +[0-9]+ of 26[0-9]{4}  waits at .*test_gdb\.c:[0-9]+ \"one\" in yield_deep at .*test_gdb\.c:1[0-9]\$"
    expect "suspended .* delegates at .* \"outer\" in delegates at .*:[0-9]+$1 delegates to 0x"
    expect "suspended .* catches at .* \"catcher\" in catches at .*:[0-9]+\$"
    expect "start +$engine +26[0-9]{4}  waits at .* \"fresh\"\$"
    expect "done .* ends at .* \"ended\"\$"
    expect "running .* \"running\" resumed by 0x[0-9a-f]+ on thread 1\$"
    expect "running .* \"resumer\" resumed by its thread on thread 1\$"
    expect "parked .* awaits_inside at"
    output=$(part sum one)
    expect "^ +2 suspended waits at"
    expect "^ +1 done +ends at"
    output=$(part one catcher)
    [ "$(grep -oE '(yield_deep|go_deep|waits|main|stop_here) ' <<<"$output" | paste -sd' ' | tr -s ' ')" = \
        "yield_deep go_deep waits " ] || fail "the frames of one: $output"
    ! grep -qE "corrupt|inner to this" <<<"$output" || fail "gdb says $output"
    output=$(part catcher frame)
    expect "\"catcher\"\$"
    [ "$(wc -l <<<"$output")" -le 2 ] || fail "more than one catches"
    output=$(part frame kept)
    expect "^#[0-9]+ .*go_deep \(self="
    output=$(part kept all)
    expect " go_deep \(self="
    expect " main \("
    output=$(part resumer print)
    ! grep -q "arrived_first" <<<"$output" || fail "what a call changes is shown: $output"
    output=$(part all resumer)
    expect "^Generator [0-9]+ .*\"catcher\""
    expect " catches \(self="
    ! grep -qE "corrupt|inner to this" <<<"$output" || fail "gdb says $output"
    output=$(part all resumer | sed -n '/^#.*awaits_inside/,/^$/p')
    expect " task_body \("
    output=$(part print tasks)
    expect "= 0x[0-9a-f]+ suspended waits \"one\""
    expect "= yielded 0x[0-9a-f]+"
    expect "= returned 0x0"
    output=$(part tasks end | tr '\n' '~' | sed 's/~  */ /g' | tr '~' '\n')
    expect "^0x[0-9a-f]+ \"\" +task_body at .* awaits in awaits_inside at .*:[0-9]+( by gen_await)?\$"
}

export CGEN_ENGINE=$engine
after=(-ex continue)
ask -ex 'break stop_here' -ex run "$program"
check " by gen_delegate"
expect_exit=$(grep -c "exited normally" <<<"$whole") || true
[ "$expect_exit" = 1 ] || fail "it did not go on well"

# A library without debug data and symbols but those that it exports.
after=()
for library in $(ldd "$program" | grep -oE '/[^ ]*/libcgen[a-z-]*\.so\.[0-9]+'); do
    strip -o "$work/${library##*/}" "$library"
done
if [ -e "$work/libcgen.so.0" ]; then
    ask -ex "set environment LD_LIBRARY_PATH $work" -ex 'break stop_here' -ex run "$program"
    grep -q "$work/libcgen.so.0" <(gdb -batch -nx -ex "set environment LD_LIBRARY_PATH $work" \
        -ex 'break stop_here' -ex run -ex 'info sharedlibrary' "$program" 2>&1) ||
        fail "the stripped library was not loaded"
    check "( by gen_delegate)?"
fi

# The kernel's: gdb's own generate-core-file stops at the first guard.
after=()
(cd "$work" && ulimit -c unlimited && "$program" dies) || true
core=$(find "$work" -name 'core*')
if [ -z "$core" ]; then
    echo "no core file: kernel.core_pattern is $(cat /proc/sys/kernel/core_pattern)"
    exit
fi
ask "$program" "$core"
check " by gen_delegate"
echo "as it should be"
