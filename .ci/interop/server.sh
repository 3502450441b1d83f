# Starting and stopping the server under test; sourced. Expects POSTHASTE (the launcher), DATA, WORK, OFFSET, NAME, HOST, ANN, PASSWORD.
server_alive() { [ -s "$WORK/server.pid" ] && kill -0 "$(cat "$WORK/server.pid")" 2>/dev/null; }

# start_server quickstart|serve: returns when it listens. The process is ended by stop_server.
start_server() {
    local words=(serve)
    [ "$1" = quickstart ] && words=(quickstart "$ANN" --password-stdin)
    setsid "$POSTHASTE" "${words[@]}" --data "$DATA" --port-offset "$OFFSET" --bind "$HOST" --hostname "$NAME" \
        <<<"$PASSWORD" >"$WORK/server.log" 2>>"$WORK/server.err" &
    echo $! >"$WORK/server.pid"
    disown
    for ((i = 0; i < ${START_SECONDS:-120} * 5; i++)); do
        if grep -q 'Posthaste is ready' "$WORK/server.log"; then return 0; fi
        if ! server_alive; then break; fi
        sleep 0.2
    done
    tail -n 30 "$WORK/server.log" "$WORK/server.err"
    return 1
}

# stop_server: asks it to end, waits, and insists after 30 seconds.
stop_server() {
    server_alive || return 0
    kill -TERM "$(cat "$WORK/server.pid")"
    for _ in {1..150}; do
        server_alive || return 0
        sleep 0.2
    done
    kill -KILL "$(cat "$WORK/server.pid")"
    return 1
}
