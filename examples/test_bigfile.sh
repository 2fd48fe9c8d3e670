#!/usr/bin/env bash
# usage: [SLOW=1] test_bigfile.sh COMMAND...
# bigfile computes what awk computes, in a fraction of the file's size.
. "$(dirname "$0")/testing.sh"

awk -v lines=$((slow ? 3000 : 800000)) 'BEGIN {
    srand(1)
    print "line,name,value,flag"
    for (i = 1; i <= lines; i++)
        printf "%d,row number %d,%.3f,%d\n", i, i, 2000 * rand() - 500, i % 7
}' >"$scratch/big.csv"
size=$(($(wc -c <"$scratch/big.csv") / 1024))

# close_to EXPECTED ACTUAL: each line has the same name and nearly the same
# number; the order of additions decides the last digits.
close_to() {
    paste "$1" "$2" | awk '
        { difference = $2 - $4; if (difference < 0) difference = -difference }
        $1 != $3 || difference > 1e-9 * ($2 < 0 ? -$2 : $2) {
            print; wrong = 1
        }
        END { exit wrong || NR != 7 }' || fail "summary of big.csv"
}

for column in 1 3; do
    awk -F , -v column=$column 'NR > 1 {
            x = $column
            sum += x; squares += x * x
            if (NR == 2 || x < least) least = x
            if (NR == 2 || x > greatest) greatest = x
        }
        END {
            count = NR - 1
            printf "numbers %d\nskipped 1\nsum %.15g\nmean %.15g\n", count,
                sum, sum / count
            printf "deviation %.15g\nleast %.15g\ngreatest %.15g\n",
                sqrt(squares / count - (sum / count) ^ 2), least, greatest
        }' "$scratch/big.csv" >"$scratch/expected"
    within 16000 run "$scratch/big.csv" $column >"$scratch/summary"
    head -n 7 "$scratch/summary" >"$scratch/numbers"
    close_to "$scratch/expected" "$scratch/numbers"
done

# Its own report: all was read, in little memory.
read=$(sed -n 's/^read  *\([0-9]*\) KiB$/\1/p' "$scratch/summary")
memory=$(sed -n 's/^memory  *\([0-9]*\) KiB at most$/\1/p' "$scratch/summary")
[ "$read" = "$size" ] || fail "it read '$read' KiB of $size"
[ "$memory" -gt 0 ] || fail "no peak memory"
[ "$slow" = 1 ] || [ "$memory" -lt $((size / 4)) ] ||
    fail "$memory KiB of memory for $size KiB"

# summary TEXT ARGUMENT...: all but the last two lines are TEXT.
summary() {
    local text=$1
    shift
    run "$@" | sed 's/  */ /' | head -n 7 | paste -s -d ' ' >"$scratch/summary"
    echo "$text" >"$scratch/expected"
    same "summary for: $*" "$scratch/expected" "$scratch/summary"
}

three="sum 6 mean 2 deviation 0.816496580927726 least 1 greatest 3"
printf 'x,y\r\na,1\r\nb,2\r\nc\r\n\r\nd,,3\r\ne,3' >"$scratch/dos.csv"
summary "numbers 3 skipped 4 $three" "$scratch/dos.csv" 2
printf '1\t0x10\t1 \n1\tnan\t 2\n1\tinf\t3\n1\t1e999\t4 5\n' >"$scratch/tabs"
summary "numbers 3 skipped 1 $three" "$scratch/tabs" 3 $'\t'
summary "numbers 1 skipped 3 sum 16 mean 16 deviation 0 least 16 greatest 16" \
    "$scratch/tabs" 2 $'\t'
{ head -c 3000000 /dev/zero | tr '\0' ,; printf '7\n'; } >"$scratch/wide"
summary "numbers 1 skipped 0 sum 7 mean 7 deviation 0 least 7 greatest 7" \
    "$scratch/wide" 3000001

refuses 1 "bigfile: /nonexistent: No such file or directory" /nonexistent 1
refuses 1 "bigfile: /: Is a directory" / 1
refuses 1 "bigfile: /dev/null: no number in that column" /dev/null 1
refuses 1 "no number in that column" "$scratch/dos.csv" 1
refuses 2 "usage: bigfile FILE COLUMN [DELIMITER]"
refuses 2 "usage: bigfile FILE COLUMN [DELIMITER]" "$scratch/dos.csv"
refuses 2 "usage: bigfile FILE COLUMN [DELIMITER]" "$scratch/dos.csv" 0
refuses 2 "usage: bigfile FILE COLUMN [DELIMITER]" "$scratch/dos.csv" y
refuses 2 "usage: bigfile FILE COLUMN [DELIMITER]" "$scratch/dos.csv" 1 ""
refuses 2 "usage: bigfile FILE COLUMN [DELIMITER]" "$scratch/dos.csv" 1 ,,
CGEN_ENGINE=none refuses 1 "bigfile: " "$scratch/dos.csv" 2
