#!/usr/bin/env bash
# usage: test_layers.sh BINARY_ROOT OBJECT...
# The symbols that each object needs are its own layer's or those of a layer
# that it may call, as layers.txt says. Objects are below BINARY_ROOT by the
# paths of their sources.
set -euo pipefail
root=$1 here=$(cd "$(dirname "$0")" && pwd)
shift

layer_of() { # PATH below src
    case $1 in
    arch/*/step.*) echo core ;;
    arch/*/fault.*) echo diag ;;
    arch/*/native.* | arch/*/ucontext.*) echo engine ;;
    arch/*/jump.*) echo unwind ;;
    */*) echo "${1%%/*}" ;;
    *) echo base ;;
    esac
}

for object in "$@"; do
    path=${object#*"$root"/}
    case $path in
    *engines.c.o) layer=engine ;; # CMake makes it
    *) layer=$(layer_of "$path") ;;
    esac
    nm -g "$object" | awk -v layer="$layer" -v path="$path" '
        $1 == "U" || $1 == "w" || $1 == "v" { print "needs", layer, $2, path; next }
        { print "defines", layer, $3, path }'
done | awk -v public="$here/../../src/package/libcgen.map" -v rules="$here/layers.txt" '
    BEGIN {
        while ((getline line <public) > 0)
            if (match(line, /^ +(gen_[a-z0-9_]+);/))
                is_public[substr(line, 9, length(line) - 9)] = 1
        while ((getline line <rules) > 0) {
            count = split(line, words, " ")
            if (line ~ /^#/ || count == 0)
                continue
            for (i = 2; i <= count; i++)
                may[words[1], words[i]] = 1
        }
    }
    $1 == "defines" { home[$3] = $2 }
    $1 == "needs" { need[++needs] = $0 }
    END {
        for (i = 1; i <= needs; i++) {
            split(need[i], words, " ")
            from = words[2]; symbol = words[3]; to = home[symbol]
            if (to == "" || to == from || (from, to) in may)
                continue
            if (is_public[symbol] && (from, "public") in may)
                continue
            print words[4] " (" from ") needs " symbol " of " to
            wrong++
        }
        print needs " symbols are needed, " wrong + 0 " by who may not"
        exit wrong > 0 || needs < 100
    }'
