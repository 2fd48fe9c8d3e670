#!/usr/bin/env bash
# usage: test_registers.sh CC PROCESSOR INCLUDE_DIRECTORY LIBRARY [EMULATOR...]
# Both sides keep what their registers hold, whichever way their functions come
# to have them: by an attribute, by a pragma, with their whole unit.
set -euo pipefail
cc=$1 processor=$2 include=$3 library=$4
emulator=("${@:5}")
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

case $processor in
    x86_64) target=avx512f unit=-mavx512f lacking=(-mgeneral-regs-only -mno-mmx -mno-80387) ;;
    aarch64) target=+sve unit=-march=armv8-a+sve lacking=(-mgeneral-regs-only) ;;
esac
attribute="-DHERE=__attribute__((target(\"$target\")))"
by_attribute=("$attribute")
by_pragma=(-DHERE= "-DPRAGMA=\"GCC target(\\\"$target\\\")\"")
by_unit=(-DHERE= "$unit")

builds() {
    "$cc" -std=gnu11 -Wall -Wextra -Werror -Wno-psabi -fexceptions -I "$include" \
        -I "$here/$processor" "$@"
}

# Whether this compiler can give a function these registers in this way.
knows() {
    builds -Wno-unused-function -fsyntax-only "$@" "$here/kinds.c" 2>/dev/null
}

runs() {
    builds "$@" "$here/registers.c" "$library" \
        -Wl,-rpath,"$(dirname "$library")" -o "$work/program"
    for engine in native ucontext; do
        CGEN_ENGINE=$engine "${emulator[@]}" "$work/program" || {
            status=$?
            [ $status != 77 ] || exit 77
            echo "with $engine, built with $*" >&2
            failed=1
        }
    done
}

failed=0
for way in attribute pragma unit; do
    declare -n options=by_$way
    [ $way = unit ] || knows "${options[@]}" || { echo "not by $way"; continue; }
    runs -O2 "${options[@]}"
    for level in 0 1 2 3 s; do
        runs -O$level -DCGEN_INLINE "${options[@]}"
    done
done

# Units without the registers compile.
printf '%s\n' '#include <cgen.h>' 'void *next(gen_t *g);' \
    'void *next(gen_t *g) { return gen_next(g).value; }' \
    'void *yield(gen_t *g);' \
    'void *yield(gen_t *g) { return gen_yield(g, NULL); }' >"$work/switches.c"
for option in "${lacking[@]}"; do
    builds "$option" -O2 -DCGEN_INLINE -c "$work/switches.c" -o "$work/switches.o"
done

# Clang's units with tiles leave each switch to the library.
if [ "$processor" = x86_64 ] && "$cc" -dM -E -x c /dev/null | grep -q __clang__; then
    builds -mamx-tile -O2 -DCGEN_INLINE -c "$work/switches.c" -o "$work/switches.o"
    if nm -u "$work/switches.o" | grep gen_inline_1_; then
        echo "inlined in a unit with tiles" >&2
        failed=1
    fi
fi
exit $failed
