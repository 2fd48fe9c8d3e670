#!/usr/bin/env bash
# uv_rows prints the rows of a query, as many as it shall, while a timer ticks.
. "$(dirname "$0")/serving.sh"

numbers="WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
seq 1 2 999 | sed 's/.*/&|x&/' >"$scratch/expected"
run :memory: "$numbers) SELECT i, 'x' || i FROM n WHERE i % 2" 500 \
    >"$scratch/printed" 2>"$scratch/ticks"
same "500 rows of a query without end" "$scratch/expected" "$scratch/printed"

prints 500000500000$'\n' :memory: \
    "$numbers LIMIT 1000000) SELECT sum(i) FROM n" 2>"$scratch/ticks"
ticks=$(sed -n 's/ ticks$//p' "$scratch/ticks")
[ "$ticks" -gt 5 ] || fail "$ticks ticks during a slow query"

refuses 1 'uv_rows: near "SELEC": syntax error' :memory: SELEC
refuses 1 "uv_rows: unable to open database file" /nowhere/at/all "SELECT 1"
refuses 2 "usage: uv_rows DATABASE QUERY [ENOUGH]" :memory:
