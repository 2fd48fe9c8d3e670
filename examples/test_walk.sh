#!/usr/bin/env bash
# usage: [SLOW=1] test_walk.sh COMMAND...
# walk counts what find finds.
. "$(dirname "$0")/testing.sh"

tree=/usr/include
[ -d "$tree" ] || tree=$source_dir/examples

find "$tree" -type f -printf '%s\t%f\n' | awk -F '\t' '
    {
        name = $2
        suffix = match(name, /.[.][^.]+$/) ? substr(name, RSTART + 1) : "(none)"
        bytes[suffix] += $1
        files[suffix]++
    }
    END {
        for (s in files)
            printf "%15.0f bytes %8d files  %s\n", bytes[s], files[s], s
    }' | sort >"$scratch/found"
run "$tree" >"$scratch/walked"
sort "$scratch/walked" >"$scratch/sorted"
same "totals of $tree" "$scratch/found" "$scratch/sorted"
sort -s -c -k 1,1nr "$scratch/walked" || fail "not biggest first"

# All of it, and the first of it.
find "$tree" | sort >"$scratch/found"
run "$tree" 1000000 >"$scratch/walked"
sort "$scratch/walked" >"$scratch/sorted"
same "paths of $tree" "$scratch/found" "$scratch/sorted"
head -n 7 "$scratch/walked" >"$scratch/first"
run "$tree" 7 >"$scratch/seven"
same "the first paths" "$scratch/first" "$scratch/seven"

# As deep as a path can be: more than a generator's usual stack can do.
deep=$scratch/deep/$(printf 'd/%.0s' {1..1900})
mkdir -p "$deep"
printf 'four' >"$deep/x.y"
prints $'              4 bytes        1 files  .y\n' "$scratch/deep"

mkdir "$scratch/empty"
prints "" "$scratch/empty"
prints "$scratch/empty"$'\n' "$scratch/empty" 5

for name in .profile plain end. two.dots..c .hidden.c; do
    printf 'abc' >"$scratch/empty/$name"
done
ln -s plain "$scratch/empty/link.to"
run "$scratch/empty" | sort >"$scratch/walked"
sort >"$scratch/expected" <<'TOTALS'
              9 bytes        3 files  (none)
              6 bytes        2 files  .c
TOTALS
same "suffixes" "$scratch/expected" "$scratch/walked"

# Root may read everything.
if [ "$(id -u)" != 0 ]; then
    mkdir -m 0 "$scratch/closed"
    refuses 1 "walk: $scratch/closed: cannot be read" "$scratch/closed"
fi
refuses 1 "walk: /nonexistent: No such file or directory" /nonexistent
refuses 1 "walk: : No such file or directory" ""
refuses 2 "usage: walk DIR [N]"
refuses 2 "usage: walk DIR [N]" "$tree" 0
refuses 2 "usage: walk DIR [N]" "$tree" many
refuses 2 "usage: walk DIR [N]" "$tree" 1 2
CGEN_ENGINE=none refuses 1 "walk: $tree: " "$tree"
