#!/usr/bin/env bash
# usage: test_cancelled.sh NAME COMMAND...
# Runs the example uv_NAME again and again, linked with cancel_at.c: each time a
# task is cancelled at another await, up to the last one. Nothing is left.
. "$(dirname "$0")/serving.sh"

name=$1
command=("${command[@]:1}")
export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}exitcode=97"
stride=1
[ "$slow" = 0 ] || stride=7

play_get() {
    run 127.0.0.1 "$served" 12 9
}

play_grep() {
    run 77 "$scratch/lines"
}

play_upload() {
    run 127.0.0.1 "$served" "$scratch/lines"
}

play_rows() {
    run :memory: "VALUES (1), (2), (3), (4), (5), (6)" 4
}

play_proxy() {
    start proxy "${command[@]}" 0 127.0.0.1 "$served"
    [ -z "$port" ] || "$LOAD" "$port" 3 || true
    interrupt_and_wait
}

play_tail() {
    seq 1 100 >"$scratch/a"
    rm -f "$scratch/b"
    launch tail "${command[@]}" "$scratch/a" "$scratch/b"
    briefly printed_or_ended "$scratch/tail" "$pid"
    mv "$scratch/a" "$scratch/a.1"
    echo "last 1" >"$scratch/a"
    echo "last 2" >"$scratch/b"
    briefly printed_last_or_ended
    interrupt_and_wait
}

# briefly COMMAND...: waits until it succeeds, or not: a task that was cancelled
# prints nothing.
briefly() {
    wait_for $((10 + 30 * slow)) "$@" || true
}

printed_last_or_ended() {
    [ "$(grep -c last "$scratch/tail")" = 2 ] || ended "$pid"
}

# Not while it ends: then it takes no signals, and one would kill it.
interrupt_and_wait() {
    [ -z "$waits" ] || briefly ended "$pid"
    kill -INT "$pid" 2>/dev/null || true
    wait "$pid"
}

# play: sets status.
play() {
    status=0
    "play_$name" >"$scratch/printed" 2>"$scratch/complaint" || status=$?
}

case $name in
get | upload) start served "$HTTPD" ;;
proxy) start served "$ECHO" 0 ;;
esac
served=${port-}
seq 1 30000 >"$scratch/lines"
for whom in main self; do
    export CANCEL_WHOM=$whom
    for ((at = 1; at < 1000; at += stride)); do
        export CANCEL_AT=$at
        waits='' && play
        [ "$status" != $((128 + 2)) ] || { waits=yes && play; }
        case $status in
        0 | 1) ;;
        77) break ;;
        *) fail "status $status: $whom cancelled at await $at:" \
            "$(tail "$scratch/complaint" "$scratch"/*.errors 2>&1)" ;;
        esac
    done
    [ "$at" -lt 1000 ] || fail "more awaits than there should be"
    [ "$at" -gt 3 ] || fail "no more than $at awaits"
    echo "$whom: $((at - 1)) awaits"
done
