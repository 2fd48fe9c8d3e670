#!/usr/bin/env bash
# usage: [SLOW=1] test_poll.sh COMMAND...
# poll prints every line of every command, each command's in order, and does not
# wait for one command while another has lines.
. "$(dirname "$0")/testing.sh"

run "seq 1 500" "seq 501 1000" "printf end" >"$scratch/printed"
for given in "seq 1 500" "seq 501 1000" "printf end"; do
    bash -c "$given; echo" | grep . | sed "s/^/$given: /" >"$scratch/expected"
    grep "^$given: " "$scratch/printed" >"$scratch/lines"
    same "lines of $given" "$scratch/expected" "$scratch/lines"
done

# The first command ends only when the second one's line was printed.
mkfifo "$scratch/fifo"
: >"$scratch/printed"
(
    while [ ! -s "$scratch/printed" ]; do
        sleep 0.1
    done
    echo first >"$scratch/fifo"
) &
run "cat $scratch/fifo" "echo second" >"$scratch/printed"
printf 'echo second: second\ncat %s: first\n' "$scratch/fifo" >"$scratch/expected"
same "order" "$scratch/expected" "$scratch/printed"

refuses 2 "usage: poll COMMAND..."
