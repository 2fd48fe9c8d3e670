#!/usr/bin/env bash
# usage: test_installed.sh BUILD_DIRECTORY CC CXX
# Installs the library, moves the installed tree, and builds and runs the
# consumers against it in every documented way.
set -euo pipefail
build=$1 cc=$2 cxx=$3
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cmake --install "$build" --prefix "$work/first" >/dev/null
echo "pkg-config's paths, and what there is to read"
library=$(dirname "$(find first -name libcgen.a)")
[[ " $(PKG_CONFIG_PATH=$library/pkgconfig pkg-config --cflags --libs cgen) " == \
    " -I$work/first/include -fexceptions "*" -L$work/$library -lcgen "* ]]
(cd first/share/doc/cgen && ls README.md LICENSE NEWS.md examples/hello.c >/dev/null)

if [ -e "$library/libcgen.so" ] && command -v gdb >/dev/null; then
    echo "gdb finds its script"
    $cc -g "$here/consumer.c" $(PKG_CONFIG_PATH=$library/pkgconfig \
        pkg-config --cflags --libs cgen) -Wl,-rpath,"$work/$library" -o looked_at
    gdb -batch -nx -iex 'set debuginfod enabled off' -iex 'set auto-load safe-path /' \
        -iex "set auto-load scripts-directory $work/first/share/gdb/auto-load" \
        -ex 'break gen_next' -ex run -ex 'info generators' looked_at 2>&1 |
        grep '^0 .* start '
fi

# From here on where it was moved to.
mv first moved
tree=$work/moved
library=$(dirname "$(find "$tree" -name libcgen.a)")
export LD_LIBRARY_PATH=$library PKG_CONFIG_PATH=$library/pkgconfig
pkg-config() {
    command pkg-config --define-prefix "$@"
}

for module in cgen cgen-inline; do
    echo "pkg-config, C11 and C++17: $module"
    for optimised in -O0 -O2; do
        $cc -std=c11 $optimised -Wall -Wextra -Wpedantic -Werror \
            "$here/consumer.c" $(pkg-config --cflags --libs $module) -o c
        ./c
        $cxx -std=c++17 $optimised -Wall -Wextra -Wpedantic -Werror \
            "$here/consumer.cpp" $(pkg-config --cflags --libs $module) -o cpp
        ./cpp
    done
    # Whether the steps are calls is what the module is for.
    called=$(nm -u c | grep -oE ' gen_(inline_1_)?(next|send)\b' | sort -u | paste -sd' ')
    case $module in
    cgen) expected=" gen_next  gen_send" ;;
    cgen-inline) expected=" gen_inline_1_send" ;;
    esac
    [ "$called" = "$expected" ]
done

echo "pkg-config, tasks"
$cc -std=c11 -Wall -Wextra -Wpedantic -Werror "$here/consumer_task.c" \
    $(pkg-config --cflags --libs cgen-task) -o task
./task

if [ -e "$library/pkgconfig/cgen-uv.pc" ]; then
    echo "pkg-config, libuv"
    $cc -std=gnu11 -Wall -Wextra -Wpedantic -Werror "$here/consumer_uv.c" \
        $(pkg-config --cflags --libs cgen-uv) -o uv
    ./uv "$here/consumer_uv.c"
fi

if [ -e "$library/libcgen.so" ]; then
    echo "pkg-config --static"
    $cc -std=c11 "$here/consumer.c" -static \
        $(pkg-config --static --cflags --libs cgen) -lgcc_eh -o static
    LD_LIBRARY_PATH= ./static
    $cc -std=c11 "$here/consumer_task.c" -static \
        $(pkg-config --static --cflags --libs cgen-task) -lgcc_eh -o static
    LD_LIBRARY_PATH= ./static
fi

echo "cgen.hpp says what it lacks"
for lacking in "C++17 -std=c++14" "exceptions -std=c++17 -fno-exceptions"; do
    # shellcheck disable=SC2086 # options are words
    if $cxx ${lacking#* } $(pkg-config --cflags cgen | sed 's/-fexceptions//') \
        -fsyntax-only "$here/consumer.cpp" 2>errors; then
        exit 1
    fi
    grep -qF "cgen.hpp needs ${lacking%% *}" errors
done

[ "$(pkg-config --modversion cgen)" = \
    "$(sed -n 's/^#define GEN_VERSION_[A-Z]* //p' "$tree/include/cgen.h" |
        paste -sd.)" ]

echo "find_package"
cmake -S "$here" -B cmake -DCMAKE_PREFIX_PATH="$tree" \
    -DCMAKE_C_COMPILER="$cc" -DCMAKE_CXX_COMPILER="$cxx" >/dev/null
cmake --build cmake >/dev/null
cmake/consumer_c
cmake/consumer_cpp
cmake/consumer_task
if [ -e "$library/pkgconfig/cgen-uv.pc" ]; then
    cmake/consumer_uv "$here/consumer_uv.c"
fi

if grep -rIl --exclude='*.pc' "$work/first" "$tree"; then
    echo "the installed tree names the prefix it was installed to"
    exit 1
fi
echo "the installed tree works, also where it was moved to"
