#!/usr/bin/env bash
# usage: test_node.sh NODE EXAMPLES
# The programs in bench/uv/node do what the examples do, which are in the folder
# EXAMPLES.
. "$(dirname "$0")/serving.sh"

examples=${command[1]}
programs=$(cd "$(dirname "$0")/../../bench/uv/node" && pwd)
node() {
    local program=$1
    shift
    "${command[0]}" "$programs/$program.mjs" "$@"
}

start httpd "$HTTPD"
node get 127.0.0.1 "$port" 100 50 >"$scratch/printed"
"$examples/uv_get" 127.0.0.1 "$port" 100 50 >"$scratch/expected"
same get "$scratch/expected" "$scratch/printed"

seq 1 30000 >"$scratch/file"
node grep 777 "$scratch/file" >"$scratch/printed"
"$examples/uv_grep" 777 "$scratch/file" >"$scratch/expected"
same grep "$scratch/expected" "$scratch/printed"

node upload 127.0.0.1 "$port" "$scratch/file" >"$scratch/printed"
"$examples/uv_upload" 127.0.0.1 "$port" "$scratch/file" |
    tail -n 1 >"$scratch/expected"
same upload "$scratch/expected" "$scratch/printed"

for way in events await; do
    start echo "${command[0]}" "$programs/echo.mjs" $way
    [ "$("$LOAD" "$port" 100)" = 100 ] || fail "echo by $way"
done
start proxy "${command[0]}" "$programs/proxy.mjs" 0 127.0.0.1 "$port"
[ "$("$LOAD" "$port" 100)" = 100 ] || fail "proxy"
