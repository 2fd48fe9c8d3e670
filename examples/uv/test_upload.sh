#!/usr/bin/env bash
# uv_upload sends a file that is larger than its memory to a server that does
# not begin to read at once; the server's count and sum are those of the file.
. "$(dirname "$0")/serving.sh"

start httpd "$HTTPD"
size=$((512 * 1024 * 1024))
[ "$slow" = 0 ] || size=$((4 * 1024 * 1024))
seq 1 50000 >"$scratch/file"
sum=$(od -An -v -tu1 "$scratch/file" |
    awk '{ for (i = 1; i <= NF; i++) sum += $i } END { print sum }')
truncate -s "$size" "$scratch/file" # by zeros
printf 'HTTP/1.0 200 OK\r\n\r\n%s %s\n' "$size" "$sum" >"$scratch/expected"
within 450000 run 127.0.0.1 "$port" "$scratch/file" >"$scratch/printed"
same "the server's answer" "$scratch/expected" "$scratch/printed"

refuses 1 "uv_upload: read $scratch/none: no such file or directory" \
    127.0.0.1 "$port" "$scratch/none"
refuses 1 "uv_upload: connect to 127.0.0.1 service 1: connection refused" \
    127.0.0.1 1 "$scratch/file"
refuses 2 "usage: uv_upload HOST SERVICE FILE" 127.0.0.1
