#!/usr/bin/env bash
# The records that "domain dns" prints, included in a zone with SOA and NS as an administrator does it: loaded by nsd and
# by knot, then each asked for over the DNS; the keys of DKIM found by opendkim. Works on a data folder of its own, without
# a server.
. "$(dirname "$0")/../lib.sh"
sbin() { command -v "$1" || echo "/usr/sbin/$1"; }
nsd=$(sbin nsd)
knotd=$(sbin knotd)
dir=$WORK/records
mkdir -p "$dir/data"
port() { python3 -c 'import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
PORT=$(port)
printf 'hostname: mail.example.org\npublish:\n  addresses: ["192.0.2.1", "2001:db8::1"]\n' >"$dir/data/posthaste.yaml"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=mail.example.org -addext subjectAltName=DNS:mail.example.org \
    -days 30 -keyout "$dir/data/host.key" -out "$dir/data/host.crt" 2>/dev/null
printf 'tls:\n  certificate: host.crt\n  key: host.key\n' >>"$dir/data/posthaste.yaml"
posthaste() { "$POSTHASTE" "$@" --data "$dir/data"; }
domains=(example.org xn--bcher-kva.example)

# print_records DOMAIN: its zone, and the list of its records
print_records() {
    posthaste domain dns "$1" >"$dir/$1.records" && posthaste domain dns "$1" --json >"$dir/$1.json" || return 1
    printf '@ 300 IN SOA ns.%s. admin.%s. 1 3600 600 86400 60\n@ 300 IN NS ns\nns 300 IN A 127.0.0.1\n$INCLUDE %s\n' "$1" "$1" "$dir/$1.records" >"$dir/$1.zone"
}
made() {
    posthaste domain add example.org && posthaste domain add bücher.example && posthaste domain rotate-keys example.org &&
        for domain in "${domains[@]}"; do print_records "$domain" || return 1; done
}
nsd_starts() {
    {
        printf 'server:\n ip-address: 127.0.0.1\n port: %s\n username: ""\n chroot: ""\n zonesdir: "%s"\n database: ""\n pidfile: "%s/nsd.pid"\n' "$PORT" "$dir" "$dir"
        printf ' xfrdfile: "%s/xfrd"\n zonelistfile: "%s/zones"\n logfile: "%s/nsd.log"\n rrl-ratelimit: 0\n server-count: 1\nremote-control:\n control-enable: no\n' "$dir" "$dir" "$dir"
        for domain in "${domains[@]}"; do printf 'zone:\n name: %s\n zonefile: %s.zone\n' "$domain" "$domain"; done
    } >"$dir/nsd.conf"
    "$nsd" -c "$dir/nsd.conf" && answers
}
knot_starts() {
    {
        printf 'server:\n  rundir: %s/knot\n  listen: 127.0.0.1@%s\ndatabase:\n  storage: %s/knot\nzone:\n' "$dir" "$PORT" "$dir"
        for domain in "${domains[@]}"; do printf '  - domain: %s\n    file: %s/%s.zone\n    zonefile-load: whole\n    zonefile-sync: -1\n' "$domain" "$dir" "$domain"; done
    } >"$dir/knot.conf"
    mkdir -p "$dir/knot"
    "$knotd" -c "$dir/knot.conf" >"$dir/knot.log" 2>&1 &
    echo $! >"$dir/knot.pid"
    answers
}
answers() {
    for _ in {1..50}; do
        drill -p "$PORT" @127.0.0.1 xn--bcher-kva.example SOA 2>/dev/null | grep -q 'NOERROR' && return
        sleep 0.1
    done
    cat "$dir"/*.log
    return 1
}
stop() { [ -s "$1" ] && kill "$(cat "$1")" 2>/dev/null; for _ in {1..50}; do drill -p "$PORT" @127.0.0.1 example.org SOA >/dev/null 2>&1 || return 0; sleep 0.1; done; }
trap 'stop "$dir/nsd.pid"; stop "$dir/knot.pid"' EXIT
# asked DOMAIN: every record of the domain's own zone is answered as the list has it
asked() { python3 "$here/ask_records.py" "$PORT" "$1" "$dir/$1.json"; }

program nsd "$(version "$nsd" -v)"
check 'domain dns prints zones, also of an IDN and while keys are changed' made || exit
for domain in "${domains[@]}"; do
    check "nsd-checkzone takes the zone of $domain" "$(sbin nsd-checkzone)" "$domain" "$dir/$domain.zone"
done
check 'nsd starts with them' nsd_starts && for domain in "${domains[@]}"; do
    check "nsd answers every record of $domain" asked "$domain"
done
stop "$dir/nsd.pid"

program knot "$(version "$knotd" -V)"
for domain in "${domains[@]}"; do
    check "kzonecheck takes the zone of $domain" "$(sbin kzonecheck)" -o "$domain" "$dir/$domain.zone"
done
check 'knot starts with them' knot_starts && for domain in "${domains[@]}"; do
    check "knot answers every record of $domain" asked "$domain"
done

program opendkim-tools "$(dpkg-query -W -f '${Version}' opendkim-tools)"
# The tool knows RSA only.
testkey() {
    local selector file
    printf 'server:\n  do-not-query-localhost: no\nstub-zone:\n  name: "example.org"\n  stub-addr: 127.0.0.1@%s\n' "$PORT" >"$dir/unbound.conf"
    printf 'ResolverConfiguration %s\n' "$dir/unbound.conf" >"$dir/opendkim.conf"
    for file in "$dir"/data/dkim/example.org/*r.pem; do
        selector=$(basename "$file" .pem)
        opendkim-testkey -x "$dir/opendkim.conf" -vvv -d example.org -s "$selector" -k "$file" || return 1
    done
}
check 'opendkim-testkey finds the keys, old and new' testkey
stop "$dir/knot.pid"
