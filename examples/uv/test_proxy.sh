#!/usr/bin/env bash
# uv_proxy passes on 10,000 connections at once, as many as there may be
# descriptors for, and leaves none open; SIGINT ends it in the middle.
. "$(dirname "$0")/serving.sh"

count=10000
[ "$slow" = 0 ] || count=100
allow_many_files
[ "$most" -ge $((2 * count + 100)) ] || count=$(((most - 100) / 2))
start echo "$ECHO" 0
echo_port=$port
start proxy "${command[@]}" 0 127.0.0.1 "$echo_port"
before=$(descriptors_of "$pid")
[ "$("$LOAD" "$port" "$count")" = "$count" ] || fail "$count connections"
until_true has_descriptors "$pid" "$before"

exec 8<>"/dev/tcp/127.0.0.1/$port" 9<>"/dev/tcp/127.0.0.1/$port"
echo "half" >&8
read -r line <&8
[ "$line" = half ] || fail "got $line"
interrupt "$pid"
[ -z "$(cat <&9)" ] || fail "more than the end came"
exec 8>&- 9>&-

start proxy "${command[@]}" 0 127.0.0.1 1
exec 8<>"/dev/tcp/127.0.0.1/$port"
[ -z "$(cat <&8)" ] || fail "something came from nobody"
exec 8>&-
interrupt "$pid"
grep -qF "uv_proxy: connect to 127.0.0.1 service 1: connection refused" \
    "$scratch/proxy.errors" || fail "$(cat "$scratch/proxy.errors")"

refuses 2 "usage: uv_proxy PORT HOST SERVICE"
