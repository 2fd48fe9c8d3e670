#!/usr/bin/env bash
# usage: [SLOW=1] test_topten.sh COMMAND...
# topten sums as awk and sort do, in memory that does not grow with the files.
. "$(dirname "$0")/testing.sh"

customers=$((slow ? 300 : 100000)) orders=$((slow ? 2000 : 1000000))
awk -v n="$customers" 'BEGIN { print "id,name"
    for (i = 1; i <= n; i++) if (i % 7 != 0) print i ",customer " i }' \
    >"$scratch/customers.csv"
awk -v n="$customers" -v m="$orders" 'BEGIN { print "customer,amount"; srand(1)
    for (i = 0; i < m; i++) {
        c = 1 + int(i * n / m); print c "," int(rand() * 100000) / 4 } }' \
    >"$scratch/orders.csv"

awk -F, 'FNR == 1 { next }
    NR == FNR { name[$1] = $2; next }
    $1 in name { sum[$1] += $2 }
    END { for (c in sum) printf "%12.2f %s\n", sum[c], name[c] }' \
    "$scratch/customers.csv" "$scratch/orders.csv" |
    sort -k1,1nr | sed -n 1,10p >"$scratch/expected"
within 20000 run "$scratch/customers.csv" "$scratch/orders.csv" >"$scratch/top"
same "the top ten" "$scratch/expected" "$scratch/top"

printf 'id,name\n' >"$scratch/none.csv"
prints "" "$scratch/none.csv" "$scratch/orders.csv"
prints "" "$scratch/none.csv" /dev/null
printf 'id,name\n1,one\n2\n' >"$scratch/bad.csv"
printf 'customer,amount\n3,1\n' >"$scratch/one.csv"
refuses 1 'topten: a line is not "number,..."' "$scratch/bad.csv" "$scratch/one.csv"
refuses 1 'topten: a line is not "number,..."' "$scratch/customers.csv" "$scratch/bad.csv"
refuses 1 "topten: /nonexistent: No such file or directory" /nonexistent /dev/null
refuses 2 "usage: topten CUSTOMERS ORDERS" one
CGEN_ENGINE=none refuses 1 "topten: " "$scratch/customers.csv" "$scratch/one.csv"
