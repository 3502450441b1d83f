#!/usr/bin/env bash
# The server's resolver against a real nsd with signed zones made here, directly (validating itself) and through a real
# unbound (trusting it). The look-ups are made by DnsLookup.java with the server's own jars.
. "$(dirname "$0")/../lib.sh"
nsd=$(command -v nsd || echo /usr/sbin/nsd)
unbound=$(command -v unbound || echo /usr/sbin/unbound)
dir=$WORK/dns
mkdir -p "$dir"
home=$(cd "$(dirname "$POSTHASTE")" && pwd)
lib=$home/lib
[ -s "$home/dist/current" ] && lib=$home/dist/$(cat "$home/dist/current")
java=java
[ -n "${JAVA_HOME:-}" ] && java=$JAVA_HOME/bin/java
free_port() { python3 -c 'import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
NSD=$(free_port)
UNBOUND=$(free_port)
soa='@ 300 IN SOA ns.test. admin.test. 1 3600 600 86400 60'

# zone NAME <<< RECORDS: writes an unsigned zone with SOA and NS
zone() { { printf '$ORIGIN %s.\n$TTL 300\n%s\n@ IN NS ns.test.\n' "$1" "$soa"; cat; } >"$dir/$1.zone"; }
# sign NAME ALGORITHM [OPTIONS...]: signs it with keys of its own; its DS record is then in NAME.ds
sign() {
    local name=$1 algorithm=$2 bits=() ksk zsk
    shift 2
    [[ $algorithm = RSA* ]] && bits=(-b 2048)
    ksk=$(cd "$dir" && ldns-keygen -a "$algorithm" "${bits[@]}" -k "$name") && zsk=$(cd "$dir" && ldns-keygen -a "$algorithm" "${bits[@]}" "$name") &&
        (cd "$dir" && ldns-signzone "$@" -f "$name.signed" "$name.zone" "$zsk" "$ksk") && (cd "$dir" && ldns-key2ds -n -2 "$ksk.key") >"$dir/$name.ds"
}
zones() {
    local i
    zone plain.test <<<'host IN A 192.0.2.80'
    zone insecure.signed.test <<<$'@ IN MX 10 host\nhost IN A 192.0.2.81'
    zone broken.signed.test <<<$'@ IN MX 10 host\nhost IN A 192.0.2.82'
    zone expired.signed.test <<<$'@ IN MX 10 host\nhost IN A 192.0.2.83'
    zone three.signed.test <<<$'@ IN MX 10 host\nhost IN A 192.0.2.84\n*.wild IN A 192.0.2.85'
    sign broken.signed.test ECDSAP256SHA256 && sign expired.signed.test ECDSAP256SHA256 -i 20200101 -e 20200201 &&
        sign three.signed.test RSASHA256 -n -t 0 || return 1
    # What was signed is not what is there.
    sed -i 's/192\.0\.2\.82/192.0.2.66/; s/MX\t10 host/MX\t11 host/' "$dir/broken.signed.test.signed"
    {
        printf '%s\n' '@ IN MX 10 mx1' '@ IN MX 20 mx2' '@ IN TXT "v=spf1 " "-all"' 'mx1 IN A 192.0.2.1' 'mx1 IN AAAA 2001:db8::1' \
            'mx2 IN A 192.0.2.2' '_25._tcp.mx1 IN TLSA 3 1 1 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef' \
            'alias IN CNAME mx1' 'out IN CNAME host.plain.test.' 'null IN MX 0 .' '*.wild IN A 192.0.2.7' 'a.b.deep IN A 192.0.2.8' \
            'one IN CNAME two' 'two IN CNAME one' 'insecure IN NS ns.test.' 'broken IN NS ns.test.' 'expired IN NS ns.test.' 'three IN NS ns.test.'
        for i in {1..150}; do echo "big IN MX $i a-rather-long-name-of-host-number-$i"; done
        cat "$dir"/{broken,expired,three}.signed.test.ds
    } | zone signed.test
    sign signed.test ECDSAP256SHA256 && cp "$dir/signed.test.ds" "$dir/anchor"
}
start_nsd() {
    local name
    {
        printf 'server:\n ip-address: 127.0.0.1\n port: %s\n username: ""\n chroot: ""\n zonesdir: "%s"\n database: ""\n pidfile: "%s/nsd.pid"\n' "$NSD" "$dir" "$dir"
        printf ' xfrdfile: "%s/xfrd"\n zonelistfile: "%s/zones"\n logfile: "%s/nsd.log"\n rrl-ratelimit: 0\n server-count: 1\nremote-control:\n control-enable: no\n' "$dir" "$dir" "$dir"
        for name in plain.test:zone insecure.signed.test:zone {broken,expired,three}.signed.test:signed signed.test:signed; do
            printf 'zone:\n name: %s\n zonefile: %s\n' "${name%:*}" "${name/:/.}"
        done
    } >"$dir/nsd.conf"
    "$nsd" -c "$dir/nsd.conf" && for _ in {1..50}; do [ -s "$dir/nsd.pid" ] && python3 "$dir/ask.py" "$NSD" && return; sleep 0.1; done
    cat "$dir/nsd.log"
    return 1
}
start_unbound() {
    local name
    cat >"$dir/unbound.conf" <<CONFIG
server:
  interface: 127.0.0.1
  port: $UNBOUND
  username: ""
  chroot: ""
  directory: "$dir"
  pidfile: "$dir/unbound.pid"
  logfile: "$dir/unbound.log"
  use-syslog: no
  do-not-query-localhost: no
  do-ip6: no
  trust-anchor-file: "$dir/anchor"
  module-config: "validator iterator"
  local-zone: "test." nodefault
remote-control:
  control-enable: no
CONFIG
    for name in plain.test {,insecure.,broken.,expired.,three.}signed.test; do
        printf 'stub-zone:\n  name: "%s"\n  stub-addr: 127.0.0.1@%s\n' "$name" "$NSD" >>"$dir/unbound.conf"
    done
    "$unbound" -c "$dir/unbound.conf" && for _ in {1..50}; do [ -s "$dir/unbound.pid" ] && python3 "$dir/ask.py" "$UNBOUND" && return; sleep 0.1; done
    cat "$dir/unbound.log"
    return 1
}
# ask.py PORT: succeeds if anything answers there
cat >"$dir/ask.py" <<'PYTHON'
import socket, sys
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
    s.settimeout(1)
    s.connect(('127.0.0.1', int(sys.argv[1])))
    s.send(b'\x00\x01\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x04host\x05plain\x04test\x00\x00\x01\x00\x01')
    s.recv(1000)
PYTHON
stop() { for pid in "$dir"/nsd.pid "$dir"/unbound.pid; do [ -s "$pid" ] && kill "$(cat "$pid")" 2>/dev/null; done; }
trap stop EXIT

program nsd "$(version "$nsd" -v)"
check 'zones are made and signed' zones || exit
check 'nsd starts' start_nsd || exit

# look PORT MODE (TYPE NAME EXPECTED)...: one run for all; a line that differs is a failure
look_up() {
    local port=$1 mode=$2 questions=() expected=()
    shift 2
    while [ $# -gt 0 ]; do questions+=("$1" "$2"); expected+=("$3"); shift 3; done
    "$java" -cp "$lib/*" "$here/DnsLookup.java" "127.0.0.1:$port" "$mode" "$dir/anchor" "${questions[@]}" >"$dir/answers" 2>"$dir/complaints"
    local i=0 bad=0 line
    while IFS= read -r line; do
        [ "$i" -lt ${#expected[@]} ] || break
        # shellcheck disable=SC2053
        if [[ $line != ${expected[i]} ]]; then printf '%s %s\n  expected %s\n  but got  %s\n' "${questions[i * 2]}" "${questions[i * 2 + 1]}" "${expected[i]}" "$line"; bad=1; fi
        i=$((i + 1))
    done < <(sed -n "s/^= //p" "$dir/answers")
    [ "$i" = ${#expected[@]} ] || { echo "$i answers to ${#expected[@]} questions"; cat "$dir/complaints"; return 1; }
    return $bad
}
MX='MxRecord?preference=10, exchange=mx1.signed.test? MxRecord?preference=20, exchange=mx2.signed.test?'
records() { look_up "$NSD" off MX signed.test "Found insecure $MX" TXT signed.test 'Found insecure v=spf1 -all' A mx1.signed.test 'Found insecure 192.0.2.1' \
    AAAA mx1.signed.test 'Found insecure 2001:db8:0:0:0:0:0:1' TLSA _25._tcp.mx1.signed.test 'Found insecure 3 1 1 0123456789abcdef*' \
    MX null.signed.test 'Found insecure MxRecord?preference=0, exchange=.?' A alias.signed.test 'Found insecure 192.0.2.1' \
    MX mx1.signed.test 'NoData insecure' MX nowhere.signed.test 'NoSuchDomain insecure' A deep.signed.test 'NoData insecure' \
    MX big.signed.test 'Found insecure *150?' A one.signed.test 'TemporaryFailure *' MX example.org 'TemporaryFailure *REFUSED*'; }
check 'records of every kind, big answers over TCP, absence, circles, refusals' records
proved() { look_up "$NSD" validate MX signed.test "Found secure $MX" TXT signed.test 'Found secure v=spf1 -all' A mx1.signed.test 'Found secure 192.0.2.1' \
    AAAA mx1.signed.test 'Found secure 2001:db8:0:0:0:0:0:1' TLSA _25._tcp.mx1.signed.test 'Found secure 3 1 1 0123456789abcdef*' \
    A alias.signed.test 'Found secure 192.0.2.1' A x.wild.signed.test 'Found secure 192.0.2.7' MX big.signed.test 'Found secure *150?' \
    MX three.signed.test 'Found secure MxRecord?preference=10, exchange=host.three.signed.test?' A x.wild.three.signed.test 'Found secure 192.0.2.85'; }
check 'validates signatures: ECDSA with NSEC, RSA with NSEC3, wildcards, CNAME' proved
absent() { look_up "$NSD" validate MX null.signed.test 'Found secure *' MX nowhere.signed.test 'NoSuchDomain secure' TLSA _25._tcp.mx2.signed.test 'NoSuchDomain secure' MX mx1.signed.test 'NoData secure' \
    A deep.signed.test 'NoData secure' MX nowhere.three.signed.test 'NoSuchDomain secure' MX host.three.signed.test 'NoData secure' TLSA _25._tcp.host.three.signed.test 'NoSuchDomain secure'; }
check 'validates absence: NXDOMAIN and no data, NSEC and NSEC3' absent
unsigned() { look_up "$NSD" validate MX insecure.signed.test 'Found insecure *' A host.insecure.signed.test 'Found insecure 192.0.2.81' \
    TLSA _25._tcp.host.insecure.signed.test 'NoSuchDomain insecure' A host.plain.test 'Found insecure 192.0.2.80' A out.signed.test 'Found insecure 192.0.2.80'; }
check 'unsigned delegations and zones are taken, but not called secure' unsigned
forged() { look_up "$NSD" validate MX broken.signed.test 'TemporaryFailure *DNSSEC*' A host.broken.signed.test 'TemporaryFailure *DNSSEC*' \
    MX expired.signed.test 'TemporaryFailure *DNSSEC*' MX nowhere.expired.signed.test 'TemporaryFailure *DNSSEC*'; }
check 'broken and expired signatures are a temporary failure' forged

program unbound "$(version "$unbound" -V)"
check 'unbound starts' start_unbound || exit
trusted() { look_up "$UNBOUND" trust-resolver MX signed.test "Found secure $MX" A alias.signed.test 'Found secure 192.0.2.1' TLSA _25._tcp.mx1.signed.test 'Found secure 3 1 1 *' \
    MX nowhere.signed.test 'NoSuchDomain secure' MX mx1.signed.test 'NoData secure' A out.signed.test 'Found insecure 192.0.2.80' \
    MX insecure.signed.test 'Found insecure *' MX broken.signed.test 'TemporaryFailure *SERVFAIL*' MX big.signed.test 'Found secure *150?' A one.signed.test 'TemporaryFailure *'; }
check 'a validating resolver on this host is believed' trusted
through() { look_up "$UNBOUND" validate MX signed.test "Found secure $MX" MX nowhere.three.signed.test 'NoSuchDomain secure' A out.signed.test 'Found insecure 192.0.2.80' \
    MX broken.signed.test 'TemporaryFailure *DNSSEC*' MX insecure.signed.test 'Found insecure *' MX big.signed.test 'Found secure *150?' A x.wild.three.signed.test 'Found secure 192.0.2.85'; }
check 'validates through a resolver' through
