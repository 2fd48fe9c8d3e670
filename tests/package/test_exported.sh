#!/usr/bin/env bash
# usage: test_exported.sh LIBRARY TASK_LIBRARY
# The library exports exactly the names of exported.txt, has the right soname,
# stays loaded, and needs nothing but libc and the compiler's unwinder. That of
# tasks exports those of exported_task.txt, and needs the first beside libc.
set -euo pipefail
library=$1 task_library=$2
here=$(dirname "$0")

names() { # LIBRARY
    nm -D --defined-only "$1" | awk '{ print $3 }' | LC_ALL=C sort
}

needed() { # LIBRARY
    readelf -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'
}

diff -u "$here/exported.txt" <(names "$library")
diff -u "$here/exported_task.txt" <(names "$task_library")

dynamic=$(readelf -d "$library")
grep -q 'FLAGS_1.*NODELETE' <<<"$dynamic"
grep -q 'SONAME.*\[libcgen\.so\.[0-9]*\]' <<<"$dynamic"
grep -q 'SONAME.*\[libcgen-task\.so\.[0-9]*\]' <<<"$(readelf -d "$task_library")"
needed "$library" | grep -vE '^(libc\.so\.6|libgcc_s\.so\.1|ld-linux.*)$' && exit 1
needed "$task_library" |
    grep -vE '^(libcgen\.so\.[0-9]*|libc\.so\.6|libgcc_s\.so\.1|ld-linux.*)$' && exit 1
echo "exported names, soname and needed libraries are as expected"
