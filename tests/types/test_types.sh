#!/usr/bin/env bash
# usage: test_types.sh INCLUDE_DIRECTORY wrong.c|wrong.cpp COMPILER...
# wrong.c compiles if nothing in it is wrong, and else does not, and the error
# says what is wrong; also where the headers are the system's, in which compilers
# are silent about much.
set -euo pipefail
include=$1 wrong=$(dirname "$0")/$2
shift 2
compiler=("$@")
strict=(-Wall -Wextra -Wshadow -Wconversion -Wpedantic -Wcast-qual -Werror)
[[ $wrong == *.c ]] || strict+=(-Wold-style-cast)

compile() { # HOW NUMBER OPTION...
    LC_ALL=C "${compiler[@]}" "${strict[@]}" -fexceptions -fsyntax-only \
        "$1" "$include" -DWRONG="$2" "${@:3}" "$wrong" 2>&1
}

says() { # NUMBER: what the error is to say
    sed -n "s|^#\(el\)\?if WRONG == $1 */\* says: \(.*\) \*/\$|\2|p" "$wrong"
}

fail() {
    echo "$*" >&2
    exit 1
}

count=$(grep -c '^#\(el\)\?if WRONG == ' "$wrong")
for how in -I -isystem; do
    compile $how 0
    compile $how 0 -DCGEN_INLINE
    for ((i = 1; i <= count; i++)); do
        if error=$(compile $how "$i"); then
            fail "wrong program $i compiles, with $how"
        fi
        [ -n "$(says "$i")" ] || fail "what wrong program $i is told is not known"
        grep -q -- "$(says "$i")" <<<"$error" ||
            fail "of wrong program $i, with $how, it is said: $error"
    done
done

note() { # HOW OPTION...: what is said of code without exceptions
    LC_ALL=C "${compiler[@]}" -fno-exceptions -fsyntax-only "$1" "$include" \
        -DWRONG=0 "${@:2}" "$wrong" 2>&1 | grep 'without -fexceptions' || true
}

if [[ $wrong == *.c ]]; then
    for how in -I -isystem; do
        [ -n "$(note $how)" ] || fail "no note on exceptions, with $how"
        [ -z "$(note $how -DCGEN_WITHOUT_CLEANUP)" ] ||
            fail "a note on exceptions that was declined, with $how"
    done
fi
echo "$count wrong programs do not compile"
