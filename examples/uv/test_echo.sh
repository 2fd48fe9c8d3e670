#!/usr/bin/env bash
# uv_echo sends back what each of 10,000 clients sends, and leaves none of their
# descriptors open; it goes on when it cannot accept.
. "$(dirname "$0")/serving.sh"

count=10000
[ "$slow" = 0 ] || count=200
allow_many_files
[ "$most" -ge $((count + 100)) ] || count=$((most - 100))
start echo "${command[@]}" 0
before=$(descriptors_of "$pid")
[ "$("$LOAD" "$port" "$count")" = "$count" ] || fail "$count connections"
until_true has_descriptors "$pid" "$before"
interrupt "$pid"

refuses 1 "uv_echo: listen at 127.0.0.1 service none" none
refuses 2 "usage: uv_echo SERVICE"
