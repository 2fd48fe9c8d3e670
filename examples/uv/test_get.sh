#!/usr/bin/env bash
# uv_get prints the sizes of answers in order, makes at most ten requests at a
# time, and stops when it has enough.
. "$(dirname "$0")/serving.sh"

start httpd "$HTTPD"
for ((i = 0; i < 50; i++)); do
    echo "/$i $((i + 19))" # a head of 19 bytes
done >"$scratch/expected"
run 127.0.0.1 "$port" 100 50 >"$scratch/printed"
same "50 of 100" "$scratch/expected" "$scratch/printed"
most=$(fetch "$port" /most)
[ "$most" -le 10 ] || fail "$most requests at a time"
[ "$most" -gt 1 ] || [ "$slow" = 1 ] || fail "one request at a time"
run localhost "$port" 50 >"$scratch/printed"
same "all of 50, by name" "$scratch/expected" "$scratch/printed"

refuses 1 "uv_get: connect to 127.0.0.1 service 1: connection refused" \
    127.0.0.1 1 10
refuses 2 "usage: uv_get HOST SERVICE COUNT [ENOUGH]" 127.0.0.1
