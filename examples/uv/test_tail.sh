#!/usr/bin/env bash
# uv_tail prints each line of each file once, in the order of the file, however
# the file is renamed, deleted, made again or cut.
. "$(dirname "$0")/serving.sh"

printed_lines() { # NUMBER
    [ "$(wc -l <"$scratch/tail")" -ge "$1" ]
}

cd "$scratch"
seq 1 10 >a
: >b
start tail "${command[@]}" a b late
for ((i = 11; i <= 30; i++)); do
    echo "$i" >>a
    echo "$i" >>b
done
until_true printed_lines 50
printf half >>a # a line is printed when it ends
mv a a.1
echo " line" >>a.1
seq 100 110 >a
seq 1 5 >late
until_true printed_lines 67
rm a
seq 200 205 >a
until_true printed_lines 73
seq 300 302 >b # shorter than it was
until_true printed_lines 76
interrupt "$pid"

{ seq 1 30; echo "half line"; seq 100 110; seq 200 205; } |
    sed 's/^/a: /' >expected.a
{ seq 11 30; seq 300 302; } | sed 's/^/b: /' >expected.b
seq 1 5 | sed 's/^/late: /' >expected.late
for file in a b late; do
    grep "^$file: " tail >"printed.$file"
    same "lines of $file" "expected.$file" "printed.$file"
done
cd /

refuses 2 "usage: uv_tail FILE..."
