#!/usr/bin/env bash
# usage: test_exported.sh LIBRARY TASK_LIBRARY [UV_LIBRARY]
# The library exports exactly the names of exported.txt, has the right soname,
# stays loaded, and needs nothing but libc and the compiler's unwinder. That of
# tasks exports those of exported_task.txt, and needs the first beside libc;
# that on libuv, likewise, both and libuv.
set -euo pipefail
library=$1 task_library=$2 uv_library=${3-}
here=$(dirname "$0")

names() { # LIBRARY
    nm -D --defined-only "$1" | awk '{ print $3 }' | LC_ALL=C sort
}

needed() { # LIBRARY
    readelf -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'
}

diff -u "$here/exported.txt" <(names "$library")
diff -u "$here/exported_task.txt" <(names "$task_library")

# Whether a library has this name, and needs nothing but those and the system's.
check() { # LIBRARY NAME NEEDED
    readelf -d "$1" | grep -q "SONAME.*\[$2\.so\.[0-9]*\]"
    if needed "$1" | grep -vE "^(($3)\.so\.[0-9]*|libgcc_s\.so\.1|ld-linux.*)$"; then
        echo "$1 needs that, which it must not"
        exit 1
    fi
}

check "$library" libcgen "libc"
check "$task_library" libcgen-task "libc|libcgen"
readelf -d "$library" | grep -q 'FLAGS_1.*NODELETE'
if [ -n "$uv_library" ]; then
    diff -u "$here/exported_uv.txt" <(names "$uv_library")
    check "$uv_library" libcgen-uv "libc|libcgen|libcgen-task|libuv"
fi
echo "exported names, soname and needed libraries are as expected"
