#!/usr/bin/env bash
# usage: [SLOW=1] test_hello.sh COMMAND...
# hello prints what its JavaScript would.
. "$(dirname "$0")/testing.sh"

prints $'1\n2\n3\nundefined\n1\n2\n3\n'
prints $'1\n2\n3\nundefined\n1\n2\n3\n4\n5\n' 5
prints $'1\n2\n3\nundefined\n' 0

refuses 2 "usage: hello [LIMIT]" three
refuses 2 "usage: hello [LIMIT]" 3x
refuses 2 "usage: hello [LIMIT]" ""
refuses 2 "usage: hello [LIMIT]" -1
refuses 2 "usage: hello [LIMIT]" 1 2
CGEN_ENGINE=none refuses 1 "hello: "
