#!/usr/bin/env bash
# usage: [SLOW=1] test_tree.sh COMMAND...
# tree counts as sort and uniq do.
. "$(dirname "$0")/testing.sh"

expect() {
    tr -s ' \t\n\v\f\r.,;:!?()[]{}<>"' '\n' | { grep . || true; } | sort |
        uniq -c
}

for text in "$source_dir/LICENSE" "$source_dir/include/cgen.h"; do
    expect <"$text" >"$scratch/expected"
    run "$text" >"$scratch/counted"
    same "words of $text" "$scratch/expected" "$scratch/counted"
    run <"$text" >"$scratch/counted"
    same "words of stdin" "$scratch/expected" "$scratch/counted"
    head -n 5 "$scratch/expected" >"$scratch/first"
    run - 5 <"$text" >"$scratch/counted"
    same "first words" "$scratch/first" "$scratch/counted"
done

# Words that come in order make the worst tree, if nothing balances it.
seq -w "$((slow ? 5000 : 500000))" >"$scratch/in_order"
expect <"$scratch/in_order" >"$scratch/expected"
run "$scratch/in_order" >"$scratch/counted"
same "words in order" "$scratch/expected" "$scratch/counted"

prints "" /dev/null
printf 'no end of line' >"$scratch/short"
prints $'      1 end\n      1 line\n      1 no\n      1 of\n' "$scratch/short"
run "$BASH" >/dev/null || fail "a binary file"

refuses 1 "tree: /nonexistent: No such file or directory" /nonexistent
refuses 1 "tree: /: Is a directory" /
refuses 2 "usage: tree [FILE [N]]" - 0
refuses 2 "usage: tree [FILE [N]]" - many
refuses 2 "usage: tree [FILE [N]]" - 1 2
CGEN_ENGINE=none refuses 1 "tree: " "$scratch/short"
