#!/usr/bin/env bash
# usage: test_fresh.sh NODE JUDGE
# The checked-in traces are what NODE gives, and programs made just now are
# judged equal. CGEN_JUDGE_SEED chooses which programs are made.
set -euo pipefail
node=$1 judge=$2
here=$(dirname "$0")
seed=${CGEN_JUDGE_SEED:-1}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

"$node" "$here/node/trace.mjs" --check "$here"/{directed,programs,helpers,found,async}.txt

for kind in generators helpers async; do
    "$node" "$here/node/make_programs.mjs" $kind 300 "$seed" >"$scratch/$kind.txt"
    "$judge" "$scratch/$kind.txt" # fails where one differs
done
"$judge" --unwind "$scratch/generators.txt" "$scratch/async.txt"
