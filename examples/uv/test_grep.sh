#!/usr/bin/env bash
# uv_grep prints what grep does, of a file that is larger than its memory.
. "$(dirname "$0")/serving.sh"

seq 1 1000000 >"$scratch/part"
printf 'the last line has 777 and no end' >"$scratch/last"
parts=160 # 1.1 GB
[ "$slow" = 0 ] || parts=1
for ((i = 0; i < parts; i++)); do
    cat "$scratch/part"
done | cat - "$scratch/last" >"$scratch/file"
grep -F 777 "$scratch/file" >"$scratch/expected"
within 600000 run 777 "$scratch/file" >"$scratch/printed"
cmp "$scratch/expected" "$scratch/printed" || fail "lines of a long file"

refuses 1 "uv_grep: read $scratch/none: no such file or directory" \
    777 "$scratch/none"
refuses 2 "usage: uv_grep TEXT FILE" 777
