#!/usr/bin/env bash
# usage: [SLOW=1] test_files.sh MODULE SQLITE...
# files has the rows that find lists, and SQL of all kinds works on it.
module=$1
shift
. "$(dirname "$0")/testing.sh"

sql() {
    run -batch -bail :memory: ".load $module" "$@"
}

directory=$source_dir/src
find "$directory" -printf '%p|%s\n' | sort >"$scratch/expected"
sql "SELECT path, size FROM files('$directory')" | sort >"$scratch/listed"
same "the rows" "$scratch/expected" "$scratch/listed"

find "$directory" -type f -name '*.c' -printf '%s\n' |
    awk '{ n++; sum += $1 } END { print n "|" sum }' >"$scratch/expected"
sql "SELECT count(*), sum(size) FROM files('$directory') WHERE path LIKE '%.c'" \
    >"$scratch/listed"
same "an aggregate" "$scratch/expected" "$scratch/listed"

# A walk that is left early, and one for each row of another.
sql "SELECT count(*) FROM (SELECT 1 FROM files('/') LIMIT 3)" >"$scratch/listed"
echo 3 >"$scratch/expected"
same "a limit" "$scratch/expected" "$scratch/listed"
find "$directory/engine" "$directory/stack" | wc -l >"$scratch/expected"
sql "SELECT count(*) FROM (SELECT '$directory/engine' AS d
         UNION SELECT '$directory/stack'), files(d)" >"$scratch/listed"
same "a join" "$scratch/expected" "$scratch/listed"

sql "SELECT count(*) FROM files('/nonexistent')" >"$scratch/listed"
echo 0 >"$scratch/expected"
same "nothing there" "$scratch/expected" "$scratch/listed"
! sql "SELECT * FROM files" 2>/dev/null || fail "no argument"
