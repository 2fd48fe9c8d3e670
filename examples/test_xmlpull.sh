#!/usr/bin/env bash
# usage: [SLOW=1] test_xmlpull.sh COMMAND...
# xmlpull finds what grep and sed find.
. "$(dirname "$0")/testing.sh"

# A drawing by gnuplot.
plot=$source_dir/examples/data/plot.svg
grep -o '<[A-Za-z]\+' "$plot" | tr -d '<' | sort | uniq -c >"$scratch/expected"
run "$plot" >"$scratch/outline"
tr -d ' ' <"$scratch/outline" | sort | uniq -c >"$scratch/counted"
same "elements of plot.svg" "$scratch/expected" "$scratch/counted"
head -n 4 "$scratch/outline" >"$scratch/first"
printf 'svg\n  title\n  desc\n  g\n' >"$scratch/expected"
same "outline of plot.svg" "$scratch/expected" "$scratch/first"
prints $'Gnuplot\n' "$plot" title 1
sed -n 's/.*<tspan[^>]*>\([^<]*\)<.*/\1/p' "$plot" >"$scratch/expected"
run "$plot" tspan >"$scratch/texts"
same "texts of plot.svg" "$scratch/expected" "$scratch/texts"
prints "" "$plot" nothing

# A big one, in less memory than it is long.
awk -v records=$((slow ? 300 : 100000)) 'BEGIN {
    print "<?xml version=\"1.0\"?>\n<records>"
    for (i = 1; i <= records; i++) {
        printf "  <record id=\"%d\" made-by=\"the test of xmlpull\">\n", i
        printf "    <name>the name of record %d, at some length, so that", i
        printf " there is more text than structure</name>\n"
        printf "    <empty/>\n    <value unit=\"m\">%d</value>\n", 3 * i
        print "  </record>"
    }
    print "</records>"
}' >"$scratch/big.xml"
sed -n 's/.*<name>\(.*\)<.*/\1/p' "$scratch/big.xml" >"$scratch/expected"
within 16000 run "$scratch/big.xml" name >"$scratch/names"
same "texts of big.xml" "$scratch/expected" "$scratch/names"
head -n 3 "$scratch/expected" >"$scratch/first"
run "$scratch/big.xml" name 3 >"$scratch/names"
same "the first texts of big.xml" "$scratch/first" "$scratch/names"
prints $'\n' "$scratch/big.xml" empty 1
within 16000 run "$scratch/big.xml" >"$scratch/outline"
[ "$(grep -c '^    value$' "$scratch/outline")" = \
    "$(grep -c '<value' "$scratch/big.xml")" ] || fail "outline of big.xml"

# One element inside another of that name; text that comes in several pieces.
printf '<a>1<a>2</a>&lt;3<b>4</b>\n5</a>' >"$scratch/small.xml"
prints $'12<34\n5\n' "$scratch/small.xml" a
prints $'a\n  a\n  b\n' "$scratch/small.xml"

printf '<a>\n<b>\n</a>\n' >"$scratch/broken.xml"
printf '<a>\n<b>cut' >"$scratch/cut.xml"
refuses 1 "line 3: mismatched tag" "$scratch/broken.xml" nothing
refuses 1 "line 2: no element found" "$scratch/cut.xml" nothing
refuses 1 "line 1: no element found" /dev/null
refuses 1 "line 1: " "$source_dir/LICENSE"
refuses 1 "xmlpull: /: Is a directory" /
refuses 1 "xmlpull: /nonexistent: No such file or directory" /nonexistent
refuses 2 "usage: xmlpull FILE [ELEMENT [N]]"
refuses 2 "usage: xmlpull FILE [ELEMENT [N]]" "$plot" g 0
refuses 2 "usage: xmlpull FILE [ELEMENT [N]]" "$plot" g 1 2
CGEN_ENGINE=none refuses 1 "xmlpull: $plot: " "$plot"
