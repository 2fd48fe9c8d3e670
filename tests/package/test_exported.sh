#!/usr/bin/env bash
# usage: test_exported.sh LIBRARY
# The library exports exactly the names of exported.txt, has the right soname,
# stays loaded, and needs nothing but libc and the compiler's unwinder.
set -euo pipefail
library=$1
here=$(dirname "$0")

diff -u "$here/exported.txt" \
    <(nm -D --defined-only "$library" | awk '{ print $3 }' | LC_ALL=C sort)

dynamic=$(readelf -d "$library")
grep -q 'FLAGS_1.*NODELETE' <<<"$dynamic"
grep -q 'SONAME.*\[libcgen\.so\.[0-9]*\]' <<<"$dynamic"
needed=$(sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' <<<"$dynamic")
grep -vE '^(libc\.so\.6|libgcc_s\.so\.1|ld-linux.*)$' <<<"$needed" && exit 1
echo "exported names, soname and needed libraries are as expected"
