#!/usr/bin/env bash
# usage: test_tunables.sh SOURCE_DIRECTORY PHRASES_PROGRAM
# The header and the README say of the library's numbers what they are.
set -euo pipefail
cd "$1"

# The text of a document as one line, without what begins its comment lines.
text_of() {
    sed 's/^ *\*//' "$1" | tr -s ' \n' ' '
}

"$2" | while read -r document words; do
    if ! text_of "$document" | grep -qF -- "$words"; then
        echo "$document does not say: $words" >&2
        exit 1
    fi
done
