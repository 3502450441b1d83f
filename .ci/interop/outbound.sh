# Shared by the checks of outgoing mail; sourced, not run. They run in a network of their own: the whole of 192.0.2.0/24 is this host, port 25 is free on every address, and nsd answers for
# every domain there is. The server under test is 192.0.2.1.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
. "$here/server.sh"

# skip REASON: leaves the whole check.
skip() {
    printf 'SKIP  %-18s %s\n' "${PROGRAM%% *}" "$1"
    exit 0
}

# isolate [COMMAND PACKAGE...]: goes on with the script in namespaces of its own, where nothing can be downloaded any more; so the command is fetched before.
isolate() {
    if [ -z "${ISOLATED:-}" ]; then
        fetch nsd nsd libfstrm0 libprotobuf-c1 libevent-2.1-7
        [ $# = 0 ] || fetch "$@"
        if [ "$(id -u)" != 0 ] || ! unshare -n -m true 2>/dev/null; then skip 'needs root and network namespaces'; fi
        command -v ip >/dev/null || skip 'needs iproute2'
        ISOLATED=yes exec unshare -n -m bash "$0"
    fi
    ip link set lo up && ip address add 192.0.2.1/24 dev lo || skip 'the network cannot be set up'
    WORK=$WORK/$(basename "$0" .sh)
    mkdir -p "$WORK"
    chmod 755 "$WORK" "$WORK/.."
    peers=()
    export WORK DATA=$WORK/data HOST=192.0.2.1 OFFSET=0 SMTP=25 SUBMISSION=587 SMTPS=465 IMAP=143 IMAPS=993 POP3=110 POP3S=995
    export POSTHASTE_DNS_SERVERS=192.0.2.53 POSTHASTE_DNS_DNSSEC=off POSTHASTE_QUEUE_FIRSTRETRY=2s POSTHASTE_QUEUE_LONGESTRETRY=3s
    trap end_outbound EXIT
    trap 'exit 130' INT TERM
}

end_outbound() {
    stop_server >/dev/null 2>&1
    declare -F stop_peer >/dev/null && stop_peer
    [ ! -s "$WORK/dns/pid" ] || peers+=("$(cat "$WORK/dns/pid")")
    for peer in "${peers[@]}"; do kill "$peer" 2>/dev/null; done
    wait
}

# fetch COMMAND PACKAGE...: unless the program is installed, the packages are unpacked beside, since mail servers cannot be installed side by side.
fetch() {
    local command=$1 root=$WORK/unpacked package
    shift
    if command -v "$command" >/dev/null || [ -x "$root/usr/sbin/$command" ] || [ -x "$root/usr/bin/$command" ]; then return; fi
    mkdir -p "$root" && (cd "$root" && apt-get download "$@" >/dev/null 2>&1; for package in *.deb; do dpkg -x "$package" . 2>/dev/null; done; rm -f -- *.deb)
}

# place_of COMMAND: where a fetched program is.
place_of() {
    local folder
    command -v "$1" && return
    for folder in sbin bin; do
        [ -x "$WORK/../unpacked/usr/$folder/$1" ] && printf '%s\n' "$WORK/../unpacked/usr/$folder/$1" && return
    done
    return 1
}

# libraries COMMAND...: becomes that command, with the libraries that were unpacked; only for the background.
libraries() { exec env LD_LIBRARY_PATH="$WORK/../unpacked/usr/lib/$(uname -m)-linux-gnu" "$@"; }

# listens ADDRESS PORT: waits for somebody there.
listens() { for _ in {1..100}; do (: </dev/tcp/"$1"/"$2") 2>/dev/null && return; sleep 0.1; done; return 1; }

# start_dns <records: all there is in the DNS; every other name does not exist.
start_dns() {
    local nsd
    nsd=$(place_of nsd) || skip 'nsd cannot be had'
    mkdir -p "$WORK/dns"
    { printf '%s\n' '$TTL 60' '. SOA ns.example. admin.example. 1 3600 600 86400 5' '. NS ns.example.' 'ns.example. A 192.0.2.53' \
        'example.test. MX 10 mail.example.test.' 'mail.example.test. A 192.0.2.1'; cat; } >"$WORK/dns/root.zone"
    printf '%s\n' 'server:' 'ip-address: 192.0.2.53' 'username: ""' "zonesdir: \"$WORK/dns\"" 'pidfile: ""' 'database: ""' 'rrl-ratelimit: 0' \
        "xfrdfile: \"$WORK/dns/xfrd\"" "zonelistfile: \"$WORK/dns/zonelist\"" "logfile: \"$WORK/dns/log\"" 'server-count: 1' \
        'remote-control:' 'control-enable: no' 'zone:' 'name: "."' 'zonefile: root.zone' >"$WORK/dns/nsd.conf"
    libraries "$nsd" -d -c "$WORK/dns/nsd.conf" >"$WORK/dns/out" 2>&1 &
    echo $! >"$WORK/dns/pid" # a pipeline's last part cannot add to the list of peers
    listens 192.0.2.53 53 || { tail -n 20 "$WORK/dns/out" "$WORK/dns/log"; skip 'nsd does not start'; }
}

# start_peer NAME COMMAND...: a process that ends with the check.
start_peer() {
    local name=$1
    shift
    "$@" >"$WORK/$name.out" 2>&1 &
    peers+=($!)
}

# sink ADDRESS [OPTION...]: Postfix's test receiver; its mail goes into $WORK/sink/ADDRESS.
sink() {
    local address=$1
    shift
    mkdir -p "$WORK/sink" && chown postfix "$WORK/sink"
    start_peer "sink-$address" smtp-sink -4 -u postfix -h "sink-$address.example" -D "$WORK/sink/$address" "$@" "$address:25" 100
    listens "$address" 25
}

# submit FROM TO SUBJECT [OPTION...]: over TLS with a login; options are those of submit.py.
submit() { python3 "$here/submit.py" "$@"; }

# report ARGUMENTS...: looks at the delivery status notifications a user got (report.py).
report() { python3 "$here/report.py" "$@"; }

start_posthaste() {
    start_server quickstart && printf '%s\n' "$PASSWORD" | "$POSTHASTE" user add "$BOB" --password-stdin --data "$DATA"
}

queue_empty() {
    for _ in {1..150}; do
        [ "$("$POSTHASTE" queue list --data "$DATA" --json | python3 -c 'import json, sys; print(len(json.load(sys.stdin)))')" = 0 ] && return
        sleep 0.2
    done
    "$POSTHASTE" queue list --data "$DATA"
    return 1
}
