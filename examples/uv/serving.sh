# shellcheck shell=bash
# What the test scripts of the examples on libuv share, beside testing.sh.
# HTTPD, LOAD and ECHO are programs: an HTTP server and a client for echo
# servers, which have nothing of cgen, and the example uv_echo.
. "$(dirname "$0")/../testing.sh"

started=()
end_all() {
    [ ${#started[@]} = 0 ] || kill -9 "${started[@]}" 2>/dev/null || true
    { wait; } 2>/dev/null
    rm -rf "$scratch"
}
trap end_all EXIT

# wait_for TRIES COMMAND...: until it succeeds, 50 ms apart; else fails.
wait_for() {
    local tries=$1 i
    shift
    for ((i = 0; i < tries; i++)); do
        ! "$@" || return 0
        sleep 0.05
    done
    return 1
}

# until_true COMMAND...: waits until it succeeds, for a minute at most.
until_true() {
    wait_for 1200 "$@" || fail "never came: $*"
}

ended() { # PID
    ! kill -0 "$1" 2>/dev/null
}

printed_or_ended() { # FILE PID
    [ -s "$1" ] || ended "$2"
}

# launch NAME COMMAND...: begins a program in the background. Sets pid.
launch() {
    local name=$1
    shift
    : >"$scratch/$name"
    "$@" >"$scratch/$name" 2>"$scratch/$name.errors" &
    pid=$!
    started+=("$pid")
}

# start NAME COMMAND...: the same, until it has printed something. Sets port to
# the first line of that.
start() {
    local name=$1
    launch "$@"
    until_true printed_or_ended "$scratch/$name" "$pid"
    port=$(head -n 1 "$scratch/$name")
}

# interrupt PID: it ends, with status 0.
interrupt() {
    local status=0
    kill -INT "$1"
    wait "$1" || status=$?
    [ "$status" = 0 ] || fail "status $status after SIGINT"
}

descriptors_of() { # PID
    local files=(/proc/"$1"/fd/*)
    echo "${#files[@]}"
}

has_descriptors() { # PID NUMBER
    [ "$(descriptors_of "$1")" = "$2" ]
}

# allow_many_files: as many as the system does; sets most, how many those are.
allow_many_files() {
    ulimit -n "$(ulimit -Hn)"
    most=$(ulimit -n)
    [ "$most" != unlimited ] || most=1000000
}

fetch() { # PORT PATH
    exec 9<>"/dev/tcp/127.0.0.1/$1"
    printf 'GET %s HTTP/1.0\r\n\r\n' "$2" >&9
    tail -n 1 <&9
    exec 9>&-
}
